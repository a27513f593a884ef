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
    /** Of an offline code: what the PC showed, for how many hours, and when the PC said that it was used. */
    challenge: string | null;
    code_hours: number | null;
    code_used_at: number | null;
    /** How many days before the end its end was announced last; null: not yet. */
    end_told: number | null;
  };
  /** One row: the secret that those of all devices are derived from. */
  offline_master: { id: 1; secret: string };
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
  '0015-offline-codes': {
    up: async (db) => {
      const alter = () => db.schema.alterTable('exemptions');
      await alter().addColumn('challenge', 'text').execute();
      await alter().addColumn('code_hours', 'integer').execute();
      await alter().addColumn('code_used_at', 'bigint').execute();
      await alter().addColumn('end_told', 'integer').execute();
      await db.schema
        .createIndex('exemptions_by_end')
        .on('exemptions')
        .columns(['state', 'until_at'])
        .execute();
      await db.schema
        .createTable('offline_master')
        .addColumn('id', 'integer', (column) => column.primaryKey())
        .addColumn('secret', 'text', (column) => column.notNull())
        .execute();
    },
  },
};
