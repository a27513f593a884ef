import { sha256, type Trx } from '#server/store/index.ts';
import { chainHash } from './chain.ts';
import { rangesOf } from './erasing.ts';
import type { AuditTables } from './tables.ts';

/**
 * Once, for a store from before erasing acts said which bodies they took: one entry that names all that are gone by then.
 * It is dated as the newest entry, since a migration knows no clock.
 */
export async function nameErased(trx: Trx): Promise<void> {
  const tables = trx.withTables<AuditTables>();
  const gone = await tables.selectFrom('audit').select('seq').where('body', '=', '').execute();
  const last = await tables
    .selectFrom('audit')
    .select(['seq', 'at', 'hash'])
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (gone.length === 0 || last === undefined) return;
  const body = JSON.stringify({ erasedEntries: rangesOf(gone.map(({ seq }) => seq)) });
  const row = {
    ...{ seq: last.seq + 1, at: last.at, operator: 'server', action: 'name-erased', subject: 'audit' },
    ...{ unit: null, version: 2, body, body_hash: sha256(body), erased_by: null },
  };
  await tables.updateTable('audit').set({ erased_by: row.seq }).where('body', '=', '').execute();
  await tables
    .insertInto('audit')
    .values({ ...row, hash: chainHash(last.hash, row) })
    .execute();
}
