import { setImmediate as nextTurn } from 'node:timers/promises';
import { fail, ok, type Outcome } from '#policy/outcome.ts';
import type { BrokenRow } from '#protocol/console-fleet.ts';
import type { BodyOf, ResponseOf } from '#protocol/console-server.ts';
import type { Clock } from '#runtime/clock.ts';
import type { Audit } from '#server/audit/index.ts';
import type { Refusal } from '#server/store/refusal.ts';
import type { Db } from '#server/store/index.ts';
import type { Acting } from './devices.ts';
import { hostKey, type Expected, type ExpectedRow } from './expected.ts';
import { readRows, type ImportRow } from './import-rows.ts';
import type { DeviceRow, DeviceTables } from './tables.ts';

export type ImportPorts = {
  readonly db: Db;
  readonly audit: Audit;
  readonly clock: Clock;
  readonly expected: Expected;
  readonly unitExists: (unit: string) => boolean;
  /** Told of each device that was changed. */
  readonly changed: (row: DeviceRow) => void;
};
/** An operator with the unit for which that person works. */
export type Importing = Acting & { readonly unit: string };

/** Rows of one transaction: some 10 ms, and then others have their turn. */
const rowsAtOnce = 200;
const changesAtOnce = 50;

type Change = { readonly device: DeviceRow; readonly values: Partial<DeviceRow> };
type Plan = { readonly changes: Change[]; readonly expected: ExpectedRow[]; unchanged: number };

/** Puts many PCs where a table says. Good rows are taken, whatever the others are; each portion of rows is audited. */
export function createImport(ports: ImportPorts) {
  const { db, audit, clock, expected, unitExists } = ports;

  const planned = async (who: Importing, rows: readonly ImportRow[], broken: BrokenRow[]): Promise<Plan> => {
    const plan: Plan = { changes: [], expected: [], unchanged: 0 };
    const fleet = await byHostName(db);
    const seen = new Map<string, number>();
    const waited = new Map<string, ImportRow>();
    for (const [at, row] of rows.entries()) {
      if (at % 2_000 === 1_999) await nextTurn();
      const key = hostKey(row.hostName);
      const no = (column: string | undefined, why: string): void =>
        void broken.push({ row: row.row, ...(column === undefined ? {} : { column }), why });
      const before = seen.get(key);
      if (before !== undefined) {
        no('hostname', `row ${before} names the same PC`);
        continue;
      }
      seen.set(key, row.row);
      if (row.unit !== undefined && !unitExists(row.unit)) {
        no('unit', `there is no unit \`${row.unit}\``);
        continue;
      }
      if (row.unit !== undefined && who.within?.includes(row.unit) === false) {
        no('unit', `\`${row.unit}\` lies outside your unit`);
        continue;
      }
      const named = fleet.get(key) ?? [];
      const device = named[0];
      if (named.length > 1)
        no('hostname', `${named.length} PCs have this host name: give the device id instead`);
      else if (device === undefined) {
        if (who.within !== undefined && row.unit === undefined)
          no('unit', 'this PC is not enrolled yet: say to which unit it will belong');
        else waited.set(key, row);
      } else if (who.within?.includes(device.unit) === false)
        no('hostname', 'a PC of this name lies outside your unit');
      else {
        const values = differences(device, row);
        if (values === undefined) plan.unchanged += 1;
        else plan.changes.push({ device, values });
      }
    }
    await expectedOf(who, { waited, broken }, plan);
    return plan;
  };

  const expectedOf = async (
    who: Importing,
    { waited, broken }: { readonly waited: ReadonlyMap<string, ImportRow>; readonly broken: BrokenRow[] },
    plan: Plan,
  ): Promise<void> => {
    const ofOthers = await expectedByOthers(who, [...waited.keys()]);
    for (const [key, row] of waited) {
      if (ofOthers.has(key)) {
        broken.push({ row: row.row, column: 'hostname', why: 'a PC of this name is expected elsewhere' });
        continue;
      }
      plan.expected.push({
        host_key: key,
        host_name: row.hostName,
        unit: row.unit ?? null,
        labels: row.labels === undefined ? null : JSON.stringify(row.labels),
        class: row.class ?? null,
        imported_at: clock.now(),
        imported_by: who.name,
        scope_unit: who.unit,
      });
    }
  };

  /** Those of these names for which somebody of another unit waits. */
  const expectedByOthers = async (
    { within }: Importing,
    keys: readonly string[],
  ): Promise<ReadonlySet<string>> => {
    const found = new Set<string>();
    if (within === undefined) return found;
    for (let at = 0; at < keys.length; at += rowsAtOnce) {
      for (const [key, row] of await expected.known(keys.slice(at, at + rowsAtOnce)))
        if (!within.includes(row.unit ?? row.scope_unit)) found.add(key);
      await nextTurn();
    }
    return found;
  };

  const apply = async (who: Importing, plan: Plan): Promise<void> => {
    const portions = Math.max(plan.changes.length, plan.expected.length);
    for (let at = 0; at < portions; at += rowsAtOnce) {
      const changes = plan.changes.slice(at, at + rowsAtOnce);
      const waited = plan.expected.slice(at, at + rowsAtOnce);
      const devices = changes.map(({ device, values }) => ({ device: device.id, ...shown(values) }));
      await audit.act(
        who,
        {
          action: 'import-devices',
          subject: `${changes.length} PCs`,
          body: { devices, expected: waited.length },
        },
        async (trx) => {
          for (const { device, values } of changes)
            await trx
              .withTables<DeviceTables>()
              .updateTable('devices')
              .set({ ...values, set_by: 'import' })
              .where('id', '=', device.id)
              .execute();
          await expected.keep(trx, waited);
          return ok(undefined);
        },
      );
      for (let told = 0; told < changes.length; told += changesAtOnce) {
        for (const { device, values } of changes.slice(told, told + changesAtOnce))
          ports.changed({ ...device, ...values });
        await nextTurn();
      }
    }
  };

  return async (
    who: Importing,
    { csv, dryRun = false }: BodyOf<'importDevices'>,
  ): Promise<Outcome<ResponseOf<'importDevices'>, Refusal>> => {
    const read = await readRows(csv);
    if (!read.ok) return read;
    const broken = [...read.value.broken];
    const plan = await planned(who, read.value.good, broken);
    broken.sort((one, other) => one.row - other.row);
    if (read.value.rows > 0 && broken.length === read.value.rows) {
      const first = broken[0];
      return fail({
        problem: 'rows-broken',
        detail: `row ${first?.row ?? 1}: ${first?.why ?? 'it cannot be read'} (and ${broken.length - 1} more)`,
      });
    }
    if (!dryRun) await apply(who, plan);
    return ok({
      rows: read.value.rows,
      changed: plan.changes.length,
      unchanged: plan.unchanged,
      notYetEnrolled: plan.expected.length,
      broken,
    });
  };
}

