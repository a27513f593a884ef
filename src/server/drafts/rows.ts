import type { DraftReview, DraftState } from '#protocol/draft.ts';
import type { PolicyFileText } from '#protocol/console-policies.ts';
import type { Db, Trx } from '#server/store/index.ts';
import type { DraftRow, DraftTables } from './tables.ts';

const most = 500;

/** Changed last first. */
export function draftRows(db: Db, state: DraftState | undefined): Promise<DraftRow[]> {
  let rows = db.withTables<DraftTables>().selectFrom('drafts').selectAll();
  if (state !== undefined) rows = rows.where('state', '=', state);
  return rows.orderBy('changed_at', 'desc').orderBy('id').limit(most).execute();
}

export function draftRow(db: Db | Trx, id: string): Promise<DraftRow | undefined> {
  return db
    .withTables<DraftTables>()
    .selectFrom('drafts')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirst();
}

export function draftFiles(db: Db | Trx, id: string): Promise<PolicyFileText[]> {
  return db
    .withTables<DraftTables>()
    .selectFrom('draft_files')
    .select(['name', 'text'])
    .where('draft', '=', id)
    .orderBy('position')
    .execute();
}

export async function writeDraftFiles(trx: Trx, id: string, files: readonly PolicyFileText[]): Promise<void> {
  const tables = trx.withTables<DraftTables>();
  await tables.deleteFrom('draft_files').where('draft', '=', id).execute();
  for (const [position, { name, text }] of files.entries())
    await tables.insertInto('draft_files').values({ draft: id, position, name, text }).execute();
}

export type ReviewRow = DraftTables['draft_reviews'];

/** Of the drafts with these ids, oldest first. */
export async function reviewRows(db: Db | Trx, drafts: readonly string[]): Promise<ReviewRow[]> {
  if (drafts.length === 0) return [];
  return db
    .withTables<DraftTables>()
    .selectFrom('draft_reviews')
    .selectAll()
    .where('draft', 'in', [...drafts])
    .orderBy('seq')
    .execute();
}

export const reviewOf = (row: ReviewRow, revision: number): DraftReview => ({
  by: row.by,
  at: row.at,
  as: row.verdict,
  ...(row.reason === null ? {} : { reason: row.reason }),
  current: row.revision === revision,
});
