import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import type { EventBody } from '#protocol/event.ts';
import type { ServerSettings } from '#policy/server-file.ts';
import { ban } from '#test/kit/policy-builder.ts';
import { contentOf, hour, RolloutStage, type Pc } from '#test/kit/rollout-stage.ts';
import { call } from '#test/kit/server-in-test.ts';
import { until } from '#test/kit/system-under-test.ts';
import { tempFolder } from '#test/kit/temp-folder.ts';

const rings = [
  { id: 'it', name: 'IT', labels: ['ring:it'], soakHours: 24 },
  { id: 'pilot', name: 'Pilot', labels: ['ring:pilot'], soakHours: 48 },
  { id: 'everybody', name: 'Everybody', percent: 100, soakHours: 0 },
];
const settings: ServerSettings = { rings };
const before = ban({ id: 'before', apps: ['tiktok'] });
const fresh = ban({ id: 'fresh', pausable: true });

/** One that began with a base that everybody holds. */
async function begun(
  stage: RolloutStage,
  more: ServerSettings = {},
): Promise<{ base: number; next: number }> {
  const base = await stage.publish([before], {});
  const next = await stage.publish([before, fresh], { ...settings, ...more });
  return { base, next };
}
const statesOf = ({ rings: all }: { readonly rings: readonly { readonly state: string }[] }): string[] =>
  all.map(({ state }) => state);

