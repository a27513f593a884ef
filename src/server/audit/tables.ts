import type { Migrations, Trx } from '#server/store/index.ts';
import { nameErased } from './name-erased.ts';

export type AuditTables = {
  audit: {
    seq: number;
    at: number;
    operator: string;
    action: string;
    subject: string;
    /** Empty where it was erased; a body that stands is JSON, never empty. */
    body: string;
    hash: string;
    /** How `hash` is made; see `chain.ts`. */
    version: number;
    /** SHA-256 of the body as it was written; null in version 1. */
    body_hash: string | null;
    /** The unit of the PC concerned, as it was then. */
    unit: string | null;
    /** Where the body was erased: the entry that says so. Only where to look: what counts stands in that entry's body. */
    erased_by: number | null;
  };
};
export type AuditRow = AuditTables['audit'];

export const auditMigrations: Migrations = {
  '0002-audit': {
    up: async (db) => {
      await db.schema
        .createTable('audit')
        .addColumn('seq', 'integer', (column) => column.primaryKey())
        .addColumn('at', 'bigint', (column) => column.notNull())
        .addColumn('operator', 'text', (column) => column.notNull())
        .addColumn('action', 'text', (column) => column.notNull())
        .addColumn('subject', 'text', (column) => column.notNull())
        .addColumn('body', 'text', (column) => column.notNull())
        .addColumn('hash', 'text', (column) => column.notNull())
        .execute();
    },
  },
  '0017-audit-bodies': {
    up: async (db) => {
      await db.schema
        .alterTable('audit')
        .addColumn('version', 'integer', (column) => column.notNull().defaultTo(1))
        .execute();
      await db.schema.alterTable('audit').addColumn('body_hash', 'text').execute();
      await db.schema.alterTable('audit').addColumn('unit', 'text').execute();
    },
  },
  '0021-audit-at': {
    up: async (db) => {
      await db.schema.createIndex('audit_at').on('audit').column('at').execute();
    },
  },
  '0022-audit-erasures': {
    up: async (db) => {
      await db.schema.alterTable('audit').addColumn('erased_by', 'integer').execute();
      await nameErased(db as Trx);
    },
  },
};
