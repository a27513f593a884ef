import type { Migrations } from '#server/store/index.ts';

export type PackRow = {
  pack: string;
  /** The pinned key, raw 32 bytes in base64. */
  authority_key: string;
  source: 'url' | 'file';
  url: string | null;
  mode: 'adopt' | 'hold';
  highest_effect: 'inform' | 'warn' | 'block';
  /** JSON array; null: all. */
  apps: string | null;
  /** 1: the terms stand in the organisation file. */
  declared: number;
  /** Who set the terms. */
  terms_by: string;
  /** In force; 0 none. */
  version: number;
  envelope: string | null;
  held_version: number | null;
  held_envelope: string | null;
  held_by: string | null;
  /** The highest version that was seen with a good signature, and the hash of its bytes: neither ever goes back. */
  seen_version: number;
  seen_sha256: string;
  etag: string | null;
  checked_at: number | null;
  fault: string | null;
  vectors_passed: number;
  vectors_failed: number;
};
export type WeakenedRow = {
  pack: string;
  ban: string;
  effect: 'none' | 'inform' | 'warn' | 'block';
  reason: string;
  by: string;
  at: number;
};
export type OwnPackRow = {
  pack: string;
  version: number;
  envelope: string;
  issued_at: number;
  issued_by: string;
};
export type PackTables = { packs: PackRow; pack_weakened: WeakenedRow; own_packs: OwnPackRow };

export const packMigrations: Migrations = {
  '0014-packs': {
    up: async (db) => {
      await db.schema
        .createTable('packs')
        .addColumn('pack', 'text', (column) => column.primaryKey())
        .addColumn('authority_key', 'text', (column) => column.notNull())
        .addColumn('source', 'text', (column) => column.notNull())
        .addColumn('url', 'text')
        .addColumn('mode', 'text', (column) => column.notNull())
        .addColumn('highest_effect', 'text', (column) => column.notNull())
        .addColumn('apps', 'text')
        .addColumn('declared', 'integer', (column) => column.notNull())
        .addColumn('terms_by', 'text', (column) => column.notNull())
        .addColumn('version', 'bigint', (column) => column.notNull())
        .addColumn('envelope', 'text')
        .addColumn('held_version', 'bigint')
        .addColumn('held_envelope', 'text')
        .addColumn('held_by', 'text')
        .addColumn('seen_version', 'bigint', (column) => column.notNull())
        .addColumn('seen_sha256', 'text', (column) => column.notNull())
        .addColumn('etag', 'text')
        .addColumn('checked_at', 'bigint')
        .addColumn('fault', 'text')
        .addColumn('vectors_passed', 'integer', (column) => column.notNull())
        .addColumn('vectors_failed', 'integer', (column) => column.notNull())
        .execute();
      await db.schema
        .createTable('pack_weakened')
        .addColumn('pack', 'text', (column) => column.notNull())
        .addColumn('ban', 'text', (column) => column.notNull())
        .addColumn('effect', 'text', (column) => column.notNull())
        .addColumn('reason', 'text', (column) => column.notNull())
        .addColumn('by', 'text', (column) => column.notNull())
        .addColumn('at', 'bigint', (column) => column.notNull())
        .addPrimaryKeyConstraint('pack_weakened_key', ['pack', 'ban'])
        .execute();
      await db.schema
        .createTable('own_packs')
        .addColumn('pack', 'text', (column) => column.notNull())
        .addColumn('version', 'bigint', (column) => column.notNull())
        .addColumn('envelope', 'text', (column) => column.notNull())
        .addColumn('issued_at', 'bigint', (column) => column.notNull())
        .addColumn('issued_by', 'text', (column) => column.notNull())
        .addPrimaryKeyConstraint('own_packs_key', ['pack', 'version'])
        .execute();
    },
  },
};
