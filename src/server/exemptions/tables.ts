import type { Migrations } from '#server/store/index.ts';

export type ExemptionTables = {
  exemptions: {
    id: string;
    device: string;
    ban: string;
    account: string | null;
    purpose: string;
    /** Null where nothing was said. */
    needed_on: 'this-pc' | 'dedicated' | null;
    days: number;
    /** Null for what an operator granted unasked. */
    asked_at: number | null;
    from_at: number | null;
    until_at: number | null;
    /** JSON array of names. */
    approved_by: string;
    approvers_needed: number;
    state: 'waiting' | 'half-approved' | 'approved' | 'denied' | 'withdrawn';
    reason: string | null;
    changed_at: number;
  };
};

export const exemptionMigrations: Migrations = {
  '0008-exemptions': {
    up: async (db) => {
      await db.schema
        .createTable('exemptions')
        .addColumn('id', 'text', (column) => column.primaryKey())
        .addColumn('device', 'text', (column) => column.notNull())
        .addColumn('ban', 'text', (column) => column.notNull())
        .addColumn('account', 'text')
        .addColumn('purpose', 'text', (column) => column.notNull())
        .addColumn('days', 'integer', (column) => column.notNull())
        .addColumn('asked_at', 'bigint')
        .addColumn('from_at', 'bigint')
        .addColumn('until_at', 'bigint')
        .addColumn('approved_by', 'text', (column) => column.notNull())
        .addColumn('approvers_needed', 'integer', (column) => column.notNull())
        .addColumn('state', 'text', (column) => column.notNull())
        .addColumn('reason', 'text')
        .addColumn('changed_at', 'bigint', (column) => column.notNull())
        .execute();
      await db.schema.createIndex('exemptions_by_device').on('exemptions').column('device').execute();
    },
  },
  '0009-exemptions-needed-on': {
    up: async (db) => {
      await db.schema.alterTable('exemptions').addColumn('needed_on', 'text').execute();
    },
  },
};
