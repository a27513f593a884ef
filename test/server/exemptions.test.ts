import { describe, expect, it } from 'vitest';
import type { ExemptionTerms } from '#policy/ban.ts';
import type { Assignment } from '#policy/assignment.ts';
import { systemClock } from '#runtime/clock.ts';
import { ban } from '#test/kit/policy-builder.ts';
import { call, policyFiles, startTestServer, type TestServer } from '#test/kit/server-in-test.ts';
import { tempFolder } from '#test/kit/temp-folder.ts';
import { enrolDevice, newId, WireAgent } from '#test/kit/wire-agent.ts';

const dayMs = 86_400_000;

async function ready(server: TestServer, exemptions: ExemptionTerms) {
  await server.must('applyPolicy', { body: { files: policyFiles([ban({ exemptions })]) } });
  const { device, key } = await enrolDevice(server.url, await server.enrolmentToken());
  const agent = new WireAgent(server.url, { key });
  await agent.arrive(device);
  await agent.take('assignment');
  return agent;
}

async function ask(server: TestServer, agent: WireAgent, days = 7): Promise<string> {
  const id = newId();
  agent.sendEvents(1, [
    {
      type: 'exemption-request',
      request: { id, ban: 'telegram-ban', account: 'ola', purpose: 'culture night', days, askedAt: 1 },
    },
  ]);
  await agent.take('events-ack');
  await expect
    .poll(
      async () => (await server.must('listExemptions', { query: { state: 'waiting' } })).exemptions.length,
    )
    .toBe(1);
  return id;
}

async function operator(server: TestServer, name: string, unit?: string): Promise<string> {
  const body = { name, role: 'approver', ...(unit === undefined ? {} : { unit }) } as const;
  return (await server.must('createOperatorToken', { body })).text;
}

async function assigned(agent: WireAgent): Promise<Assignment> {
  const { envelope } = await agent.take('assignment');
  return JSON.parse(Buffer.from(envelope.payload, 'base64').toString('utf8')) as Assignment;
}