describe('a release', () => {
  it('goes ring by ring, each after the soak of the one before; a PC in no ring is with the last', async () => {
    using folder = tempFolder();
    await using stage = await RolloutStage.open(folder.path);
    const { base, next } = await begun(stage);
    await using it1 = await (await stage.pc(['ring:it'])).connect();
    await using pilot = await (await stage.pc(['ring:pilot'])).connect();
    await using plain = await (await stage.pc()).connect();
    expect(await it1.take()).toBe(next);
    expect(await pilot.take()).toBe(base);
    expect(await plain.take()).toBe(base);
    expect(await stage.rollout(next)).toMatchObject({
      state: 'running',
      everyone: false,
      rings: [
        { ring: 'it', state: 'soaking', devices: 1, applied: 1 },
        { ring: 'pilot', state: 'waiting', devices: 1, applied: 0 },
        { ring: 'everybody', state: 'waiting', devices: 1 },
      ],
    });
    stage.clock.skip(23 * hour);
    expect(await pilot.offered()).toEqual([]);
    stage.clock.skip(hour);
    await stage.becomes(next, 'the second ring', (one) => statesOf(one)[1] === 'soaking');
    expect(await pilot.take()).toBe(next);
    expect(await plain.offered()).toEqual([]);
    stage.clock.skip(48 * hour);
    const done = await stage.becomes(next, 'the end', ({ state }) => state === 'done');
    expect(statesOf(done)).toEqual(['passed', 'passed', 'passed']);
    expect(await plain.take()).toBe(next);
    expect((await stage.rollout(next)).rings.map(({ applied }) => applied)).toEqual([1, 1, 1]);
    const { releases } = await stage.server.must('listReleases');
    expect(releases.find(({ version }) => version === next)?.devices).toBe(3);
  });

  it('is, until its ring has it, not what a new PC gets at enrolment, in its assignment or as fragments', async () => {
    using folder = tempFolder();
    await using stage = await RolloutStage.open(folder.path);
    const { base, next } = await begun(stage);
    await using plain = await (await stage.pc()).connect();
    const offered = contentOf(await plain.agent.take('release'));
    expect(offered).toMatchObject({ version: base });
    expect(contentOf(await plain.agent.take('assignment'))).toMatchObject({
      ring: 'everybody',
      release: base,
    });
    const { fragments } = offered as { fragments: { sha256: string }[] };
    const sha256 = fragments.map((one) => one.sha256);
    plain.agent.send({ type: 'fragment-wanted', sha256 });
    expect((await plain.agent.take('fragment')).body).toContain('before');
    await using it1 = await (await stage.pc(['ring:it'])).connect();
    expect(contentOf(await it1.agent.take('assignment'))).toMatchObject({ ring: 'it', release: next });
  });

  it('goes to all at once where there are no rings, and the first one always', async () => {
    using folder = tempFolder();
    await using stage = await RolloutStage.open(folder.path);
    const version = await stage.publish([before], {});
    expect(await stage.rollout(version)).toMatchObject({ state: 'done', everyone: true, rings: [] });
    const { rollouts } = await stage.server.must('listRollouts');
    expect(rollouts.map((one) => one.version)).toEqual([version, version - 1]);
  });

  it('goes to the next ring when a person says so, and the promotion is audited', async () => {
    using folder = tempFolder();
    await using stage = await RolloutStage.open(folder.path);
    const { next } = await begun(stage);
    const params = { version: next };
    expect(statesOf(await stage.server.must('promoteRollout', { params }))).toEqual([
      'passed',
      'soaking',
      'waiting',
    ]);
    await stage.server.must('promoteRollout', { params });
    await stage.becomes(next, 'the end', ({ state }) => state === 'done');
    const { apiUrl, token } = stage.server;
    expect((await call(apiUrl, token, 'promoteRollout', { params })).status).toBe(409);
    expect((await call(apiUrl, token, 'promoteRollout', { params: { version: 99 } })).status).toBe(404);
    const { entries } = await stage.server.must('listAudit', { query: { limit: 500 } });
    const promoted = entries.filter(({ action }) => action === 'promote-rollout');
    expect(promoted.map(({ operator }) => operator).at(-1)).toBe('server');
    expect(promoted).toHaveLength(3);
  });

  it('that is halted reaches nobody else, and goes on when it is resumed, with a soak anew', async () => {
    using folder = tempFolder();
    await using stage = await RolloutStage.open(folder.path);
    const { base, next } = await begun(stage);
    await using holds = await (await stage.pc(['ring:it'])).connect();
    await holds.take();
    const params = { version: next };
    const body = { reason: 'the service desk is overrun' };
    const halted = await stage.server.must('haltRollout', { params, body });
    expect(halted).toMatchObject({ state: 'halted', halted: { why: body.reason } });
    expect(halted.halted).not.toHaveProperty('measured');
    expect(statesOf(halted)).toEqual(['halted', 'waiting', 'waiting']);
    await using late = await (await stage.pc(['ring:it'])).connect();
    expect(await late.take()).toBe(base);
    stage.clock.skip(100 * hour);
    expect(statesOf(await stage.becomes(next, 'nothing', () => true))[1]).toBe('waiting');
    const on = await stage.server.must('resumeRollout', { params, body: { reason: 'it was a drill' } });
    expect(on).toMatchObject({ state: 'running' });
    expect(statesOf(on)).toEqual(['soaking', 'waiting', 'waiting']);
    expect(await late.take()).toBe(next);
    expect(await holds.offered()).toEqual([]);
  });

  it('supersedes one that is under way, and nobody is given a lower version than he holds', async () => {
    using folder = tempFolder();
    await using stage = await RolloutStage.open(folder.path);
    const { base, next } = await begun(stage);
    await using it1 = await (await stage.pc(['ring:it'])).connect();
    await using plain = await (await stage.pc()).connect();
    expect([await it1.take(), await plain.take()]).toEqual([next, base]);
    const others = rings.map((ring) => (ring.id === 'it' ? { ...ring, labels: ['ring:new'] } : ring));
    const newest = await stage.publish([fresh], { rings: others });
    expect(await stage.rollout(next)).toMatchObject({
      state: 'superseded',
      rings: [{ devices: 1, applied: 1 }, { devices: 0 }, { devices: 1, applied: 0 }],
    });
    expect(await stage.rollout(newest)).toMatchObject({ state: 'running' });
    // It is in no early ring any more, and holds more than the base.
    await it1.connect();
    expect(await it1.offered()).toEqual([]);
    expect(await plain.offered()).toEqual([]);
    await stage.server.must('promoteRollout', { params: { version: newest } });
    await stage.server.must('promoteRollout', { params: { version: newest } });
    expect([await it1.take(), await plain.take()]).toEqual([newest, newest]);
  });

  it('follows a PC whose labels change midway, forward only', async () => {
    using folder = tempFolder();
    await using stage = await RolloutStage.open(folder.path);
    const { base, next } = await begun(stage);
    await using pc = await (await stage.pc()).connect();
    expect(await pc.take()).toBe(base);
    const params = { device: pc.device };
    await stage.server.must('setDevice', { params, body: { labels: ['ring:it'] } });
    expect(await pc.take()).toBe(next);
    await stage.server.must('setDevice', { params, body: { labels: [] } });
    await until('its other assignment', async () => {
      const last = pc.agent.heard.findLast((one) => one.type === 'assignment');
      return last !== undefined && contentOf(last)['ring'] === 'everybody' ? last : undefined;
    });
    expect(await pc.offered()).toEqual([]);
    await pc.connect();
    expect(await pc.offered()).toEqual([]);
    expect((await stage.rollout(next)).rings.map(({ applied }) => applied)).toEqual([0, 0, 1]);
  });

  it('that does away with a unit leaves it to those who do not have the release yet', async () => {
    using folder = tempFolder();
    await using stage = await RolloutStage.open(folder.path);
    const base = await stage.publish([before], {});
    await using early = await (await stage.pc(['ring:it'])).connect();
    await using late = await (await stage.pc()).connect();
    for (const pc of [early, late]) {
      await stage.server.must('setDevice', { params: { device: pc.device }, body: { unit: 'school' } });
      await pc.take();
      await until('the unit', () =>
        pc.agent.heard.some((one) => one.type === 'assignment' && contentOf(one)['unit'] === 'school'),
      );
      pc.agent.heard.splice(0);
    }
    const units = [{ id: 'kommune', name: 'Kommune' }];
    const next = await stage.publish([before, fresh], settings, { units });
    // First where it belongs now, then the release that has its unit no more.
    expect(await early.take()).toBe(next);
    expect(early.agent.heard.map(({ type }) => type)).toEqual(['assignment']);
    expect(contentOf(await early.agent.take('assignment'))['unit']).toBe('kommune');
    await late.connect();
    await late.agent.settled();
    expect(contentOf(await late.agent.take('assignment'))['unit']).toBe('school');
    expect(late.release).toBe(base);
    await stage.server.must('promoteRollout', { params: { version: next } });
    await stage.server.must('promoteRollout', { params: { version: next } });
    await stage.becomes(next, 'the end', ({ state }) => state === 'done');
    expect(await late.take()).toBe(next);
    await until('its place', () =>
      late.agent.heard.some((one) => one.type === 'assignment' && contentOf(one)['unit'] === 'kommune'),
    );
    const { devices } = await stage.server.must('listDevices');
    expect(devices.map(({ unit }) => unit)).toEqual(['kommune', 'kommune']);
  });

  it('whose publication was cut short by the end of the server is rolled out all the same, by its rings', async () => {
    using folder = tempFolder();
    await using stage = await RolloutStage.open(folder.path);
    const { base, next } = await begun(stage);
    await stage.restart(() => {
      using store = new DatabaseSync(join(folder.path, 'server.sqlite'));
      store.exec(`DELETE FROM rollouts WHERE version = ${next}`);
      store.exec(`DELETE FROM rollout_rings WHERE version = ${next}`);
    });
    expect(await stage.rollout(next)).toMatchObject({ state: 'running' });
    await using it1 = await (await stage.pc(['ring:it'])).connect();
    await using plain = await (await stage.pc()).connect();
    expect([await it1.take(), await plain.take()]).toEqual([next, base]);
  });

  it('goes on where it was after a restart of the server', async () => {
    using folder = tempFolder();
    await using stage = await RolloutStage.open(folder.path);
    const { base, next } = await begun(stage);
    await using it1 = await (await stage.pc(['ring:it'])).connect();
    await using pilot = await (await stage.pc(['ring:pilot'])).connect();
    expect([await it1.take(), await pilot.take()]).toEqual([next, base]);
    await stage.restart();
    expect(statesOf(await stage.rollout(next))).toEqual(['soaking', 'waiting', 'waiting']);
    expect((await stage.rollout(next)).rings[0]).toMatchObject({ devices: 1, applied: 1 });
    await pilot.connect();
    expect(await pilot.offered()).toEqual([]);
    stage.clock.skip(24 * hour);
    await stage.restart();
    await stage.becomes(next, 'the second ring', (one) => statesOf(one)[1] === 'soaking');
    await pilot.connect();
    expect(await pilot.take()).toBe(next);
  });
});

