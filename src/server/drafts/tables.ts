import type { DraftState } from '#protocol/draft.ts';
import type { Migrations } from '#server/store/index.ts';

export type DraftTables = {
  drafts: {
    id: string;
    title: string;
    state: DraftState;
    author: string;
    created_at: number;
    changed_at: number;
    changed_by: string;
    based_on: number;
    revision: number;
    /** JSON: the units that it touches. */
    units: string;
    published: number | null;
  };
  draft_files: { draft: string; position: number; name: string; text: string };
  draft_reviews: {
    draft: string;
    seq: number;
    revision: number;
    by: string;
    at: number;
    verdict: 'approve' | 'reject';
    reason: string | null;
  };
  /** What was said of a ban's review date, so that it is said once. `step`: days before, or `passed`. */
  ban_reminders: { unit: string; ban: string; review: string; step: string; at: number };
};
export type DraftRow = DraftTables['drafts'];

export const draftMigrations: Migrations = {
  '0011-drafts': {
    up: async (db) => {
      await db.schema
        .createTable('drafts')
        .addColumn('id', 'text', (column) => column.primaryKey())
        .addColumn('title', 'text', (column) => column.notNull())
        .addColumn('state', 'text', (column) => column.notNull())
        .addColumn('author', 'text', (column) => column.notNull())
        .addColumn('created_at', 'bigint', (column) => column.notNull())
        .addColumn('changed_at', 'bigint', (column) => column.notNull())
        .addColumn('changed_by', 'text', (column) => column.notNull())
        .addColumn('based_on', 'bigint', (column) => column.notNull())
        .addColumn('revision', 'integer', (column) => column.notNull())
        .addColumn('units', 'text', (column) => column.notNull())
        .addColumn('published', 'bigint')
        .execute();
      await db.schema
        .createTable('draft_files')
        .addColumn('draft', 'text', (column) => column.notNull())
        .addColumn('position', 'integer', (column) => column.notNull())
        .addColumn('name', 'text', (column) => column.notNull())
        .addColumn('text', 'text', (column) => column.notNull())
        .addPrimaryKeyConstraint('draft_files_key', ['draft', 'position'])
        .execute();
      await db.schema
        .createTable('draft_reviews')
        .addColumn('draft', 'text', (column) => column.notNull())
        .addColumn('seq', 'integer', (column) => column.notNull())
        .addColumn('revision', 'integer', (column) => column.notNull())
        .addColumn('by', 'text', (column) => column.notNull())
        .addColumn('at', 'bigint', (column) => column.notNull())
        .addColumn('verdict', 'text', (column) => column.notNull())
        .addColumn('reason', 'text')
        .addPrimaryKeyConstraint('draft_reviews_key', ['draft', 'seq'])
        .execute();
      await db.schema
        .createTable('ban_reminders')
        .addColumn('unit', 'text', (column) => column.notNull())
        .addColumn('ban', 'text', (column) => column.notNull())
        .addColumn('review', 'text', (column) => column.notNull())
        .addColumn('step', 'text', (column) => column.notNull())
        .addColumn('at', 'bigint', (column) => column.notNull())
        .addPrimaryKeyConstraint('ban_reminders_key', ['unit', 'ban', 'review', 'step'])
        .execute();
    },
  },
};
