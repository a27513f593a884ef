import type { ExpectedDevice } from '#protocol/console-fleet.ts';
import type { Db, Trx } from '#server/store/index.ts';
import { stringsOf } from './summary.ts';
import type { DeviceTables } from './tables.ts';

export type ExpectedRow = DeviceTables['expected_devices'];
/** Host names are compared without regard to case. */
export const hostKey = (hostName: string): string => hostName.trim().toLowerCase();

const dayMs = 86_400_000;
/** A PC that did not enrol for so long is expected no more. */
export const expectedDays = 400;

export type Expected = ReturnType<typeof createExpected>;

/** PCs that were imported before they enrolled. */
export function createExpected(db: Db, unitsUnder: (unit: string) => readonly string[]) {
  const table = db.withTables<DeviceTables>();
  return {
    list: async (
      query: { readonly after?: string | undefined; readonly limit?: number | undefined },
      within: readonly string[] | undefined,
    ): Promise<{ expected: ExpectedDevice[]; next?: string; total: number }> => {
      const limit = query.limit ?? 100;
      let filtered = table.selectFrom('expected_devices');
      if (within !== undefined) filtered = filtered.where('unit', 'in', [...within]);
      const { total } = await filtered
        .select(({ fn }) => fn.countAll<number>().as('total'))
        .executeTakeFirstOrThrow();
      const rows = await filtered
        .selectAll()
        .where('host_key', '>', query.after ?? '')
        .orderBy('host_key')
        .limit(limit)
        .execute();
      const last = rows.at(-1);
      return {
        expected: rows.map(shown),
        ...(rows.length < limit || last === undefined ? {} : { next: last.host_key }),
        total,
      };
    },
    /** Forgets those that were imported too long ago. */
    sweep: async (now: number): Promise<void> => {
      await table
        .deleteFrom('expected_devices')
        .where('imported_at', '<', now - expectedDays * dayMs)
        .execute();
    },
    keep: async (trx: Trx, rows: readonly ExpectedRow[]): Promise<void> => {
      for (const row of rows)
        await trx
          .withTables<DeviceTables>()
          .insertInto('expected_devices')
          .values(row)
          .onConflict((clash) => clash.column('host_key').doUpdateSet(row))
          .execute();
    },
    /** Those of these names that are waited for already. */
    known: async (keys: readonly string[]): Promise<ReadonlyMap<string, ExpectedRow>> => {
      if (keys.length === 0) return new Map();
      const rows = await table
        .selectFrom('expected_devices')
        .selectAll()
        .where('host_key', 'in', [...keys])
        .execute();
      return new Map(rows.map((row) => [row.host_key, row]));
    },
    /**
     * What was imported for a device that enrols now by a token of that unit; it is expected no more. An import puts a PC
     * below where its token puts it, or elsewhere among the units of the person who imported it: nobody takes the PCs of
     * other units by their names.
     */
    take: async (trx: Trx, hostName: string, tokenUnit: string): Promise<ExpectedRow | undefined> => {
      const tables = trx.withTables<DeviceTables>();
      const key = hostKey(hostName);
      const row = await tables
        .selectFrom('expected_devices')
        .selectAll()
        .where('host_key', '=', key)
        .executeTakeFirst();
      if (row === undefined) return undefined;
      const fits =
        unitsUnder(row.scope_unit).includes(tokenUnit) ||
        (row.unit !== null && unitsUnder(tokenUnit).includes(row.unit));
      if (!fits) return undefined;
      await tables.deleteFrom('expected_devices').where('host_key', '=', key).execute();
      return row;
    },
  };
}

function shown(row: ExpectedRow): ExpectedDevice {
  return {
    hostName: row.host_name,
    ...(row.unit === null ? {} : { unit: row.unit }),
    ...(row.labels === null ? {} : { labels: stringsOf(row.labels) }),
    ...(row.class === null ? {} : { class: row.class }),
    importedAt: row.imported_at,
    importedBy: row.imported_by,
  };
}
