import { describe, expect, it } from 'vitest';
import { mostKept, told, withHappening, type Kept } from '#extension/background/reports.ts';
import {
  acting,
  nextOver,
  passedNow,
  withoutOverPasses,
  withPassed,
  withRules,
  type State,
} from '#extension/background/state.ts';
import { isNewer } from '#extension/background/version.ts';
import { ruleKey } from '#extension/rules/held.ts';
import { webRule } from '../web-rules.ts';

const minute = 60_000;
const now = Date.UTC(2026, 3, 15, 12, 7);
const warn = webRule('Telegram', 'warn', { domains: ['telegram.org'] });
const inform = webRule('Instagram', 'inform', { domains: ['instagram.com'] });
const block = webRule('TikTok', 'block', { domains: ['tiktok.com'] });
const held = { revision: 1, rules: [warn, inform, block], continueMinutes: 60 };
const fresh: State = { held, done: [], passes: {} };
const passed = (state: State, rule: typeof warn, at = now): State => withPassed(state, rule, at) ?? state;

describe('what a person passed', () => {
  it('a warning: for the minutes that the agent said', () => {
    const state = passed(fresh, warn);
    expect([...passedNow(state, now)]).toEqual([ruleKey(warn)]);
    expect([...passedNow(state, now + 60 * minute - 1)]).toEqual([ruleKey(warn)]);
    expect([...passedNow(state, now + 60 * minute)]).toEqual([]);
    expect(nextOver(state)).toBe(now + 60 * minute);
    expect(withoutOverPasses(state, now + 60 * minute).passes).toEqual({});
  });
  it('a clock that was put back ends it', () => {
    expect([...passedNow(passed(fresh, warn), now - 1)]).toEqual([]);
  });
  it('information: for good, until the agent leaves it out', () => {
    const state = passed(fresh, inform);
    expect(acting(state)).toEqual([warn, block]);
    expect(acting(withRules(state, { ...held, revision: 2 }))).toEqual([warn, block]);
    const without = withRules(state, { ...held, rules: [block] });
    expect(acting(withRules(without, held))).toEqual([warn, inform, block]);
  });
  it('a block: never', () => {
    expect(withPassed(fresh, block, now)).toBeUndefined();
  });
  it('what became stricter is not passed any more', () => {
    const state = passed(passed(fresh, warn), inform);
    const stricter = withRules(state, {
      ...held,
      rules: [
        { ...warn, effect: 'block' },
        { ...inform, effect: 'warn' },
      ],
    });
    expect(stricter.passes).toEqual({});
    expect(stricter.done).toEqual([]);
    expect(acting(stricter)).toHaveLength(2);
  });
  it('a pass outlives the same warning said again', () => {
    expect(withRules(passed(fresh, warn), { ...held, revision: 9 }).passes).toHaveProperty([ruleKey(warn)]);
  });
});

describe('reports', () => {
  const shown = { ban: 'b', app: 'a', effect: 'block', action: 'shown' } as const;
  it('are added up per rule, action and five minutes', () => {
    let kept: readonly Kept[] = [];
    kept = withHappening(kept, shown, now);
    kept = withHappening(kept, shown, now + minute);
    kept = withHappening(kept, { ...shown, action: 'continued' }, now + minute);
    kept = withHappening(kept, { ban: 'b', effect: 'block', action: 'shown' }, now + minute);
    kept = withHappening(kept, shown, now + 5 * minute);
    expect(told(kept, now + 12 * minute)).toEqual([
      { type: 'happened', ...shown, minutesAgo: 10, count: 2 },
      { type: 'happened', ...shown, action: 'continued', minutesAgo: 10, count: 1 },
      { type: 'happened', ban: 'b', effect: 'block', action: 'shown', minutesAgo: 10, count: 1 },
      { type: 'happened', ...shown, minutesAgo: 5, count: 1 },
    ]);
  });
  it('are never more than a bound, the oldest go first', () => {
    let kept: readonly Kept[] = [];
    for (let at = 0; at < 300; at += 1) kept = withHappening(kept, shown, now + at * 5 * minute);
    expect(kept).toHaveLength(mostKept);
    expect(told(kept, now + 299 * 5 * minute).at(-1)?.minutesAgo).toBe(0);
    expect(told(kept, now + 299 * 5 * minute)[0]?.minutesAgo).toBe(199 * 5);
  });
  it('stay within what the protocol takes, whatever the clock does', () => {
    const [old] = told(withHappening([], shown, 0), now);
    const [early] = told(withHappening([], shown, now), 0);
    expect([old?.minutesAgo, early?.minutesAgo]).toEqual([100_000, 0]);
    let kept: readonly Kept[] = [{ ...shown, step: Math.floor(now / 300_000), count: 10_000 }];
    kept = withHappening(kept, shown, now);
    expect(kept[0]?.count).toBe(10_000);
  });
});

describe('versions', () => {
  it.each([
    ['0.2.0', '0.1.0', true],
    ['0.1.0', '0.1.0', false],
    ['0.1', '0.1.0', false],
    ['0.10.0', '0.9.9', true],
    ['0.1.0.1', '0.1.0', true],
    ['0.0.9', '0.1.0', false],
    ['x', '0.1.0', false],
    [undefined, '0.1.0', false],
  ])('%s is newer than %s: %s', (offered, own, newer) => {
    expect(isNewer(offered, own)).toBe(newer);
  });
});
