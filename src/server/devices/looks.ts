import type { Look } from '#policy/proof.ts';
import type { Clock } from '#runtime/clock.ts';
import type { Actor, Audit } from '#server/audit/index.ts';
import { newId, type Db } from '#server/store/index.ts';
import type { DeviceTables } from './tables.ts';

/** Looks of the same operator at the same view of the same device within this time are one look: a followed list is read often. */
const sameLookMs = 3_600_000;

export type Looks = ReturnType<typeof createLooks>;

/** Who in IT looked at which device: audited, and shown to the people at the device. */
export function createLooks(db: Db, audit: Audit, clock: Clock) {
  const table = db.withTables<DeviceTables>();
  const listeners = new Set<(device: string) => void>();
  return {
    onLook: (listener: (device: string) => void): Disposable => {
      listeners.add(listener);
      return { [Symbol.dispose]: () => void listeners.delete(listener) };
    },
    /** A look at each of these devices; what is asked for is not answered before this is stored. */
    record: async (actor: Actor, seen: Iterable<string>, what: string): Promise<void> => {
      const wanted = [...new Set(seen)];
      if (wanted.length === 0) return;
      const now = clock.now();
      const recorded = await db.transaction().execute(async (trx) => {
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
        for (const device of fresh) {
          await tables
            .insertInto('looks')
            .values({ id: newId(), device, at: now, operator: actor.name, what, delivered: 0 })
            .execute();
          await audit.record(trx, actor, { action: 'look', subject: device, body: { what } });
        }
        return fresh;
      });
      for (const device of recorded) for (const listener of listeners) listener(device);
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
