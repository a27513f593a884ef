import { setImmediate as nextTurn } from 'node:timers/promises';
import { sql, type SelectQueryBuilder } from 'kysely';
import type { QueryOf, ResponseOf } from '#protocol/console-server.ts';
import type { Clock } from '#runtime/clock.ts';
import type { Db } from '#server/store/index.ts';
import { silentBefore, summary } from './summary.ts';
import type { DeviceRow, DeviceTables } from './tables.ts';
import type { TruthSets } from './truth-sets.ts';

/** Units that may be seen; undefined: all. */
export type Within = readonly string[] | undefined;
type Filtered = SelectQueryBuilder<DeviceTables, 'devices', object>;

const defaultPage = 100;
/** Sets of what devices say that are held at a time. */
const setsAtOnce = 500;
/** Hashes in one statement. */
const mostInList = 500;
/** Rows in one turn of the event loop. */
const windowRows = 1_000;
const columns = {
  hostName: 'host_name',
  lastSeen: 'last_seen',
  enrolledOn: 'enrolled_at',
} as const;

/** Enrolled devices by filter, a page at a time. */
export function createListing(db: Db, clock: Clock, truths: TruthSets) {
  const table = db.withTables<DeviceTables>();

  /** Hashes of what devices say, where that ban stands on some channel, at that level if one is named. */
  const standingAt = async (ban: string, level: string | undefined): Promise<string[]> => {
    const found: string[] = [];
    for (const portion of portionsOf([...(await truths.all())], setsAtOnce))
      for (const [hash, said] of await truths.of(new Map(portion)))
        if (said.some((one) => one.ban === ban && (level === undefined || one.level === level)))
          found.push(hash);
    return found;
  };

  return async (query: QueryOf<'listDevices'>, within: Within): Promise<ResponseOf<'listDevices'>> => {
    let filtered: Filtered = table.selectFrom('devices');
    /** Too many to be named in a statement: then each device is asked for its own. */
    let among: ReadonlySet<string> | undefined;
    if (within !== undefined) filtered = filtered.where('unit', 'in', [...within]);
    if (query.state !== undefined) filtered = filtered.where('state', '=', query.state);
    if (query.label !== undefined)
      filtered = filtered.where('labels', 'like', `%${JSON.stringify(query.label)}%`);
    if (query.search !== undefined) filtered = searched(filtered, query.search);
    if (query.ban !== undefined) {
      const hashes = await standingAt(query.ban, query.level);
      if (hashes.length === 0) return { devices: [], total: 0 };
      if (hashes.length <= mostInList) filtered = filtered.where('truth_hash', 'in', hashes);
      else among = new Set(hashes);
    }
    if (query.silent !== undefined)
      filtered = filtered
        .where('state', '=', 'active')
        .where('last_seen', query.silent ? '<' : '>=', silentBefore(clock.now()));
    const limit = query.limit ?? defaultPage;
    const order = orderOf(query.sort);
    if (among === undefined) {
      const { total } = await filtered
        .select(({ fn }) => fn.countAll<number>().as('total'))
        .executeTakeFirstOrThrow();
      const rows = await order.page(filtered, query.after).selectAll().limit(limit).execute();
      return answerOf(rows, { order, limit, total });
    }
    let total = 0;
    for await (const some of windows(filtered, orderOf(undefined), among)) total += some.length;
    const rows: DeviceRow[] = [];
    for await (const some of windows(filtered, order, among, query.after)) {
      rows.push(...some.slice(0, limit - rows.length));
      if (rows.length === limit) break;
    }
    return answerOf(rows, { order, limit, total });
  };
}

function answerOf(
  rows: readonly DeviceRow[],
  { order, limit, total }: { readonly order: Order; readonly limit: number; readonly total: number },
): ResponseOf<'listDevices'> {
  const last = rows.at(-1);
  return {
    devices: rows.map(summary),
    ...(rows.length < limit || last === undefined ? {} : { next: order.mark(last) }),
    total,
  };
}

/** Devices that say one of these, in windows between which others have their turn. */
async function* windows(
  from: Filtered,
  order: Order,
  among: ReadonlySet<string>,
  after?: string,
): AsyncGenerator<DeviceRow[]> {
  for (let mark = after; ;) {
    const rows = await order.page(from, mark).selectAll().limit(windowRows).execute();
    yield rows.filter(({ truth_hash: hash }) => hash !== null && among.has(hash));
    const last = rows.at(-1);
    if (last === undefined || rows.length < windowRows) return;
    mark = order.mark(last);
    await nextTurn();
  }
}

/** A part of the host name, or the beginning of a device's id. */
function searched(from: Filtered, text: string): Filtered {
  const wanted = text.toLowerCase();
  const pattern = `%${wanted.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`;
  return from.where((where) =>
    where.or([
      sql<boolean>`lower(host_name) like ${pattern} escape '\\'`,
      ...(/^[0-9a-f]{4,32}$/.test(wanted) ? [where.eb('id', 'like', `${wanted}%`)] : []),
    ]),
  );
}

type Order = ReturnType<typeof orderOf>;

/** Equal values are told apart by the id, so that no page leaves one out or shows one twice. */
function orderOf(sort: QueryOf<'listDevices'>['sort']) {
  const descending = sort?.startsWith('-') === true;
  const name = sort?.replace('-', '');
  const column = name === undefined || name === 'device' ? undefined : columns[name as keyof typeof columns];
  const direction = descending ? 'desc' : 'asc';
  const beyond = descending ? '<' : '>';
  return {
    page: (from: Filtered, after: string | undefined): Filtered => {
      const id = after?.slice(-32);
      if (column === undefined) {
        const ordered = from.orderBy('id');
        return id === undefined ? ordered : ordered.where('id', '>', id);
      }
      const ordered = from.orderBy(column, direction).orderBy('id', direction);
      if (after === undefined || id === undefined || !after.includes('~')) return ordered;
      const text = after.slice(0, -33);
      const value = column === 'enrolled_at' ? Number(text) || 0 : text;
      return ordered.where((where) =>
        where.or([
          where.eb(column, beyond, value),
          where.and([where.eb(column, '=', value), where.eb('id', beyond, id)]),
        ]),
      );
    },
    mark: (row: DeviceRow): string => (column === undefined ? row.id : `${row[column]}~${row.id}`),
  };
}

function* portionsOf<T>(all: readonly T[], size: number): Generator<readonly T[]> {
  for (let at = 0; at < all.length; at += size) yield all.slice(at, at + size);
}
