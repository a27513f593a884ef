import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Look } from '#policy/proof.ts';
import type { Clock } from '#runtime/clock.ts';
import type { Actor, Audit } from '#server/audit/index.ts';
import { newId, type Db } from '#server/store/index.ts';
import type { DeviceTables } from './tables.ts';

/** Looks of the same operator at the same view of the same device within this time are one look: a followed list is read often. */
const sameLookMs = 3_600_000;
/** Looks of one transaction: some 10 ms, and then others have their turn. */
const looksAtOnce = 50;
const mostInList = 500;

export type Looks = ReturnType<typeof createLooks>;

/** Who in IT looked at which device: audited, and shown to the people at the device. */
export function createLooks(db: Db, audit: Audit, clock: Clock) {
  const table = db.withTables<DeviceTables>();
  const listeners = new Set<(device: string) => void>();
  const recordSome = (actor: Actor, wanted: readonly string[], what: string): Promise<string[]> =>
    db.transaction().execute(async (trx) => {
      const now = clock.now();
      const tables = trx.withTables<DeviceTables>();
      const lately = await tables
        .selectFrom('looks')
        .select('device')
        .where('device', 'in', wanted)
        .where('operator', '=', actor.name)
        .where('what', '=', what)
        .where('at', '>', now - sameLookMs)
        .execute();
      const told = new Set(lately.map(({ device }) => device));
      const fresh = wanted.filter((device) => !told.has(device));
      const places = await tables
        .selectFrom('devices')
        .select(['id', 'unit'])
        .where('id', 'in', wanted)
        .execute();
      const unitOf = new Map(places.map(({ id, unit }) => [id, unit]));
      for (const device of fresh) {
        await tables
          .insertInto('looks')
          .values({ id: newId(), device, at: now, operator: actor.name, what, delivered: 0 })
          .execute();
        const unit = unitOf.get(device);
        const act = { action: 'look', subject: device, body: { what } };
        await audit.record(trx, actor, unit === undefined ? act : { ...act, unit });
      }
      return fresh;
    });

  return {
    onLook: (listener: (device: string) => void): Disposable => {
      listeners.add(listener);
      return { [Symbol.dispose]: () => void listeners.delete(listener) };
    },
    /** A look at each of these devices; what is asked for is not answered before this is stored. */
    record: async (actor: Actor, seen: Iterable<string>, what: string): Promise<void> => {
      const wanted = [...new Set(seen)];
      for (let at = 0; at < wanted.length; at += looksAtOnce) {
        if (at > 0) await nextTurn();
        const recorded = await recordSome(actor, wanted.slice(at, at + looksAtOnce), what);
        for (const device of recorded) for (const listener of listeners) listener(device);
      }
    },
    /** The newest at one device. */
    of: (device: string): Promise<Look[]> =>
      table
        .selectFrom('looks')
        .select(['id', 'at', 'operator', 'what'])
        .where('device', '=', device)
        .orderBy('at', 'desc')
        .orderBy('id')
        .limit(50)
        .execute(),
    /** Deletes at most `limit` of the oldest that were told to the device; who was not told yet shall still be. */
    deleteBefore: async (before: number, limit: number): Promise<number> => {
      const old = await table
        .selectFrom('looks')
        .select('id')
        .where('at', '<', before)
        .where('delivered', '=', 1)
        .orderBy('at')
        .limit(limit)
        .execute();
      for (let at = 0; at < old.length; at += mostInList)
        await table
          .deleteFrom('looks')
          .where(
            'id',
            'in',
            old.slice(at, at + mostInList).map(({ id }) => id),
          )
          .execute();
      return old.length;
    },
    held: async (): Promise<{ readonly rows: number; readonly oldest?: number }> => {
      const { rows, oldest } = await table
        .selectFrom('looks')
        .select(({ fn }) => [fn.countAll<number>().as('rows'), fn.min('at').as('oldest')])
        .executeTakeFirstOrThrow();
      return { rows, ...(oldest === null ? {} : { oldest }) };
    },
    waiting: async (device: string): Promise<Look[]> =>
      table
        .selectFrom('looks')
        .select(['id', 'at', 'operator', 'what'])
        .where('device', '=', device)
        .where('delivered', '=', 0)
        .orderBy('at')
        .limit(200)
        .execute(),
    delivered: async (ids: readonly string[]): Promise<void> => {
      await table
        .updateTable('looks')
        .set({ delivered: 1 })
        .where('id', 'in', [...ids])
        .execute();
    },
  };
}
