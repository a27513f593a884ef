import type { Migrations } from '#server/store/index.ts';

export type EventTables = {
  /**
   * Appended only; `cursor` is the row id. A (device, seq) key would cost eight times the time of the append. Indexes on
   * type, ban and device for the filters would take the append from 400,000 rows/s to 172,000 (the first two alone to
   * 303,000), while a filter without them reads 7 million rows/s: so there are none.
   */
  events: {
    cursor: number;
    device: string;
    received_at: number;
    type: string;
    ban: string | null;
    body: string;
  };
  /** The highest seq held, per device and journal epoch: what tells a repeated event. */
  event_marks: { device: string; epoch: string; seq: number };
};

export const eventMigrations: Migrations = {
  '0006-events': {
    up: async (db) => {
      await db.schema
        .createTable('events')
        .addColumn('cursor', 'integer', (column) => column.primaryKey())
        .addColumn('device', 'text', (column) => column.notNull())
        .addColumn('received_at', 'bigint', (column) => column.notNull())
        .addColumn('type', 'text', (column) => column.notNull())
        .addColumn('ban', 'text')
        .addColumn('body', 'text', (column) => column.notNull())
        .execute();
      await db.schema
        .createTable('event_marks')
        .addColumn('device', 'text', (column) => column.notNull())
        .addColumn('epoch', 'text', (column) => column.notNull())
        .addColumn('seq', 'bigint', (column) => column.notNull())
        .addPrimaryKeyConstraint('event_marks_key', ['device', 'epoch'])
        .execute();
    },
  },
};
