import type { Migrations } from '#server/store/index.ts';

export type PolicyTables = {
  releases: {
    version: number;
    issued_at: number;
    issued_by: string;
    /** Hash of the files, to tell that the same were applied again. */
    files_hash: string;
    payload: string;
    /** JSON; null while the signature is awaited. */
    envelope: string | null;
    published_at: number | null;
    bans: number;
  };
  release_files: { version: number; position: number; name: string; text: string };
  release_fragments: { version: number; unit: string; sha256: string };
  fragments: { sha256: string; body: string };
  /** How a version was published, where it was not simply applied. */
  release_publications: { version: number; everyone: number; draft: string | null; title: string | null };
};

export const policyMigrations: Migrations = {
  '0004-policies': {
    up: async (db) => {
      await db.schema
        .createTable('releases')
        .addColumn('version', 'bigint', (column) => column.primaryKey())
        .addColumn('issued_at', 'bigint', (column) => column.notNull())
        .addColumn('issued_by', 'text', (column) => column.notNull())
        .addColumn('files_hash', 'text', (column) => column.notNull())
        .addColumn('payload', 'text', (column) => column.notNull())
        .addColumn('envelope', 'text')
        .addColumn('published_at', 'bigint')
        .addColumn('bans', 'integer', (column) => column.notNull())
        .execute();
      await db.schema
        .createTable('release_files')
        .addColumn('version', 'bigint', (column) => column.notNull())
        .addColumn('position', 'integer', (column) => column.notNull())
        .addColumn('name', 'text', (column) => column.notNull())
        .addColumn('text', 'text', (column) => column.notNull())
        .addPrimaryKeyConstraint('release_files_key', ['version', 'position'])
        .execute();
      await db.schema
        .createTable('release_fragments')
        .addColumn('version', 'bigint', (column) => column.notNull())
        .addColumn('unit', 'text', (column) => column.notNull())
        .addColumn('sha256', 'text', (column) => column.notNull())
        .addPrimaryKeyConstraint('release_fragments_key', ['version', 'unit'])
        .execute();
      await db.schema
        .createTable('fragments')
        .addColumn('sha256', 'text', (column) => column.primaryKey())
        .addColumn('body', 'text', (column) => column.notNull())
        .execute();
    },
  },
  '0011-publications': {
    up: async (db) => {
      await db.schema
        .createTable('release_publications')
        .addColumn('version', 'bigint', (column) => column.primaryKey())
        .addColumn('everyone', 'integer', (column) => column.notNull())
        .addColumn('draft', 'text')
        .addColumn('title', 'text')
        .execute();
    },
  },
};
