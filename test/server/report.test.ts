import { describe, expect, it } from 'vitest';
import type { EventBody } from '#protocol/event.ts';
import { FakeClock } from '#test/kit/fake-clock.ts';
import { applies, fleetFiles, joined, type FleetDevice } from '#test/kit/fleet-in-test.ts';
import { ban } from '#test/kit/policy-builder.ts';
import { call, startTestServer } from '#test/kit/server-in-test.ts';
import { tempFolder } from '#test/kit/temp-folder.ts';

const dayMs = 86_400_000;
/** A Sunday, noon in Oslo: its week began on the 16th. */
const start = Date.UTC(2026, 10, 22, 11);
const period = { from: '2026-11-09', to: '2026-11-30' };

const hit = (at: number, repeats = 0): EventBody => ({
  type: 'hit',
  ban: 'telegram-ban',
  channel: 'native',
  action: 'stopped',
  effect: 'block',
  level: 'stopped-after-start',
  evidence: [],
  confidence: 'primary',
  at,
  repeats,
});
const receipt = (result: 'blocked' | 'not-blocked', at: number): EventBody => ({
  type: 'receipt',
  receipt: {
    ...{ id: 'b'.repeat(32), layer: 'process-stop', triedAt: at, result, level: 'stopped-after-start' },
    release: 2,
  },
});
const removed = (verified: boolean, at: number): EventBody => ({
  ...{ type: 'removed', ban: 'telegram-ban', app: 'telegram', at, verified },
});

async function fleetOf(
  count: number,
  server: Parameters<typeof joined>[0],
  unit: string,
): Promise<FleetDevice[]> {
  const made: FleetDevice[] = [];
  for (let at = 0; at < count; at += 1) made.push(await joined(server, `${unit}-${at}`, { unit }));
  return made;
}

