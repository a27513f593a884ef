import { addDays, isWorkingDay, type Zone } from './calendar-day.ts';
import type { Calendar } from './organisation.ts';

export type WorkCalendar = { readonly zone: Zone; readonly rules: Calendar };

const most = 366;
/** As far as is looked: a calendar of one working day a week has 366 of them within this many days. */
const daysAhead = 4_000;
const minuteMs = 60_000;
const morning = 8 * 60 * minuteMs;

/** Working days that are left until the deadline, today not counted; at most 366. Absence is not foreseen. */
export function workingDaysUntil(now: number, deadline: number, { rules, zone }: WorkCalendar): number {
  const skipped = new Set(rules.holidays);
  const last = zone.dayOf(deadline - 1);
  let day = zone.dayOf(now);
  let count = 0;
  for (let tried = 0; day < last && count < most && tried < daysAhead; tried += 1) {
    day = addDays(day, 1);
    if (isWorkingDay(day, rules.workingDays, skipped)) count += 1;
  }
  return count;
}

/** When work begins on the next working day after today: at the calendar's hours, otherwise at 08:00. */
export function nextMorning(now: number, { rules, zone }: WorkCalendar): number {
  const skipped = new Set(rules.holidays);
  let day = zone.dayOf(now);
  for (let tried = 0; tried < daysAhead; tried += 1) {
    day = addDays(day, 1);
    if (isWorkingDay(day, rules.workingDays, skipped)) break;
  }
  const from = /^(\d\d):(\d\d)$/.exec(rules.hours?.from ?? '');
  return zone.at(day, from === null ? morning : (Number(from[1]) * 60 + Number(from[2])) * minuteMs);
}
