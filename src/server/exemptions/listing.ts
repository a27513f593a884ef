import { fail, ok, type Outcome } from '#policy/outcome.ts';
import type { QueryOf, ResponseOf } from '#protocol/console-server.ts';
import type { Places } from '#server/devices/index.ts';
import type { Operator } from '#server/operators/index.ts';
import { notFound, type Refusal } from '#server/store/refusal.ts';
import type { Db } from '#server/store/index.ts';
import { record } from './rows.ts';
import type { Scope } from './scope.ts';
import type { Standing } from './standing.ts';
import type { ExemptionTables } from './tables.ts';

const dayMs = 86_400_000;
const defaultPage = 100;

export type ListingPorts = {
  readonly db: Db;
  readonly now: () => number;
  readonly places: Places;
  readonly scope: Scope;
  readonly standing: Standing;
};

/** Newest change first, a page at a time; or what ends soon, what ends first first. Only of the operator's devices. */
export function createListing({ db, now: clock, places, scope, standing }: ListingPorts) {
  const table = db.withTables<ExemptionTables>();
  return async (
    operator: Operator,
    query: QueryOf<'listExemptions'>,
  ): Promise<Outcome<ResponseOf<'listExemptions'>, Refusal>> => {
    const now = clock();
    const { after, ban, device, expiresWithinDays, limit = defaultPage, state, unit } = query;
    const units = scope.within(operator, unit);
    if (units === 'unknown') return fail(notFound('unit'));
    if (units === 'outside') return fail({ problem: 'outside-unit', detail: `\`${unit}\` is not yours` });
    if (device !== undefined) {
      const place = (await places.of([device])).get(device);
      if (place === undefined || !scope.sees(operator, place.unit)) return fail(notFound('device'));
    }
    let filtered = table.selectFrom('exemptions').selectAll();
    if (units !== undefined) filtered = filtered.where('device', 'in', places.idsIn(units));
    if (device !== undefined) filtered = filtered.where('device', '=', device);
    if (ban !== undefined) filtered = filtered.where('ban', '=', ban);
    if (expiresWithinDays !== undefined)
      filtered = filtered
        .where('state', '=', 'approved')
        .where('from_at', '<=', now)
        .where('until_at', '>', now)
        .where('until_at', '<=', now + expiresWithinDays * dayMs);
    else if (state === 'ended')
      filtered = filtered.where('state', '=', 'approved').where('until_at', '<=', now);
    else if (state === 'approved') filtered = filtered.where('state', '=', state).where('until_at', '>', now);
    else if (state !== undefined) filtered = filtered.where('state', '=', state);
    if (after !== undefined && expiresWithinDays === undefined) {
      const [at = '', id = ''] = after.split('-');
      filtered = filtered.where((where) =>
        where.or([
          where.eb('changed_at', '<', Number(at)),
          where.and([where.eb('changed_at', '=', Number(at)), where.eb('id', '<', id)]),
        ]),
      );
    }
    const ordered =
      expiresWithinDays === undefined
        ? filtered.orderBy('changed_at', 'desc').orderBy('id', 'desc')
        : filtered.orderBy('until_at').orderBy('id');
    const rows = await ordered.limit(limit).execute();
    const where = await places.of(rows.map((row) => row.device));
    const last = rows.at(-1);
    const isMore = expiresWithinDays === undefined && rows.length >= limit && last !== undefined;
    return ok({
      exemptions: rows.map((row) => {
        const place = where.get(row.device);
        const needed = row.state === 'waiting' ? standing.approversFor(place?.unit, row.ban) : undefined;
        return record(row, { now, place, needed });
      }),
      ...(isMore ? { next: `${last.changed_at}-${last.id}` } : {}),
    });
  };
}
