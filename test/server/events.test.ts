import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { EventBody } from '#protocol/event.ts';
import { closeCodes } from '#protocol/close-codes.ts';
import { silentLog } from '#runtime/log.ts';
import { createEventReader, eventMigrations, startIngest } from '#server/events/index.ts';
import { openStore } from '#server/store/index.ts';
import { call, startTestServer } from '#test/kit/server-in-test.ts';
import { tempFolder } from '#test/kit/temp-folder.ts';
import { enrolDevice, newId, WireAgent } from '#test/kit/wire-agent.ts';

const fault = (detail: string): EventBody => ({ type: 'fault', code: 'clock-jumped', detail, at: 1 });
const hit = (ban: string): EventBody => ({
  type: 'hit',
  ban,
  channel: 'native',
  action: 'stopped',
  effect: 'block',
  level: 'stopped-after-start',
  evidence: [{ kind: 'exe-name' }],
  confidence: 'primary',
  at: 1,
  repeats: 0,
});

async function arrived(server: { url: string; enrolmentToken: () => Promise<string> }, isPrivate = false) {
  const { device, key } = await enrolDevice(server.url, await server.enrolmentToken());
  const agent = new WireAgent(server.url, { key });
  await agent.arrive(device, { private: isPrivate });
  return agent;
}

describe('events', () => {
  it('are kept once, however often they are sent', async () => {
    using folder = tempFolder();
    await using server = await startTestServer(folder.path);
    await using agent = await arrived(server);
    agent.sendEvents(1, [fault('one'), fault('two')]);
    expect(await agent.take('events-ack')).toMatchObject({ epoch: agent.epoch, seq: 2 });
    agent.sendEvents(1, [fault('one'), fault('two'), fault('three')]);
    expect((await agent.take('events-ack')).seq).toBe(3);
    const { events } = await server.must('listEvents');
    expect(events.map(({ body }) => (body.type === 'fault' ? body.detail : ''))).toEqual([
      'one',
      'two',
      'three',
    ]);
  });

  it('of another journal epoch are other events, and the welcome tells what is held', async () => {
    using folder = tempFolder();
    await using server = await startTestServer(folder.path);
    await using agent = await arrived(server);
    agent.sendEvents(1, [fault('one'), fault('two')]);
    await agent.take('events-ack');
    await using again = new WireAgent(server.url, { key: agent.key });
    expect((await again.arrive(agent.device, { epoch: agent.epoch })).acked).toBe(2);
    await using anew = new WireAgent(server.url, { key: agent.key });
    const epoch = newId();
    expect((await anew.arrive(agent.device, { epoch })).acked).toBe(0);
    anew.sendEvents(1, [fault('three')], epoch);
    await anew.take('events-ack');
    expect((await server.must('listEvents')).events).toHaveLength(3);
    anew.sendEvents(2, [fault('four')], newId());
    expect((await anew.untilClosed()).code).toBe(closeCodes.outOfTurn.code);
  });

  it('whose numbers do not rise are refused', async () => {
    using folder = tempFolder();
    await using server = await startTestServer(folder.path);
    await using agent = await arrived(server);
    agent.send({
      type: 'events',
      epoch: agent.epoch,
      events: [
        { seq: 2, body: fault('two') },
        { seq: 1, body: fault('one') },
      ],
    });
    expect((await agent.untilClosed()).code).toBe(closeCodes.malformed.code);
  });

  it('of a private device hold no hits: they are acknowledged and not kept', async () => {
    using folder = tempFolder();
    await using server = await startTestServer(folder.path);
    await using agent = await arrived(server, true);
    agent.sendEvents(1, [fault('mine'), hit('telegram-ban')]);
    expect((await agent.take('events-ack')).seq).toBe(2);
    expect((await server.must('listEvents')).events.map(({ body }) => body.type)).toEqual(['fault']);
  });

  it('can be filtered and read on from a cursor', async () => {
    using folder = tempFolder();
    await using server = await startTestServer(folder.path);
    await using one = await arrived(server);
    await using other = await arrived(server);
    one.sendEvents(1, [hit('a'), hit('b'), fault('c')]);
    await one.take('events-ack');
    other.sendEvents(1, [hit('a')]);
    await other.take('events-ack');
    const ofBan = await server.must('listEvents', { query: { ban: 'a' } });
    expect(ofBan.events.map(({ device }) => device)).toEqual([one.device, other.device]);
    expect((await server.must('listEvents', { query: { device: other.device } })).events).toHaveLength(1);
    const first = await server.must('listEvents', { query: { limit: 3 } });
    const rest = await server.must('listEvents', { query: { after: first.cursor } });
    expect([first.events.length, rest.events.length]).toEqual([3, 1]);
    expect((await server.must('listEvents', { query: { after: rest.cursor } })).events).toEqual([]);
  });

  it('by the thousand are looked through without holding up the server', async () => {
    using folder = tempFolder();
    const path = join(folder.path, 'db');
    await using store = await openStore(path, [eventMigrations]);
    await using ingest = startIngest(path, silentLog);
    const row = (seq: number) => ({ seq, type: 'fault', ban: null, body: JSON.stringify(fault('one')) });
    const rows = Array.from({ length: 30_000 }, (_, at) => row(at + 1));
    await ingest.store({ device: 'd', epoch: 'e', receivedAt: 1, upTo: rows.length, rows });
    let turns = 0;
    let over = false;
    const count = (): void => {
      turns += 1;
      if (!over) setImmediate(count);
    };
    setImmediate(count);
    const found = await createEventReader(store.db, ingest).page(0, 10, { ban: 'nowhere' });
    over = true;
    expect(found).toEqual({ events: [], cursor: 30_000 });
    expect(turns).toBeGreaterThanOrEqual(5);
  });

  it('wake whoever waits for them, when they are committed', async () => {
    using folder = tempFolder();
    await using server = await startTestServer(folder.path);
    await using agent = await arrived(server);
    const waiting = server.must('listEvents', { query: { wait: 30, ban: 'b' } });
    agent.sendEvents(1, [hit('a')]);
    await agent.take('events-ack');
    agent.sendEvents(2, [hit('b')]);
    expect((await waiting).events.map(({ body }) => ('ban' in body ? body.ban : ''))).toEqual(['b']);
  });

  it('that do not come end the wait with an empty page; a stopping server ends it too', async () => {
    using folder = tempFolder();
    const server = await startTestServer(folder.path);
    expect(await server.must('listEvents', { query: { wait: 1 } })).toEqual({ events: [], cursor: 0 });
    const waiting = call(server.apiUrl, server.token, 'listEvents', { query: { wait: 30 } });
    await expect.poll(async () => (await server.must('getHealth')).status).toBe('ok');
    await server.stop();
    expect(await waiting).toMatchObject({ status: 200, body: { events: [] } });
  });
});
