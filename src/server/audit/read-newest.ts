import { setImmediate as nextTurn } from 'node:timers/promises';
import type { AuditEntry } from '#protocol/console-operators.ts';
import type { Db } from '#server/store/index.ts';
import { follows } from './chain.ts';
import { createFaults } from './faults.ts';
import { anchorOf, entryOf, mostRows, passes, windowRows, type AuditFilter, type AuditPage } from './read.ts';
import type { AuditRow, AuditTables } from './tables.ts';

/**
 * Entries before `before` (0: from the newest on), newest first, and whether the chain holds from the entry behind the
 * last looked at up to the first. `from` and `to` bound what is looked at, so that a short period long ago is found at
 * once.
 */
export async function readNewest(
  db: Db,
  before: number,
  limit: number,
  filter: AuditFilter = {},
): Promise<AuditPage> {
  const table = db.withTables<AuditTables>();
  const { start, floor } = await bounds(db, before, filter);
  const entries: AuditEntry[] = [];
  let seq = start;
  const faults = createFaults(db);
  let above: AuditRow | undefined;
  let left = mostRows;
  while (left > 0 && seq - 1 > floor && entries.length < limit) {
    const rows = await table
      .selectFrom('audit')
      .selectAll()
      .where('seq', '<', seq)
      .where('seq', '>', floor)
      .orderBy('seq', 'desc')
      .limit(Math.min(windowRows, left))
      .execute();
    if (rows.length === 0) {
      faults.missing(seq - 1);
      break;
    }
    left -= rows.length;
    const looked: AuditRow[] = [];
    for (const row of rows) {
      if (row.seq !== seq - 1) faults.missing(seq - 1);
      else if (above !== undefined && !follows(row.hash, above)) faults.changed(above.seq);
      looked.push(row);
      above = row;
      ({ seq } = row);
      if (passes(row, filter)) entries.push(entryOf(row));
      if (entries.length === limit) break;
    }
    await faults.unnamed(looked);
    await nextTurn();
  }
  if (above !== undefined && !(await followsBehind(db, above))) faults.changed(above.seq);
  return { entries, cursor: seq, ...faults.found(), more: seq - 1 > floor };
}

/** The entry above the first to be looked at, and the one behind the last. */
async function bounds(
  db: Db,
  before: number,
  { from, to }: AuditFilter,
): Promise<{ readonly start: number; readonly floor: number }> {
  const table = db.withTables<AuditTables>();
  let newest = table.selectFrom('audit').select(({ fn }) => fn.max('seq').as('seq'));
  if (to !== undefined) newest = newest.where('at', '<', to);
  const last = (await newest.executeTakeFirst())?.seq ?? 0;
  const start = before === 0 ? last + 1 : Math.min(before, last + 1);
  const oldest = await table
    .selectFrom('audit')
    .select(({ fn }) => fn.min('seq').as('seq'))
    .where('at', '>=', from ?? 0)
    .executeTakeFirst();
  const floor = from === undefined ? (await anchorOf(db)).seq : (oldest?.seq ?? start) - 1;
  return { start, floor };
}

/** Against the entry behind it, or what was kept of that when it was deleted by age. */
async function followsBehind(db: Db, row: AuditRow): Promise<boolean> {
  const anchor = await anchorOf(db);
  // Deleted by age while this was read: nothing is left to compare with.
  if (row.seq <= anchor.seq) return true;
  if (row.seq - 1 === anchor.seq) return follows(anchor.hash, row);
  const behind = await db
    .withTables<AuditTables>()
    .selectFrom('audit')
    .select('hash')
    .where('seq', '=', row.seq - 1)
    .executeTakeFirst();
  return behind !== undefined && follows(behind.hash, row);
}
