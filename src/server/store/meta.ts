import type { Db, Migrations, Trx } from './store.ts';

type MetaTables = { meta: { key: string; value: string } };

export const storeMigrations: Migrations = {
  '0001-meta': {
    up: async (db) => {
      await db.schema
        .createTable('meta')
        .addColumn('key', 'text', (column) => column.primaryKey())
        .addColumn('value', 'text', (column) => column.notNull())
        .execute();
    },
  },
};

/** Small single values of the whole server, by name. */
export async function readMeta(db: Db | Trx, key: string): Promise<string | undefined> {
  const row = await db
    .withTables<MetaTables>()
    .selectFrom('meta')
    .select('value')
    .where('key', '=', key)
    .executeTakeFirst();
  return row?.value;
}

export async function writeMeta(db: Db | Trx, key: string, value: string): Promise<void> {
  await db
    .withTables<MetaTables>()
    .insertInto('meta')
    .values({ key, value })
    .onConflict((conflict) => conflict.column('key').doUpdateSet({ value }))
    .execute();
}
