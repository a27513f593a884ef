import { Compile } from 'typebox/compile';
import { Type, type Static } from 'typebox';
import { fail, ok, type Outcome } from '#policy/outcome.ts';
import { BrowserCoverage, Truth } from '#policy/proof.ts';
import type { Hello, ReleaseApplied, ReleaseRefused, ReportedDeviceFacts } from '#protocol/agent-server.ts';
import type { BodyOf, QueryOf } from '#protocol/console-server.ts';
import type { DeviceDetail, DeviceSummary } from '#protocol/console-devices.ts';
import type { Clock } from '#runtime/clock.ts';
import type { Actor, Audit } from '#server/audit/index.ts';
import { conflict, notFound, type Refusal } from '#server/store/refusal.ts';
import type { Db, GroupWriter, Trx } from '#server/store/index.ts';
import type { DeviceState, DeviceTables } from './tables.ts';

export type DeviceRow = DeviceTables['devices'];
export type NewDevice = {
  readonly id: string;
  readonly deviceKey: string;
  readonly private: boolean;
  readonly facts: ReportedDeviceFacts;
  readonly state: Exclude<DeviceState, 'revoked'>;
  readonly unit: string;
  readonly labels: string;
  readonly token: string;
};
export type DevicePorts = {
  readonly db: Db;
  /** For what devices say, many at once. */
  readonly write: GroupWriter;
  readonly audit: Audit;
  readonly clock: Clock;
  readonly unitExists: (unit: string) => boolean;
  /** The unit and all below it. */
  readonly unitsUnder: (unit: string) => readonly string[];
};

const truths = Compile(Type.Array(Truth));
const coverages = Compile(Type.Array(BrowserCoverage));

export type Devices = ReturnType<typeof createDevices>;

