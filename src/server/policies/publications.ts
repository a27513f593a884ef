import type { Db, Trx } from '#server/store/index.ts';
import type { ReleaseRow } from './release-rows.ts';
import type { PolicyTables } from './tables.ts';

/** By whom and for whom a release was made: whoever rolls it out reads it. */
export type Publication = {
  /** To all devices at once, past the rings. */
  readonly everyone: boolean;
  readonly by: string;
  /** The draft from which it was made, and its title. */
  readonly draft?: string;
  readonly title?: string;
};

export async function keepPublication(
  trx: Trx,
  version: number,
  { everyone, draft = null, title = null }: NewPublication,
): Promise<void> {
  await trx
    .withTables<PolicyTables>()
    .insertInto('release_publications')
    .values({ version, everyone: everyone ? 1 : 0, draft, title })
    .execute();
}
export type NewPublication = {
  readonly everyone: boolean;
  readonly draft?: string | null;
  readonly title?: string | null;
};

export async function publicationOf(
  db: Db | Trx,
  { version, issued_by: by }: Pick<ReleaseRow, 'version' | 'issued_by'>,
): Promise<Publication> {
  const row = await db
    .withTables<PolicyTables>()
    .selectFrom('release_publications')
    .selectAll()
    .where('version', '=', version)
    .executeTakeFirst();
  return {
    everyone: row?.everyone === 1,
    by,
    ...(row === undefined || row.draft === null ? {} : { draft: row.draft }),
    ...(row === undefined || row.title === null ? {} : { title: row.title }),
  };
}
