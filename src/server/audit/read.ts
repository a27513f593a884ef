import { setImmediate as nextTurn } from 'node:timers/promises';
import type { AuditEntry } from '#protocol/console-operators.ts';
import { readMeta, type Db } from '#server/store/index.ts';
import { chainStart, follows } from './chain.ts';
import { createFaults } from './faults.ts';
import type { AuditRow, AuditTables } from './tables.ts';

export type AuditFilter = {
  readonly operator?: string | undefined;
  readonly action?: string | undefined;
  readonly subject?: string | undefined;
  readonly from?: number | undefined;
  readonly to?: number | undefined;
  /** Only entries of PCs in these units, and those of `self`. */
  readonly within?: { readonly units: ReadonlySet<string>; readonly self: string | undefined } | undefined;
};
export type AuditPage = {
  readonly entries: AuditEntry[];
  /** The last entry looked at. */
  readonly cursor: number;
  readonly intact: boolean;
  /** Why it is not intact: the first that was found. */
  readonly why?: string;
  /** Whether there are entries behind the cursor. */
  readonly more: boolean;
};

/** Entries checked in one turn of the event loop, about 5 ms. */
export const windowRows = 1_000;
/** Entries looked at for one answer: who asks for what is rare reads on from the cursor. */
export const mostRows = 50_000;
/** Where the entry is kept that was the newest of those deleted by age: `seq hash`. */
export const anchorKey = 'audit-anchor';

export async function anchorOf(db: Db): Promise<{ readonly seq: number; readonly hash: string }> {
  const [seq = '0', hash = chainStart] = ((await readMeta(db, anchorKey)) ?? '').split(' ').filter(Boolean);
  return { seq: Number(seq), hash };
}

/** Entries after `after`, oldest first, and whether the chain holds from the one before them to the last looked at. */
export async function readAudit(
  db: Db,
  after: number,
  limit: number,
  filter: AuditFilter = {},
): Promise<AuditPage> {
  const table = db.withTables<AuditTables>();
  const anchor = await anchorOf(db);
  const before =
    after <= anchor.seq
      ? anchor
      : await table.selectFrom('audit').select(['seq', 'hash']).where('seq', '=', after).executeTakeFirst();
  const entries: AuditEntry[] = [];
  let hash = before?.hash ?? chainStart;
  let seq = before?.seq ?? after;
  const faults = createFaults(db);
  if (before === undefined) faults.missing(after);
  let left = mostRows;
  while (left > 0 && entries.length < limit) {
    const rows = await table
      .selectFrom('audit')
      .selectAll()
      .where('seq', '>', seq)
      .orderBy('seq')
      .limit(Math.min(windowRows, left, isOpen(filter) ? limit - entries.length : windowRows))
      .execute();
    if (rows.length === 0) break;
    left -= rows.length;
    const looked: AuditRow[] = [];
    for (const row of rows) {
      if (row.seq !== seq + 1) faults.missing(seq + 1);
      else if (!follows(hash, row)) faults.changed(row.seq);
      looked.push(row);
      ({ hash, seq } = row);
      if (passes(row, filter)) entries.push(entryOf(row));
      if (entries.length === limit) break;
    }
    await faults.unnamed(looked);
    await nextTurn();
  }
  const behind = await table.selectFrom('audit').select('seq').where('seq', '>', seq).limit(1).execute();
  return { entries, cursor: seq, ...faults.found(), more: behind.length > 0 };
}

const isOpen = (filter: AuditFilter): boolean => Object.values(filter).every((value) => value === undefined);

export function passes(row: AuditRow, filter: AuditFilter): boolean {
  const { operator, action, subject, from, to, within } = filter;
  return (
    (operator === undefined || row.operator === operator) &&
    (action === undefined || row.action === action) &&
    (subject === undefined || row.subject === subject) &&
    (from === undefined || row.at >= from) &&
    (to === undefined || row.at < to) &&
    (within === undefined ||
      row.operator === within.self ||
      (row.unit !== null && within.units.has(row.unit)))
  );
}

export function entryOf(row: AuditRow): AuditEntry {
  const { seq, at, operator, action, subject, body, hash, unit } = row;
  return {
    ...{ seq, at, operator, action, subject, body, hash },
    ...(body === '' ? { erased: true } : {}),
    ...(unit === null ? {} : { unit }),
  };
}
