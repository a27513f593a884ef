import type { Places } from '#server/devices/index.ts';
import type { Db, Trx } from '#server/store/index.ts';
import type { ExemptionTables } from './tables.ts';

export type ExemptionCounts = {
  readonly waiting: number;
  readonly halfApproved: number;
  readonly running: number;
  /** Of those that run: what ends within seven days. */
  readonly endingSoon: number;
};
const soonMs = 7 * 86_400_000;

/** How many there are, of the devices of these units; undefined: of all. */
export async function countExemptions(
  db: Db,
  places: Places,
  units: readonly string[] | undefined,
  now: number,
): Promise<ExemptionCounts> {
  const table = db.withTables<ExemptionTables>();
  const all = () => {
    const every = table.selectFrom('exemptions').select(({ fn }) => fn.countAll<number>().as('count'));
    return units === undefined ? every : every.where('device', 'in', places.idsIn(units));
  };
  const running = () =>
    all().where('state', '=', 'approved').where('from_at', '<=', now).where('until_at', '>', now);
  const count = async (of: ReturnType<typeof all>): Promise<number> =>
    (await of.executeTakeFirstOrThrow()).count;
  return {
    waiting: await count(all().where('state', '=', 'waiting')),
    halfApproved: await count(all().where('state', '=', 'half-approved')),
    running: await count(running()),
    endingSoon: await count(running().where('until_at', '<=', now + soonMs)),
  };
}

/** Deletes what a device or an account has here; returns the devices concerned, each as often as it had one. */
export async function eraseExemptions(
  trx: Trx,
  whose: { readonly device?: string; readonly account?: string },
): Promise<string[]> {
  const { account, device } = whose;
  if (account === undefined && device === undefined) return [];
  let doomed = trx.withTables<ExemptionTables>().deleteFrom('exemptions');
  if (device !== undefined) doomed = doomed.where('device', '=', device);
  if (account !== undefined) doomed = doomed.where('account', '=', account);
  return (await doomed.returning('device').execute()).map((row) => row.device);
}

/** Deletes what was over before `before`: denied, withdrawn, ended; never what waits or runs. Returns how many. */
export async function deleteOldExemptions(trx: Trx, before: number, most: number): Promise<number> {
  const table = trx.withTables<ExemptionTables>();
  const old = await table
    .selectFrom('exemptions')
    .select('id')
    .where('changed_at', '<', before)
    .where((where) =>
      where.or([
        where.eb('state', 'in', ['denied', 'withdrawn']),
        where.and([where.eb('state', '=', 'approved'), where.eb('until_at', '<', before)]),
      ]),
    )
    .limit(most)
    .execute();
  if (old.length > 0)
    await table
      .deleteFrom('exemptions')
      .where(
        'id',
        'in',
        old.map(({ id }) => id),
      )
      .execute();
  return old.length;
}
