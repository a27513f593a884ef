import type { Clock } from '#runtime/clock.ts';
import type { Log } from '#runtime/log.ts';
import type { EventReader, Ingest } from '#server/events/index.ts';
import { readMeta, writeMeta, type Db } from '#server/store/index.ts';
import type { ExemptionTables } from './tables.ts';

const cursorKey = 'exemptions.events-read';
const page = 500;

export type RequestPorts = {
  readonly db: Db;
  readonly clock: Clock;
  readonly log: Log;
  readonly events: EventReader;
  readonly ingest: Ingest;
};

/**
 * Turns `exemption-request` events into records. How far it read is stored with the records, so a request that was
 * acknowledged to the agent is never lost, whenever the server ends; a repeated one changes nothing.
 */
export async function followRequests({
  db,
  clock,
  log,
  events,
  ingest,
}: RequestPorts): Promise<AsyncDisposable> {
  let cursor = Number((await readMeta(db, cursorKey)) ?? '0');
  let running: Promise<void> | undefined;
  let again = false;

  const readOn = async (): Promise<void> => {
    do {
      again = false;
      const found = await events.page(cursor, page, { type: 'exemption-request' });
      if (found.cursor === cursor) continue;
      await db.transaction().execute(async (trx) => {
        for (const { device, body } of found.events) {
          if (body.type !== 'exemption-request') continue;
          const { request } = body;
          await trx
            .withTables<ExemptionTables>()
            .insertInto('exemptions')
            .values({
              id: request.id,
              device,
              ban: request.ban,
              account: request.account,
              purpose: request.purpose,
              days: request.days,
              asked_at: request.askedAt,
              approved_by: '[]',
              approvers_needed: 1,
              state: 'waiting',
              changed_at: clock.now(),
            })
            .onConflict((clash) => clash.doNothing())
            .execute();
        }
        await writeMeta(trx, cursorKey, String(found.cursor));
      });
      cursor = found.cursor;
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
