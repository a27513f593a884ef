import type { PolicyFileText } from '#protocol/console-policies.ts';
import type { Db, Trx } from '#server/store/index.ts';
import type { PolicyTables } from './tables.ts';

export type ReleaseRow = PolicyTables['releases'];

export function releaseRow(db: Db | Trx, version: number): Promise<ReleaseRow | undefined> {
  return db
    .withTables<PolicyTables>()
    .selectFrom('releases')
    .selectAll()
    .where('version', '=', version)
    .executeTakeFirst();
}

/** The release of the highest version, signed or not. */
export function newestRelease(db: Db | Trx): Promise<ReleaseRow | undefined> {
  return db
    .withTables<PolicyTables>()
    .selectFrom('releases')
    .selectAll()
    .orderBy('version', 'desc')
    .limit(1)
    .executeTakeFirst();
}

/** The files from which a version was made, word for word, in their order. */
export function filesOf(db: Db | Trx, version: number): Promise<PolicyFileText[]> {
  return db
    .withTables<PolicyTables>()
    .selectFrom('release_files')
    .select(['name', 'text'])
    .where('version', '=', version)
    .orderBy('position')
    .execute();
}

/** The version before this one: numbers are left out after a restore. 0 where there is none. */
export async function olderVersion(db: Db | Trx, version: number): Promise<number> {
  const row = await db
    .withTables<PolicyTables>()
    .selectFrom('releases')
    .select('version')
    .where('version', '<', version)
    .orderBy('version', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row?.version ?? 0;
}
