import type { DatabaseSync } from 'node:sqlite';
import type { Batch, Done } from './batch.ts';

const keptMarks = 100_000;

/**
 * The ingest worker's whole use of SQLite: many batches in one durable transaction, repeated events left out by the
 * high-water mark of their device and epoch. After a failed commit the marks in memory are forgotten, since they may be
 * ahead of the store.
 */
export function createIngestSql(database: DatabaseSync): (batches: readonly Batch[]) => Done {
  const insert = database.prepare(
    'insert into events (device, received_at, type, ban, body) values (?, ?, ?, ?, ?)',
  );
  const mark = database.prepare(
    'insert into event_marks (device, epoch, seq) values (?, ?, ?) on conflict (device, epoch) do update set seq = excluded.seq',
  );
  const readMark = database.prepare('select seq from event_marks where device = ? and epoch = ?');
  const marks = new Map<string, number>();

  const markOf = (device: string, epoch: string): number => {
    const key = `${device}/${epoch}`;
    const known = marks.get(key);
    if (known !== undefined) return known;
    const stored = Number(readMark.get(device, epoch)?.['seq'] ?? 0);
    marks.set(key, stored);
    return stored;
  };

  return (batches) => {
    if (marks.size > keptMarks) marks.clear();
    const types = new Set<string>();
    const acked: number[] = [];
    let cursor = 0;
    try {
      database.exec('begin immediate');
      for (const { device, epoch, receivedAt, upTo, rows } of batches) {
        const held = markOf(device, epoch);
        let highest = held;
        for (const { seq, type, ban, body } of rows) {
          if (seq <= highest) continue;
          cursor = Number(insert.run(device, receivedAt, type, ban, body).lastInsertRowid);
          types.add(type);
          highest = seq;
        }
        highest = Math.max(highest, upTo);
        if (highest > held) {
          mark.run(device, epoch, highest);
          marks.set(`${device}/${epoch}`, highest);
        }
        acked.push(highest);
      }
      database.exec('commit');
      return { committed: true, acked, cursor, types: [...types] };
    } catch (fault) {
      marks.clear();
      if (database.isTransaction) database.exec('rollback');
      return { committed: false, why: fault instanceof Error ? fault.message : String(fault) };
    }
  };
}
