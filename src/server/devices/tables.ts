import type { Migrations } from '#server/store/index.ts';

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
};
