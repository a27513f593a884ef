import type { Ban, Effect } from './ban.ts';
import { addDays, daysFromCivil, type Zone } from './calendar-day.ts';
import { effects } from './effect-order.ts';

/** How a ban stands on a day in the unit that owns it. */
export type BanToday = {
  /** `none` before it begins; one step less once its review date is past. */
  readonly effect: Effect | 'none';
  /** Calendar days of the organisation until the review date; negative once it is past. */
  readonly reviewInDays: number;
};

export function banToday(ban: Pick<Ban, 'effect' | 'from' | 'review'>, zone: Zone, now: number): BanToday {
  const reviewInDays = daysFromCivil(ban.review) - daysFromCivil(zone.dayOf(now));
  if (now < zone.startOf(ban.from)) return { effect: 'none', reviewInDays };
  if (now < zone.startOf(addDays(ban.review, 1))) return { effect: ban.effect, reviewInDays };
  return { effect: effects[effects.indexOf(ban.effect) - 1] ?? 'none', reviewInDays };
}
