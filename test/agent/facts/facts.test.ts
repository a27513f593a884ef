import { describe, expect, it } from 'vitest';
import { createInstalledFacts } from '#agent/facts/installed-facts.ts';
import { nextChange } from '#agent/facts/next-change.ts';
import { runningSubject } from '#agent/facts/running-facts.ts';
import { createUsageDays } from '#agent/facts/usage-days.ts';
import { openState } from '#agent/state/open-state.ts';
import { telegramApp } from '#test/kit/fake-platform.ts';
import { ban, day, monday, policyOf } from '#test/kit/policy-builder.ts';
import { tempFolder } from '#test/kit/temp-folder.ts';

const stateIn = (folder: string) => openState({ folder, now: () => 0 }).state;
const inventory = (
  keys: readonly string[],
  faults: { source: 'dpkg'; path: string; why: string }[] = [],
) => ({
  revision: 1,
  at: monday,
  apps: keys.map((key) => telegramApp({ key })),
  faults,
});

describe('what is installed', () => {
  it('has no first day when it was there at the first look, and one when it came later', () => {
    using folder = tempFolder();
    const dates = (facts: ReturnType<typeof createInstalledFacts>, keys: readonly string[], now: number) => {
      const fact = facts.take(inventory(keys), now);
      return fact.state === 'known' ? fact.value.map(({ installedAt }) => installedAt) : [];
    };
    {
      using state = stateIn(folder.path);
      const facts = createInstalledFacts(state, () => []);
      expect(dates(facts, ['a'], monday)).toEqual([undefined]);
      expect(dates(facts, ['a', 'b'], monday + day)).toEqual([undefined, monday + day]);
    }
    using state = stateIn(folder.path);
    const facts = createInstalledFacts(state, () => []);
    expect(dates(facts, ['a', 'b'], monday + 5 * day)).toEqual([undefined, monday + day]);
    expect(dates(facts, ['b'], monday + 6 * day)).toEqual([monday + day]);
    expect(dates(facts, ['a', 'b'], monday + 7 * day)).toEqual([monday + 7 * day, monday + day]);
  });

  it('keeps its first day when a look was incomplete', () => {
    using folder = tempFolder();
    using state = stateIn(folder.path);
    const facts = createInstalledFacts(state, () => []);
    facts.take(inventory([]), monday);
    facts.take(inventory(['a']), monday + day);
    facts.take(inventory([], [{ source: 'dpkg', path: '/x', why: 'EIO' }]), monday + 2 * day);
    const fact = facts.take(inventory(['a']), monday + 3 * day);
    expect(fact.state === 'known' && fact.value[0]?.installedAt).toBe(monday + day);
  });
});

describe('a running program', () => {
  const process = { pid: 7, startTicks: 9n, parent: 1, uid: 1000, exe: '/opt/a', startedAt: 5_000 };
  const parts = { bootId: 'boot', match: () => [], nameOf: () => 'kari' };
  const moment = { now: monday, local: 8_000, alreadyRunning: false };
  const keyOf = (over: Partial<typeof process>) =>
    runningSubject({ ...process, ...over }, { evidence: [] }, parts, moment).key;

  it('began so long ago in signed time as it is old, whatever the local clock says', () => {
    expect(runningSubject(process, { evidence: [] }, parts, moment).startedAt).toBe(monday - 3_000);
  });
  it('is another one with another start, and when it became another program', () => {
    expect(
      new Set([keyOf({}), keyOf({ startTicks: 10n }), keyOf({ exe: '/opt/b' }), keyOf({ pid: 8 })]).size,
    ).toBe(4);
    expect(keyOf({})).toBe(keyOf({ uid: 1001 }));
  });
});

describe('days of use', () => {
  it('count for a week', () => {
    using folder = tempFolder();
    using state = stateIn(folder.path);
    const usage = createUsageDays(state);
    usage.ran('telegram', '2026-03-02');
    expect(usage.ranLately('telegram', '2026-03-08')).toBe(true);
    expect(usage.ranLately('telegram', '2026-03-09')).toBe(false);
    expect(usage.ranLately('tiktok', '2026-03-02')).toBe(false);
    usage.ran('tiktok', '2026-03-20');
    expect(state.db.prepare('SELECT app FROM usage_day').all()).toHaveLength(1);
  });

  it('are answered with a draw per app and truth, made once and kept over a restart', () => {
    using folder = tempFolder();
    let draws = 0;
    const draw = (): boolean => {
      draws += 1;
      return true;
    };
    {
      using state = stateIn(folder.path);
      const usage = createUsageDays(state, draw);
      expect([usage.answer('telegram', true), usage.answer('telegram', true)]).toEqual([false, false]);
    }
    using state = stateIn(folder.path);
    const usage = createUsageDays(state, draw);
    expect(usage.answer('telegram', true)).toBe(false);
    expect(draws).toBe(1);
    expect(usage.answer('telegram', false)).toBe(true);
    expect(draws).toBe(2);
  });

  it('are answered falsely about once in ten', () => {
    using folder = tempFolder();
    using state = stateIn(folder.path);
    const usage = createUsageDays(state);
    let flipped = 0;
    state.transaction(() => {
      for (let app = 0; app < 4_000; app += 1) if (!usage.answer(`app-${app}`, true)) flipped += 1;
    });
    // Six standard deviations on either side of 400.
    expect(flipped).toBeGreaterThan(286);
    expect(flipped).toBeLessThan(514);
  });
});

describe('the next change', () => {
  const policy = policyOf([{ unit: 'root', bans: [ban({ from: '2026-03-10', review: '2026-06-30' })] }]);
  const none = { policy, exemptions: [], pauses: [], decisions: [] };
  const exemption = {
    id: 'a'.repeat(32),
    ban: 'telegram-ban',
    purpose: 'x',
    from: monday,
    until: monday + 5 * day,
    approvedBy: ['it'],
  };
  it.each([
    ['a ban begins', none, monday, Date.UTC(2026, 2, 9, 23)],
    ['a review date passes', none, Date.UTC(2026, 3, 1), Date.UTC(2026, 5, 30, 22)],
    ['an exemption is about to end', { ...none, exemptions: [exemption] }, monday, monday + 4 * day],
    ['an exemption ends', { ...none, exemptions: [exemption] }, monday + 4 * day, monday + 5 * day],
    [
      'grace ends',
      { ...none, decisions: [{ effect: 'none' as const, deadline: monday + 1 }] },
      monday,
      monday + 1,
    ],
    [
      'it is another day',
      { ...none, decisions: [{ effect: 'warn' as const }] },
      monday,
      Date.UTC(2026, 2, 2, 23),
    ],
    ['nothing will', none, Date.UTC(2027, 0, 1), undefined],
  ])('is when %s', (_, dates, now, at) => {
    expect(nextChange(dates, now)).toBe(at);
  });
});
