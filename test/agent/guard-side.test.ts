import { describe, expect, it } from 'vitest';
import { createLiveCatalogue } from '#agent/facts/live-catalogue.ts';
import type { GuardBasis } from '#agent/guard/basis.ts';
import { createGuardSide, type GuardFacts, type GuardSideParts } from '#agent/guard-side.ts';
import { compileCatalogue } from '#catalogue/compile.ts';
import type { GuardState } from '#platform/exec-guard/port.ts';
import type { Ban } from '#policy/ban.ts';
import { decide } from '#policy/decide.ts';
import type { GraceRecord } from '#policy/decide-input.ts';
import { FakeClock, settled } from '#test/kit/fake-clock.ts';
import { FakeGuard } from '#test/kit/fake-guard.ts';
import { kari, ola } from '#test/kit/fake-platform.ts';
import { ban, installed, match, monday, policyOf } from '#test/kit/policy-builder.ts';

const minute = 60_000;
const guarding: GuardState = { kind: 'guarding', unguarded: [] };

function world(over: Partial<GuardSideParts> = {}) {
  const guard = new FakeGuard();
  const clock = new FakeClock(monday);
  const graces: GraceRecord[] = [];
  const people = [kari, ola];
  const faults: unknown[] = [];
  const seen = { truths: 0 };
  guard.set({ kind: 'off' });
  const side = createGuardSide({
    guard,
    clock,
    catalogue: createLiveCatalogue(compileCatalogue([])),
    sessions: { accounts: () => people, nameOf: String },
    notices: { graces: () => graces },
    faults: { report: (_, cause) => void faults.push(cause), recent: () => [] },
    os: 'linux',
    ownPaths: ['/usr/bin/node'],
    now: () => clock.now(),
    onDenied: () => undefined,
    onTruth: () => void (seen.truths += 1),
    namespaceOf: () => 'own',
    ...over,
  });
  const bases = (): readonly (GuardBasis | undefined)[] => guard.bases as (GuardBasis | undefined)[];
  return { guard, clock, graces, people, faults, seen, side, bases };
}

function factsOf(bans: readonly Ban[], over: Partial<GuardFacts> = {}): GuardFacts {
  const inForce = { policy: policyOf([{ unit: 'root', bans }]), exemptions: [], pauses: [] };
  const unknown = { state: 'unknown', why: '' } as const;
  const facts = {
    device: { os: 'linux', class: 'service', accounts: ['kari'] },
    installed: unknown,
    running: unknown,
  } as const;
  const { standings } = decide({ ...inForce, facts, grace: [], ownPaths: [], now: monday });
  return {
    inForce,
    standings,
    installed: { state: 'known', at: monday, value: [] },
    inventoryRevision: 1,
    standsUntil: undefined,
    ...over,
  };
}

