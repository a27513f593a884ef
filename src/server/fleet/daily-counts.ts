import { setImmediate as nextTurn } from 'node:timers/promises';
import { Compile } from 'typebox/compile';
import { addDays, type Zone } from '#policy/calendar-day.ts';
import { Receipt } from '#policy/proof.ts';
import type { StoredEvent } from '#protocol/console-devices.ts';
import type { Devices } from '#server/devices/index.ts';
import type { EventReader } from '#server/events/index.ts';
import { readMeta, writeMeta, type Db, type Trx } from '#server/store/index.ts';
import type { CountKind, FleetTables } from './tables.ts';

const cursorKey = 'daily-counts-cursor';
/** Events of one transaction, some 10 ms. */
const windowRows = 1_000;
/** Days summed in one turn of the event loop. */
const daysAtOnce = 7;
const dayMs = 86_400_000;
/** Numbers are of nobody, and are kept for five years. */
export const keptDays = 1_825;
const receiptCheck = Compile(Receipt);

export type DailyCount = FleetTables['daily_counts'];
export type CountPorts = {
  readonly db: Db;
  readonly events: EventReader;
  readonly devices: Devices;
  readonly zone: () => Zone;
  readonly now: () => number;
};

/** Counts events as they come in, each once: the counts and how far they reach are one transaction. */
export function createDailyCounts({ db, events, devices, zone, now }: CountPorts) {
  const table = db.withTables<FleetTables>();
  let underWay: Promise<void> | undefined;

  const countOn = async (): Promise<void> => {
    let cursor = Number((await readMeta(db, cursorKey)) ?? 0);
    for (;;) {
      const page = await events.page(cursor, windowRows, {});
      if (page.cursor === cursor) return;
      const units = await devices.unitsOf(page.events.map(({ device }) => device));
      const { counts, receipts } = tally(page.events, units, zone());
      await db.transaction().execute(async (trx) => {
        for (const count of counts) await add(trx, count);
        for (const receipt of receipts) await keep(trx, receipt);
        await writeMeta(trx, cursorKey, String(page.cursor));
      });
      ({ cursor } = page);
      if (page.events.length < windowRows) return;
      await nextTurn();
    }
  };

  /** Counts what came since; joins a run that is under way. */
  const catchUp = (): Promise<void> => (underWay ??= countOn().finally(() => (underWay = undefined)));

  return {
    catchUp,
    /** Summed over the units, from that day to that one, both included. */
    between: async (
      from: string,
      to: string,
      within: readonly string[] | undefined,
    ): Promise<Omit<DailyCount, 'unit'>[]> => {
      await catchUp();
      const oldest = await table
        .selectFrom('daily_counts')
        .select('day')
        .orderBy('day')
        .limit(1)
        .executeTakeFirst();
      const found: Omit<DailyCount, 'unit'>[] = [];
      for (let first = oldest !== undefined && oldest.day > from ? oldest.day : from; first <= to;) {
        const next = addDays(first, daysAtOnce);
        let filtered = table.selectFrom('daily_counts').where('day', '>=', first).where('day', '<', next);
        if (next > to) filtered = filtered.where('day', '<=', to);
        if (within !== undefined) filtered = filtered.where('unit', 'in', [...within]);
        const rows = await filtered
          .select(['day', 'ban', 'kind'])
          .select(({ fn }) => fn.sum<number>('count').as('count'))
          .groupBy(['day', 'ban', 'kind'])
          .orderBy('day')
          .execute();
        for (const row of rows) found.push({ ...row, count: Number(row.count) });
        first = next;
        await nextTurn();
      }
      return found;
    },
    receiptsOf: async (device: string): Promise<Receipt[]> => {
      await catchUp();
      const rows = await table
        .selectFrom('receipts')
        .select('body')
        .where('device', '=', device)
        .orderBy('tried_at', 'desc')
        .limit(500)
        .execute();
      return rows.map(({ body }) => receiptCheck.Parse(JSON.parse(body)));
    },
    forgetDevice: async (trx: Trx, device: string): Promise<void> => {
      await trx.withTables<FleetTables>().deleteFrom('receipts').where('device', '=', device).execute();
    },
    /** Numbers of long ago go. */
    sweep: async (): Promise<void> => {
      await table
        .deleteFrom('daily_counts')
        .where('day', '<', zone().dayOf(now() - keptDays * dayMs))
        .execute();
    },
  };
}
export type DailyCounts = ReturnType<typeof createDailyCounts>;

