import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Db, Trx } from '#server/store/index.ts';
import type { OutletTables } from './tables.ts';

/** Messages read in one turn of the event loop, and numbers in one statement. */
const windowRows = 500;
const anId = /[0-9a-f]{32}/g;

export type OutletErasure = ReturnType<typeof createOutletErasure>;

/** Messages that wait or are kept, and go because they name what is erased. */
export function createOutletErasure(db: Db) {
  return {
    /** Of those that name one of these ids (of PCs, of exemptions), by id; in one pass over all messages. */
    naming: async (ids: ReadonlySet<string>): Promise<ReadonlyMap<string, readonly number[]>> => {
      const found = new Map<string, number[]>();
      let seq = 0;
      for (;;) {
        const rows = await db
          .withTables<OutletTables>()
          .selectFrom('outlet_messages')
          .select(['seq', 'body'])
          .where('seq', '>', seq)
          .orderBy('seq')
          .limit(windowRows)
          .execute();
        const last = rows.at(-1);
        if (last === undefined) return found;
        for (const row of rows)
          for (const id of new Set(row.body.match(anId))) {
            if (!ids.has(id)) continue;
            const there = found.get(id);
            if (there === undefined) found.set(id, [row.seq]);
            else there.push(row.seq);
          }
        ({ seq } = last);
        await nextTurn();
      }
    },
    /** One that is being sent at this moment still arrives. Returns how many went. */
    erase: async (trx: Trx, seqs: readonly number[]): Promise<number> => {
      let erased = 0;
      for (let at = 0; at < seqs.length; at += windowRows) {
        const { numDeletedRows } = await trx
          .withTables<OutletTables>()
          .deleteFrom('outlet_messages')
          .where('seq', 'in', seqs.slice(at, at + windowRows))
          .executeTakeFirst();
        erased += Number(numDeletedRows);
      }
      return erased;
    },
  };
}