describe('the report', () => {
  it('counts what was reported, enforced and exempted in the period', async () => {
    using folder = tempFolder();
    const clock = new FakeClock(start);
    await using server = await startTestServer(folder.path, { clock });
    await server.must('applyPolicy', { body: { files: fleetFiles([ban({ review: '2099-01-01' })]) } });
    const pcs = await fleetOf(20, server, 'school');
    const [one, other] = pcs;
    if (one === undefined || other === undefined) throw new Error('no devices');
    for (const pc of pcs.slice(0, 10))
      await applies(server, pc, [
        { ban: 'telegram-ban', channel: 'native', level: 'stopped-after-start' },
        { ban: 'telegram-ban', channel: 'fork', level: 'denied-before-start' },
      ]);
    await applies(server, pcs[10] ?? one, [
      { ban: 'telegram-ban', channel: 'native', level: 'stopped-after-start' },
      { ban: 'telegram-ban', channel: 'web', level: 'blind' },
    ]);
    one.agent.sendEvents(1, [
      hit(start - 3 * dayMs, 4),
      hit(start - 8 * dayMs),
      hit(start - 30 * dayMs),
      { type: 'repeats', ban: 'telegram-ban', channel: 'native', day: '2026-11-20', count: 7 },
      removed(true, start),
      removed(false, start),
      receipt('blocked', start),
      receipt('not-blocked', start - 60 * dayMs),
      // A clock that is wrong by years: dated by when it came.
      hit(1),
    ]);
    await one.agent.take('events-ack');
    const granted = await server.must('grantExemption', {
      body: {
        ...{ device: one.device, ban: 'telegram-ban', purpose: 'press' },
        ...{ from: start, until: start + 20 * dayMs },
      },
    });
    const withdrawn = await server.must('grantExemption', {
      body: {
        ...{ device: other.device, ban: 'telegram-ban', purpose: 'press' },
        ...{ from: start, until: start + 20 * dayMs },
      },
    });
    await server.must('withdrawExemption', {
      params: { exemption: withdrawn.exemption },
      body: { reason: 'over' },
    });
    expect(granted.state).toBe('approved');
    const report = await server.must('getReport', { query: period });
    expect(report).toMatchObject({
      organisation: 'Kommune',
      unit: 'kommune',
      smallNumbers: false,
      notCovered: ['phones'],
      daysNotKept: 0,
      devices: { enrolled: 20, active: 20, private: 0, byClass: { service: 20, dedicated: 0, private: 0 } },
      receipts: [{ layer: 'process-stop', blocked: 1, notBlocked: 0, couldNotTry: 0 }],
    });
    expect(report.bans).toMatchObject([
      {
        ban: 'telegram-ban',
        apps: ['telegram'],
        basis: { kind: 'decision', reference: '2026/17' },
        devices: 20,
        enforced: 10,
        share: 0.5,
        hits: [
          { week: '2026-11-09', hits: 1 },
          { week: '2026-11-16', hits: 13 },
        ],
        removed: { verified: 1, unverified: 1 },
        exemptions: { granted: 2, running: 1, ended: 1, denied: 0 },
      },
    ]);
    for (const { agent } of pcs) agent.cut();
  });

  it('of a small unit tells no number from 1 to 4', async () => {
    using folder = tempFolder();
    await using server = await startTestServer(folder.path);
    await server.must('applyPolicy', { body: { files: fleetFiles([ban({ review: '2099-01-01' })]) } });
    const pcs = [...(await fleetOf(7, server, 'north')), ...(await fleetOf(2, server, 'library'))];
    for (const pc of pcs.slice(0, 5))
      await applies(server, pc, [{ ban: 'telegram-ban', channel: 'native', level: 'stopped-after-start' }]);
    pcs[0]?.agent.sendEvents(1, [hit(Date.now()), hit(Date.now())]);
    await pcs[0]?.agent.take('events-ack');
    const today = new Date().toISOString().slice(0, 10);
    const query = { unit: 'north', from: '2026-01-01', to: today > '2030-01-01' ? '2030-01-01' : today };
    const { bans, smallNumbers } = await server.must('getReport', { query });
    expect(smallNumbers).toBe(true);
    // 5 of 7 would say that 2 are not: neither is told.
    expect(bans).toMatchObject([{ devices: 7, enforced: { under: 20 }, hits: [{ hits: { under: 5 } }] }]);
    expect(bans[0]?.share).toBeUndefined();
    expect(bans[0]?.channels).toEqual([
      {
        channel: 'native',
        levels: [
          { level: 'stopped-after-start', devices: { under: 20 } },
          { level: 'unknown', devices: { under: 20 } },
        ],
      },
    ]);
    // All of `library` are at no level that could be told without saying of whom.
    const whole = await server.must('getReport', { query: { ...query, unit: 'kommune' } });
    expect(whole.bans).toMatchObject([{ devices: 9, enforced: { under: 20 } }]);
    for (const { agent } of pcs) agent.cut();
  });

  it('of a ban for a few PCs tells no number from 1 to 4, however large the unit is', async () => {
    using folder = tempFolder();
    await using server = await startTestServer(folder.path);
    const own = { portvakt: 'policy/1', unit: 'north', bans: [ban({ id: 'own', review: '2099-01-01' })] };
    const files = fleetFiles([], {}, [{ name: 'north.yaml', text: JSON.stringify(own) }]);
    await server.must('applyPolicy', { body: { files } });
    const pcs = [...(await fleetOf(6, server, 'north')), ...(await fleetOf(20, server, 'library'))];
    for (const pc of pcs.slice(0, 2))
      await applies(server, pc, [{ ban: 'own', channel: 'native', level: 'stopped-after-start' }]);
    const report = await server.must('getReport', { query: { from: '2026-01-01', to: '2026-01-31' } });
    expect(report).toMatchObject({
      smallNumbers: true,
      devices: { active: 26, byClass: { service: 26 } },
      bans: [{ ban: 'own', devices: 6, enforced: { under: 20 } }],
    });
    for (const { agent } of pcs) agent.cut();
  });

  it.each([
    { from: '2026-02-30', to: '2026-03-01' },
    { from: '2026-03-02', to: '2026-03-01' },
    { from: '1990-01-01', to: '2026-03-01' },
  ])('of $from to $to is refused', async (query) => {
    using folder = tempFolder();
    await using server = await startTestServer(folder.path);
    expect((await call(server.apiUrl, server.token, 'getReport', { query })).status).toBe(400);
  });
});
