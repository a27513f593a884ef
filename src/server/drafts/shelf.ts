import { fail, ok, type Outcome } from '#policy/outcome.ts';
import type { DraftDetail, DraftReview, DraftSummary } from '#protocol/draft.ts';
import type { PolicyFileText } from '#protocol/console-policies.ts';
import type { Clock } from '#runtime/clock.ts';
import type { Announcements } from '#server/announcements/index.ts';
import type { Audit } from '#server/audit/index.ts';
import { personKey, type Operator } from '#server/operators/index.ts';
import { chainOf, type Policies } from '#server/policies/index.ts';
import { notFound, type Refusal } from '#server/store/refusal.ts';
import type { Db, Trx } from '#server/store/index.ts';
import type { Reach } from './reach.ts';
import { draftFiles, draftRow, reviewOf, reviewRows } from './rows.ts';
import { detailOf, summaryOf, unitsOf, type Compared } from './show.ts';
import type { DraftRow } from './tables.ts';

export type DraftPorts = {
  readonly db: Db;
  readonly audit: Audit;
  readonly clock: Clock;
  readonly policies: Policies;
  readonly announcements: Announcements;
  readonly units: {
    readonly rootUnit: () => string;
    /** The unit and all below it. */
    readonly unitsUnder: (unit: string) => readonly string[];
    /** The unit of the tree that an operator is for. */
    readonly unitOf: (operator: Pick<Operator, 'unit'>) => string;
  };
};

export type Shelf = ReturnType<typeof createShelf>;

/** Where drafts lie: finds them for those who may see them, and shows them. */
export function createShelf({ db, policies, announcements, units }: DraftPorts) {
  const { rootUnit } = units;
  const reachOf = (operator: Pick<Operator, 'unit'>): Reach => {
    const unit = units.unitOf(operator);
    const whole = unit === rootUnit();
    const under = new Set(units.unitsUnder(unit));
    const release = policies.current()?.release;
    const above = new Set(release === undefined ? [] : chainOf(release, unit));
    return {
      whole,
      writes: (one) => whole || under.has(one),
      reads: (one) => whole || under.has(one) || above.has(one),
    };
  };
  const sees = (operator: Operator, row: DraftRow): boolean => {
    const reach = reachOf(operator);
    return (
      reach.whole ||
      personKey(row.author) === personKey(operator.name) ||
      unitsOf(row).some((unit) => reach.writes(unit))
    );
  };
  /** A draft that an operator may not see is none to him. */
  const find = async (
    from: Db | Trx,
    operator: Operator,
    id: string,
  ): Promise<Outcome<DraftRow, Refusal>> => {
    const row = await draftRow(from, id);
    return row === undefined || !sees(operator, row) ? fail(notFound('draft')) : ok(row);
  };
  /** The files from which a draft began. */
  const baseFiles = async (version: number): Promise<PolicyFileText[]> => {
    const base = await policies.files(version);
    return base.ok ? base.value.files : [];
  };
  const compare = async (files: readonly PolicyFileText[], basedOn: number): Promise<Compared> => {
    const base = await policies.content(basedOn);
    return { read: policies.read(files), base: base.ok ? base.value.content : undefined, basedOn };
  };
  const reviewsOf = async (row: DraftRow): Promise<DraftReview[]> =>
    (await reviewRows(db, [row.id])).map((one) => reviewOf(one, row.revision));
  const summarize = async (operator: Operator, row: DraftRow): Promise<DraftSummary> =>
    summaryOf(row, await reviewsOf(row), {
      reach: reachOf(operator),
      fourEyes: await policies.needsFourEyes(),
    });

  return {
    reachOf,
    sees,
    find,
    baseFiles,
    compare,
    reviewsOf,
    summarize,
    detail: async (operator: Operator, row: DraftRow): Promise<DraftDetail> => {
      const files = await draftFiles(db, row.id);
      return detailOf(await summarize(operator, row), await reviewsOf(row), files, {
        compared: await compare(files, row.based_on),
        reach: reachOf(operator),
      });
    },
    /** Tells those who look on; said after the transaction that made it true. */
    tell: (
      operator: Operator,
      row: DraftRow,
      text: string,
      kind: 'draft-changed' | 'review-wanted' = 'draft-changed',
    ): void => {
      const [unit, ...more] = unitsOf(row);
      announcements.announce({
        kind,
        subject: row.id,
        ...(unit === undefined || more.length > 0 ? {} : { unit }),
        by: operator.name,
        text,
      });
    },
  };
}