describe('a request for an exemption', () => {
  it('says in the list on which PC the app is needed', async () => {
    using folder = tempFolder();
    await using server = await startTestServer(folder.path);
    await using agent = await ready(server, { allowed: true });
    const about = { ban: 'telegram-ban', account: 'ola', days: 7, askedAt: 1 };
    agent.sendEvents(1, [
      {
        type: 'exemption-request',
        request: { ...about, id: newId(), purpose: 'there', device: 'dedicated' },
      },
      { type: 'exemption-request', request: { ...about, id: newId(), purpose: 'unsaid' } },
    ]);
    const listed = async (): Promise<readonly string[]> =>
      (await server.must('listExemptions', { query: { state: 'waiting' } })).exemptions
        .map(({ neededOn, purpose }) => `${purpose}: ${neededOn ?? '-'}`)
        .sort();
    await expect.poll(listed).toEqual(['there: dedicated', 'unsaid: -']);
  });

  it('is approved by one person, answered, and in the assignment', async () => {
    using folder = tempFolder();
    await using server = await startTestServer(folder.path);
    await using agent = await ready(server, { allowed: true, longestDays: 30 });
    const exemption = await ask(server, agent);
    const approved = await server.must('approveRequest', { params: { exemption }, body: {} });
    expect(approved).toMatchObject({ state: 'approved', approvedBy: ['administrator'] });
    expect((await agent.take('ask-answer')).answer).toEqual({
      request: exemption,
      state: 'approved',
      until: approved.until,
    });
    expect((await assigned(agent)).exemptions).toMatchObject([
      { id: exemption, ban: 'telegram-ban', account: 'ola', approvedBy: ['administrator'] },
    ]);
    await server.must('withdrawExemption', { params: { exemption }, body: { reason: 'over' } });
    expect((await assigned(agent)).exemptions).toEqual([]);
  });

  it('is approved by two different people where the ban demands two', async () => {
    using folder = tempFolder();
    await using server = await startTestServer(folder.path);
    await using agent = await ready(server, { allowed: true, approvers: 2 });
    const exemption = await ask(server, agent);
    const kari = await operator(server, 'kari');
    const half = await call(server.apiUrl, kari, 'approveRequest', { params: { exemption }, body: {} });
    expect(half).toMatchObject({ status: 200, body: { state: 'half-approved', approversNeeded: 2 } });
    expect((await agent.take('ask-answer')).answer.state).toBe('half-approved');
    const { operators } = await server.must('listOperators');
    const first = operators.find(({ name }) => name === 'kari')?.operator ?? '';
    await server.must('revokeOperator', { params: { operator: first } });
    const sameAgain = await operator(server, 'Ｋari');
    expect(
      (await call(server.apiUrl, sameAgain, 'approveRequest', { params: { exemption }, body: {} })).status,
    ).toBe(409);
    expect(await server.must('approveRequest', { params: { exemption }, body: {} })).toMatchObject({
      state: 'approved',
      approvedBy: ['kari', 'administrator'],
    });
    expect((await assigned(agent)).exemptions).toHaveLength(1);
  });

  it('cannot get other days from the second approver than the first approved', async () => {
    using folder = tempFolder();
    await using server = await startTestServer(folder.path);
    await using agent = await ready(server, { allowed: true, approvers: 2, longestDays: 366 });
    const exemption = await ask(server, agent);
    const approve = async (token: string, days?: number) =>
      call(server.apiUrl, token, 'approveRequest', {
        params: { exemption },
        body: days === undefined ? {} : { days },
      });
    expect(await approve(await operator(server, 'kari'), 1)).toMatchObject({ body: { days: 1 } });
    expect(await approve(server.token, 300)).toMatchObject({ status: 409 });
    const { exemptions } = await server.must('listExemptions');
    expect(exemptions).toMatchObject([{ state: 'half-approved', days: 1, approvedBy: ['kari'] }]);
    const done = await approve(server.token, 1);
    if (!('body' in done)) throw new Error('not approved');
    expect(done.body).toMatchObject({ state: 'approved', days: 1 });
    expect((done.body.until ?? 0) - (done.body.from ?? 0)).toBe(dayMs);
  });

  it('that an operator granted keeps its dates when the second approver agrees', async () => {
    using folder = tempFolder();
    await using server = await startTestServer(folder.path);
    await using agent = await ready(server, { allowed: true, approvers: 2 });
    const from = Date.now();
    const until = from + 3 * 3_600_000;
    const { exemption } = await server.must('grantExemption', {
      body: { device: agent.device, ban: 'telegram-ban', purpose: 'film', from, until },
    });
    const kari = await operator(server, 'kari');
    expect(
      await call(server.apiUrl, kari, 'approveRequest', { params: { exemption }, body: { days: 1 } }),
    ).toMatchObject({ body: { state: 'approved', from, until } });
  });

  it('says from the start how many approvers it needs', async () => {
    using folder = tempFolder();
    await using server = await startTestServer(folder.path);
    await using agent = await ready(server, { allowed: true, approvers: 2 });
    await ask(server, agent);
    expect((await server.must('listExemptions')).exemptions).toMatchObject([{ approversNeeded: 2 }]);
  });

  it('is denied and ended only by those who may grant it', async () => {
    using folder = tempFolder();
    await using server = await startTestServer(folder.path);
    await using agent = await ready(server, { allowed: true, by: 'owner' });
    const exemption = await ask(server, agent);
    const school = await operator(server, 'teacher', 'school');
    const params = { params: { exemption }, body: { reason: 'no' } };
    const forbidden = { status: 422, problem: { type: 'urn:portvakt:problem:terms-forbid' } };
    // Of the PCs of other units it learns not even that there is a request.
    expect(await call(server.apiUrl, school, 'denyRequest', params)).toMatchObject({ status: 404 });
    await server.must('approveRequest', { params: { exemption }, body: {} });
    expect(await call(server.apiUrl, school, 'withdrawExemption', params)).toMatchObject({ status: 404 });
    await server.must('setDevice', { params: { device: agent.device }, body: { unit: 'school' } });
    expect(await call(server.apiUrl, school, 'withdrawExemption', params)).toMatchObject(forbidden);
    const terms = { allowed: true, by: 'units-below' } as const;
    await server.must('applyPolicy', { body: { files: policyFiles([ban({ exemptions: terms })]) } });
    expect(await call(server.apiUrl, school, 'withdrawExemption', params)).toMatchObject({ status: 200 });
  });

  it('is denied with a reason that the person reads, also when connected only later', async () => {
    using folder = tempFolder();
    await using server = await startTestServer(folder.path);
    await using agent = await ready(server, { allowed: true });
    const exemption = await ask(server, agent);
    await agent.close();
    await server.must('denyRequest', { params: { exemption }, body: { reason: 'use the dedicated PC' } });
    await using later = new WireAgent(server.url, { key: agent.key });
    await later.arrive(agent.device);
    expect((await later.take('ask-answer')).answer).toEqual({
      request: exemption,
      state: 'denied',
      reason: 'use the dedicated PC',
    });
    expect(
      (await call(server.apiUrl, server.token, 'approveRequest', { params: { exemption }, body: {} })).status,
    ).toBe(409);
  });

  it('survives the end of the server right after its acknowledgement', async () => {
    using folder = tempFolder();
    const first = await startTestServer(folder.path);
    await using agent = await ready(first, { allowed: true });
    const exemption = await ask(first, agent);
    await first.stop();
    await using second = await startTestServer(folder.path, { token: first.token });
    const { exemptions } = await second.must('listExemptions', { query: { state: 'waiting' } });
    expect(exemptions).toMatchObject([{ exemption, device: agent.device, account: 'ola', days: 7 }]);
  });
});

