import { fail, ok, type Outcome } from '#policy/outcome.ts';
import type { Rollout } from '#protocol/console-rollouts.ts';
import type { Clock } from '#runtime/clock.ts';
import type { Log } from '#runtime/log.ts';
import type { Announcements } from '#server/announcements/index.ts';
import type { Actor, Audit } from '#server/audit/index.ts';
import { everyDevice, labelsOf, type DeviceRow, type Devices } from '#server/devices/index.ts';
import type { EventReader } from '#server/events/index.ts';
import type { Policies, Published } from '#server/policies/index.ts';
import { conflict, notFound, type Refusal } from '#server/store/refusal.ts';
import type { Db } from '#server/store/index.ts';
import { brakeSentence, exceeded } from './brake.ts';
import { pauseChanged } from './brake-pauses.ts';
import { unitsOf, type Current } from './current.ts';
import { loadCurrent, startedAfter, startSentence } from './load-current.ts';
import { serverActor, type Pauses } from './pauses.ts';
import { ringOf } from './rings.ts';
import {
  record,
  ringRows,
  ringRowsSince,
  rolloutRow,
  rolloutRows,
  setRing,
  setRollout,
  stringsOf,
  type RingRow,
  type RolloutRow,
} from './rollout-rows.ts';
import type { RolloutTables } from './tables.ts';
import { tally } from './tally.ts';

export type RolloutPorts = {
  readonly db: Db;
  readonly audit: Audit;
  readonly clock: Clock;
  readonly log: Log;
  readonly announcements: Announcements;
  readonly policies: Pick<Policies, 'current' | 'onPublished' | 'publishedAt'>;
  readonly devices: Pick<Devices, 'onChange'>;
  readonly events: Pick<EventReader, 'highest' | 'page'>;
  readonly pauses: Pick<Pauses, 'begin'>;
};

const mostListed = 50;
const mostText = 300;
/** While a release lands, it is told no more often. */
const tellAppliedMs = 1_000;

export type Rollouts = Awaited<ReturnType<typeof createRollouts>>;

/**
 * Which release each device is to hold. A new release goes to the first ring; after its soak, unless the brake or a
 * person halts it, to the next. Nobody is ever given a lower version than he holds.
 */
