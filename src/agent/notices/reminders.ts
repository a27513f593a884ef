import type { Notice } from '#protocol/notice.ts';
import type { Moment } from './moment.ts';
import type { ReminderRow } from './notice-tables.ts';
import type { Outlook, ReminderTime } from './port.ts';

const remindersEach = 3;

/** When that would be; undefined where it would not be before the deadline. */
export function reminderAt(
  when: ReminderTime,
  deadline: number | undefined,
  moment: Moment,
): number | undefined {
  const at = moment.reminderAt(when);
  return at !== undefined && (deadline === undefined || at < deadline) ? at : undefined;
}

/** Only what asks something of the person, and does not block yet, can be put off; undefined: never. */
export function remindersLeft(
  notice: Notice,
  account: string,
  reminder: ReminderRow | undefined,
  moment: Moment,
): number | undefined {
  const { outlook } = moment;
  if (outlook === undefined || notice.acknowledgedAt !== undefined) return undefined;
  if (notice.kind !== 'warn' && notice.kind !== 'inform') return undefined;
  if (notice.effect === 'block' || outlook.ruleNow(notice.ban, account)?.effect === 'block') return undefined;
  const fits = (['in-an-hour', 'tomorrow'] as const).some(
    (when) => reminderAt(when, notice.deadline, moment) !== undefined,
  );
  return fits ? Math.max(0, remindersEach - (reminder?.chosen ?? 0)) : 0;
}

/** Until when it keeps silent. What blocks by now, or whose deadline is past, cannot be put off any longer. */
export function silentUntil(
  notice: Notice,
  account: string,
  reminder: ReminderRow | undefined,
  { now, outlook }: Moment,
): number | undefined {
  if (typeof reminder?.at !== 'number' || reminder.at <= now) return undefined;
  if (notice.effect === 'block' || outlook?.ruleNow(notice.ban, account)?.effect === 'block')
    return undefined;
  return notice.deadline === undefined || now < notice.deadline ? reminder.at : undefined;
}

/** A grace begins after its notice was written, and ends before the date that stands there: what holds now is told. */
export function deadlineNow(
  { ban, deadline, effect, kind }: Notice,
  account: string,
  outlook: Outlook | undefined,
): Pick<Notice, 'deadline'> {
  const rule =
    (kind === 'warn' || kind === 'web') && effect === 'warn' ? outlook?.ruleNow(ban, account) : undefined;
  const now = rule?.effect === 'warn' ? (rule.deadline ?? deadline) : deadline;
  return now === undefined ? {} : { deadline: now };
}

/** What is not kept with a notice, as it follows from the calendar and the ban of this moment. */
export function computedFields(
  { ban, deadline, mayAsk }: Notice,
  { outlook, workingDaysUntil }: Moment,
): Pick<Notice, 'longestDays' | 'workingDays'> {
  const longestDays = mayAsk ? outlook?.longestDays(ban) : undefined;
  const workingDays = deadline === undefined ? undefined : workingDaysUntil(deadline);
  return {
    ...(workingDays === undefined ? {} : { workingDays }),
    ...(longestDays === undefined ? {} : { longestDays }),
  };
}
