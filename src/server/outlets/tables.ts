import type { Generated, Selectable } from 'kysely';
import type { Migrations } from '#server/store/index.ts';

export type OutletType = 'webhook' | 'mail' | 'syslog';
export type OutletTables = {
  outlets: {
    /** A webhook's id; `mail` and `syslog` are there once. */
    id: string;
    type: OutletType;
    /** JSON; see `settings.ts`. */
    config: string;
    /** Signs a webhook's messages, or the password for mail. Never leaves the server. */
    secret: string | null;
    enabled: number;
    created_at: number;
    /** Failed tries in a row, and when the next is due. */
    failures: number;
    next_at: number;
    /** How far events and audit were read; null where they are not wanted. */
    hits_cursor: number | null;
    audit_cursor: number | null;
    /** JSON of the last `Delivery`. */
    last: string | null;
  };
  outlet_messages: {
    seq: Generated<number>;
    id: string;
    outlet: string;
    kind: string;
    /** JSON; see `told.ts`. */
    body: string;
    queued_at: number;
    tries: number;
    state: 'waiting' | 'delivered' | 'given-up';
    /** JSON of its last `Delivery`. */
    last: string | null;
  };
};
export type OutletRow = OutletTables['outlets'];
export type MessageRow = Selectable<OutletTables['outlet_messages']>;

export const outletMigrations: Migrations = {
  '0020-outlets': {
    up: async (db) => {
      await db.schema
        .createTable('outlets')
        .addColumn('id', 'text', (column) => column.primaryKey())
        .addColumn('type', 'text', (column) => column.notNull())
        .addColumn('config', 'text', (column) => column.notNull())
        .addColumn('secret', 'text')
        .addColumn('enabled', 'integer', (column) => column.notNull())
        .addColumn('created_at', 'bigint', (column) => column.notNull())
        .addColumn('failures', 'integer', (column) => column.notNull())
        .addColumn('next_at', 'bigint', (column) => column.notNull())
        .addColumn('hits_cursor', 'bigint')
        .addColumn('audit_cursor', 'bigint')
        .addColumn('last', 'text')
        .execute();
      await db.schema
        .createTable('outlet_messages')
        .addColumn('seq', 'integer', (column) => column.primaryKey().autoIncrement())
        .addColumn('id', 'text', (column) => column.notNull())
        .addColumn('outlet', 'text', (column) => column.notNull())
        .addColumn('kind', 'text', (column) => column.notNull())
        .addColumn('body', 'text', (column) => column.notNull())
        .addColumn('queued_at', 'bigint', (column) => column.notNull())
        .addColumn('tries', 'integer', (column) => column.notNull())
        .addColumn('state', 'text', (column) => column.notNull())
        .addColumn('last', 'text')
        .execute();
      await db.schema
        .createIndex('outlet_messages_by_state')
        .on('outlet_messages')
        .columns(['outlet', 'state', 'seq'])
        .execute();
    },
  },
};
