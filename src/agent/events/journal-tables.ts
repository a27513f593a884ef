/** Steps for `State.migrate`; `seq` is absent while an event is held. */
export const journalTables = [
  `CREATE TABLE journal (
     id INTEGER PRIMARY KEY,
     seq INTEGER UNIQUE,
     type TEXT NOT NULL,
     subject TEXT,
     body TEXT NOT NULL,
     held_by TEXT,
     held_until INTEGER
   ) STRICT;
   CREATE INDEX journal_held ON journal (held_by) WHERE seq IS NULL;
   CREATE TABLE journal_repeats (
     subject TEXT NOT NULL, day TEXT NOT NULL, ban TEXT NOT NULL, channel TEXT NOT NULL, account TEXT,
     count INTEGER NOT NULL,
     PRIMARY KEY (subject, day)
   ) STRICT;
   CREATE TABLE journal_head (
     one INTEGER PRIMARY KEY CHECK (one = 1),
     epoch TEXT NOT NULL, last INTEGER NOT NULL, acked INTEGER NOT NULL,
     dropped_faults INTEGER NOT NULL, dropped_repeats INTEGER NOT NULL
   ) STRICT;`,
] as const;
export const noTables = 'DELETE FROM journal; DELETE FROM journal_repeats; DELETE FROM journal_head';

export type Head = {
  readonly epoch: string;
  readonly last: number;
  readonly acked: number;
  readonly dropped_faults: number;
  readonly dropped_repeats: number;
};