describe('what starts are judged by', () => {
  it.each([
    ['a ban on programs', [ban()], true],
    ['a ban on one channel of programs', [ban({ channels: ['fork', 'web'] })], true],
    ['a ban on the web alone', [ban({ channels: ['web', 'pwa'] })], false],
    ['a warning', [ban({ effect: 'warn' })], false],
    ['a ban that begins later', [ban({ from: '2026-04-01' })], false],
    ['a ban that is past its review, so that it warns', [ban({ review: '2026-02-01' })], false],
    ['a ban for other devices', [ban({ audience: { classes: ['private'] } })], false],
    ['nothing', [], false],
    ['a warning and a ban', [ban({ id: 'a', effect: 'warn' }), ban({ id: 'b' })], true],
  ] as const)('%s', async (_, bans, isAsked) => {
    const { bases, guard, side } = world();
    void side.judgeBy(factsOf(bans));
    await settled();
    expect(bases().length).toBe(isAsked ? 1 : 0);
    expect(guard.state().kind).toBe(isAsked ? 'guarding' : 'off');
    await side[Symbol.asyncDispose]();
  });

  it('is sent anew when anything of it is another, and not because time passes', async () => {
    const { bases, clock, graces, people, side } = world();
    const facts = factsOf([ban({ grace: { workingDays: 5, until: '2026-06-01' } })]);
    const sent = async (next: GuardFacts | undefined): Promise<number> => {
      const before = bases().length;
      void side.judgeBy(next);
      await settled();
      return bases().length - before;
    };
    expect(await sent(facts)).toBe(1);
    await clock.advance(minute);
    expect(await sent(facts)).toBe(0);
    // A copy that says the same.
    expect(await sent({ ...facts, inForce: structuredCloneOf(facts) })).toBe(0);
    graces.push({ ban: 'telegram-ban', account: 'kari', startedAt: monday, absentDays: [] });
    expect(await sent(facts)).toBe(1);
    people.push({ ...ola, name: 'per', uid: 1002 });
    expect(await sent(facts)).toBe(1);
    expect(await sent({ ...facts, inventoryRevision: 2 })).toBe(1);
    expect(await sent({ ...facts, inventoryRevision: 2, standsUntil: monday + minute })).toBe(1);
    const withApps = {
      ...facts,
      installed: {
        state: 'known',
        at: monday,
        value: [installed(), installed({ key: 'another', matches: [match({ app: 'signal' })] })],
      },
    } as const;
    expect(await sent(withApps)).toBe(1);
    expect(
      bases()
        .at(-1)
        ?.installed?.map(({ key }) => key),
    ).toEqual([installed().key]);
    expect(await sent({ ...withApps, installed: { state: 'unknown', why: 'not read' } })).toBe(1);
    expect(bases().at(-1)?.installed).toBeUndefined();
    const exemption = {
      ...{ id: 'e'.repeat(32), ban: 'telegram-ban', account: 'kari', purpose: 'a case' },
      ...{ from: monday, until: monday + minute, approvedBy: ['it'] },
    };
    expect(await sent({ ...facts, inForce: { ...facts.inForce, exemptions: [exemption] } })).toBe(1);
    expect(await sent(undefined)).toBe(1);
    expect(bases().at(-1)).toBeUndefined();
    expect(await sent(undefined)).toBe(0);
    for (const basis of bases()) expect(() => structuredClone(basis)).not.toThrow();
    await side[Symbol.asyncDispose]();
  });

  it('is waited for while the guard refuses starts by what was before, and never for long', async () => {
    const { clock, guard, side } = world();
    const taken = Promise.withResolvers<void>();
    expect(side.judgeBy(factsOf([ban()]))).toBeUndefined();
    await settled();
    expect(guard.state().kind).toBe('guarding');
    expect(side.judgeBy(factsOf([ban()]))).toBeUndefined();
    guard.wait = taken.promise;
    let isOver = 0;
    const lifted = factsOf([ban({ effect: 'warn' })]);
    void side.judgeBy(lifted)?.then(() => (isOver += 1));
    await settled();
    expect(isOver).toBe(0);
    taken.resolve();
    await settled();
    expect(isOver).toBe(1);
    expect(guard.state().kind).toBe('off');

    guard.wait = Promise.resolve();
    void side.judgeBy(factsOf([ban()]));
    await settled();
    guard.wait = new Promise(() => undefined);
    void side.judgeBy(lifted)?.then(() => (isOver += 1));
    await clock.advance(1_999);
    expect(isOver).toBe(1);
    await clock.advance(1);
    expect(isOver).toBe(2);
    await side[Symbol.asyncDispose]();
  });

  it('asks nothing of a guard that cannot be had', async () => {
    const { bases, guard, side } = world();
    guard.set({ kind: 'unsupported', why: 'no fanotify' });
    const facts = factsOf([ban()]);
    expect(side.judgeBy(facts)).toBeUndefined();
    expect(bases()).toEqual([]);
    expect(side.means(facts.inForce)).toMatchObject({ kind: 'unsupported' });
    expect(side.refuses()).toBe(false);
    await side[Symbol.asyncDispose]();
    expect(guard.disposed).toBe(true);
  });
});