export async function createRollouts(ports: RolloutPorts) {
  const { db, audit, clock, log, announcements, policies, devices, events, pauses } = ports;
  const listeners = new Set<() => void>();
  let current = await loadCurrent(db, policies);
  await current?.load(everyDevice(db));
  // As it was when the server ended: a device that comes now is the first.
  current?.soak(clock.now());
  /** The rollout that begins just now, until it is the current one. */
  let coming: Current | undefined;
  let tail: Promise<unknown> = Promise.resolve();
  let starting: Promise<unknown> = Promise.resolve();
  let applied: Disposable | undefined;

  /** One change of the rollout at a time. */
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const done = tail.then(work);
    tail = done.catch(() => undefined);
    return done;
  };
  /** Who is to hold what has changed. */
  const offer = (): void => {
    for (const listener of listeners) listener();
  };
  /** The rows as they are now; what is in memory follows the store, never the other way. */
  const reread = async (held: Current): Promise<void> => {
    held.row = (await rolloutRow(db, held.version)) ?? held.row;
    held.rings = await ringRows(db, held.version);
  };
  /** A ring's name and a reason may be as long as a whole announcement. */
  const announce: Announcements['announce'] = (what) =>
    announcements.announce({ ...what, text: what.text.slice(0, mostText) });
  const view = (held: Current): Rollout =>
    record(held.row, held.rings, { counts: held.counts(), waits: held.waits });

  const start = async (published: Published): Promise<void> => {
    const before = current;
    if (before !== undefined && before.version >= published.version) return;
    const next = startedAfter(before, published, { now: clock.now(), cursor: await events.highest() });
    const { row, rings, version } = next;
    const everyone = row.everyone === 1;
    await db.transaction().execute(async (trx) => {
      const tables = trx.withTables<RolloutTables>();
      if (before !== undefined && before.row.state !== 'done')
        await setRollout(trx, before.version, { state: 'superseded' });
      for (const [position, count] of before?.counts().entries() ?? [])
        await setRing(trx, { version: before?.version ?? 0, position }, count);
      await tables.insertInto('rollouts').values(row).execute();
      for (const ring of rings) await tables.insertInto('rollout_rings').values(ring).execute();
    });
    coming = next;
    await next.load(everyDevice(db));
    current = next;
    coming = undefined;
    announce({
      kind: everyone ? 'rollout-done' : 'rollout-started',
      subject: String(version),
      text: startSentence(next, before),
    });
    offer();
  };

  /** The ring that soaks has passed: the release goes to the next one, or is everywhere. */
  const promote = async (held: Current, actor: Actor): Promise<Outcome<Rollout, Refusal>> => {
    const { version } = held;
    const at = held.position;
    const next: RingRow | undefined = held.rings[at + 1];
    const now = clock.now();
    const done = await audit.act<undefined, Refusal>(
      actor,
      {
        action: 'promote-rollout',
        subject: `release ${version}`,
        body: { ring: next?.ring ?? 'everybody' },
      },
      async (trx) => {
        await setRing(trx, { version, position: at }, { passed_at: now });
        if (next !== undefined) await setRing(trx, next, { started_at: now, start_cursor: held.row.cursor });
        await setRollout(trx, version, {
          state: next === undefined ? 'done' : 'running',
          ...{ halted_at: null, halted_by: null, halted_why: null, measured: null },
        });
        return ok(undefined);
      },
    );
    if (!done.ok) return done;
    held.reports = undefined;
    held.waits = false;
    await reread(held);
    await held.load(everyDevice(db));
    announce({
      kind: next === undefined ? 'rollout-done' : 'rollout-promoted',
      subject: String(version),
      ...(actor === serverActor ? {} : { by: actor.name }),
      text:
        next === undefined
          ? `release ${version} is everywhere`
          : `release ${version} goes to the ring ${next.name}`,
    });
    offer();
    return ok(view(held));
  };

  const halt = async (
    held: Current,
    actor: Actor,
    { why, measured }: { readonly why: string; readonly measured?: object },
  ): Promise<Outcome<Rollout, Refusal>> => {
    const { version } = held;
    const done = await audit.act<undefined, Refusal>(
      actor,
      { action: 'halt-rollout', subject: `release ${version}`, body: { reason: why, measured } },
      async (trx) => {
        if (held.row.state !== 'running') return fail(conflict(`the rollout is ${held.row.state}`));
        await setRollout(trx, version, {
          state: 'halted',
          halted_at: clock.now(),
          halted_by: actor === serverActor ? null : actor.name,
          halted_why: why,
          measured: measured === undefined ? null : JSON.stringify(measured),
        });
        return ok(undefined);
      },
    );
    if (!done.ok) return done;
    await reread(held);
    announce({
      kind: 'rollout-halted',
      subject: String(version),
      ...(actor === serverActor ? {} : { by: actor.name }),
      text: `the rollout of release ${version} was halted: ${why}`,
    });
    return ok(view(held));
  };

  const count = async (held: Current): Promise<void> => {
    const { cursor } = held.row;
    const question = {
      bans: new Set(stringsOf(held.row.bans)),
      ringOf: (device: string) => held.heldIn(device),
      startedAt: (ring: number) => held.rings[ring]?.started_at ?? 0,
    };
    if (held.reports === undefined) {
      const after = held.rings[held.position]?.start_cursor ?? cursor;
      held.report((await tally(events, { ...question, after, upTo: cursor })).devices);
    }
    const read = await tally(events, { ...question, after: cursor });
    if (read.cursor === cursor) return;
    const sums = held.rings.map(({ faults, hits, requests }) => ({ faults, hits, requests }));
    for (const { faults, hits, requests, ring } of read.devices.values()) {
      const sum = sums[ring];
      if (sum === undefined) continue;
      sum.hits += hits;
      sum.faults += faults;
      sum.requests += requests;
    }
    await db.transaction().execute(async (trx) => {
      await setRollout(trx, held.version, { cursor: read.cursor });
      for (const [position, sum] of sums.entries())
        await setRing(trx, { version: held.version, position }, sum);
    });
    held.report(read.devices);
    await reread(held);
  };

  const brake = async (held: Current): Promise<void> => {
    const ring = held.rings[held.position];
    const { brake: limits } = held.published.settings;
    if (ring === undefined || limits === undefined) return;
    const applying = held.counts()[ring.position]?.applied ?? 0;
    const measured = exceeded({ applied: applying, reports: held.reports?.values() ?? [] }, limits);
    if (measured === undefined) return;
    const halted = await halt(held, serverActor, { why: brakeSentence(measured), measured });
    if (!halted.ok) return;
    await pauseChanged(held, pauses, log);
  };

  const step = async (): Promise<void> => {
    const inForce = policies.current();
    if (inForce !== undefined) await start(inForce);
    const held = current;
    if (held === undefined || (held.row.state !== 'running' && held.row.state !== 'halted')) return;
    await count(held);
    if (held.row.state === 'running') await brake(held);
    while (held.row.state === 'running') {
      const { position, version } = held;
      const soak = position < 0 ? 'soaks' : held.soak(clock.now());
      if (soak === 'soaks') return;
      if (soak === 'over') await promote(held, serverActor);
      else {
        await setRing(db, { version, position }, { started_at: clock.now() });
        await reread(held);
      }
    }
  };

  /** What a person may do is decided in turn, on the rollout as it is then. */
  const asked = (
    version: number,
    states: readonly RolloutRow['state'][],
    work: (held: Current) => Promise<Outcome<Rollout, Refusal>>,
  ): Promise<Outcome<Rollout, Refusal>> =>
    inTurn(async () => {
      const held = current;
      if (held?.version === version && states.includes(held.row.state)) return work(held);
      const row = await rolloutRow(db, version);
      if (row === undefined) return fail(notFound('rollout'));
      return fail(conflict(`the rollout of release ${version} is ${row.state}`));
    });

  const note = (row: DeviceRow): void => {
    for (const held of [current, coming]) held?.note({ ...row, labels: labelsOf(row) });
  };

  const inForce = policies.current();
  // A publication may have been cut short by the end of the process.
  if (inForce !== undefined) await inTurn(() => start(inForce));

  using undo = new DisposableStack();
  undo.use(
    policies.onPublished((published) => {
      starting = inTurn(() => start(published)).catch((fault: unknown) =>
        log.error({ fault, version: published.version }, 'a rollout could not be started'),
      );
    }),
  );
  undo.use(devices.onChange((row) => note(row)));
  undo.defer(() => applied?.[Symbol.dispose]());
  const open = undo.move();

  return {
    /** Called when who is to hold what has changed: a release began, reached a further ring, is everywhere. */
    onOffer: (listener: () => void): Disposable => {
      listeners.add(listener);
      return { [Symbol.dispose]: () => void listeners.delete(listener) };
    },
    /** Resolves when a release that was published just now is the current rollout. */
    ready: (): Promise<unknown> => starting,
    /** What this device is to hold now; undefined before the first release. Answered from memory. */
    targetOf: (device: string): Published | undefined => current?.targetOf(device),
    /** Every release that devices may have to hold now, newest first. */
    live: (): Published[] => current?.live() ?? [],
    /** A device that connects or was enrolled, as its row says with what it just told of itself. */
    heard: (row: DeviceRow): void => {
      note(row);
      for (const held of [current, coming]) held?.applied(row.id, row.release);
    },
    /** A device says that it applies this version. */
    applied: (device: string, version: number): void => {
      for (const held of [current, coming]) held?.applied(device, version);
      applied ??= clock.after(tellAppliedMs, () => {
        applied = undefined;
        announce({ kind: 'devices-applied', text: 'devices apply a release' });
      });
    },
    /** The ring of a device, by the rings of the policy in force; `all` where there are none. */
    ringOf: (row: DeviceRow): string => {
      const rings = current?.published.settings.rings ?? [];
      if (rings.length === 0) return 'all';
      return rings[ringOf(rings, row.id, labelsOf(row))]?.id ?? 'all';
    },
    /** The unit that an assignment of this device names; undefined where no release that it may hold has it. */
    unitFor: (row: DeviceRow): string | undefined => current?.unitFor(row.id, row.unit),
    /** Whether some device is still to hold a release that has this unit. */
    hasUnit: (unit: string): boolean =>
      current?.live().some((published) => unitsOf(published).has(unit)) === true,
    /** Devices that are to hold a release that has their unit no more, while others still have it. */
    uprooted: async (): Promise<string[]> => {
      const held = current;
      const gone = held?.goneUnits();
      if (held === undefined || gone === undefined || gone.size === 0) return [];
      const found: string[] = [];
      for await (const { id, unit } of everyDevice(db))
        if (gone.has(unit) && held.targetOf(id) === held.published) found.push(id);
      return found;
    },
    /** Counts, brakes and promotes: the work of a job. */
    step: (): Promise<void> => inTurn(step),

    list: async (): Promise<Rollout[]> => {
      await starting;
      const rows = await rolloutRows(db, mostListed);
      const oldest = rows.at(-1)?.version ?? 0;
      const rings = Map.groupBy(await ringRowsSince(db, oldest), ({ version }) => version);
      return rows.map((row) =>
        current?.version === row.version ? view(current) : record(row, rings.get(row.version) ?? []),
      );
    },
    get: async (version: number): Promise<Outcome<Rollout, Refusal>> => {
      await starting;
      const row = await rolloutRow(db, version);
      return row === undefined ? fail(notFound('rollout')) : ok(await recordOf(row));
    },
    promote: (actor: Actor, version: number): Promise<Outcome<Rollout, Refusal>> =>
      asked(version, ['running', 'halted'], (held) => promote(held, actor)),
    halt: (actor: Actor, version: number, reason: string): Promise<Outcome<Rollout, Refusal>> =>
      asked(version, ['running'], (held) => halt(held, actor, { why: reason })),
    resume: (actor: Actor, version: number, reason: string): Promise<Outcome<Rollout, Refusal>> =>
      asked(version, ['halted'], async (held) => {
        const at = held.position;
        const cursor = await events.highest();
        const done = await audit.act<undefined, Refusal>(
          actor,
          { action: 'resume-rollout', subject: `release ${version}`, body: { reason } },
          async (trx) => {
            const anew = {
              ...{ started_at: clock.now(), start_cursor: cursor },
              ...{ hits: 0, faults: 0, requests: 0 },
            };
            await setRing(trx, { version, position: at }, anew);
            await setRollout(trx, version, {
              ...{ state: 'running', cursor },
              ...{ halted_at: null, halted_by: null, halted_why: null, measured: null },
            });
            return ok(undefined);
          },
        );
        if (!done.ok) return done;
        held.reports = undefined;
        await reread(held);
        announce({
          kind: 'rollout-started',
          subject: String(version),
          by: actor.name,
          text: `the rollout of release ${version} goes on`,
        });
        offer();
        return ok(view(held));
      }),
    /** The rollout that wants attention, if one does. */
    standing: (): { readonly running?: number; readonly halted?: number } => {
      if (current?.row.state === 'running') return { running: current.version };
      return current?.row.state === 'halted' ? { halted: current.version } : {};
    },
    /** Finishes what is under way: the store is closed next. */
    [Symbol.asyncDispose]: async (): Promise<void> => {
      open.dispose();
      await tail;
    },
  };

  async function recordOf(row: RolloutRow): Promise<Rollout> {
    return current?.version === row.version ? view(current) : record(row, await ringRows(db, row.version));
  }
}
