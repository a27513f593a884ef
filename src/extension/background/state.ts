import type { WebRule } from '#protocol/browser-agent.ts';
import { ruleKey, type HeldRules } from '../rules/held.ts';

/** Epoch ms. A clock that was put back ends a pass too. */
export type Pass = { readonly from: number; readonly until: number };

/** What this profile knows. */
export type State = {
  readonly held: HeldRules;
  /** `inform` rules that the person has seen and passed; until the agent leaves them out. */
  readonly done: readonly string[];
  /** Passed warnings, by rule. */
  readonly passes: Readonly<Record<string, Pass>>;
};

/** Rules that act: all but what was only to be said once, and was. */
export const acting = ({ held, done }: State): readonly WebRule[] =>
  held.rules.filter((rule) => rule.effect !== 'inform' || !done.includes(ruleKey(rule)));

/** Keys of the warnings that are passed now. */
export const passedNow = ({ passes }: State, now: number): ReadonlySet<string> =>
  new Set(Object.entries(passes).flatMap(([key, pass]) => (isOpen(pass, now) ? [key] : [])));

const isOpen = ({ from, until }: Pass, now: number): boolean => from <= now && now < until;

/** New rules replace the old. What was passed stays passed where it is still the same kind of rule. */
export function withRules(state: State, held: HeldRules): State {
  const keys = (effect: WebRule['effect']): ReadonlySet<string> =>
    new Set(held.rules.filter((rule) => rule.effect === effect).map(ruleKey));
  const [warnings, information] = [keys('warn'), keys('inform')];
  return {
    held,
    done: state.done.filter((key) => information.has(key)),
    passes: Object.fromEntries(Object.entries(state.passes).filter(([key]) => warnings.has(key))),
  };
}

/** The person goes on; undefined where the rule lets nobody on. */
export function withPassed(state: State, rule: WebRule, now: number): State | undefined {
  const key = ruleKey(rule);
  switch (rule.effect) {
    case 'block':
      return undefined;
    case 'inform':
      return { ...state, done: [...new Set([...state.done, key])] };
    case 'warn': {
      const until = now + state.held.continueMinutes * 60_000;
      return { ...state, passes: { ...state.passes, [key]: { from: now, until } } };
    }
  }
}

export const withoutOverPasses = (state: State, now: number): State => ({
  ...state,
  passes: Object.fromEntries(Object.entries(state.passes).filter(([, pass]) => isOpen(pass, now))),
});

/** When the next pass is over, epoch ms; undefined where none is open. */
export function nextOver({ passes }: State): number | undefined {
  const ends = Object.values(passes).map(({ until }) => until);
  return ends.length === 0 ? undefined : Math.min(...ends);
}
