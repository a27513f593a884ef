import { setImmediate as nextTurn } from 'node:timers/promises';
import { writeMeta, type Db } from '#server/store/index.ts';
import { isErasing } from './erasing.ts';
import { anchorKey } from './read.ts';
import type { AuditRow, AuditTables } from './tables.ts';

/** Rows in one turn of the event loop. */
const windowRows = 2_000;

/** Those whose body is still there and of which `concerns` says yes; read in slices, outside any transaction. */
export async function auditConcerning(
  db: Db,
  concerns: (row: Pick<AuditRow, 'action' | 'subject' | 'body'>) => boolean,
): Promise<number[]> {
  const found: number[] = [];
  let seq = 0;
  for (;;) {
    const rows = await db
      .withTables<AuditTables>()
      .selectFrom('audit')
      .select(['seq', 'action', 'subject', 'body'])
      .where('seq', '>', seq)
      .orderBy('seq')
      .limit(windowRows)
      .execute();
    const last = rows.at(-1);
    if (last === undefined) return found;
    for (const row of rows)
      if (row.body !== '' && !isErasing(row.action) && concerns(row)) found.push(row.seq);
    seq = last.seq;
    await nextTurn();
  }
}

/** Those about one of these subjects, in one pass over all that is kept, by subject. */
export async function auditAbout(
  db: Db,
  subjects: ReadonlySet<string>,
): Promise<ReadonlyMap<string, readonly number[]>> {
  const found = new Map<string, number[]>();
  let seq = 0;
  for (;;) {
    const rows = await db
      .withTables<AuditTables>()
      .selectFrom('audit')
      .select(['seq', 'subject'])
      .where('seq', '>', seq)
      .orderBy('seq')
      .limit(windowRows)
      .execute();
    const last = rows.at(-1);
    if (last === undefined) return found;
    for (const row of rows) {
      if (!subjects.has(row.subject)) continue;
      const there = found.get(row.subject);
      if (there === undefined) found.set(row.subject, [row.seq]);
      else there.push(row.seq);
    }
    seq = last.seq;
    await nextTurn();
  }
}

/**
 * Deletes at most `limit` of the oldest entries that are older than `before`, never the newest of all; the hash of the last
 * one deleted stays, so that the rest can be checked from there.
 */
export async function deleteAuditBefore(db: Db, before: number, limit: number): Promise<number> {
  return db.transaction().execute(async (trx) => {
    const tables = trx.withTables<AuditTables>();
    const rows = await tables
      .selectFrom('audit')
      .select(['seq', 'hash', 'at'])
      .orderBy('seq')
      .limit(limit + 1)
      .execute();
    // Only from the beginning on: a clock that was set back once must not tear a hole.
    const firstKept = rows.findIndex(({ at }) => at >= before);
    const old = rows.slice(0, Math.min(firstKept === -1 ? rows.length : firstKept, rows.length - 1));
    const last = old.at(-1);
    if (last === undefined) return 0;
    await writeMeta(trx, anchorKey, `${last.seq} ${last.hash}`);
    await tables.deleteFrom('audit').where('seq', '<=', last.seq).execute();
    return old.length;
  });
}
