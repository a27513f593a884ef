import { Compile } from 'typebox/compile';
import { Type, type Static } from 'typebox';
import { fail, ok, type Outcome } from '#policy/outcome.ts';
import { BrowserCoverage } from '#policy/proof.ts';
import type { AssignmentRule } from '#policy/server-file.ts';
import type { Hello, ReleaseApplied, ReleaseRefused, ReportedDeviceFacts } from '#protocol/agent-server.ts';
import type { BodyOf } from '#protocol/console-server.ts';
import type { DeviceDetail } from '#protocol/console-devices.ts';
import type { Clock } from '#runtime/clock.ts';
import type { Actor, Audit } from '#server/audit/index.ts';
import { conflict, notFound, type Refusal } from '#server/store/refusal.ts';
import type { Db, GroupWriter, Trx } from '#server/store/index.ts';
import { createApplied } from './applied.ts';
import { createCounting } from './counting.ts';
import { forgetDevice, forgetAccount } from './forget.ts';
import { createListing, type Within } from './listing.ts';
import { placedByRules } from './placing.ts';
import { dayOf, stringsOf, summary } from './summary.ts';
import type { DeviceRow, DeviceState, DeviceTables } from './tables.ts';
import { createTruthSets, readTruth } from './truth-sets.ts';

export { classOf, stringsOf, summary } from './summary.ts';
export type { DeviceRow } from './tables.ts';

/** Who acts, and in which units; without `within`, in all. What lies outside is not there for that person. */
export type Acting = Actor & { readonly within?: Within };
export type NewDevice = {
  readonly id: string;
  readonly deviceKey: string;
  readonly private: boolean;
  readonly facts: ReportedDeviceFacts;
  readonly state: Exclude<DeviceState, 'revoked'>;
  /** As its token says. */
  readonly base: Base;
  readonly place: Base & Pick<DeviceRow, 'set_by'>;
  readonly token: string;
};
type Base = Pick<DeviceRow, 'unit' | 'labels' | 'class'>;
export type DevicePorts = {
  readonly db: Db;
  /** For what devices say, many at once. */
  readonly write: GroupWriter;
  readonly audit: Audit;
  readonly clock: Clock;
  readonly unitExists: (unit: string) => boolean;
  readonly unitOrRoot: (unit: string) => string;
  /** The rules in force. */
  readonly rules: () => readonly AssignmentRule[];
};

const coverages = Compile(Type.Array(BrowserCoverage));

export type Devices = ReturnType<typeof createDevices>;

