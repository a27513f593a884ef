import type { State } from '#agent/state/port.ts';
import type { Head } from './journal-tables.ts';

/** The journal's one row of counters. Read anew each time: a transaction around may have been rolled back. */
export type HeadRow = {
  read(): Head;
  write(head: Head): void;
  /** A new epoch, counted on after `seq`. */
  begin(epoch: string, seq: number): void;
};

export function createHead(state: State, newEpoch: () => string): HeadRow {
  const select = state.db.prepare(
    'SELECT epoch, last, acked, dropped_faults, dropped_repeats FROM journal_head',
  );
  const insert = state.db.prepare('INSERT OR REPLACE INTO journal_head VALUES (1, ?, ?, ?, ?, ?)');
  const head: HeadRow = {
    read: () => {
      const row = select.get() as Head | undefined;
      if (row === undefined) throw new Error('journal: its head is missing');
      return row;
    },
    write: ({ epoch, last, acked, dropped_faults, dropped_repeats }) =>
      void insert.run(epoch, last, acked, dropped_faults, dropped_repeats),
    begin: (epoch, seq) => void insert.run(epoch, seq, seq, 0, 0),
  };
  state.transaction(() => {
    if (select.get() === undefined) head.begin(newEpoch(), 0);
  });
  return head;
}
