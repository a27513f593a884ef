import type { Db, Trx } from '#server/store/index.ts';
import type { ExemptionTables } from './tables.ts';

type Row = ExemptionTables['exemptions'];
/** What is counted of one record; no purpose, no account. */
export type CountedExemption = Pick<
  Row,
  'id' | 'device' | 'ban' | 'state' | 'from_at' | 'until_at' | 'changed_at'
>;

const mostInList = 500;

/** Exemptions that a report counts, and those that go because somebody's data are erased. */
export function createExemptionRetention(db: Db) {
  const table = db.withTables<ExemptionTables>();
  return {
    /** Those that wait, and those that touch the time from then on. */
    since: (instant: number): Promise<CountedExemption[]> =>
      table
        .selectFrom('exemptions')
        .select(['id', 'device', 'ban', 'state', 'from_at', 'until_at', 'changed_at'])
        .where((where) =>
          where.or([
            where.eb('state', 'in', ['waiting', 'half-approved']),
            where.eb('changed_at', '>=', instant),
            where.eb('until_at', '>=', instant),
          ]),
        )
        .execute(),
    /** What of these devices, or of that account on one or all of them, would go. */
    concerning: async (whose: {
      readonly devices?: ReadonlySet<string> | undefined;
      readonly account?: string | undefined;
    }): Promise<Pick<Row, 'id' | 'device'>[]> => {
      let filtered = table.selectFrom('exemptions').select(['id', 'device']);
      if (whose.account !== undefined) filtered = filtered.where('account', '=', whose.account);
      return (await filtered.execute()).filter(({ device }) => whose.devices?.has(device) !== false);
    },
    erase: async (trx: Trx, ids: readonly string[]): Promise<number> => {
      for (let at = 0; at < ids.length; at += mostInList)
        await trx
          .withTables<ExemptionTables>()
          .deleteFrom('exemptions')
          .where('id', 'in', ids.slice(at, at + mostInList))
          .execute();
      return ids.length;
    },
    held: async (): Promise<{ readonly rows: number; readonly oldest?: number }> => {
      const { rows, oldest } = await table
        .selectFrom('exemptions')
        .select(({ fn }) => [fn.countAll<number>().as('rows'), fn.min('changed_at').as('oldest')])
        .executeTakeFirstOrThrow();
      return { rows, ...(oldest === null ? {} : { oldest }) };
    },
  };
}
export type ExemptionRetention = ReturnType<typeof createExemptionRetention>;
