import { banToday } from '#policy/ban-today.ts';
import { zoneOf } from '#policy/calendar-day.ts';
import type { Announcement } from '#protocol/announcement.ts';
import type { Clock } from '#runtime/clock.ts';
import type { Announcements } from '#server/announcements/index.ts';
import type { Job } from '#server/jobs/index.ts';
import type { Policies } from '#server/policies/index.ts';
import type { Db } from '#server/store/index.ts';
import type { DraftTables } from './tables.ts';

const everyMs = 3_600_000;
export const defaultReminderDays: readonly number[] = [30, 14, 3];

type Step = { readonly unit: string; readonly ban: string; readonly review: string; readonly step: string };
type Reminder = Step & { readonly text: string; readonly kind: Announcement['kind'] };

/**
 * Reminds IT of review dates: once at each distance in `reviewReminderDays`, and once when a date is past. What was said
 * is remembered with the date, so that a new date begins anew. The step down itself is each PC's own doing.
 */
export function reviewDatesJob(ports: {
  readonly db: Db;
  readonly clock: Clock;
  readonly policies: Policies;
  readonly announcements: Announcements;
}): Job {
  const { db, clock, policies, announcements } = ports;
  return {
    name: 'review-dates',
    everyMs,
    run: async () => {
      const published = policies.current();
      if (published === undefined) return;
      const zone = zoneOf(published.release.organisation.calendar.timeZone);
      const steps = policies.settings().reviewReminderDays ?? defaultReminderDays;
      const owned = [...published.fragmentOf.values()].flatMap(({ unit, bans }) =>
        bans.map((ban) => ({ unit, ban })),
      );
      const due = owned.flatMap(({ unit, ban }): Reminder[] => {
        const { reviewInDays } = banToday(ban, zone, clock.now());
        const of = { unit, ban: ban.id, review: ban.review };
        if (reviewInDays < 0)
          return [
            {
              ...of,
              step: 'passed',
              kind: 'ban-review-passed',
              text: `The review date of the ban ${ban.id} is past: it does one step less from now on`,
            },
          ];
        const nearest = steps.filter((days) => reviewInDays <= days).toSorted((one, other) => one - other)[0];
        if (nearest === undefined) return [];
        return [
          {
            ...of,
            step: String(nearest),
            kind: 'ban-review-due',
            text: `The ban ${ban.id} must be reviewed by ${ban.review}: in ${reviewInDays} days it does one step less`,
          },
        ];
      });
      const fresh = await remember(db, due, { owned, now: clock.now() });
      for (const { unit, ban, kind, text } of fresh)
        announcements.announce({ kind, subject: ban, unit, text });
    },
  };
}

/** Keeps what is said, forgets what is about bans and dates of the past, and tells what was not said before. */
async function remember(
  db: Db,
  due: readonly Reminder[],
  {
    owned,
    now,
  }: {
    readonly owned: readonly { unit: string; ban: { id: string; review: string } }[];
    readonly now: number;
  },
): Promise<Reminder[]> {
  return db.transaction().execute(async (trx) => {
    const tables = trx.withTables<DraftTables>();
    const known = await tables.selectFrom('ban_reminders').selectAll().execute();
    const said = new Set(known.map(keyOf));
    const standing = new Set(
      owned.map(({ unit, ban }) => dateKey({ unit, ban: ban.id, review: ban.review })),
    );
    for (const { unit, ban, review, step } of known)
      if (!standing.has(dateKey({ unit, ban, review })))
        await tables
          .deleteFrom('ban_reminders')
          .where('unit', '=', unit)
          .where('ban', '=', ban)
          .where('review', '=', review)
          .where('step', '=', step)
          .execute();
    const fresh = due.filter((one) => !said.has(keyOf(one)));
    for (const { unit, ban, review, step } of fresh)
      await tables.insertInto('ban_reminders').values({ unit, ban, review, step, at: now }).execute();
    return fresh;
  });
}

const dateKey = ({ unit, ban, review }: Omit<Step, 'step'>): string => `${unit} ${ban} ${review}`;
const keyOf = (step: Step): string => `${dateKey(step)} ${step.step}`;
