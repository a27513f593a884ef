import { nextMorning, workingDaysUntil } from '#policy/working-days.ts';
import type { Outlook, ReminderTime } from './port.ts';

const hourMs = 3_600_000;

/** What holds at one moment for all notices that are served then; the calendar is counted once for each date. */
export type Moment = {
  /** Signed time, epoch ms. */
  readonly now: number;
  readonly outlook: Outlook | undefined;
  /** Undefined while no calendar is in force. */
  readonly workingDaysUntil: (deadline: number) => number | undefined;
  readonly reminderAt: (when: ReminderTime) => number | undefined;
};

export function momentOf(now: number, outlook: Outlook | undefined): Moment {
  const days = new Map<number, number>();
  let morning: number | undefined;
  return {
    now,
    outlook,
    workingDaysUntil: (deadline) => {
      if (outlook === undefined) return undefined;
      const count = days.get(deadline) ?? workingDaysUntil(now, deadline, outlook.calendar);
      days.set(deadline, count);
      return count;
    },
    reminderAt: (when) => {
      if (outlook === undefined) return undefined;
      if (when === 'in-an-hour') return now + hourMs;
      return (morning ??= nextMorning(now, outlook.calendar));
    },
  };
}
