import type { DatabaseSync, StatementSync } from 'node:sqlite';

export type Statements = { readonly [Name in keyof typeof sql]: StatementSync };

const sql = {
  insert: 'INSERT INTO journal (seq, type, subject, body, held_by, held_until) VALUES (?, ?, ?, ?, ?, ?)',
  release: 'UPDATE journal SET seq = ?, held_by = NULL, held_until = NULL WHERE id = ?',
  heldBy: 'SELECT id FROM journal WHERE seq IS NULL AND held_by = ? ORDER BY id',
  heldLongEnough: 'SELECT id FROM journal WHERE seq IS NULL AND held_until <= ? ORDER BY id',
  firstRelease: 'SELECT min(held_until) AS at FROM journal WHERE seq IS NULL',
  holdOf:
    "SELECT held_by, held_until FROM journal WHERE seq IS NULL AND type = 'hit' AND subject = ? ORDER BY id LIMIT 1",
  count: `INSERT INTO journal_repeats (subject, day, ban, channel, account, count) VALUES (?, ?, ?, ?, ?, ?)
          ON CONFLICT (subject, day) DO UPDATE SET count = count + excluded.count`,
  pastCounters: 'SELECT * FROM journal_repeats WHERE day < ? ORDER BY day, subject',
  firstCounter: 'SELECT min(day) AS day FROM journal_repeats',
  dropCounter: 'DELETE FROM journal_repeats WHERE subject = ? AND day = ?',
  pending: 'SELECT seq, body FROM journal WHERE seq > ? ORDER BY seq LIMIT ?',
  trim: 'DELETE FROM journal WHERE seq <= ?',
  waiting: 'SELECT count(*) AS events FROM journal',
  sequenced: 'SELECT id FROM journal WHERE seq IS NOT NULL ORDER BY seq',
  unsequence: 'UPDATE journal SET seq = NULL WHERE seq IS NOT NULL',
} as const;

export const prepareJournal = (db: DatabaseSync): Statements =>
  // The keys of `sql` are the keys of the result.
  Object.fromEntries(Object.entries(sql).map(([name, text]) => [name, db.prepare(text)])) as Statements;