describe('what is claimed of the guard', () => {
  it('is nothing before it judges by this very policy', async () => {
    const { guard, seen, side } = world();
    const first = factsOf([ban()]);
    expect(side.means(first.inForce)).toBeUndefined();
    const taken = Promise.withResolvers<void>();
    guard.wait = taken.promise;
    expect(side.state()).toEqual({ kind: 'off' });
    void side.judgeBy(first);
    expect(side.state()).toEqual({ kind: 'gap', why: 'it is being started' });
    expect(side.means(first.inForce)).toMatchObject({ why: 'the start guard is being started' });
    guard.set(guarding);
    expect(side.state()).toEqual(guarding);
    expect(side.means(first.inForce)).toMatchObject({ kind: 'not-yet' });
    expect(side.refuses()).toBe(false);
    const before = seen.truths;
    taken.resolve();
    await settled();
    expect(seen.truths).toBeGreaterThan(before);
    expect(side.means(first.inForce)).toEqual(guarding);
    expect(side.refuses()).toBe(true);
    const second = factsOf([ban(), ban({ id: 'another' })]);
    expect(side.means(second.inForce)).toMatchObject({ kind: 'not-yet' });
    void side.judgeBy(second);
    await settled();
    expect(side.means(second.inForce)).toEqual(guarding);
    expect(side.means(first.inForce)).toMatchObject({ kind: 'not-yet' });
    guard.set({ kind: 'guarding', unguarded: ['nfs4'] });
    expect(side.means(second.inForce)).toEqual({ kind: 'guarding', unguarded: ['nfs4'] });
    await side[Symbol.asyncDispose]();
  });

  it.each(['untried', 'not-blocked'] as const)('is not more than its canary proves: %s', async (proof) => {
    const { side } = world({ proof: () => proof });
    const facts = factsOf([ban()]);
    void side.judgeBy(facts);
    await settled();
    expect(side.means(facts.inForce)).toMatchObject({ kind: 'not-yet' });
    expect(side.refuses()).toBe(false);
    await side[Symbol.asyncDispose]();
  });

  it('is told seldom of a guard that does nothing but fall: not each fall, nor each time for another reason', async () => {
    const told: string[] = [];
    const facts = factsOf([ban()]);
    const { clock, guard, side } = world({
      onTruth: () => {
        const means = JSON.stringify(side.means(facts.inForce));
        if (means !== told.at(-1)) told.push(means);
      },
    });
    void side.judgeBy(facts);
    await settled();
    for (let at = 0; at < 24 * 60; at += 1) {
      guard.set({ kind: 'gap', why: `it did not answer (${at % 7})` });
      await clock.advance(1_000);
      guard.set(guarding);
      await clock.advance(minute - 1_000);
    }
    expect(told.length).toBeGreaterThan(4);
    // What a day's tellings hold (`appliedPerDay`) is for others too.
    expect(told.length).toBeLessThan(150);
    await side[Symbol.asyncDispose]();
  });

  it('falls with a gap and returns with the guard; one that falls often is believed later and later', async () => {
    const { clock, guard, seen, side } = world();
    const facts = factsOf([ban()]);
    void side.judgeBy(facts);
    await settled();
    const gap = (): void => {
      guard.set({ kind: 'gap', why: 'it did not answer' });
      expect(side.means(facts.inForce)).toMatchObject({ kind: 'not-yet' });
      guard.set(guarding);
    };
    for (let n = 0; n < 3; n += 1) {
      gap();
      expect(side.means(facts.inForce)).toEqual(guarding);
    }
    gap();
    expect(side.means(facts.inForce)).toMatchObject({ kind: 'not-yet' });
    const before = seen.truths;
    await clock.advance(30_000);
    expect(seen.truths).toBe(before + 1);
    expect(side.means(facts.inForce)).toEqual(guarding);
    // A day of it is told to the server less often than what a day holds.
    let claims = 0;
    for (let at = 0; at < 24 * 60; at += 1) {
      gap();
      await clock.advance(minute);
      if (side.means(facts.inForce)?.kind === 'guarding') claims += 1;
    }
    expect(claims).toBeLessThan(50);
    await clock.advance(60 * minute);
    gap();
    expect(side.means(facts.inForce)).toEqual(guarding);
    await side[Symbol.asyncDispose]();
  });

  it('names unguarded file systems by what the kernel calls them, and for an hour after they are gone', async () => {
    const { clock, guard, seen, side } = world();
    const facts = factsOf([ban()]);
    void side.judgeBy(facts);
    await settled();
    const unguarded = () => {
      const means = side.means(facts.inForce);
      return means?.kind === 'guarding' ? means.unguarded : undefined;
    };
    guard.set({ kind: 'guarding', unguarded: ['fuse.my-diary', 'fuse.sshfs', 'nfs4'] });
    expect(unguarded()).toEqual(['fuse', 'nfs4']);
    guard.set({ kind: 'guarding', unguarded: ['nfs4'] });
    await clock.advance(30 * minute);
    expect(unguarded()).toEqual(['fuse', 'nfs4']);
    guard.set({ kind: 'guarding', unguarded: ['fuse.other', 'nfs4'] });
    guard.set({ kind: 'guarding', unguarded: ['nfs4'] });
    await clock.advance(59 * minute);
    expect(unguarded()).toEqual(['fuse', 'nfs4']);
    const before = seen.truths;
    await clock.advance(minute);
    expect(seen.truths).toBe(before + 1);
    expect(unguarded()).toEqual(['nfs4']);
    await side[Symbol.asyncDispose]();
  });

  it('names no file system of a private device', async () => {
    const { guard, side } = world();
    const bans = [ban({ audience: { classes: ['private'] } })];
    const policy = policyOf([{ unit: 'root', bans }], { class: 'private' });
    const { standings } = factsOf([ban()]);
    const facts = factsOf(bans, { standings, inForce: { policy, exemptions: [], pauses: [] } });
    void side.judgeBy(facts);
    await settled();
    expect(side.means(facts.inForce)).toEqual(guarding);
    guard.set({ kind: 'guarding', unguarded: ['fuse.sshfs'] });
    expect(side.means(facts.inForce)).toEqual({ kind: 'guarding', unguarded: 'some' });
    await side[Symbol.asyncDispose]();
  });

  it('says so where the guard takes no policy', async () => {
    const { faults, guard, side } = world();
    guard.wait = Promise.reject(new Error('no room'));
    const facts = factsOf([ban()]);
    void side.judgeBy(facts);
    guard.set(guarding);
    await settled();
    expect(faults).toHaveLength(1);
    expect(side.means(facts.inForce)).toMatchObject({ kind: 'not-yet' });
    await side[Symbol.asyncDispose]();
  });
});

