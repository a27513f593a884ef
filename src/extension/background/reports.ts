import type { BrowserToAgent, WebRule } from '#protocol/browser-agent.ts';

export type Happened = Extract<BrowserToAgent, { type: 'happened' }>;
export type Happening = Pick<Happened, 'action'> & Pick<WebRule, 'ban' | 'app' | 'effect'>;

/** What could not be said yet: per rule, action and five minutes. No address, ever: there is no place for one. */
export type Kept = {
  readonly ban: string;
  readonly app?: string;
  readonly effect: Happened['effect'];
  readonly action: Happened['action'];
  /** Five-minute steps since the epoch. */
  readonly step: number;
  readonly count: number;
};

export const mostKept = 200;
const stepMs = 300_000;
const stepOf = (now: number): number => Math.floor(now / stepMs);

/** Adds one. The oldest is given up where there are too many. */
export function withHappening(
  kept: readonly Kept[],
  { ban, app, effect, action }: Happening,
  now: number,
): readonly Kept[] {
  const step = stepOf(now);
  const same = (one: Kept): boolean =>
    one.ban === ban && one.app === app && one.effect === effect && one.action === action && one.step === step;
  if (kept.some(same))
    return kept.map((one) => (same(one) ? { ...one, count: Math.min(one.count + 1, 10_000) } : one));
  const fresh: Kept = { ban, ...(app === undefined ? {} : { app }), effect, action, step, count: 1 };
  return [...kept, fresh].slice(-mostKept);
}

/** As the agent is told; oldest first. */
export const told = (kept: readonly Kept[], now: number): readonly Happened[] =>
  kept.map(({ step, ...what }) => ({
    type: 'happened',
    ...what,
    minutesAgo: Math.min(Math.max(stepOf(now) - step, 0) * 5, 100_000),
  }));
