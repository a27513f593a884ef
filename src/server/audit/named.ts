import type { Db } from '#server/store/index.ts';
import { follows } from './chain.ts';
import { namedBy } from './erasing.ts';
import type { AuditRow, AuditTables } from './tables.ts';

/** Numbers in one statement. */
const mostInList = 500;

/** The first of these entries whose body is gone though no erasing act later in the chain names it; undefined for none. */
export async function firstUnnamed(db: Db, rows: readonly AuditRow[]): Promise<number | undefined> {
  const blank = rows.filter(({ body }) => body === '').toSorted((one, other) => one.seq - other.seq);
  if (blank.length === 0) return undefined;
  const acts = await actsOf(db, [...new Set(blank.flatMap((row) => row.erased_by ?? []))]);
  const isNamed = ({ seq, erased_by: act }: AuditRow): boolean =>
    act !== null && act > seq && acts.get(act)?.some(([first, last]) => seq >= first && seq <= last) === true;
  return blank.find((row) => !isNamed(row))?.seq;
}

async function actsOf(
  db: Db,
  seqs: readonly number[],
): Promise<ReadonlyMap<number, ReturnType<typeof namedBy>>> {
  const table = db.withTables<AuditTables>();
  const named = new Map<number, ReturnType<typeof namedBy>>();
  for (let at = 0; at < seqs.length; at += mostInList) {
    const here = seqs.slice(at, at + mostInList);
    const acts = await table.selectFrom('audit').selectAll().where('seq', 'in', here).execute();
    const behind = await table
      .selectFrom('audit')
      .select(['seq', 'hash'])
      .where(
        'seq',
        'in',
        here.map((seq) => seq - 1),
      )
      .execute();
    const hashes = new Map(behind.map(({ hash, seq }) => [seq, hash]));
    for (const act of acts) {
      const before = hashes.get(act.seq - 1);
      // What it follows may have been deleted by age: then it was the oldest, and the reader checks it against the anchor.
      if (before === undefined || follows(before, act)) named.set(act.seq, namedBy(act));
    }
  }
  return named;
}