export function createDevices(ports: DevicePorts) {
  const { db, write, audit, clock, unitExists } = ports;
  const table = db.withTables<DeviceTables>();
  const today = (): string => dayOf(clock.now());
  const truths = createTruthSets(db);
  const keepApplied = createApplied(write);
  const find = (id: string, from: Db | Trx = db): Promise<DeviceRow | undefined> =>
    from.withTables<DeviceTables>().selectFrom('devices').selectAll().where('id', '=', id).executeTakeFirst();

  const listeners = new Set<(row: DeviceRow) => void>();
  const changedNow = (row: DeviceRow): void => {
    for (const listener of listeners) listener(row);
  };
  const change = async (
    actor: Acting,
    act: { readonly action: string; readonly device: string; readonly body?: unknown },
    changed: (row: DeviceRow) => Outcome<Partial<DeviceRow>, Refusal>,
  ): Promise<Outcome<DeviceRow, Refusal>> => {
    const done = await audit.act<DeviceRow, Refusal>(
      actor,
      ({ unit }) => ({ action: act.action, subject: act.device, body: act.body, unit }),
      async (trx) => {
        const row = await find(act.device, trx);
        if (row === undefined || actor.within?.includes(row.unit) === false) return fail(notFound('device'));
        const wanted = changed(row);
        if (!wanted.ok) return wanted;
        await update(trx, row.id, wanted.value);
        return ok({ ...row, ...wanted.value });
      },
    );
    if (done.ok) changedNow(done.value);
    return done;
  };

  return {
    find,
    ...createCounting(db, clock),
    list: createListing(db, clock, truths),
    truths,
    forget: forgetDevice,
    forgetAccount,
    /** Tells whoever follows devices that this one was changed by other means. */
    changed: changedNow,
    /** Called after an operator, an import or a rule changed a device. */
    onChange: (listener: (row: DeviceRow) => void): Disposable => {
      listeners.add(listener);
      return { [Symbol.dispose]: () => void listeners.delete(listener) };
    },
    findByKey: (trx: Trx, key: string): Promise<DeviceRow | undefined> =>
      trx
        .withTables<DeviceTables>()
        .selectFrom('devices')
        .selectAll()
        .where('device_key', '=', key)
        .executeTakeFirst(),
    /** Where a new device goes whose token says `base`. */
    placed: (base: Base, facts: ReportedDeviceFacts): Pick<NewDevice, 'base' | 'place'> => {
      const place = { ...base, set_by: null };
      const row = {
        ...{ ...place, accounts: null, ...factColumns(facts) },
        ...{ base_unit: base.unit, base_labels: base.labels, base_class: base.class },
      };
      return { base, place: placedByRules(row, ports.rules(), ports.unitOrRoot)?.values ?? place };
    },
    insert: async (trx: Trx, device: NewDevice): Promise<void> => {
      await trx
        .withTables<DeviceTables>()
        .insertInto('devices')
        .values({
          id: device.id,
          device_key: device.deviceKey,
          state: device.state,
          private: device.private ? 1 : 0,
          ...device.place,
          base_unit: device.base.unit,
          base_labels: device.base.labels,
          base_class: device.base.class,
          ...factColumns(device.facts),
          capabilities: '[]',
          token: device.token,
          enrolled_at: clock.now(),
          last_seen: today(),
          release: 0,
        })
        .execute();
    },

    /** What a proven device says of itself; written only when something differs. Rules are asked again when it is another one. */
    heard: async (row: DeviceRow, hello: Static<typeof Hello>): Promise<DeviceRow> => {
      const said = {
        ...factColumns(hello.facts),
        private: hello.private ? 1 : 0,
        capabilities: JSON.stringify(hello.capabilities),
        // A private device has no business telling of its people.
        accounts:
          hello.accounts === undefined || hello.private ? null : JSON.stringify([...hello.accounts].sort()),
        last_seen: today(),
        release: hello.release,
      };
      const told = { ...row, ...said };
      if (JSON.stringify(told) === JSON.stringify(row)) return row;
      const another =
        told.host_name !== row.host_name || told.os !== row.os || told.accounts !== row.accounts;
      const placed = another ? placedByRules(told, ports.rules(), ports.unitOrRoot) : undefined;
      await write(async (trx) => {
        await update(trx, row.id, { ...said, ...placed?.values });
        if (placed !== undefined)
          await audit.record(
            trx,
            { name: 'server' },
            {
              action: 'apply-rule',
              subject: row.id,
              unit: placed.values.unit,
              body: { rule: placed.rule ?? null, from: row.unit, to: placed.values.unit },
            },
          );
      });
      return { ...told, ...placed?.values };
    },
    /** What a proven device says that it enforces; of its browsers only where that may be kept. */
    applied: (
      device: string,
      { browsers, truth, version }: Static<typeof ReleaseApplied>,
      keepsBrowsers: boolean,
    ): Promise<void> =>
      keepApplied({
        ...{ device, release: version, day: today(), truth: JSON.stringify(truth) },
        browsers: browsers === undefined || !keepsBrowsers ? null : JSON.stringify(browsers),
      }),
    refused: (device: string, refusal: Static<typeof ReleaseRefused>): Promise<void> =>
      write((trx) =>
        update(trx, device, {
          refused_version: refusal.version,
          refused_fault: refusal.fault,
          refused_detail: refusal.detail,
        }),
      ),

    /** What it said last, with what is known of it besides. */
    detail: async (
      row: DeviceRow,
      more: Pick<DeviceDetail, 'receipts' | 'looks' | 'ring'>,
    ): Promise<DeviceDetail> => {
      const held = await table
        .selectFrom('device_truths')
        .select(['truth', 'browsers'])
        .where('device', '=', row.id)
        .executeTakeFirst();
      return {
        ...summary(row),
        truth: readTruth(held?.truth ?? '[]'),
        ...(typeof held?.browsers === 'string'
          ? { browsers: coverages.Parse(JSON.parse(held.browsers)) }
          : {}),
        capabilities: stringsOf(row.capabilities),
        ...(row.accounts === null ? {} : { accounts: stringsOf(row.accounts) }),
        ...(row.set_by === null ? {} : { placedBy: row.set_by }),
        ...more,
      };
    },
    set: (actor: Acting, device: string, body: BodyOf<'setDevice'>): Promise<Outcome<DeviceRow, Refusal>> =>
      change(actor, { action: 'set-device', device, body }, () => {
        if (body.unit !== undefined && !unitExists(body.unit)) return fail(notFound('unit'));
        if (body.unit !== undefined && actor.within?.includes(body.unit) === false)
          return fail({ problem: 'outside-unit', detail: `you may not move a PC to ${body.unit}` });
        return ok({
          set_by: 'hand',
          ...(body.unit === undefined ? {} : { unit: body.unit }),
          ...(body.labels === undefined ? {} : { labels: JSON.stringify([...body.labels].sort()) }),
          ...(body.class === undefined ? {} : { class: body.class }),
        });
      }),
    approve: (actor: Acting, device: string): Promise<Outcome<DeviceRow, Refusal>> =>
      change(actor, { action: 'approve-device', device }, ({ state }) =>
        state === 'awaiting-approval' ? ok({ state: 'active' }) : fail(conflict(`the device is ${state}`)),
      ),
    revoke: (actor: Acting, device: string, reason: string): Promise<Outcome<DeviceRow, Refusal>> =>
      change(actor, { action: 'revoke-device', device, body: { reason } }, ({ state }) =>
        state === 'revoked' ? fail(conflict('the device is revoked already')) : ok({ state: 'revoked' }),
      ),
    hostNames: async (ids: Iterable<string>): Promise<ReadonlyMap<string, string>> => {
      const wanted = [...new Set(ids)];
      if (wanted.length === 0) return new Map();
      const rows = await table
        .selectFrom('devices')
        .select(['id', 'host_name'])
        .where('id', 'in', wanted)
        .execute();
      return new Map(rows.map(({ id, host_name }) => [id, host_name]));
    },
    /** How many devices say that they apply which release. */
    releasesHeld: async (): Promise<Map<number, number>> => {
      const rows = await table
        .selectFrom('devices')
        .select(['release', ({ fn }) => fn.countAll<number>().as('count')])
        .where('state', '=', 'active')
        .groupBy('release')
        .execute();
      return new Map(rows.map(({ release, count }) => [release, count]));
    },
    count: async (): Promise<number> =>
      (
        await table
          .selectFrom('devices')
          .select(({ fn }) => fn.countAll<number>().as('count'))
          .where('state', '!=', 'revoked')
          .executeTakeFirstOrThrow()
      ).count,
  };
}

async function update(trx: Trx, device: string, values: Partial<DeviceRow>): Promise<void> {
  await trx.withTables<DeviceTables>().updateTable('devices').set(values).where('id', '=', device).execute();
}

function factColumns(facts: ReportedDeviceFacts) {
  return {
    host_name: facts.hostName,
    os: facts.os,
    os_name: facts.osName,
    os_version: facts.osVersion,
    model: facts.model,
    agent_version: facts.agentVersion,
  };
}
