import type { StoredEvent } from '#protocol/console-devices.ts';
import type { EventBody } from '#protocol/event.ts';
import type { Log } from '#runtime/log.ts';
import type { EventReader, Ingest } from '#server/events/index.ts';
import { readMeta, writeMeta, type Db, type Trx } from '#server/store/index.ts';

const page = 500;

export type FollowPorts = {
  readonly db: Db;
  readonly log: Log;
  readonly events: EventReader;
  readonly ingest: Ingest;
};

/**
 * Reads the stored events of one type, each once: how far it read is stored with what came of them, so that what was
 * acknowledged to an agent is never lost, whenever the server ends.
 */
export async function followEvents<T>(
  { db, events, ingest, log }: FollowPorts,
  what: {
    readonly cursorKey: string;
    readonly type: EventBody['type'];
    /** In one transaction with the cursor. */
    readonly take: (trx: Trx, found: readonly StoredEvent[]) => Promise<T>;
    readonly afterwards: (taken: T) => Promise<void> | void;
  },
): Promise<AsyncDisposable> {
  const { afterwards, cursorKey, take, type } = what;
  let cursor = Number((await readMeta(db, cursorKey)) ?? '0');
  let running: Promise<void> | undefined;
  let again = false;

  const readOn = async (): Promise<void> => {
    do {
      again = false;
      const found = await events.page(cursor, page, { type });
      if (found.cursor === cursor) continue;
      const taken = await db.transaction().execute(async (trx) => {
        const done = await take(trx, found.events);
        await writeMeta(trx, cursorKey, String(found.cursor));
        return done;
      });
      cursor = found.cursor;
      await afterwards(taken);
      if (found.events.length >= page) again = true;
    } while (again);
  };
  const start = (): void => {
    again = true;
    running ??= readOn()
      .catch((fault: unknown) => log.error({ fault, type }, 'events of devices could not be read'))
      .finally(() => (running = undefined));
  };
  const listening = ingest.onCommit(({ types }) => {
    if (types.includes(type)) start();
  });
  start();
  await running;
  return {
    [Symbol.asyncDispose]: async () => {
      listening[Symbol.dispose]();
      await running;
    },
  };
}
