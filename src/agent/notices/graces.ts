import { addDays } from '#policy/calendar-day.ts';
import type { GraceRecord } from '#policy/decide-input.ts';
import type { State } from '#agent/state/port.ts';

/** Longest span that is looked at: no grace (at most 60 working days, and capped by a date) reaches further. */
const longestDays = 400;

export type Graces = {
  begin(ban: string, account: string, at: number): void;
  seenOn(account: string, day: string): void;
  all(dayOf: (instant: number) => string, today: string): readonly GraceRecord[];
};

export function createGraces({ db }: State): Graces {
  const begin = db.prepare(
    `INSERT INTO graces (ban, account, started_at) VALUES (?, ?, ?)
     ON CONFLICT DO UPDATE SET started_at = min(started_at, excluded.started_at)`,
  );
  const see = db.prepare('INSERT OR IGNORE INTO seen_days (account, day) VALUES (?, ?)');
  const forget = db.prepare('DELETE FROM seen_days WHERE account = ? AND day < ?');
  const graces = db.prepare('SELECT ban, account, started_at FROM graces ORDER BY ban, account');
  const seen = db.prepare('SELECT day FROM seen_days WHERE account = ? AND day > ? AND day < ?');
  return {
    begin: (ban, account, at) => void begin.run(ban, account, at),
    seenOn: (account, day) => {
      if (see.run(account, day).changes === 0) return;
      forget.run(account, addDays(day, -longestDays));
    },
    all: (dayOf, today) =>
      graces.all().map((row) => {
        const account = String(row['account']);
        const startedAt = Number(row['started_at']);
        const first = dayOf(startedAt);
        const last = today < addDays(first, longestDays) ? today : addDays(first, longestDays);
        const present = new Set(seen.all(account, first, last).map((one) => String(one['day'])));
        return { ban: String(row['ban']), account, startedAt, absentDays: missing(first, last, present) };
      }),
  };
}

/** Days between the two, neither included, that are not in the set: today may still come. */
function missing(first: string, last: string, present: ReadonlySet<string>): readonly string[] {
  const days: string[] = [];
  for (let day = addDays(first, 1); day < last; day = addDays(day, 1)) if (!present.has(day)) days.push(day);
  return days;
}
