import type { Migrations } from '#server/store/index.ts';

export type RolloutTables = {
  rollouts: {
    version: number;
    /** What everybody else holds meanwhile; 0 where there was nothing before. */
    base: number;
    state: 'running' | 'halted' | 'done' | 'superseded';
    started_at: number;
    started_by: string;
    title: string | null;
    everyone: number;
    /** JSON array: the ids of bans that this release added or changed. */
    bans: string;
    /** Events up to this one are counted. */
    cursor: number;
    halted_at: number | null;
    /** Null: the server's own brake. */
    halted_by: string | null;
    halted_why: string | null;
    /** JSON of what was measured; null where a person halted it. */
    measured: string | null;
  };
  rollout_rings: {
    version: number;
    position: number;
    ring: string;
    name: string;
    percent: number | null;
    /** JSON array; null where the ring goes by percent. */
    labels: string | null;
    soak_hours: number;
    started_at: number | null;
    passed_at: number | null;
    /** Events after this one are the ring's: what each device reported is counted anew from there after a restart. */
    start_cursor: number;
    hits: number;
    faults: number;
    requests: number;
    /** As they were when the rollout was superseded; before that they are counted. */
    devices: number;
    applied: number;
  };
  /** The newest pause of each ban, also one that is over: its serial only goes up. */
  pauses: {
    ban: string;
    serial: number;
    from_at: number;
    until_at: number;
    /** The latest end that any device was told of: until then it must hear of an end before it. */
    told_until: number;
    by_name: string;
    reason: string;
    envelope: string;
  };
};

export const rolloutMigrations: Migrations = {
  '0012-rollouts': {
    up: async (db) => {
      await db.schema
        .createTable('rollouts')
        .addColumn('version', 'bigint', (column) => column.primaryKey())
        .addColumn('base', 'bigint', (column) => column.notNull())
        .addColumn('state', 'text', (column) => column.notNull())
        .addColumn('started_at', 'bigint', (column) => column.notNull())
        .addColumn('started_by', 'text', (column) => column.notNull())
        .addColumn('title', 'text')
        .addColumn('everyone', 'integer', (column) => column.notNull())
        .addColumn('bans', 'text', (column) => column.notNull())
        .addColumn('cursor', 'bigint', (column) => column.notNull())
        .addColumn('halted_at', 'bigint')
        .addColumn('halted_by', 'text')
        .addColumn('halted_why', 'text')
        .addColumn('measured', 'text')
        .execute();
      await db.schema
        .createTable('rollout_rings')
        .addColumn('version', 'bigint', (column) => column.notNull())
        .addColumn('position', 'integer', (column) => column.notNull())
        .addColumn('ring', 'text', (column) => column.notNull())
        .addColumn('name', 'text', (column) => column.notNull())
        .addColumn('percent', 'integer')
        .addColumn('labels', 'text')
        .addColumn('soak_hours', 'integer', (column) => column.notNull())
        .addColumn('started_at', 'bigint')
        .addColumn('passed_at', 'bigint')
        .addColumn('start_cursor', 'bigint', (column) => column.notNull())
        .addColumn('hits', 'bigint', (column) => column.notNull())
        .addColumn('faults', 'bigint', (column) => column.notNull())
        .addColumn('requests', 'bigint', (column) => column.notNull())
        .addColumn('devices', 'integer', (column) => column.notNull())
        .addColumn('applied', 'integer', (column) => column.notNull())
        .addPrimaryKeyConstraint('rollout_rings_key', ['version', 'position'])
        .execute();
      await db.schema
        .createTable('pauses')
        .addColumn('ban', 'text', (column) => column.primaryKey())
        .addColumn('serial', 'bigint', (column) => column.notNull())
        .addColumn('from_at', 'bigint', (column) => column.notNull())
        .addColumn('until_at', 'bigint', (column) => column.notNull())
        .addColumn('told_until', 'bigint', (column) => column.notNull())
        .addColumn('by_name', 'text', (column) => column.notNull())
        .addColumn('reason', 'text', (column) => column.notNull())
        .addColumn('envelope', 'text', (column) => column.notNull())
        .execute();
    },
  },
};