describe('programs of other mount namespaces', () => {
  it('have their namespace looked at, at most once a second and namespace, and the last one is not missed', async () => {
    const namespaces = new Map<number | string, string>([
      ['self', 'own'],
      [10, 'own'],
      [20, 'box'],
      [21, 'box'],
      [22, 'box'],
      [30, 'cage'],
    ]);
    const { clock, guard, side } = world({ namespaceOf: (pid) => namespaces.get(pid) });
    const starts = (...pids: readonly number[]): void => {
      for (const pid of pids) side.started({ pid, startTicks: 1n, parent: 1, uid: 1000, startedAt: monday });
    };
    starts(20);
    // Nothing is marked, so nothing is looked for.
    expect(guard.looks).toEqual([]);
    void side.judgeBy(factsOf([ban()]));
    await settled();
    starts(10, 20, 21, 22, 30, 99);
    expect(guard.looks).toEqual([20, 30]);
    await clock.advance(1_000);
    expect(guard.looks).toEqual([20, 30, 22]);
    await clock.advance(1_000);
    expect(guard.looks).toEqual([20, 30, 22]);
    starts(21);
    expect(guard.looks).toEqual([20, 30, 22, 21]);
    await side[Symbol.asyncDispose]();
  });
});

/** The zone holds functions, and stays. */
const structuredCloneOf = ({ inForce }: GuardFacts): GuardFacts['inForce'] => {
  const { zone, ...policy } = inForce.policy;
  return { ...structuredClone({ ...inForce, policy }), policy: { ...structuredClone(policy), zone } };
};
