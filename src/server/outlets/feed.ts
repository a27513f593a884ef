import type { Audit } from '#server/audit/index.ts';
import type { Places } from '#server/devices/index.ts';
import type { EventReader } from '#server/events/index.ts';
import type { Db, Trx } from '#server/store/index.ts';
import type { Queue } from './queue.ts';
import type { OutletRow, OutletTables } from './tables.ts';
import { toldEntry, toldHit } from './told.ts';

export type FeedPorts = {
  readonly db: Db;
  readonly audit: Pick<Audit, 'list' | 'newest'>;
  readonly events: EventReader;
  readonly places: Places;
  readonly queue: Queue;
  readonly now: () => number;
};

/** Rows taken in at once, and how many may wait before no more are taken: the rest waits where it is stored anyway. */
const page = 200;
const room = 1_000;

/** False where somebody switched the feed off meanwhile, or removed the outlet. */
async function moved(
  trx: Trx,
  outlet: string,
  which: 'hits_cursor' | 'audit_cursor',
  { from, to }: { readonly from: number; readonly to: number },
): Promise<boolean> {
  const { numUpdatedRows } = await trx
    .withTables<OutletTables>()
    .updateTable('outlets')
    .set({ [which]: to })
    .where('id', '=', outlet)
    .where(which, '=', from)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** Hits and audit entries of an outlet that wants them: read by cursor, which is stored with what came of them. */
export function createFeed({ db, audit, events, places, queue, now }: FeedPorts) {
  const hits = async (outlet: OutletRow, after: number): Promise<void> => {
    const found = await events.page(after, page, { type: 'hit' });
    if (found.cursor === after) return;
    const where = await places.of(found.events.map(({ device }) => device));
    const told = found.events.flatMap((event) => toldHit(event, where.get(event.device)?.unit) ?? []);
    await db.transaction().execute(async (trx) => {
      if (await moved(trx, outlet.id, 'hits_cursor', { from: after, to: found.cursor }))
        await queue.add(trx, outlet.id, told, now());
    });
  };
  const entries = async (outlet: OutletRow, after: number): Promise<void> => {
    const found = await audit.list(after, page);
    const end = found.entries.at(-1)?.seq;
    if (end === undefined) return;
    await db.transaction().execute(async (trx) => {
      if (await moved(trx, outlet.id, 'audit_cursor', { from: after, to: end }))
        await queue.add(trx, outlet.id, found.entries.map(toldEntry), now());
    });
  };
  return {
    /** Where an outlet begins that is told from now on. */
    ends: async (): Promise<{ readonly hits: number; readonly audit: number }> => ({
      hits: await events.highest(),
      audit: await audit.newest(),
    }),
    fill: async (outlet: OutletRow): Promise<void> => {
      const { hits_cursor: hitsAfter, audit_cursor: auditAfter } = outlet;
      if (hitsAfter === null && auditAfter === null) return;
      if ((await queue.waiting(outlet.id)) >= room) return;
      if (hitsAfter !== null) await hits(outlet, hitsAfter);
      if (auditAfter !== null) await entries(outlet, auditAfter);
    },
  };
}
export type Feed = ReturnType<typeof createFeed>;
