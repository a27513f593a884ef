import type { Pause } from '#policy/assignment.ts';
import { addDays } from '#policy/calendar-day.ts';
import type { Decision } from '#policy/decision.ts';
import type { EffectivePolicy } from '#policy/effective.ts';
import type { ActingExemption } from '#policy/exemption.ts';

/** So long before its end a person is told that an exemption ends. */
export const endsSoonMs = 86_400_000;

export type Dates = {
  readonly policy: EffectivePolicy;
  readonly exemptions: readonly ActingExemption[];
  readonly pauses: readonly Pause[];
  readonly decisions: readonly Pick<Decision, 'effect' | 'deadline' | 'until'>[];
};

/**
 * The next instant of signed time at which a decision may be another one although nothing happened: a ban begins, its
 * review date or grace passes, an exemption or pause begins or ends; the next day too while something is warned about.
 */
export function nextChange(dates: Dates, now: number): number | undefined {
  const { zone } = dates.policy;
  const instants: number[] = [];
  for (const { ban } of dates.policy.bans) {
    instants.push(zone.startOf(ban.from), zone.startOf(addDays(ban.review, 1)));
    if (ban.grace !== undefined) instants.push(zone.startOf(addDays(ban.grace.until, 1)));
  }
  for (const { from, until } of [...dates.exemptions, ...dates.pauses])
    instants.push(from, until, until - endsSoonMs);
  for (const { deadline, until } of dates.decisions) instants.push(deadline ?? 0, until ?? 0);
  if (dates.decisions.some(({ effect }) => effect !== 'none'))
    instants.push(zone.startOf(addDays(zone.dayOf(now), 1)));
  const next = instants.reduce((best, at) => (at > now && at < best ? at : best), Infinity);
  return next === Infinity ? undefined : next;
}
