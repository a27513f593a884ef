import type { Delivery, DeliveryRecord } from '#protocol/console-outlets.ts';
import { newId, type Db, type Trx } from '#server/store/index.ts';
import type { MessageRow, OutletRow, OutletTables } from './tables.ts';
import { kindOf, type Told } from './told.ts';

export type Message = {
  readonly seq: number;
  readonly id: string;
  readonly told: Told;
  readonly tries: number;
};

/** Messages that may wait for one outlet; beyond it the oldest are given up. */
const mostWaiting = 10_000;
/** Messages to a webhook that are kept to be looked at. */
const mostShown = 100;
/** Pauses after the first, second, … failure in a row, in seconds: then the last again. */
const pauses = [5, 30, 120, 600, 3_600, 10_800, 21_600, 43_200] as const;
/** A message that failed that often, or is that old when it fails, is given up. */
const mostTries = 12;
const oldestMs = 3 * 86_400_000;
const mostWhy = 300;

export type Queue = ReturnType<typeof createQueue>;

/** The messages that wait for each outlet, in order, and how they went. */
export function createQueue(db: Db) {
  const table = db.withTables<OutletTables>();
  const waiting = (outlet: string) =>
    table.selectFrom('outlet_messages').where('outlet', '=', outlet).where('state', '=', 'waiting');

  const setOutlet = async (trx: Trx, id: string, change: Partial<OutletRow>): Promise<void> => {
    await trx.withTables<OutletTables>().updateTable('outlets').set(change).where('id', '=', id).execute();
  };
  const giveUp = async (
    trx: Trx,
    outlet: string,
    until: Partial<MessageRow>,
    last: Delivery,
  ): Promise<void> => {
    let rows = trx
      .withTables<OutletTables>()
      .updateTable('outlet_messages')
      .set({ state: 'given-up', last: JSON.stringify(last) })
      .where('outlet', '=', outlet)
      .where('state', '=', 'waiting');
    if (until.seq !== undefined) rows = rows.where('seq', '<=', until.seq);
    if (until.queued_at !== undefined) rows = rows.where('queued_at', '<', until.queued_at);
    if (until.tries !== undefined) rows = rows.where('tries', '>=', until.tries);
    await rows.execute();
  };
  /** What is over stays to be looked at, as far as somebody can. */
  const tidy = async (trx: Trx, { id, type }: OutletRow): Promise<void> => {
    const over = trx
      .withTables<OutletTables>()
      .selectFrom('outlet_messages')
      .select('seq')
      .where('outlet', '=', id)
      .where('state', '!=', 'waiting')
      .orderBy('seq', 'desc')
      .offset(type === 'webhook' ? mostShown : 0)
      .limit(1);
    const oldest = await over.executeTakeFirst();
    if (oldest === undefined) return;
    await trx
      .withTables<OutletTables>()
      .deleteFrom('outlet_messages')
      .where('outlet', '=', id)
      .where('state', '!=', 'waiting')
      .where('seq', '<=', oldest.seq)
      .execute();
  };

  return {
    add: async (trx: Trx, outlet: string, told: readonly Told[], now: number): Promise<void> => {
      for (const one of told)
        await trx
          .withTables<OutletTables>()
          .insertInto('outlet_messages')
          .values({
            id: newId(),
            outlet,
            kind: kindOf(one),
            body: JSON.stringify(one),
            queued_at: now,
            tries: 0,
            state: 'waiting',
            last: null,
          })
          .execute();
    },
    head: async (outlet: string, limit: number): Promise<Message[]> => {
      const rows = await waiting(outlet).selectAll().orderBy('seq').limit(limit).execute();
      return rows.map(({ seq, id, body, tries }) => ({ seq, id, tries, told: JSON.parse(body) as Told }));
    },
    waiting: async (outlet: string): Promise<number> =>
      (
        await waiting(outlet)
          .select(({ fn }) => fn.countAll<number>().as('count'))
          .executeTakeFirstOrThrow()
      ).count,
    /** Over all outlets. */
    length: async (): Promise<number> =>
      (
        await table
          .selectFrom('outlet_messages')
          .select(({ fn }) => fn.countAll<number>().as('count'))
          .where('state', '=', 'waiting')
          .executeTakeFirstOrThrow()
      ).count,

    /** Notes how it went with these, and when the next try is due. */
    tried: async (outlet: OutletRow, messages: readonly Message[], delivery: Delivery): Promise<void> => {
      const { id } = outlet;
      const last =
        delivery.why === undefined ? delivery : { ...delivery, why: delivery.why.slice(0, mostWhy) };
      const failures = last.ok ? 0 : outlet.failures + 1;
      const pause = pauses[Math.min(failures, pauses.length) - 1] ?? 0;
      await db.transaction().execute(async (trx) => {
        const tables = trx.withTables<OutletTables>();
        await setOutlet(trx, id, {
          failures,
          next_at: last.ok ? 0 : last.at + pause * 1_000,
          last: JSON.stringify(last),
        });
        for (const { seq, tries } of messages)
          await tables
            .updateTable('outlet_messages')
            .set({
              tries: tries + 1,
              last: JSON.stringify(last),
              state: last.ok ? 'delivered' : 'waiting',
            })
            .where('seq', '=', seq)
            .execute();
        if (!last.ok) {
          await giveUp(trx, id, { tries: mostTries }, last);
          await giveUp(trx, id, { queued_at: last.at - oldestMs }, last);
        }
        await tidy(trx, outlet);
      });
    },
    /** Gives up the oldest where too many wait. */
    bound: async (outlet: OutletRow, now: number): Promise<void> => {
      const over = await waiting(outlet.id)
        .select('seq')
        .orderBy('seq', 'desc')
        .offset(mostWaiting)
        .limit(1)
        .executeTakeFirst();
      if (over === undefined) return;
      const last = { at: now, ok: false, why: `more than ${mostWaiting} waited: the oldest were given up` };
      await db.transaction().execute(async (trx) => {
        await giveUp(trx, outlet.id, { seq: over.seq }, last);
        await tidy(trx, outlet);
      });
    },
    /** It answers again, or was set anew: what waits need not wait longer. */
    hurry: (outlet: string): Promise<void> =>
      db.transaction().execute((trx) => setOutlet(trx, outlet, { failures: 0, next_at: 0 })),
    noted: (outlet: string, delivery: Delivery): Promise<void> =>
      db.transaction().execute((trx) => setOutlet(trx, outlet, { last: JSON.stringify(delivery) })),
    forget: async (trx: Trx, outlet: string): Promise<void> => {
      await trx
        .withTables<OutletTables>()
        .deleteFrom('outlet_messages')
        .where('outlet', '=', outlet)
        .execute();
    },
    records: async (outlet: OutletRow): Promise<DeliveryRecord[]> => {
      const rows = await table
        .selectFrom('outlet_messages')
        .selectAll()
        .where('outlet', '=', outlet.id)
        .orderBy('seq', 'desc')
        .limit(mostShown)
        .execute();
      return rows.map((row) => ({
        message: row.id,
        kind: row.kind,
        queuedAt: row.queued_at,
        tries: row.tries,
        state: row.state,
        ...(row.state === 'waiting' && outlet.next_at > 0 ? { nextTryAt: outlet.next_at } : {}),
        ...(row.last === null ? {} : { last: JSON.parse(row.last) as Delivery }),
      }));
    },
  };
}
