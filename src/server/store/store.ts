import { DatabaseSync } from 'node:sqlite';
import { Kysely, type Transaction } from 'kysely';
import { Migrator, type Migration } from 'kysely/migration';
import { makePrivate } from './data-folder.ts';
import { nodeSqliteDialect } from './node-sqlite-dialect.ts';

/** No tables by itself: each room adds its own with `withTables`, and only its own. */
export type Tables = Record<never, never>;
export type Db = Kysely<Tables>;
export type Trx = Transaction<Tables>;
/** Name → migration; names are numbered over all rooms and run in that order, each once. */
export type Migrations = Readonly<Record<`${number}-${string}`, Migration>>;

export type Store = AsyncDisposable & {
  readonly db: Db;
  /** The database file, for the ingest worker's own connection. */
  readonly path: string;
};

/** How every connection to the file is set: durable commits, and patience with the other writer. */
export function openDatabase(path: string): DatabaseSync {
  const database = new DatabaseSync(path, { timeout: 10_000 });
  database.exec('pragma journal_mode = wal; pragma synchronous = full; pragma foreign_keys = on');
  return database;
}

/** Opens the file and brings its tables up to date. Throws when a migration fails: a server without its tables cannot run. */
export async function openStore(path: string, migrations: readonly Migrations[]): Promise<Store> {
  makePrivate(path);
  const db = new Kysely<Tables>({ dialect: nodeSqliteDialect(openDatabase(path)) });
  const all = Object.assign({}, ...migrations) as Record<string, Migration>;
  const migrator = new Migrator({ db, provider: { getMigrations: () => Promise.resolve(all) } });
  const { error } = await migrator.migrateToLatest();
  if (error !== undefined) {
    await db.destroy();
    throw new Error('the store cannot be brought up to date', { cause: error });
  }
  return { db, path, [Symbol.asyncDispose]: () => db.destroy() };
}
