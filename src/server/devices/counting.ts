import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Clock } from '#runtime/clock.ts';
import type { Db } from '#server/store/index.ts';
import type { Within } from './listing.ts';
import { dayOf, silentBefore } from './summary.ts';
import type { DeviceState, DeviceTables } from './tables.ts';

/** Active devices, not private ones, that are in the same place, hold the same release and say the same. */
export type DeviceGroup = {
  readonly unit: string;
  readonly labels: string;
  readonly class: 'service' | 'dedicated';
  readonly release: number;
  readonly truth_hash: string | null;
  /** One of them. */
  readonly holder: string;
  readonly count: number;
};
export type UnitCount = {
  readonly unit: string;
  readonly state: DeviceState;
  readonly private: number;
  readonly class: 'service' | 'dedicated';
  readonly silent: boolean;
  readonly count: number;
};

/** Rows in one turn of the event loop. */
const windowRows = 2_000;

/** Devices in numbers; each but the groups is one statement over a table of one row per PC. */
export function createCounting(db: Db, clock: Clock) {
  const devices = (within: Within) => {
    const all = db.withTables<DeviceTables>().selectFrom('devices');
    return within === undefined ? all : all.where('unit', 'in', [...within]);
  };
  const service = (within: Within) => devices(within).where('state', '=', 'active').where('private', '=', 0);

  return {
    groups: async (within: Within): Promise<DeviceGroup[]> => {
      const groups = new Map<string, DeviceGroup & { count: number }>();
      for (let after = ''; ;) {
        const rows = await service(within)
          .select(['id', 'unit', 'labels', 'class', 'release', 'truth_hash'])
          .where('id', '>', after)
          .orderBy('id')
          .limit(windowRows)
          .execute();
        for (const { id, ...place } of rows) {
          const key = Object.values(place).join('\n');
          const there = groups.get(key);
          if (there === undefined) groups.set(key, { ...place, holder: id, count: 1 });
          else there.count += 1;
        }
        const last = rows.at(-1);
        if (last === undefined || rows.length < windowRows) return [...groups.values()];
        after = last.id;
        await nextTurn();
      }
    },
    /** How many hold each release. */
    releases: (within: Within): Promise<{ release: number; count: number }[]> =>
      service(within)
        .select('release')
        .select(({ fn }) => fn.countAll<number>().as('count'))
        .groupBy('release')
        .orderBy('release', 'desc')
        .execute(),
    /** How many there are of each operating system or agent version. */
    by: async (
      column: 'os_name' | 'agent_version',
      within: Within,
    ): Promise<{ value: string; devices: number }[]> =>
      service(within)
        .select(`${column} as value`)
        .select(({ fn }) => fn.countAll<number>().as('devices'))
        .groupBy(column)
        .orderBy('devices', 'desc')
        .orderBy('value')
        .execute(),
    byUnit: async (within: Within): Promise<UnitCount[]> => {
      const limit = silentBefore(clock.now());
      const rows = await devices(within)
        .select(['unit', 'state', 'private', 'class', 'last_seen'])
        .select(({ fn }) => fn.countAll<number>().as('count'))
        .groupBy(['unit', 'state', 'private', 'class', 'last_seen'])
        .execute();
      return rows.map(({ last_seen, ...row }) => ({
        ...row,
        silent: row.state === 'active' && last_seen < limit,
      }));
    },
    /** Which of these devices are in one of these units. */
    inUnits: async (ids: Iterable<string>, within: readonly string[]): Promise<ReadonlySet<string>> => {
      const wanted = [...new Set(ids)];
      const units = new Set(within);
      const found = new Set<string>();
      for (let at = 0; at < wanted.length; at += windowRows) {
        const rows = await db
          .withTables<DeviceTables>()
          .selectFrom('devices')
          .select(['id', 'unit'])
          .where('id', 'in', wanted.slice(at, at + windowRows))
          .execute();
        for (const { id, unit } of rows) if (units.has(unit)) found.add(id);
        if (at + windowRows < wanted.length) await nextTurn();
      }
      return found;
    },
    /** Where these devices are; those that are no more are left out. */
    unitsOf: async (ids: Iterable<string>): Promise<ReadonlyMap<string, string>> => {
      const wanted = [...new Set(ids)];
      if (wanted.length === 0) return new Map();
      const rows = await db
        .withTables<DeviceTables>()
        .selectFrom('devices')
        .select(['id', 'unit'])
        .where('id', 'in', wanted)
        .execute();
      return new Map(rows.map(({ id, unit }) => [id, unit]));
    },
    /** Those that are silent, and since when. */
    held: async (): Promise<{ readonly rows: number; readonly oldest?: number }> => {
      const { rows, oldest } = await devices(undefined)
        .select(({ fn }) => [fn.countAll<number>().as('rows'), fn.min('last_seen').as('oldest')])
        .where('last_seen', '<', silentBefore(clock.now()))
        .executeTakeFirstOrThrow();
      return { rows, ...(oldest === null ? {} : { oldest: Date.parse(oldest) }) };
    },
    /** Not seen since that day, whatever their state. */
    notSeenSince: async (instant: number, limit: number): Promise<string[]> =>
      (
        await devices(undefined)
          .select('id')
          .where('last_seen', '<', dayOf(instant))
          .orderBy('last_seen')
          .limit(limit)
          .execute()
      ).map(({ id }) => id),
  };
}