export function createDevices({ db, write, audit, clock, unitExists, unitsUnder }: DevicePorts) {
  const table = db.withTables<DeviceTables>();
  const today = (): string => new Date(clock.now()).toISOString().slice(0, 10);
  const find = (id: string, from: Db | Trx = db): Promise<DeviceRow | undefined> =>
    from.withTables<DeviceTables>().selectFrom('devices').selectAll().where('id', '=', id).executeTakeFirst();

  const listeners = new Set<(row: DeviceRow) => void>();
  const change = async (
    actor: Actor,
    act: { readonly action: string; readonly device: string; readonly body?: unknown },
    changed: (row: DeviceRow) => Outcome<Partial<DeviceRow>, Refusal>,
  ): Promise<Outcome<DeviceRow, Refusal>> => {
    const done = await audit.act<DeviceRow, Refusal>(
      actor,
      { action: act.action, subject: act.device, body: act.body },
      async (trx) => {
        const row = await find(act.device, trx);
        if (row === undefined) return fail(notFound('device'));
        const wanted = changed(row);
        if (!wanted.ok) return wanted;
        await update(trx, row.id, wanted.value);
        return ok({ ...row, ...wanted.value });
      },
    );
    if (done.ok) for (const listener of listeners) listener(done.value);
    return done;
  };

  return {
    find,
    /** Called after an operator changed a device. */
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
    insert: async (trx: Trx, device: NewDevice): Promise<void> => {
      await trx
        .withTables<DeviceTables>()
        .insertInto('devices')
        .values({
          id: device.id,
          device_key: device.deviceKey,
          state: device.state,
          private: device.private ? 1 : 0,
          class: 'service',
          unit: device.unit,
          labels: device.labels,
          ...factColumns(device.facts),
          capabilities: '[]',
          token: device.token,
          enrolled_at: clock.now(),
          last_seen: today(),
          release: 0,
        })
        .execute();
    },

    /** What a proven device says of itself; written only when something differs. */
    heard: async (row: DeviceRow, hello: Static<typeof Hello>): Promise<DeviceRow> => {
      const said = {
        ...factColumns(hello.facts),
        private: hello.private ? 1 : 0,
        capabilities: JSON.stringify(hello.capabilities),
        last_seen: today(),
        release: hello.release,
      };
      const next = { ...row, ...said };
      if (JSON.stringify(next) !== JSON.stringify(row)) await write((trx) => update(trx, row.id, said));
      return next;
    },
    /** What a proven device says that it enforces; of its browsers only where that may be kept. */
    applied: (
      device: string,
      { browsers, truth, version }: Static<typeof ReleaseApplied>,
      keepsBrowsers: boolean,
    ): Promise<void> =>
      write(async (trx) => {
        await update(trx, device, {
          release: version,
          last_seen: today(),
          refused_version: null,
          refused_fault: null,
          refused_detail: null,
        });
        const told = {
          truth: JSON.stringify(truth),
          browsers: browsers === undefined || !keepsBrowsers ? null : JSON.stringify(browsers),
        };
        await trx
          .withTables<DeviceTables>()
          .insertInto('device_truths')
          .values({ device, ...told })
          .onConflict((clash) => clash.column('device').doUpdateSet(told))
          .execute();
      }),
    refused: (device: string, refusal: Static<typeof ReleaseRefused>): Promise<void> =>
      write((trx) =>
        update(trx, device, {
          refused_version: refusal.version,
          refused_fault: refusal.fault,
          refused_detail: refusal.detail,
        }),
      ),

    list: async (
      query: QueryOf<'listDevices'>,
    ): Promise<{ devices: DeviceSummary[]; next?: string; total: number }> => {
      let filtered = table.selectFrom('devices');
      if (query.unit !== undefined) filtered = filtered.where('unit', 'in', [...unitsUnder(query.unit)]);
      if (query.state !== undefined) filtered = filtered.where('state', '=', query.state);
      if (query.label !== undefined)
        filtered = filtered.where('labels', 'like', `%${JSON.stringify(query.label)}%`);
      const limit = query.limit ?? 100;
      const { total } = await filtered
        .select(({ fn }) => fn.countAll<number>().as('total'))
        .executeTakeFirstOrThrow();
      const rows = await filtered
        .selectAll()
        .where('id', '>', query.after ?? '')
        .orderBy('id')
        .limit(limit)
        .execute();
      const last = rows.at(-1);
      return {
        devices: rows.map(summary),
        ...(rows.length < limit || last === undefined ? {} : { next: last.id }),
        total,
      };
    },
    detail: async (row: DeviceRow): Promise<DeviceDetail> => {
      const held = await table
        .selectFrom('device_truths')
        .select(['truth', 'browsers'])
        .where('device', '=', row.id)
        .executeTakeFirst();
      return {
        ...summary(row),
        truth: truths.Parse(JSON.parse(held?.truth ?? '[]')),
        ...(typeof held?.browsers === 'string'
          ? { browsers: coverages.Parse(JSON.parse(held.browsers)) }
          : {}),
        capabilities: stringsOf(row.capabilities),
        receipts: [],
        looks: [],
      };
    },
    set: (actor: Actor, device: string, body: BodyOf<'setDevice'>): Promise<Outcome<DeviceRow, Refusal>> =>
      change(actor, { action: 'set-device', device, body }, () => {
        if (body.unit !== undefined && !unitExists(body.unit)) return fail(notFound('unit'));
        return ok({
          ...(body.unit === undefined ? {} : { unit: body.unit }),
          ...(body.labels === undefined ? {} : { labels: JSON.stringify([...body.labels].sort()) }),
          ...(body.class === undefined ? {} : { class: body.class }),
        });
      }),
    approve: (actor: Actor, device: string): Promise<Outcome<DeviceRow, Refusal>> =>
      change(actor, { action: 'approve-device', device }, ({ state }) =>
        state === 'awaiting-approval' ? ok({ state: 'active' }) : fail(conflict(`the device is ${state}`)),
      ),
    revoke: (actor: Actor, device: string, reason: string): Promise<Outcome<DeviceRow, Refusal>> =>
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

/** What a device's class really is: `private` is chosen at installation and nothing here overrides it. */
export function classOf(row: DeviceRow): 'service' | 'private' | 'dedicated' {
  return row.private === 1 ? 'private' : row.class;
}

export function summary(row: DeviceRow): DeviceSummary {
  const { refused_version: version, refused_fault: fault, refused_detail: detail } = row;
  return {
    device: row.id,
    hostName: row.host_name,
    os: row.os,
    osName: row.os_name,
    osVersion: row.os_version,
    model: row.model,
    agentVersion: row.agent_version,
    state: row.state,
    class: classOf(row),
    private: row.private === 1,
    unit: row.unit,
    labels: stringsOf(row.labels),
    enrolledOn: new Date(row.enrolled_at).toISOString().slice(0, 10),
    lastSeen: row.last_seen,
    release: row.release,
    ...(version === null || fault === null || detail === null ? {} : { refused: { version, fault, detail } }),
  };
}

const strings = Compile(Type.Array(Type.String()));
export function stringsOf(json: string): string[] {
  return strings.Parse(JSON.parse(json));
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
