import { fail, ok, type Outcome } from '#policy/outcome.ts';
import type { Clock } from '#runtime/clock.ts';
import { sha256, type Db, type Trx } from '#server/store/index.ts';
import { auditAbout, auditConcerning, deleteAuditBefore } from './age.ts';
import { chainHash, chainStart } from './chain.ts';
import { eraseBodies } from './erasing.ts';
import { anchorOf, readAudit, type AuditFilter, type AuditPage } from './read.ts';
import { readNewest } from './read-newest.ts';
import type { AuditRow, AuditTables } from './tables.ts';

/** Who acted: the name that people read in the audit. */
export type Actor = { readonly name: string };
export type Act = {
  readonly action: string;
  readonly subject: string;
  readonly body?: unknown;
  /** The unit of the one PC concerned: who works for that unit may read the entry. */
  readonly unit?: string;
};

/** Rolls a transaction back without being a fault. */
class Undo extends Error {}

export type Audit = ReturnType<typeof createAudit>;

export function createAudit(db: Db, clock: Clock) {
  const record = async (trx: Trx, actor: Actor, act: Act): Promise<void> => {
    const table = trx.withTables<AuditTables>();
    const last = await table
      .selectFrom('audit')
      .select(['seq', 'hash'])
      .orderBy('seq', 'desc')
      .limit(1)
      .executeTakeFirst();
    const body = JSON.stringify(act.body ?? {});
    const row = {
      seq: (last?.seq ?? 0) + 1,
      at: clock.now(),
      operator: actor.name,
      action: act.action,
      subject: act.subject.slice(0, 300).toWellFormed(),
      unit: act.unit ?? null,
      version: 2,
      body,
      body_hash: sha256(body),
      erased_by: null,
    };
    await table
      .insertInto('audit')
      .values({ ...row, hash: chainHash(last?.hash ?? chainStart, row) })
      .execute();
  };

  return {
    /**
     * One transaction: what is done and the row that says who did it. A refusal or a throw undoes both. `act` is a
     * function where only the work itself finds out what is done.
     */
    act: async <T, F>(
      actor: Actor,
      act: Act | ((done: T) => Act),
      work: (trx: Trx) => Promise<Outcome<T, F>>,
    ): Promise<Outcome<T, F>> => {
      const refused: F[] = [];
      try {
        const value = await db.transaction().execute(async (trx) => {
          const result = await work(trx);
          if (!result.ok) {
            refused.push(result.fault);
            throw new Undo();
          }
          await record(trx, actor, typeof act === 'function' ? act(result.value) : act);
          return result.value;
        });
        return ok(value);
      } catch (fault) {
        const [first] = refused;
        if (fault instanceof Undo && first !== undefined) return fail(first);
        throw fault;
      }
    },
    /** For work that knows only inside its own transaction whether there is something to tell. */
    record,
    /** See `readAudit`. */
    list: (after: number, limit: number, filter: AuditFilter = {}): Promise<AuditPage> =>
      readAudit(db, after, limit, filter),
    /** See `readNewest`. */
    newestFirst: (before: number, limit: number, filter: AuditFilter = {}): Promise<AuditPage> =>
      readNewest(db, before, limit, filter),
    concerning: (
      concerns: (row: Pick<AuditRow, 'action' | 'subject' | 'body'>) => boolean,
    ): Promise<number[]> => auditConcerning(db, concerns),
    /** See `auditAbout`. */
    about: (subjects: ReadonlySet<string>): Promise<ReadonlyMap<string, readonly number[]>> =>
      auditAbout(db, subjects),
    eraseBodies,
    deleteBefore: (before: number, limit: number): Promise<number> => deleteAuditBefore(db, before, limit),
    /** The number of the newest entry; 0 for none. */
    newest: async (): Promise<number> =>
      (
        await db
          .withTables<AuditTables>()
          .selectFrom('audit')
          .select('seq')
          .orderBy('seq', 'desc')
          .limit(1)
          .executeTakeFirst()
      )?.seq ?? 0,
    /** How many entries are held, and when the oldest was written. */
    held: async (): Promise<{ readonly rows: number; readonly oldest?: number }> => {
      const table = db.withTables<AuditTables>();
      const first = await table
        .selectFrom('audit')
        .select(['seq', 'at'])
        .orderBy('seq')
        .limit(1)
        .executeTakeFirst();
      const last = await table
        .selectFrom('audit')
        .select('seq')
        .orderBy('seq', 'desc')
        .limit(1)
        .executeTakeFirst();
      return first === undefined || last === undefined
        ? { rows: 0 }
        : { rows: last.seq - (await anchorOf(db)).seq, oldest: first.at };
    },
  };
}
