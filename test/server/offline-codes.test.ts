import { createHash, createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { ExemptionTerms } from '#policy/ban.ts';
import { hoursOfCode, type Hmac } from '#policy/offline-code.ts';
import { offlineCodesCapability, offlineSecretCapability } from '#protocol/agent-server.ts';
import type { BodyOf } from '#protocol/console-server.ts';
import { systemClock } from '#runtime/clock.ts';
import { ban } from '#test/kit/policy-builder.ts';
import { call, policyFiles, startTestServer, type TestServer } from '#test/kit/server-in-test.ts';
import { tempFolder } from '#test/kit/temp-folder.ts';
import { enrolDevice, WireAgent } from '#test/kit/wire-agent.ts';

const hourMs = 3_600_000;
const hmac: Hmac = (key, text) => createHmac('sha256', Buffer.from(key, 'base64')).update(text).digest();
const codes: ExemptionTerms = { allowed: true, offlineCodes: true };
const challenge = '7K3M-9QXW';

async function publish(server: TestServer, exemptions: ExemptionTerms): Promise<void> {
  await server.must('applyPolicy', { body: { files: policyFiles([ban({ exemptions })]) } });
}
/** A PC that can use codes, and the secret that it was given. */
async function ready(
  server: TestServer,
  exemptions: ExemptionTerms = codes,
): Promise<{ readonly agent: WireAgent; readonly secret: string }> {
  await publish(server, exemptions);
  const { device, key } = await enrolDevice(server.url, await server.enrolmentToken());
  const agent = new WireAgent(server.url, { key });
  await agent.arrive(device, { capabilities: [offlineCodesCapability] });
  const { secret } = await agent.take('offline-secret');
  return { agent, secret };
}
const asked = (
  device: string,
  over: Partial<BodyOf<'answerOfflineCode'>> = {},
): BodyOf<'answerOfflineCode'> => ({
  ...{ device, ban: 'telegram-ban', challenge, hours: 4, purpose: 'culture night', account: 'ola' },
  ...over,
});
const hoursOn = (agent: WireAgent, secret: string, code: string | undefined) =>
  hoursOfCode(hmac, secret, { device: agent.device, ban: 'telegram-ban', challenge: '7K3M9QXW' }, code ?? '');
async function approver(server: TestServer, name: string, unit?: string): Promise<string> {
  const body = { name, role: 'approver', ...(unit === undefined ? {} : { unit }) } as const;
  return (await server.must('createOperatorToken', { body })).text;
}

describe('the secret of a device', () => {
  it('is the same at each connection, another for each device, and kept over a restart', async () => {
    using folder = tempFolder();
    const server = await startTestServer(folder.path);
    const { agent, secret } = await ready(server);
    const other = await ready(server);
    expect(Buffer.from(secret, 'base64')).toHaveLength(32);
    expect(other.secret).not.toBe(secret);
    await agent.close();
    await other.agent.close();
    await server.stop();
    await using again = await startTestServer(folder.path, { token: server.token });
    await using later = new WireAgent(again.url, { key: agent.key });
    await later.arrive(agent.device, { capabilities: [offlineCodesCapability] });
    expect((await later.take('offline-secret')).secret).toBe(secret);
  });

  it('is told neither to who holds it nor to who has no use for it', async () => {
    using folder = tempFolder();
    await using server = await startTestServer(folder.path);
    const { agent, secret } = await ready(server);
    await agent.close();
    const fingerprint = createHash('sha256').update(secret).digest('hex').slice(0, 16);
    const isTold = async (capabilities: readonly string[]): Promise<boolean> => {
      await using later = new WireAgent(server.url, { key: agent.key });
      await later.arrive(agent.device, { capabilities: [...capabilities] });
      // What is said about the secret is said before the assignment.
      await later.take('assignment');
      return later.heard.some(({ type }) => type === 'offline-secret');
    };
    expect(await isTold([])).toBe(false);
    expect(await isTold([offlineCodesCapability, offlineSecretCapability(fingerprint)])).toBe(false);
    expect(await isTold([offlineCodesCapability, offlineSecretCapability('0'.repeat(16))])).toBe(true);
  });
});

describe('an offline code', () => {
  it('is what the PC takes, for the hours that the operator gave; audited without the code', async () => {
    using folder = tempFolder();
    await using server = await startTestServer(folder.path);
    const { agent, secret } = await ready(server);
    await using _ = agent;
    const answer = await server.must('answerOfflineCode', { body: asked(agent.device) });
    expect(hoursOn(agent, secret, answer.code)).toEqual({ ok: true, value: 4 });
    expect(answer.exemption).toMatchObject({
      device: agent.device,
      unit: 'kommune',
      state: 'approved',
      withCode: true,
      account: 'ola',
      approvedBy: ['administrator'],
    });
    const { entries } = await server.must('listAudit');
    const row = entries.find(({ action }) => action === 'answer-offline-code');
    expect(row).toMatchObject({ subject: answer.exemption.exemption, unit: 'kommune' });
    expect(JSON.parse(row?.body ?? '')).toMatchObject({ hours: 4, purpose: 'culture night' });
    expect(JSON.stringify(entries)).not.toContain(answer.code);
    expect((await server.must('listExemptions')).exemptions).toEqual([answer.exemption]);
  });

  it('is no part of an assignment: there it would be silent', async () => {
    using folder = tempFolder();
    await using server = await startTestServer(folder.path);
    const { agent } = await ready(server);
    await server.must('answerOfflineCode', { body: asked(agent.device) });
    await agent.close();
    await using later = new WireAgent(server.url, { key: agent.key });
    await later.arrive(agent.device);
    const { envelope } = await later.take('assignment');
    expect(JSON.parse(Buffer.from(envelope.payload, 'base64').toString('utf8'))).toMatchObject({
      exemptions: [],
    });
  });

  it('is read once more for the same question, and is no other for another', async () => {
    using folder = tempFolder();
    await using server = await startTestServer(folder.path);
    const { agent } = await ready(server);
    await using _ = agent;
    const first = await server.must('answerOfflineCode', { body: asked(agent.device) });
    const again = await server.must('answerOfflineCode', {
      body: asked(agent.device, { challenge: '7k3m 9qxw' }),
    });
    expect(again).toEqual(first);
    const other = { body: asked(agent.device, { hours: 72 }) };
    expect(await call(server.apiUrl, server.token, 'answerOfflineCode', other)).toMatchObject({
      status: 409,
    });
    expect((await server.must('listExemptions')).exemptions).toHaveLength(1);
  });

  it('comes with the second approval where the ban demands two', async () => {
    using folder = tempFolder();
    await using server = await startTestServer(folder.path);
    const { agent, secret } = await ready(server, { ...codes, approvers: 2 });
    await using _ = agent;
    const half = await server.must('answerOfflineCode', { body: asked(agent.device) });
    expect(half).toMatchObject({ exemption: { state: 'half-approved', approversNeeded: 2 } });
    expect(half.code).toBeUndefined();
    const params = { exemption: half.exemption.exemption };
    expect(await call(server.apiUrl, server.token, 'approveRequest', { params, body: {} })).toMatchObject({
      status: 409,
    });
    const kari = await approver(server, 'kari');
    const done = await call(server.apiUrl, kari, 'approveRequest', { params, body: {} });
    if (!('body' in done)) throw new Error('not approved');
    expect(done.body).toMatchObject({ state: 'approved', approvedBy: ['administrator', 'kari'] });
    expect(hoursOn(agent, secret, done.body.offlineCode)).toEqual({ ok: true, value: 4 });
  });

  it('is not given by the second a day later: the PC has forgotten the question', async () => {
    using folder = tempFolder();
    let ahead = 0;
    const clock = { ...systemClock, now: () => Date.now() + ahead };
    await using server = await startTestServer(folder.path, { clock });
    const { agent } = await ready(server, { ...codes, approvers: 2 });
    await using _ = agent;
    const { exemption } = await server.must('answerOfflineCode', { body: asked(agent.device) });
    const kari = await approver(server, 'kari');
    ahead = 24 * hourMs;
    expect(
      await call(server.apiUrl, kari, 'approveRequest', {
        params: { exemption: exemption.exemption },
        body: {},
      }),
    ).toMatchObject({ status: 409, problem: { detail: expect.stringContaining('new ones') as string } });
  });

  it.each([
    ['the terms allow none', { allowed: true }, {}, 422],
    ['the terms allow no exemption', { allowed: false, offlineCodes: true }, {}, 422],
    ['the PC is no dedicated one', { ...codes, classes: ['dedicated'] }, {}, 422],
    ['the hours are more than the terms allow', { ...codes, longestDays: 1 }, { hours: 25 }, 422],
    ['the challenge was misheard', codes, { challenge: '7K3M-9QXU' }, 400],
    ['there is no such ban', codes, { ban: 'unknown' }, 404],
    ['there is no such PC', codes, { device: 'f'.repeat(32) }, 404],
  ] as const)('is not given where %s', async (_why, terms, over, status) => {
    using folder = tempFolder();
    await using server = await startTestServer(folder.path);
    const { agent } = await ready(server, JSON.parse(JSON.stringify(terms)) as ExemptionTerms);
    await using _ = agent;
    const answer = await call(server.apiUrl, server.token, 'answerOfflineCode', {
      body: asked(agent.device, over),
    });
    expect(answer.status).toBe(status);
    expect((await server.must('listExemptions')).exemptions).toEqual([]);
  });

  it('on a PC that is not of the demanded class says what to do, and is given once it is', async () => {
    using folder = tempFolder();
    await using server = await startTestServer(folder.path);
    const { agent } = await ready(server, { ...codes, classes: ['dedicated'] });
    await using _ = agent;
    const body = asked(agent.device);
    expect(await call(server.apiUrl, server.token, 'answerOfflineCode', { body })).toMatchObject({
      problem: { detail: expect.stringMatching(/dedicated devices only.*set the class/) as string },
    });
    await server.must('setDevice', { params: { device: agent.device }, body: { class: 'dedicated' } });
    expect((await server.must('answerOfflineCode', { body })).code).toBeDefined();
  });

  it('is not given to an agent that knows no codes', async () => {
    using folder = tempFolder();
    await using server = await startTestServer(folder.path);
    await publish(server, codes);
    const { device, key } = await enrolDevice(server.url, await server.enrolmentToken());
    await using agent = new WireAgent(server.url, { key });
    await agent.arrive(device);
    expect(
      await call(server.apiUrl, server.token, 'answerOfflineCode', { body: asked(device) }),
    ).toMatchObject({ status: 409, problem: { detail: expect.stringContaining('too old') as string } });
  });

  it('is given only by those who answer for the PC', async () => {
    using folder = tempFolder();
    await using server = await startTestServer(folder.path);
    const { agent } = await ready(server, { ...codes, by: 'units-below' });
    await using _ = agent;
    const teacher = await approver(server, 'teacher', 'school');
    const body = asked(agent.device);
    expect(await call(server.apiUrl, teacher, 'answerOfflineCode', { body })).toMatchObject({ status: 404 });
    await server.must('setDevice', { params: { device: agent.device }, body: { unit: 'school' } });
    expect(await call(server.apiUrl, teacher, 'answerOfflineCode', { body })).toMatchObject({ status: 200 });
  });

  it('cannot be taken back, since nobody can tell the PC', async () => {
    using folder = tempFolder();
    await using server = await startTestServer(folder.path);
    const { agent } = await ready(server);
    await using _ = agent;
    const { exemption } = await server.must('answerOfflineCode', { body: asked(agent.device) });
    expect(
      await call(server.apiUrl, server.token, 'withdrawExemption', {
        params: { exemption: exemption.exemption },
        body: { reason: 'over' },
      }),
    ).toMatchObject({ status: 409 });
  });
});

describe('the use of a code', () => {
  it('is noted with the times of the PC, once, and for no longer than the code was', async () => {
    using folder = tempFolder();
    await using server = await startTestServer(folder.path);
    const { agent } = await ready(server);
    await using _ = agent;
    await server.must('answerOfflineCode', { body: asked(agent.device) });
    const at = Date.now() + hourMs;
    const use = { type: 'offline-code-used', ban: 'telegram-ban', challenge: '7K3M9QXW' } as const;
    agent.sendEvents(1, [
      { ...use, at, until: at + 99 * hourMs },
      { ...use, at: at + hourMs, until: at + 2 * hourMs },
      { ...use, challenge: 'AAAAAAAA', at, until: at + hourMs },
    ]);
    await agent.take('events-ack');
    await expect
      .poll(async () => (await server.must('listExemptions')).exemptions)
      .toMatchObject([{ from: at, until: at + 4 * hourMs }]);
    const again = await call(server.apiUrl, server.token, 'answerOfflineCode', { body: asked(agent.device) });
    expect(again).toMatchObject({
      status: 409,
      problem: { detail: expect.stringContaining('used') as string },
    });
    const { events } = await server.must('listEvents', { query: { type: 'offline-code-used' } });
    expect(events).toHaveLength(3);
  });
});
