import type { Migrations } from '#server/store/index.ts';

export type FleetTables = {
  /** How often something was reported, per day of the organisation's time zone and unit of the device then. No person, no device. */
  daily_counts: { day: string; unit: string; ban: string; kind: CountKind; count: number };
  /** The newest proof of each layer and subject of a device; subject '' where there is none. */
  receipts: { device: string; layer: string; subject: string; tried_at: number; body: string };
};
/** For receipts: layer and result. */
export type CountKind = 'hit' | 'removed-verified' | 'removed-unverified' | `receipt ${string}`;

export const fleetMigrations: Migrations = {
  '0016-fleet-counts': {
    up: async (db) => {
      await db.schema
        .createTable('daily_counts')
        .addColumn('day', 'text', (column) => column.notNull())
        .addColumn('unit', 'text', (column) => column.notNull())
        .addColumn('ban', 'text', (column) => column.notNull())
        .addColumn('kind', 'text', (column) => column.notNull())
        .addColumn('count', 'bigint', (column) => column.notNull())
        .addPrimaryKeyConstraint('daily_counts_key', ['day', 'unit', 'ban', 'kind'])
        .execute();
      await db.schema
        .createTable('receipts')
        .addColumn('device', 'text', (column) => column.notNull())
        .addColumn('layer', 'text', (column) => column.notNull())
        .addColumn('subject', 'text', (column) => column.notNull())
        .addColumn('tried_at', 'bigint', (column) => column.notNull())
        .addColumn('body', 'text', (column) => column.notNull())
        .addPrimaryKeyConstraint('receipts_key', ['device', 'layer', 'subject'])
        .execute();
    },
  },
};
