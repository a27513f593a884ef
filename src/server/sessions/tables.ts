import type { SessionSummary } from '#protocol/console-sessions.ts';
import type { Migrations } from '#server/store/index.ts';

export type SessionTables = {
  console_sessions: {
    id: string;
    /** SHA-256 of what the browser's cookie holds. */
    hash: string;
    operator: string;
    opened_by: SessionSummary['by'];
    address: string;
    browser: string;
    created_at: number;
    used_at: number;
    /** Where to sign out of the identity provider. */
    sign_out_url: string | null;
  };
  sign_in_links: {
    /** SHA-256 of the link's secret. */
    hash: string;
    operator: string;
    expires_at: number;
  };
  identity_provider: {
    /** Always 1: there is one or none. */
    id: number;
    /** JSON, without the secret. */
    config: string;
  };
};
export type SessionRow = SessionTables['console_sessions'];

export const sessionMigrations: Migrations = {
  '0019-sessions': {
    up: async (db) => {
      await db.schema
        .createTable('console_sessions')
        .addColumn('id', 'text', (column) => column.primaryKey())
        .addColumn('hash', 'text', (column) => column.notNull().unique())
        .addColumn('operator', 'text', (column) => column.notNull())
        .addColumn('opened_by', 'text', (column) => column.notNull())
        .addColumn('address', 'text', (column) => column.notNull())
        .addColumn('browser', 'text', (column) => column.notNull())
        .addColumn('created_at', 'bigint', (column) => column.notNull())
        .addColumn('used_at', 'bigint', (column) => column.notNull())
        .addColumn('sign_out_url', 'text')
        .execute();
      await db.schema
        .createIndex('console_sessions_by_operator')
        .on('console_sessions')
        .column('operator')
        .execute();
      await db.schema
        .createTable('sign_in_links')
        .addColumn('hash', 'text', (column) => column.primaryKey())
        .addColumn('operator', 'text', (column) => column.notNull())
        .addColumn('expires_at', 'bigint', (column) => column.notNull())
        .execute();
      await db.schema
        .createTable('identity_provider')
        .addColumn('id', 'integer', (column) => column.primaryKey())
        .addColumn('config', 'text', (column) => column.notNull())
        .execute();
    },
  },
};
