import type { Role } from '#protocol/console-operation.ts';
import type { OperatorSummary } from '#protocol/console-operators.ts';
import type { OperatorOrigin } from '#protocol/console-sessions.ts';
import type { Actor } from '#server/audit/index.ts';
import type { Migrations } from '#server/store/index.ts';

export type OperatorTables = {
  operators: {
    id: string;
    name: string;
    role: Role;
    unit: string;
    /** Both empty where the person has no token of their own. */
    token_lookup: string;
    token_hash: string;
    created_at: number;
    expires_at: number | null;
    revoked_at: number | null;
    via: OperatorOrigin;
    /** Whom the identity provider vouches for: its issuer, and its name for the person. */
    issuer: string | null;
    subject: string | null;
    /** Day in UTC. */
    last_seen: string | null;
  };
};
export type OperatorRow = OperatorTables['operators'];
/** Somebody who showed that they may act. */
export type Operator = Actor & { readonly id: string; readonly role: Role; readonly unit: string };

export const operatorMigrations: Migrations = {
  '0003-operators': {
    up: async (db) => {
      await db.schema
        .createTable('operators')
        .addColumn('id', 'text', (column) => column.primaryKey())
        .addColumn('name', 'text', (column) => column.notNull())
        .addColumn('role', 'text', (column) => column.notNull())
        .addColumn('unit', 'text', (column) => column.notNull())
        .addColumn('token_lookup', 'text', (column) => column.notNull())
        .addColumn('token_hash', 'text', (column) => column.notNull())
        .addColumn('created_at', 'bigint', (column) => column.notNull())
        .addColumn('expires_at', 'bigint')
        .addColumn('revoked_at', 'bigint')
        .execute();
      await db.schema.createIndex('operators_by_token').on('operators').column('token_lookup').execute();
    },
  },
  '0019-operators': {
    up: async (db) => {
      // One column at a time: not every database takes several.
      await db.schema
        .alterTable('operators')
        .addColumn('via', 'text', (column) => column.notNull().defaultTo('token'))
        .execute();
      await db.schema.alterTable('operators').addColumn('issuer', 'text').execute();
      await db.schema.alterTable('operators').addColumn('subject', 'text').execute();
      await db.schema.alterTable('operators').addColumn('last_seen', 'text').execute();
      await db.schema
        .createIndex('operators_by_subject')
        .on('operators')
        .columns(['issuer', 'subject'])
        .unique()
        .execute();
    },
  },
};

export const isGood = (row: OperatorRow, now: number): boolean =>
  row.revoked_at === null && (row.expires_at === null || row.expires_at > now);

export const operatorOf = ({ id, name, role, unit }: OperatorRow): Operator => ({ id, name, role, unit });

export function summary(row: OperatorRow): OperatorSummary {
  return {
    operator: row.id,
    name: row.name,
    role: row.role,
    unit: row.unit,
    createdAt: row.created_at,
    via: row.via,
    ...(row.last_seen === null ? {} : { lastSeen: row.last_seen }),
    ...(row.expires_at === null ? {} : { expiresAt: row.expires_at }),
    ...(row.revoked_at === null ? {} : { revokedAt: row.revoked_at }),
  };
}
