import type { Static } from 'typebox';
import type { State } from '#agent/state/port.ts';
import type { DeviceClass } from '#policy/facts.ts';
import type { Preview, PreviewResult } from '#protocol/agent-server.ts';

/** Apps about which a PC says something on one day: a server that asks for the whole catalogue gets no answer to the rest. */
export const appsPerDay = 20;
/** Questions answered on one day; each is an entry in the ledger. */
export const previewsPerDay = 20;
const dayMs = 86_400_000;

export type PreviewParts = {
  readonly state: State;
  readonly deviceClass: () => DeviceClass;
  /** Whether the catalogue has this app. */
  readonly isKnown: (app: string) => boolean;
  /** Installed now, or seen running in the last seven days. */
  readonly isHere: (app: string) => boolean;
  /** Turns a truth round with 10 % probability, always the same for that app and truth. */
  readonly noised: (app: string, isHere: boolean) => boolean;
  /** Signed time. */
  readonly now: () => number;
};
export interface PreviewAnswers {
  /** Undefined where nothing is answered: a private device, a day's budget that is used up, no app of the catalogue. */
  answer(question: Static<typeof Preview>): Static<typeof PreviewResult> | undefined;
}

/** What was answered today survives a restart, so that a server gains nothing by cutting the connection. */
export function createPreviewAnswers(parts: PreviewParts): PreviewAnswers {
  const { deviceClass, isHere, isKnown, noised, now, state } = parts;
  state.migrate('preview-answers', [
    'CREATE TABLE preview_asked (day INTEGER PRIMARY KEY, questions INTEGER NOT NULL)',
    'CREATE TABLE preview_app (day INTEGER, app TEXT, PRIMARY KEY (day, app)) WITHOUT ROWID',
  ]);
  const { db } = state;

  /** Those of these apps that may be answered today; one that was answered today is answered again, with the same bit. */
  const within = (apps: readonly string[], day: number): string[] => {
    const told = new Set(
      db
        .prepare('SELECT app FROM preview_app WHERE day = ?')
        .all(day)
        .map((row) => String(row['app'])),
    );
    return apps.filter((app) => {
      if (told.has(app)) return true;
      if (told.size >= appsPerDay) return false;
      told.add(app);
      db.prepare('INSERT INTO preview_app (day, app) VALUES (?, ?)').run(day, app);
      return true;
    });
  };

  return {
    answer: ({ apps, id }) => {
      if (deviceClass() === 'private') return undefined;
      // Answers are kept for ever, one per app: made-up names would fill the disk.
      const known = [...new Set(apps)].filter(isKnown);
      if (known.length === 0) return undefined;
      const day = Math.floor(now() / dayMs);
      return state.transaction(() => {
        const row = db.prepare('SELECT questions FROM preview_asked WHERE day = ?').get(day);
        const questions = Number(row?.['questions'] ?? 0);
        if (questions >= previewsPerDay) return undefined;
        db.prepare('DELETE FROM preview_asked WHERE day <> ?').run(day);
        db.prepare('DELETE FROM preview_app WHERE day <> ?').run(day);
        const bits = within(known, day).map((app) => ({ app, bit: noised(app, isHere(app)) }));
        if (bits.length === 0) return undefined;
        db.prepare('INSERT OR REPLACE INTO preview_asked (day, questions) VALUES (?, ?)').run(
          day,
          questions + 1,
        );
        return { type: 'preview-result', id, bits };
      });
    },
  };
}
