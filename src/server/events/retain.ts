import { setImmediate as nextTurn } from 'node:timers/promises';
import type { EventBody } from '#protocol/event.ts';
import type { Db, Trx } from '#server/store/index.ts';
import type { EventTables } from './tables.ts';

/** Rows looked at in one turn of the event loop. */
const windowRows = 5_000;
/** Numbers in one statement. */
const mostInList = 500;

/**
 * What is left of the newest event when it is erased: without it the store would give its cursor to the next event, and
 * whoever reads on from a cursor would miss that one.
 */
const placeholder = {
  device: '0'.repeat(32),
  type: 'fault',
  ban: null,
  body: JSON.stringify({ type: 'fault', code: 'erased', detail: 'erased', at: 0 } satisfies EventBody),
};

/** Events that go: by age, or because somebody's data are erased. High-water marks stay, so that none comes a second time. */
export function createEventRetention(db: Db) {
  const table = db.withTables<EventTables>();
  const first = () => table.selectFrom('events').select(['cursor', 'received_at']).orderBy('cursor').limit(1);
  const last = (from: Db | Trx) =>
    from.withTables<EventTables>().selectFrom('events').select('cursor').orderBy('cursor', 'desc').limit(1);

  return {
    /** Cursors of the events of which `concerns` says yes; read in slices, outside any transaction. */
    concerning: async (
      concerns: (event: { readonly device: string; readonly body: string }) => boolean,
    ): Promise<number[]> => {
      const found: number[] = [];
      let cursor = 0;
      for (;;) {
        const rows = await table
          .selectFrom('events')
          .select(['cursor', 'device', 'body'])
          .where('cursor', '>', cursor)
          .orderBy('cursor')
          .limit(windowRows)
          .execute();
        const end = rows.at(-1);
        if (end === undefined) return found;
        for (const row of rows) if (concerns(row)) found.push(row.cursor);
        cursor = end.cursor;
        await nextTurn();
      }
    },
    /** Cursors of the events of these devices, in one pass over all events; no body is read. */
    ofDevices: async (devices: ReadonlySet<string>): Promise<ReadonlyMap<string, readonly number[]>> => {
      const found = new Map<string, number[]>();
      let cursor = 0;
      for (;;) {
        const rows = await table
          .selectFrom('events')
          .select(['cursor', 'device'])
          .where('cursor', '>', cursor)
          .orderBy('cursor')
          .limit(windowRows)
          .execute();
        const end = rows.at(-1);
        if (end === undefined) return found;
        for (const row of rows) {
          if (!devices.has(row.device)) continue;
          const there = found.get(row.device);
          if (there === undefined) found.set(row.device, [row.cursor]);
          else there.push(row.cursor);
        }
        ({ cursor } = end);
        await nextTurn();
      }
    },
    erase: async (trx: Trx, cursors: readonly number[]): Promise<number> => {
      const newest = (await last(trx).executeTakeFirst())?.cursor;
      const tables = trx.withTables<EventTables>();
      const gone = cursors.filter((cursor) => cursor !== newest);
      for (let at = 0; at < gone.length; at += mostInList) {
        // The transaction stays open: other queries wait, but sockets are served.
        if (at > 0) await nextTurn();
        await tables
          .deleteFrom('events')
          .where('cursor', 'in', gone.slice(at, at + mostInList))
          .execute();
      }
      if (newest !== undefined && gone.length < cursors.length)
        await tables.updateTable('events').set(placeholder).where('cursor', '=', newest).execute();
      return cursors.length;
    },
    /** For a device that is no more. */
    forgetMarks: async (trx: Trx, device: string): Promise<void> => {
      await trx.withTables<EventTables>().deleteFrom('event_marks').where('device', '=', device).execute();
    },
    /** Deletes at most `limit` of the oldest that came before that instant, never the newest of all. */
    deleteBefore: async (before: number, limit: number): Promise<number> => {
      const rows = await table
        .selectFrom('events')
        .select(['cursor', 'received_at'])
        .orderBy('cursor')
        .limit(limit + 1)
        .execute();
      const kept = rows.findIndex(({ received_at }) => received_at >= before);
      const old = rows.slice(0, Math.min(kept === -1 ? rows.length : kept, rows.length - 1));
      const end = old.at(-1);
      if (end === undefined) return 0;
      await table.deleteFrom('events').where('cursor', '<=', end.cursor).execute();
      return old.length;
    },
    /** How many there are, counted by cursors, and when the oldest came. */
    held: async (): Promise<{ readonly rows: number; readonly oldest?: number }> => {
      const oldest = await first().executeTakeFirst();
      const newest = await last(db).executeTakeFirst();
      return oldest === undefined || newest === undefined
        ? { rows: 0 }
        : { rows: newest.cursor - oldest.cursor + 1, oldest: oldest.received_at };
    },
  };
}
export type EventRetention = ReturnType<typeof createEventRetention>;