describe('the terms of the ban', () => {
  const until = (days: number) => ({ from: Date.now(), until: Date.now() + days * dayMs });
  it.each([
    ['no exemption at all', { allowed: false }, 1],
    ['a longer time', { allowed: true, longestDays: 3 }, 4],
    ['another class of device', { allowed: true, classes: ['dedicated'] }, 1],
  ] as const)('forbid %s', async (_what, terms, days) => {
    using folder = tempFolder();
    await using server = await startTestServer(folder.path);
    await using agent = await ready(server, {
      ...terms,
      ...('classes' in terms ? { classes: [...terms.classes] } : {}),
    } as ExemptionTerms);
    const granted = await call(server.apiUrl, server.token, 'grantExemption', {
      body: { device: agent.device, ban: 'telegram-ban', purpose: 'test', ...until(days) },
    });
    expect(granted).toMatchObject({ status: 422, problem: { type: 'urn:portvakt:problem:terms-forbid' } });
    expect((await server.must('listExemptions')).exemptions).toEqual([]);
  });

  it('let only the owner grant, unless they name the units below', async () => {
    using folder = tempFolder();
    await using server = await startTestServer(folder.path);
    await using agent = await ready(server, { allowed: true, by: 'owner' });
    await server.must('setDevice', { params: { device: agent.device }, body: { unit: 'school' } });
    const body = { device: agent.device, ban: 'telegram-ban', purpose: 'test', ...until(1) };
    const school = await operator(server, 'teacher', 'school');
    expect((await call(server.apiUrl, school, 'grantExemption', { body })).status).toBe(422);
    const terms = { allowed: true, by: 'units-below' } as const;
    await server.must('applyPolicy', { body: { files: policyFiles([ban({ exemptions: terms })]) } });
    expect((await call(server.apiUrl, school, 'grantExemption', { body })).status).toBe(200);
  });

  it('are nothing where the organisation lets no server exempt', async () => {
    using folder = tempFolder();
    await using server = await startTestServer(folder.path);
    await using agent = await ready(server, { allowed: true });
    const limits = { exemptions: false, longestPauseHours: 0 };
    await server.must('applyPolicy', {
      body: { files: policyFiles([ban({ exemptions: { allowed: true } })], { limits }) },
    });
    const body = { device: agent.device, ban: 'telegram-ban', purpose: 'test', ...until(1) };
    expect((await call(server.apiUrl, server.token, 'grantExemption', { body })).status).toBe(422);
  });
});

describe('a grant', () => {
  it('that is over drops out of the next assignment', async () => {
    using folder = tempFolder();
    let ahead = 0;
    const clock = { ...systemClock, now: () => Date.now() + ahead };
    await using server = await startTestServer(folder.path, { clock });
    await using agent = await ready(server, { allowed: true });
    await server.must('grantExemption', {
      body: {
        device: agent.device,
        ban: 'telegram-ban',
        purpose: 'test',
        from: Date.now(),
        until: Date.now() + dayMs,
      },
    });
    expect((await assigned(agent)).exemptions).toHaveLength(1);
    ahead = 2 * dayMs;
    await using later = new WireAgent(server.url, { key: agent.key });
    await later.arrive(agent.device, { assignment: 2 });
    expect(await assigned(later)).toMatchObject({ serial: 3, exemptions: [] });
    expect((await server.must('listExemptions', { query: { state: 'ended' } })).exemptions).toHaveLength(1);
  });
});