/** What is to change; undefined where nothing is. */
function differences(device: DeviceRow, row: ImportRow): Partial<DeviceRow> | undefined {
  const labels = row.labels === undefined ? undefined : JSON.stringify(row.labels);
  const values: Partial<DeviceRow> = {
    ...(row.unit === undefined || row.unit === device.unit ? {} : { unit: row.unit }),
    ...(labels === undefined || labels === device.labels ? {} : { labels }),
    ...(row.class === undefined || row.class === device.class ? {} : { class: row.class }),
  };
  return Object.keys(values).length === 0 ? undefined : values;
}

const shown = ({ unit, labels, class: deviceClass }: Partial<DeviceRow>) => ({
  unit,
  labels,
  class: deviceClass,
});

/** All that are not revoked, by host name and by id, read in slices. */
async function byHostName(db: Db): Promise<ReadonlyMap<string, readonly DeviceRow[]>> {
  const found = new Map<string, DeviceRow[]>();
  for (let after = ''; ;) {
    const rows = await db
      .withTables<DeviceTables>()
      .selectFrom('devices')
      .selectAll()
      .where('id', '>', after)
      .orderBy('id')
      .limit(500)
      .execute();
    for (const row of rows) {
      if (row.state === 'revoked') continue;
      const key = hostKey(row.host_name);
      found.set(key, [...(found.get(key) ?? []), row]);
      found.set(row.id, [row]);
    }
    const last = rows.at(-1);
    if (last === undefined) return found;
    after = last.id;
    await nextTurn();
  }
}
