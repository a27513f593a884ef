import { describe, expect, it } from 'vitest';
import type { EventBody } from '#protocol/event.ts';
import { ban } from '#test/kit/policy-builder.ts';
import { call, policyFiles, startTestServer, type TestServer } from '#test/kit/server-in-test.ts';
import { tempFolder } from '#test/kit/temp-folder.ts';
import { enrolDevice, newId, WireAgent } from '#test/kit/wire-agent.ts';

async function arrived(server: TestServer): Promise<WireAgent> {
  const { device, key } = await enrolDevice(server.url, await server.enrolmentToken());
  const agent = new WireAgent(server.url, { key });
  await agent.arrive(device);
  await agent.take('assignment');
  return agent;
}

const request = (purpose: string): EventBody => ({
  type: 'exemption-request',
  request: { id: newId(), ban: 'telegram-ban', account: 'ola', purpose, days: 7, askedAt: 1 },
});

async function ready(server: TestServer): Promise<void> {
  await server.must('applyPolicy', {
    body: { files: policyFiles([ban({ exemptions: { allowed: true } })]) },
  });
}

describe('the list of requests', () => {
  it('is read page by page, each row once', async () => {
    using folder = tempFolder();
    await using server = await startTestServer(folder.path);
    await ready(server);
    await using agent = await arrived(server);
    agent.sendEvents(
      1,
      Array.from({ length: 7 }, (_, index) => request(`purpose ${index}`)),
    );
    await agent.take('events-ack');
    await expect.poll(async () => (await server.must('listExemptions')).exemptions.length).toBe(7);
    const seen: string[] = [];
    let after: string | undefined;
    do {
      const page = await server.must('listExemptions', {
        query: { state: 'waiting', limit: 3, ...(after === undefined ? {} : { after }) },
      });
      seen.push(...page.exemptions.map(({ purpose }) => purpose));
      after = page.next;
    } while (after !== undefined);
    expect(seen.toSorted()).toEqual(Array.from({ length: 7 }, (_, index) => `purpose ${index}`));
  });

  it('is not filled by one PC: what it asks beyond its share is refused, and told so', async () => {
    using folder = tempFolder();
    await using server = await startTestServer(folder.path);
    await ready(server);
    await using noisy = await arrived(server);
    await using quiet = await arrived(server);
    noisy.sendEvents(
      1,
      Array.from({ length: 150 }, (_, index) => request(`noise ${index}`)),
    );
    await noisy.take('events-ack');
    quiet.sendEvents(1, [request('culture night')]);
    await quiet.take('events-ack');
    const waiting = async () =>
      (await server.must('listExemptions', { query: { state: 'waiting' } })).exemptions;
    await expect.poll(async () => (await waiting()).length).toBe(21);
    expect((await waiting()).map(({ purpose }) => purpose)).toContain('culture night');
    const { answer } = await noisy.take('ask-answer');
    expect(answer).toMatchObject({
      state: 'denied',
      reason: expect.stringContaining('20 requests') as string,
    });
    const { exemptions } = await server.must('listExemptions', {
      query: { device: noisy.device, limit: 500 },
    });
    expect(exemptions).toHaveLength(100);
  });
});

describe('a look at a list over all PCs', () => {
  it('is told to each PC whose people are in it, and audited, once', async () => {
    using folder = tempFolder();
    await using server = await startTestServer(folder.path);
    await ready(server);
    await using named = await arrived(server);
    await using nameless = await arrived(server);
    named.sendEvents(1, [request('culture night')]);
    await named.take('events-ack');
    nameless.sendEvents(1, [
      { type: 'removed', ban: 'telegram-ban', app: 'telegram', at: 1, verified: true },
    ]);
    await nameless.take('events-ack');
    await expect
      .poll(async () => (await server.must('listExemptions', { query: { state: 'waiting' } })).exemptions)
      .toHaveLength(1);
    for (let round = 0; round < 2; round += 1) {
      const { events } = await server.must('listEvents');
      expect(events.map(({ device, hostName }) => [device, hostName])).toEqual([
        [named.device, 'pc-1'],
        [nameless.device, 'pc-1'],
      ]);
      await server.must('listExemptions');
    }
    expect((await named.take('looks')).looks).toMatchObject([{ what: 'exemptions' }]);
    expect((await named.take('looks')).looks).toMatchObject([{ what: 'events' }]);
    const looks = (await server.must('listAudit')).entries.filter(({ action }) => action === 'look');
    expect(looks.map(({ subject, body }) => [subject, body])).toEqual([
      [named.device, '{"what":"exemptions"}'],
      [named.device, '{"what":"events"}'],
    ]);
  });

  it('is refused for a PC that is not there', async () => {
    using folder = tempFolder();
    await using server = await startTestServer(folder.path);
    const query = { device: '0'.repeat(32) };
    expect((await call(server.apiUrl, server.token, 'listExemptions', { query })).status).toBe(404);
  });
});