type KeptReceipt = FleetTables['receipts'];

function tally(
  events: readonly StoredEvent[],
  units: ReadonlyMap<string, string>,
  zone: Zone,
): { readonly counts: Iterable<DailyCount>; readonly receipts: readonly KeptReceipt[] } {
  const counts = new Map<string, DailyCount>();
  const receipts: KeptReceipt[] = [];
  const dayAt = dayByQuarter(zone);
  for (const { device, receivedAt, body } of events) {
    const unit = units.get(device);
    // A device that is no more has no unit to count for.
    if (unit === undefined) continue;
    const count = (kind: CountKind, { at, day, ban = '' }: Told, times = 1): void => {
      const on = day ?? dayAt(at === undefined ? receivedAt : plausible(at, receivedAt));
      const key = [on, unit, ban, kind].join('\n');
      counts.set(key, { day: on, unit, ban, kind, count: (counts.get(key)?.count ?? 0) + times });
    };
    if (body.type === 'hit' && body.action !== 'continued') count('hit', body, 1 + body.repeats);
    else if (body.type === 'repeats')
      count('hit', { ban: body.ban, day: plausibleDay(body.day, receivedAt, dayAt) }, body.count);
    else if (body.type === 'removed') count(body.verified ? 'removed-verified' : 'removed-unverified', body);
    else if (body.type === 'receipt') {
      const { receipt } = body;
      count(`receipt ${receipt.layer} ${receipt.result}`, { at: receipt.triedAt });
      receipts.push({
        device,
        layer: receipt.layer,
        subject: receipt.subject ?? '',
        tried_at: plausible(receipt.triedAt, receivedAt),
        body: JSON.stringify(receipt),
      });
    }
  }
  return { counts: counts.values(), receipts };
}

type Told = { readonly at?: number; readonly day?: string; readonly ban?: string };

/** A PC's clock may be wrong: what cannot be is dated by when it came. */
function plausible(at: number, receivedAt: number): number {
  return at > receivedAt + dayMs || at < receivedAt - 90 * dayMs ? receivedAt : at;
}
function plausibleDay(day: string, receivedAt: number, dayAt: Zone['dayOf']): string {
  const [first, last] = [dayAt(Math.max(receivedAt - 90 * dayMs, 0)), dayAt(receivedAt + dayMs)];
  return day < first || day > last ? dayAt(receivedAt) : day;
}

const quarterMs = 900_000;
/** Asking for the day of an instant costs 7 µs; zones differ by whole quarters of an hour, so one answer serves for each. */
function dayByQuarter(zone: Zone): Zone['dayOf'] {
  const known = new Map<number, string>();
  return (instant) => {
    const quarter = Math.floor(instant / quarterMs);
    const day = known.get(quarter) ?? zone.dayOf(instant);
    known.set(quarter, day);
    return day;
  };
}

async function add(trx: Trx, row: DailyCount): Promise<void> {
  await trx
    .withTables<FleetTables>()
    .insertInto('daily_counts')
    .values(row)
    .onConflict((clash) =>
      clash
        .columns(['day', 'unit', 'ban', 'kind'])
        .doUpdateSet((from) => ({ count: from('daily_counts.count', '+', from.ref('excluded.count')) })),
    )
    .execute();
}

async function keep(trx: Trx, row: KeptReceipt): Promise<void> {
  await trx
    .withTables<FleetTables>()
    .insertInto('receipts')
    .values(row)
    .onConflict((clash) =>
      clash
        .columns(['device', 'layer', 'subject'])
        .doUpdateSet({ tried_at: row.tried_at, body: row.body })
        .where('receipts.tried_at', '<=', row.tried_at),
    )
    .execute();
}
