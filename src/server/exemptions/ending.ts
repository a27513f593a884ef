import type { Announcements } from '#server/announcements/index.ts';
import type { Places } from '#server/devices/index.ts';
import type { Job } from '#server/jobs/index.ts';
import type { Db } from '#server/store/index.ts';
import type { ExemptionTables } from './tables.ts';

const dayMs = 86_400_000;
/** Days before its end on which an exemption is announced, the later first. */
const announcedBefore = [1, 3] as const;
const mostAtOnce = 500;

export type EndingPorts = {
  readonly db: Db;
  readonly now: () => number;
  readonly places: Places;
  readonly announcements: Announcements;
};

/**
 * Announces each exemption three days and one day before its end, each once whatever restarts; one that is shorter than that
 * is announced where it is long enough. Codes last hours, and are not announced.
 */
export function endingJob({ announcements, db, now: clock, places }: EndingPorts): Job {
  const table = db.withTables<ExemptionTables>();
  return {
    name: 'exemptions-expiring',
    everyMs: 3_600_000,
    run: async () => {
      const now = clock();
      for (const days of announcedBefore) {
        const due = await table
          .selectFrom('exemptions')
          .select(['id', 'ban', 'device', 'from_at', 'until_at'])
          .where('state', '=', 'approved')
          .where('challenge', 'is', null)
          .where('until_at', '>', now)
          .where('until_at', '<=', now + days * dayMs)
          .where((where) => where.or([where.eb('end_told', 'is', null), where.eb('end_told', '>', days)]))
          .orderBy('until_at')
          .limit(mostAtOnce)
          .execute();
        if (due.length === 0) continue;
        await table
          .updateTable('exemptions')
          .set({ end_told: days })
          .where(
            'id',
            'in',
            due.map(({ id }) => id),
          )
          .execute();
        const where = await places.of(due.map(({ device }) => device));
        for (const { ban, device, from_at, id, until_at } of due) {
          if ((until_at ?? 0) - (from_at ?? 0) <= days * dayMs) continue;
          const unit = where.get(device)?.unit;
          announcements.announce({
            kind: 'exemption-expiring',
            subject: id,
            ...(unit === undefined ? {} : { unit }),
            text: `an exemption from ${ban} ends within ${days === 1 ? 'a day' : `${days} days`}`,
          });
        }
      }
    },
  };
}
