import type { Clock } from '#runtime/clock.ts';
import type { Log } from '#runtime/log.ts';
import type { EventReader, Ingest } from '#server/events/index.ts';
import { readMeta, writeMeta, type Db } from '#server/store/index.ts';
import type { Exemptions } from './exemptions.ts';
import { receive } from './receive.ts';
import type { Row } from './rows.ts';

const cursorKey = 'exemptions.events-read';
const page = 500;

export type RequestPorts = {
  readonly db: Db;
  readonly clock: Clock;
  readonly log: Log;
  readonly events: EventReader;
  readonly ingest: Ingest;
  readonly exemptions: Pick<Exemptions, 'tell'>;
};

/**
 * Turns `exemption-request` events into records. How far it read is stored with the records, so a request that was
 * acknowledged to the agent is never lost, whenever the server ends; a repeated one changes nothing, and a PC that
 * asks without end fills no list (`receive.ts`).
 */
export async function followRequests({
  db,
  clock,
  log,
  events,
  ingest,
  exemptions,
}: RequestPorts): Promise<AsyncDisposable> {
  let cursor = Number((await readMeta(db, cursorKey)) ?? '0');
  let running: Promise<void> | undefined;
  let again = false;

  const readOn = async (): Promise<void> => {
    do {
      again = false;
      const found = await events.page(cursor, page, { type: 'exemption-request' });
      if (found.cursor === cursor) continue;
      const refused = await db.transaction().execute(async (trx) => {
        const answered: Row[] = [];
        for (const { device, body } of found.events) {
          if (body.type !== 'exemption-request') continue;
          const row = await receive(trx, { device, request: body.request, now: clock.now() });
          if (row?.state === 'denied') answered.push(row);
        }
        await writeMeta(trx, cursorKey, String(found.cursor));
        return answered;
      });
      cursor = found.cursor;
      refused.forEach(exemptions.tell);
      if (found.events.length >= page) again = true;
    } while (again);
  };
  const start = (): void => {
    again = true;
    running ??= readOn()
      .catch((fault: unknown) => log.error({ fault }, 'exemption requests could not be read'))
      .finally(() => (running = undefined));
  };
  const listening = ingest.onCommit(({ types }) => {
    if (types.includes('exemption-request')) start();
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
