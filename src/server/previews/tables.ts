import type { Migrations } from '#server/store/index.ts';

export type PreviewTables = {
  /** Totals alone: what a PC answered is never stored. */
  previews: {
    id: string;
    asked_at: number;
    asked_by: string;
    unit: string;
    /** 1: the unit is the root, and so the preview was of the whole organisation. */
    whole: number;
    /** JSON array. */
    apps: string;
    devices: number;
    asked: number;
    answered: number;
    state: 'asking' | 'done';
    /** JSON array of estimates. */
    estimates: string;
  };
};

export const previewMigrations: Migrations = {
  '0013-previews': {
    up: async (db) => {
      await db.schema
        .createTable('previews')
        .addColumn('id', 'text', (column) => column.primaryKey())
        .addColumn('asked_at', 'bigint', (column) => column.notNull())
        .addColumn('asked_by', 'text', (column) => column.notNull())
        .addColumn('unit', 'text', (column) => column.notNull())
        .addColumn('whole', 'integer', (column) => column.notNull())
        .addColumn('apps', 'text', (column) => column.notNull())
        .addColumn('devices', 'integer', (column) => column.notNull())
        .addColumn('asked', 'integer', (column) => column.notNull())
        .addColumn('answered', 'integer', (column) => column.notNull())
        .addColumn('state', 'text', (column) => column.notNull())
        .addColumn('estimates', 'text', (column) => column.notNull())
        .execute();
    },
  },
};
