import type { Db } from '#server/store/index.ts';
import type { DeviceTables } from './tables.ts';

export type Place = { readonly hostName: string; readonly unit: string };
export type Places = ReturnType<typeof createPlaces>;

/** Where devices stand, for rooms that keep rows about devices. */
export function createPlaces(db: Db) {
  const table = db.withTables<DeviceTables>();
  return {
    /** The ids of the devices of these units, to be asked for within a query. */
    idsIn: (units: readonly string[]) =>
      table
        .selectFrom('devices')
        .select('devices.id')
        .where('devices.unit', 'in', [...units]),
    of: async (ids: Iterable<string>): Promise<ReadonlyMap<string, Place>> => {
      const wanted = [...new Set(ids)];
      if (wanted.length === 0) return new Map();
      const rows = await table
        .selectFrom('devices')
        .select(['id', 'host_name', 'unit'])
        .where('id', 'in', wanted)
        .execute();
      return new Map(rows.map(({ host_name, id, unit }) => [id, { hostName: host_name, unit }]));
    },
  };
}
