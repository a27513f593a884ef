import type { SessionSummary } from '#protocol/console-sessions.ts';
import type { Clock } from '#runtime/clock.ts';
import type { Audit } from '#server/audit/index.ts';
import type { Operator, Operators } from '#server/operators/index.ts';
import { newId, newSecret, sha256, type Db, type Trx } from '#server/store/index.ts';
import type { SessionRow, SessionTables } from './tables.ts';

/** A session that is not used for so long ends, and every one ends after its longest time. */
export const sessionLife = { idleMs: 3_600_000, longestMs: 43_200_000 } as const;
/** Browsers of one person; the one that was not used for longest goes first. */
const mostPerOperator = 20;
/** A use is written down when the last one written is so old: reading does not mean writing. */
const useWrittenMs = 60_000;
const form = /^pvs_[A-Za-z0-9_-]{43}$/;

export type Session = { readonly id: string; readonly csrf: string; readonly operator: Operator };
export type NewSession = {
  readonly operator: Operator;
  readonly by: SessionSummary['by'];
  readonly address: string;
  readonly browser: string;
  readonly signOutUrl?: string;
  /** Secret of the session that this browser had: it ends, whosever it was. */
  readonly replaces?: string;
};
export type SessionPorts = {
  readonly db: Db;
  readonly audit: Audit;
  readonly clock: Clock;
  readonly operators: Operators;
};
export type Sessions = ReturnType<typeof createSessions>;

/** Browsers that are signed in. Rights are the operator's of this moment: a session only says who it is. */
export function createSessions({ db, audit, clock, operators }: SessionPorts) {
  const table = db.withTables<SessionTables>();
  const listeners = new Set<(session: string) => void>();
  const ended = (rows: readonly { readonly id: string }[]): number => {
    for (const { id } of rows) for (const listener of listeners) listener(id);
    return rows.length;
  };
  const isOver = (row: SessionRow): boolean =>
    row.used_at + sessionLife.idleMs <= clock.now() || row.created_at + sessionLife.longestMs <= clock.now();
  const endWhere = async (column: 'id' | 'hash' | 'operator', value: string): Promise<number> =>
    ended(await table.deleteFrom('console_sessions').where(column, '=', value).returning('id').execute());

  return {
    /** A new session under a new secret: what the browser had before is worth nothing afterwards. */
    open: async (wanted: NewSession): Promise<{ secret: string; session: Session }> => {
      if (wanted.replaces !== undefined) await endWhere('hash', sha256(wanted.replaces));
      const secret = `pvs_${newSecret()}`;
      const now = clock.now();
      const row: SessionRow = {
        id: newId(),
        hash: sha256(secret),
        operator: wanted.operator.id,
        opened_by: wanted.by,
        address: wanted.address.slice(0, 64),
        browser: wanted.browser.slice(0, 200),
        created_at: now,
        used_at: now,
        sign_out_url: wanted.signOutUrl ?? null,
      };
      const gone = await db.transaction().execute(async (trx) => {
        const dropped = await dropOldest(trx, row.operator);
        await trx.withTables<SessionTables>().insertInto('console_sessions').values(row).execute();
        await audit.record(trx, wanted.operator, {
          action: 'sign-in',
          subject: row.operator,
          body: { by: row.opened_by },
        });
        return dropped;
      });
      ended(gone);
      return { secret, session: { id: row.id, csrf: csrfOf(secret), operator: wanted.operator } };
    },

    /** Whose session this is, while it lasts and that person may act. */
    find: async (secret: string): Promise<Session | undefined> => {
      if (!form.test(secret)) return undefined;
      // The hash of 256 random bits is looked up as a whole: how long a comparison takes tells nothing about the secret.
      const row = await table
        .selectFrom('console_sessions')
        .selectAll()
        .where('hash', '=', sha256(secret))
        .executeTakeFirst();
      if (row === undefined) return undefined;
      const operator = isOver(row) ? undefined : await operators.byId(row.operator);
      if (operator === undefined) {
        await endWhere('id', row.id);
        return undefined;
      }
      const now = clock.now();
      if (row.used_at + useWrittenMs <= now)
        await table.updateTable('console_sessions').set({ used_at: now }).where('id', '=', row.id).execute();
      return { id: row.id, csrf: csrfOf(secret), operator };
    },

    /** Whether it goes on, asked without using it. */
    lasts: async (id: string): Promise<boolean> => {
      const row = await table
        .selectFrom('console_sessions')
        .selectAll()
        .where('id', '=', id)
        .executeTakeFirst();
      return row !== undefined && !isOver(row);
    },

    /** Ends it; where to sign out of the identity provider too. */
    end: async (id: string): Promise<{ signOutUrl?: string }> => {
      const row = await table
        .selectFrom('console_sessions')
        .select('sign_out_url')
        .where('id', '=', id)
        .executeTakeFirst();
      await endWhere('id', id);
      const url = row?.sign_out_url ?? undefined;
      return url === undefined ? {} : { signOutUrl: url };
    },
    endAll: (operator: string): Promise<number> => endWhere('operator', operator),
    /** Ends those that were opened in one way, of everybody. */
    endAllBy: async (by: SessionSummary['by']): Promise<number> =>
      ended(await table.deleteFrom('console_sessions').where('opened_by', '=', by).returning('id').execute()),

    list: async (operator: string, current: string | undefined): Promise<SessionSummary[]> =>
      (
        await table
          .selectFrom('console_sessions')
          .selectAll()
          .where('operator', '=', operator)
          .orderBy('created_at', 'desc')
          .execute()
      )
        .filter((row) => !isOver(row))
        .map((row) => summary(row, current)),

    /** Hears of sessions that end before their time, and of those found over. */
    onEnd: (listener: (session: string) => void): Disposable => {
      listeners.add(listener);
      return { [Symbol.dispose]: () => void listeners.delete(listener) };
    },

    /** Forgets what is over. */
    sweep: async (): Promise<void> => {
      const now = clock.now();
      ended(
        await table
          .deleteFrom('console_sessions')
          .where((row) =>
            row.or([
              row('used_at', '<=', now - sessionLife.idleMs),
              row('created_at', '<=', now - sessionLife.longestMs),
            ]),
          )
          .returning('id')
          .execute(),
      );
      await table.deleteFrom('sign_in_links').where('expires_at', '<=', now).execute();
    },
  };
}

/** Makes room for one more; which had to go. */
async function dropOldest(trx: Trx, operator: string): Promise<{ id: string }[]> {
  const tables = trx.withTables<SessionTables>();
  const present = await tables
    .selectFrom('console_sessions')
    .select('id')
    .where('operator', '=', operator)
    .orderBy('used_at', 'desc')
    .execute();
  const superfluous = present.slice(mostPerOperator - 1).map(({ id }) => id);
  if (superfluous.length === 0) return [];
  return tables.deleteFrom('console_sessions').where('id', 'in', superfluous).returning('id').execute();
}

/** Follows from the cookie's secret, which no script can read, and is not the way back to it. */
const csrfOf = (secret: string): string =>
  Buffer.from(sha256(`portvakt csrf ${secret}`), 'hex').toString('base64url');

function summary(row: SessionRow, current: string | undefined): SessionSummary {
  return {
    session: row.id,
    createdAt: row.created_at,
    lastUsedAt: row.used_at,
    expiresAt: Math.min(row.created_at + sessionLife.longestMs, row.used_at + sessionLife.idleMs),
    by: row.opened_by,
    address: row.address,
    browser: row.browser,
    current: row.id === current,
  };
}
