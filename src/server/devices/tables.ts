import { sha256, type Db, type Migrations } from '#server/store/index.ts';

export type DeviceState = 'awaiting-approval' | 'active' | 'revoked';
export type DeviceTables = {
  devices: {
    id: string;
    device_key: string;
    state: DeviceState;
    private: number;
    class: 'service' | 'dedicated';
    unit: string;
    labels: string;
    host_name: string;
    os: 'linux' | 'win32' | 'darwin';
    os_name: string;
    os_version: string;
    model: string;
    agent_version: string;
    capabilities: string;
    token: string;
    enrolled_at: number;
    /** Days, `2026-11-22`: presence is not watched. */
    last_seen: string;
    release: number;
    refused_version: number | null;
    refused_fault: string | null;
    refused_detail: string | null;
    /** Hash of what it says it enforces, in `device_truths`; null while it said nothing. Most of a fleet shares a few. */
    truth_hash: string | null;
    /** Who decided unit, labels or class last; null: its token. Rules keep off what an import or a person decided. */
    set_by: 'rule' | 'import' | 'hand' | null;
    /** Where its token put it: what a rule is laid upon, again whenever the rules change. */
    base_unit: string;
    base_labels: string;
    base_class: 'service' | 'dedicated';
    /** JSON array; null where it told none. */
    accounts: string | null;
  };
  /** PCs that were imported before they enrolled, by host name in lower case. */
  expected_devices: {
    host_key: string;
    host_name: string;
    unit: string | null;
    labels: string | null;
    class: 'service' | 'dedicated' | null;
    imported_at: number;
    imported_by: string;
    /** The unit of the operator who imported it: what that person may decide, and no more. */
    scope_unit: string;
  };
  /** `browsers`: JSON; null where nothing was told of them. */
  device_truths: { device: string; truth: string; browsers: string | null };
  assignments: {
    device: string;
    serial: number;
    content_hash: string;
    envelope: string;
    issued_at: number;
    expires_at: number;
  };
  looks: { id: string; device: string; at: number; operator: string; what: string; delivered: number };
};

export type DeviceRow = DeviceTables['devices'];

export const deviceMigrations: Migrations = {
  '0005-devices': {
    up: async (db) => {
      await db.schema
        .createTable('devices')
        .addColumn('id', 'text', (column) => column.primaryKey())
        .addColumn('device_key', 'text', (column) => column.notNull().unique())
        .addColumn('state', 'text', (column) => column.notNull())
        .addColumn('private', 'integer', (column) => column.notNull())
        .addColumn('class', 'text', (column) => column.notNull())
        .addColumn('unit', 'text', (column) => column.notNull())
        .addColumn('labels', 'text', (column) => column.notNull())
        .addColumn('host_name', 'text', (column) => column.notNull())
        .addColumn('os', 'text', (column) => column.notNull())
        .addColumn('os_name', 'text', (column) => column.notNull())
        .addColumn('os_version', 'text', (column) => column.notNull())
        .addColumn('model', 'text', (column) => column.notNull())
        .addColumn('agent_version', 'text', (column) => column.notNull())
        .addColumn('capabilities', 'text', (column) => column.notNull())
        .addColumn('token', 'text', (column) => column.notNull())
        .addColumn('enrolled_at', 'bigint', (column) => column.notNull())
        .addColumn('last_seen', 'text', (column) => column.notNull())
        .addColumn('release', 'bigint', (column) => column.notNull())
        .addColumn('refused_version', 'bigint')
        .addColumn('refused_fault', 'text')
        .addColumn('refused_detail', 'text')
        .execute();
      await db.schema
        .createTable('device_truths')
        .addColumn('device', 'text', (column) => column.primaryKey())
        .addColumn('truth', 'text', (column) => column.notNull())
        .execute();
      await db.schema
        .createTable('assignments')
        .addColumn('device', 'text', (column) => column.primaryKey())
        .addColumn('serial', 'bigint', (column) => column.notNull())
        .addColumn('content_hash', 'text', (column) => column.notNull())
        .addColumn('envelope', 'text', (column) => column.notNull())
        .addColumn('issued_at', 'bigint', (column) => column.notNull())
        .addColumn('expires_at', 'bigint', (column) => column.notNull())
        .execute();
      await db.schema
        .createTable('looks')
        .addColumn('id', 'text', (column) => column.primaryKey())
        .addColumn('device', 'text', (column) => column.notNull())
        .addColumn('at', 'bigint', (column) => column.notNull())
        .addColumn('operator', 'text', (column) => column.notNull())
        .addColumn('what', 'text', (column) => column.notNull())
        .addColumn('delivered', 'integer', (column) => column.notNull())
        .execute();
      await db.schema.createIndex('looks_waiting').on('looks').columns(['device', 'delivered']).execute();
    },
  },
  '0010-device-browsers': {
    up: async (db) => {
      await db.schema.alterTable('device_truths').addColumn('browsers', 'text').execute();
    },
  },
  '0016-fleet': {
    up: async (db) => {
      for (const column of ['truth_hash', 'set_by', 'accounts'])
        await db.schema.alterTable('devices').addColumn(column, 'text').execute();
      for (const column of ['base_unit', 'base_labels', 'base_class'])
        await db.schema
          .alterTable('devices')
          .addColumn(column, 'text', (added) => added.notNull().defaultTo(''))
          .execute();
      await fillNewColumns(db as Db);
      await db.schema
        .createTable('expected_devices')
        .addColumn('host_key', 'text', (column) => column.primaryKey())
        .addColumn('host_name', 'text', (column) => column.notNull())
        .addColumn('unit', 'text')
        .addColumn('labels', 'text')
        .addColumn('class', 'text')
        .addColumn('imported_at', 'bigint', (column) => column.notNull())
        .addColumn('imported_by', 'text', (column) => column.notNull())
        .addColumn('scope_unit', 'text', (column) => column.notNull())
        .execute();
      await db.schema.createIndex('looks_by_time').on('looks').column('at').execute();
    },
  },
};

/** The hash of a device's truth as it is stored. */
export const truthHash = (stored: string): string => sha256(stored).slice(0, 32);

/** Devices that were moved before it was remembered by whom count as placed by hand: no rule moves them unasked. */
async function fillNewColumns(db: Db): Promise<void> {
  const tables = db.withTables<DeviceTables>();
  await tables
    .updateTable('devices')
    .set((from) => ({
      base_unit: from.ref('unit'),
      base_labels: from.ref('labels'),
      base_class: from.ref('class'),
      set_by: 'hand',
    }))
    .execute();
  for (const { device, truth } of await tables
    .selectFrom('device_truths')
    .select(['device', 'truth'])
    .execute())
    await tables
      .updateTable('devices')
      .set({ truth_hash: truthHash(truth) })
      .where('id', '=', device)
      .execute();
}
