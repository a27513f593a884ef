import { fail, ok, type Outcome } from '#policy/outcome.ts';
import type { Clock } from '#runtime/clock.ts';
import { sha256, type Db, type Migrations, type Trx } from '#server/store/index.ts';

type AuditTables = {
  audit: {
    seq: number;
    at: number;
    operator: string;
    action: string;
    subject: string;
    body: string;
    hash: string;
  };
};
export type AuditRow = AuditTables['audit'];
/** Who acted: the name that people read in the audit. */
export type Actor = { readonly name: string };
export type Act = { readonly action: string; readonly subject: string; readonly body?: unknown };

export const auditMigrations: Migrations = {
  '0002-audit': {
    up: async (db) => {
      await db.schema
        .createTable('audit')
        .addColumn('seq', 'integer', (column) => column.primaryKey())
        .addColumn('at', 'bigint', (column) => column.notNull())
        .addColumn('operator', 'text', (column) => column.notNull())
        .addColumn('action', 'text', (column) => column.notNull())
        .addColumn('subject', 'text', (column) => column.notNull())
        .addColumn('body', 'text', (column) => column.notNull())
        .addColumn('hash', 'text', (column) => column.notNull())
        .execute();
    },
  },
};

/** The hash before the first entry. */
export const chainStart = '0'.repeat(64);

/** SHA-256 over the hash before and the entry as a JSON array: one changed, missing or added entry breaks all after it. */
export function chainHash(before: string, row: Omit<AuditRow, 'hash'>): string {
  return sha256(
    `${before}\n${JSON.stringify([row.seq, row.at, row.operator, row.action, row.subject, row.body])}`,
  );
}

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
    const row = {
      seq: (last?.seq ?? 0) + 1,
      at: clock.now(),
      operator: actor.name,
      action: act.action,
      subject: act.subject.slice(0, 300),
      body: JSON.stringify(act.body ?? {}),
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
    /** Entries after `after`, oldest first, and whether the chain holds from the one before them. */
    list: async (after: number, limit: number): Promise<{ entries: AuditRow[]; intact: boolean }> => {
      const table = db.withTables<AuditTables>();
      const before = await table
        .selectFrom('audit')
        .select('hash')
        .where('seq', '=', after)
        .executeTakeFirst();
      const entries = await table
        .selectFrom('audit')
        .selectAll()
        .where('seq', '>', after)
        .orderBy('seq')
        .limit(limit)
        .execute();
      let hash = before?.hash ?? chainStart;
      let seq = after;
      let intact = after === 0 || before !== undefined;
      for (const entry of entries) {
        seq += 1;
        if (entry.seq !== seq || entry.hash !== chainHash(hash, entry)) intact = false;
        hash = entry.hash;
      }
      return { entries, intact };
    },
  };
}
