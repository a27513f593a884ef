import { setImmediate as nextTurn } from 'node:timers/promises';
import { Compile } from 'typebox/compile';
import type { StoredEvent } from '#protocol/console-devices.ts';
import { EventBody } from '#protocol/event.ts';
import type { Db } from '#server/store/index.ts';
import type { Ingest } from './ingest.ts';
import type { EventTables } from './tables.ts';

export type EventFilter = {
  readonly ban?: string | undefined;
  readonly device?: string | undefined;
  readonly type?: string | undefined;
  /** Which of these devices may be shown. Absent: all. */
  readonly shown?: ((devices: Iterable<string>) => Promise<ReadonlySet<string>>) | undefined;
};
export type Page = { readonly events: StoredEvent[]; readonly cursor: number };

/** Rows looked at in one turn of the event loop, 0.8 ms; a filter that matches nothing must not stall the sockets. */
const windowRows = 5_000;
const body = Compile(EventBody);

export type EventReader = ReturnType<typeof createEventReader>;

export function createEventReader(db: Db, ingest: Ingest) {
  const table = db.withTables<EventTables>();
  const highest = async (): Promise<number> =>
    (await table.selectFrom('events').select('cursor').orderBy('cursor', 'desc').limit(1).executeTakeFirst())
      ?.cursor ?? 0;

  const page = async (after: number, limit: number, filter: EventFilter): Promise<Page> => {
    const end = await highest();
    const events: StoredEvent[] = [];
    let cursor = Math.min(after, end);
    while (cursor < end && events.length < limit) {
      const until = Math.min(cursor + windowRows, end);
      let query = table
        .selectFrom('events')
        .selectAll()
        .where('cursor', '>', cursor)
        .where('cursor', '<=', until);
      if (filter.ban !== undefined) query = query.where('ban', '=', filter.ban);
      if (filter.device !== undefined) query = query.where('device', '=', filter.device);
      if (filter.type !== undefined) query = query.where('type', '=', filter.type);
      const wanted = limit - events.length;
      const rows = await query.orderBy('cursor').limit(wanted).execute();
      const shown = await filter.shown?.(rows.map(({ device }) => device));
      for (const row of rows.filter(({ device }) => shown?.has(device) !== false))
        events.push({
          cursor: row.cursor,
          device: row.device,
          receivedAt: row.received_at,
          body: body.Parse(JSON.parse(row.body)),
        });
      // A full window may have more behind it.
      cursor = rows.length < wanted ? until : (rows.at(-1)?.cursor ?? until);
      // Without this the whole table would be one turn: SQLite answers at once, and a promise is no turn.
      if (cursor < end && events.length < limit) await nextTurn();
    }
    return { events, cursor };
  };

  return {
    highest,
    page,
    /** As `page`; with nothing to show, waits until a commit brings something, the time is over, or the caller leaves. */
    follow: async (after: number, limit: number, filter: EventFilter, wait: AbortSignal): Promise<Page> => {
      let from = after;
      for (;;) {
        const { promise, resolve } = Promise.withResolvers<void>();
        using _listening = ingest.onCommit(() => resolve());
        const found = await page(from, limit, filter);
        if (found.events.length > 0 || wait.aborted) return found;
        from = found.cursor;
        wait.addEventListener('abort', () => resolve(), { once: true });
        await promise;
      }
    },
    /** The highest seq held: what `welcome` tells. */
    acked: async (device: string, epoch: string): Promise<number> =>
      (
        await table
          .selectFrom('event_marks')
          .select('seq')
          .where('device', '=', device)
          .where('epoch', '=', epoch)
          .executeTakeFirst()
      )?.seq ?? 0,
  };
}