const hit = (of: string, repeats = 0): EventBody => ({
  type: 'hit',
  ban: of,
  channel: 'native',
  action: 'found',
  effect: 'block',
  level: 'stopped-after-start',
  evidence: [],
  confidence: 'primary',
  at: Date.now() + 1_000 * hour,
  repeats,
});

describe('the brake', () => {
  const brake = { atLeastDevices: 3, hitsPerDevice: 2 };
  async function fleet(stage: RolloutStage, count: number): Promise<Pc[]> {
    const pcs: Pc[] = [];
    for (let at = 0; at < count; at += 1) {
      const pc = await (await stage.pc(['ring:it'])).connect();
      await pc.take();
      pcs.push(pc);
    }
    return pcs;
  }

  it('halts on hits per device, pauses what the release brought, and says why', async () => {
    using folder = tempFolder();
    await using stage = await RolloutStage.open(folder.path);
    const { next } = await begun(stage, { brake });
    await using end = new AsyncDisposableStack();
    const pcs = await fleet(stage, 3);
    for (const pc of pcs) end.use(pc);
    await using outside = await (await stage.pc()).connect();
    await outside.take();
    const [first, second] = pcs;
    // None of these is due to the release: another ban, a PC that does not hold it.
    first?.agent.sendEvents(1, [hit('before', 50)]);
    outside.agent.sendEvents(1, [hit('fresh', 50)]);
    first?.agent.sendEvents(2, [hit('fresh', 3)]);
    const counted = await stage.becomes(next, 'four hits', ({ rings: [one] }) => one?.hits === 4);
    expect(counted.state).toBe('running');
    // However much one says, and whatever restarts in between: it takes a second one.
    first?.agent.sendEvents(3, [hit('fresh', 5_000)]);
    await stage.becomes(next, 'the flood', ({ rings: [one] }) => (one?.hits ?? 0) > 5_000);
    await stage.restart();
    for (const pc of [...pcs, outside]) await pc.connect();
    expect((await stage.becomes(next, 'a round', () => true)).state).toBe('running');
    second?.agent.sendEvents(1, [hit('fresh', 2)]);
    const halted = await stage.becomes(next, 'the halt', ({ state }) => state === 'halted');
    expect(halted.halted).toMatchObject({
      measured: { what: 'hits', limit: 2, devices: 3 },
      why: '3 hits per device on 3 devices, more than the limit of 2',
    });
    expect(halted.halted).not.toHaveProperty('by');
    const pause = contentOf(await outside.agent.take('pause'));
    expect(pause).toMatchObject({ ban: 'fresh', organisation: 'kommune' });
    expect(Number(pause['until']) - Number(pause['from'])).toBe(24 * hour);
    await using late = await (await stage.pc(['ring:it'])).connect();
    expect(contentOf(await late.agent.take('pause'))).toEqual(pause);
    const { pauses } = await stage.server.must('listPauses');
    expect(pauses).toMatchObject([{ ban: 'fresh', by: 'server' }]);
    const { entries } = await stage.server.must('listAudit', { query: { limit: 500 } });
    expect(
      entries
        .filter(({ operator }) => operator === 'server')
        .map(({ action }) => action)
        .slice(-2),
    ).toEqual(['halt-rollout', 'pause-ban']);
    // What was counted before counts no more once a person lets it go on.
    const on = await stage.server.must('resumeRollout', {
      params: { version: next },
      body: { reason: 'they were expected' },
    });
    expect(on.rings[0]?.hits).toBe(0);
    expect((await stage.becomes(next, 'a round', () => true)).state).toBe('running');
  });

  it('concludes nothing from too few devices', async () => {
    using folder = tempFolder();
    await using stage = await RolloutStage.open(folder.path);
    const { next } = await begun(stage, { brake });
    const [one, two] = await fleet(stage, 2);
    one?.agent.sendEvents(1, [hit('fresh', 500)]);
    await stage.becomes(next, 'the hits', ({ rings: [first] }) => (first?.hits ?? 0) > 500);
    expect((await stage.becomes(next, 'a round', () => true)).state).toBe('running');
    await one?.agent.close();
    await two?.agent.close();
  });

  it('halts on requests for an exemption from what the release brought', async () => {
    using folder = tempFolder();
    await using stage = await RolloutStage.open(folder.path);
    const { next } = await begun(stage, { brake: { atLeastDevices: 1, requestsPerDevice: 1 } });
    const [one] = await fleet(stage, 1);
    const request = (id: string, of: string): EventBody => ({
      type: 'exemption-request',
      request: { id: id.repeat(32), ban: of, account: 'ola', purpose: 'work', days: 1, askedAt: Date.now() },
    });
    one?.agent.sendEvents(1, [request('a', 'before'), request('b', 'before'), request('c', 'fresh')]);
    await stage.becomes(next, 'the request', ({ rings: [first] }) => first?.requests === 1);
    one?.agent.sendEvents(4, [request('d', 'fresh')]);
    const halted = await stage.becomes(next, 'the halt', ({ state }) => state === 'halted');
    expect(halted.halted?.measured).toMatchObject({ what: 'requests', perDevice: 2, limit: 1 });
    await one?.agent.close();
  });

  it('halts on faults', async () => {
    using folder = tempFolder();
    await using stage = await RolloutStage.open(folder.path);
    const { next } = await begun(stage, { brake: { atLeastDevices: 1, faultsPerDevice: 0.5 } });
    const [one] = await fleet(stage, 1);
    const at = Date.now() + 1_000 * hour;
    one?.agent.sendEvents(1, [{ type: 'fault', code: 'state-not-writable', detail: 'full', at }]);
    const halted = await stage.becomes(next, 'the halt', ({ state }) => state === 'halted');
    expect(halted.halted?.measured).toEqual({ what: 'faults', perDevice: 1, limit: 0.5, devices: 1 });
    await one?.agent.close();
  });
});
