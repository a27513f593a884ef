import { randomInt } from 'node:crypto';
import type { State } from '#agent/state/port.ts';
import { addDays } from '#policy/calendar-day.ts';

/** How many days back a preview looks. */
const daysKept = 7;
/** One answer in ten is turned round. */
const flippedOutOf = 10;

/** On which days of the last week a catalogue app ran here. Never reported as it is. */
export interface UsageDays {
  ran(app: string, day: string): void;
  ranLately(app: string, today: string): boolean;
  /**
   * The answer to a preview, turned round with 10 % probability. Drawn once per app and truth and then kept, so that
   * asking again tells nothing more (randomised response with memory).
   */
  answer(app: string, isHere: boolean): boolean;
}

export function createUsageDays(
  state: State,
  draw: () => boolean = () => randomInt(flippedOutOf) === 0,
): UsageDays {
  state.migrate('usage-days', [
    'CREATE TABLE usage_day (app TEXT, day TEXT, PRIMARY KEY (app, day)) WITHOUT ROWID',
    'CREATE TABLE usage_flip (app TEXT, truth INTEGER, flipped INTEGER NOT NULL, PRIMARY KEY (app, truth)) WITHOUT ROWID',
  ]);
  const { db } = state;
  let noted = new Set<string>();
  let notedOn = '';
  return {
    ran: (app, day) => {
      if (day !== notedOn) {
        noted = new Set();
        notedOn = day;
      }
      if (noted.has(app)) return;
      state.transaction(() => {
        db.prepare('DELETE FROM usage_day WHERE day <= ?').run(addDays(day, -daysKept));
        db.prepare('INSERT OR IGNORE INTO usage_day (app, day) VALUES (?, ?)').run(app, day);
      });
      noted.add(app);
    },
    ranLately: (app, today) =>
      db.prepare('SELECT 1 FROM usage_day WHERE app = ? AND day > ?').get(app, addDays(today, -daysKept)) !==
      undefined,
    answer: (app, isHere) => {
      const truth = Number(isHere);
      const known = db
        .prepare('SELECT flipped FROM usage_flip WHERE app = ? AND truth = ?')
        .get(app, truth)?.['flipped'];
      const flipped = known === undefined ? draw() : known === 1;
      if (known === undefined)
        db.prepare('INSERT INTO usage_flip (app, truth, flipped) VALUES (?, ?, ?)').run(
          app,
          truth,
          Number(flipped),
        );
      return isHere !== flipped;
    },
  };
}
