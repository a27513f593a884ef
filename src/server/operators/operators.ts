import { fail, ok, type Outcome } from '#policy/outcome.ts';
import type { Role } from '#protocol/console-operation.ts';
import type { OperatorSummary } from '#protocol/console-operators.ts';
import type { Clock } from '#runtime/clock.ts';
import type { Actor, Audit } from '#server/audit/index.ts';
import { conflict, notFound, type Refusal } from '#server/store/refusal.ts';
import {
  newId,
  newSecret,
  sameHash,
  sha256,
  type Db,
  type Migrations,
  type Trx,
} from '#server/store/index.ts';
import { checkName, personKey } from './names.ts';

type OperatorTables = {
  operators: {
    id: string;
    name: string;
    role: Role;
    unit: string;
    token_lookup: string;
    token_hash: string;
    created_at: number;
    expires_at: number | null;
    revoked_at: number | null;
  };
};
type Row = OperatorTables['operators'];
/** Somebody who showed a valid token. */
export type Operator = Actor & { readonly id: string; readonly role: Role; readonly unit: string };
export type NewOperator = {
  readonly name: string;
  readonly role: Role;
  readonly unit: string;
  readonly validDays?: number;
};

export const operatorMigrations: Migrations = {
  '0003-operators': {
    up: async (db) => {
      await db.schema
        .createTable('operators')
        .addColumn('id', 'text', (column) => column.primaryKey())
        .addColumn('name', 'text', (column) => column.notNull())
        .addColumn('role', 'text', (column) => column.notNull())
        .addColumn('unit', 'text', (column) => column.notNull())
        .addColumn('token_lookup', 'text', (column) => column.notNull())
        .addColumn('token_hash', 'text', (column) => column.notNull())
        .addColumn('created_at', 'bigint', (column) => column.notNull())
        .addColumn('expires_at', 'bigint')
        .addColumn('revoked_at', 'bigint')
        .execute();
      await db.schema.createIndex('operators_by_token').on('operators').column('token_lookup').execute();
    },
  },
};

const tokenForm = /^pvo_[A-Za-z0-9_-]{43}$/;
const lookupLength = 16;

export type Operators = ReturnType<typeof createOperators>;

export function createOperators(db: Db, audit: Audit, clock: Clock) {
  const table = db.withTables<OperatorTables>();
  /** Those whose tokens are good now. */
  const usable = async (trx: Trx): Promise<Row[]> =>
    (
      await trx
        .withTables<OperatorTables>()
        .selectFrom('operators')
        .selectAll()
        .where('revoked_at', 'is', null)
        .execute()
    ).filter(({ expires_at }) => expires_at === null || expires_at > clock.now());
  return {
    /**
     * Makes a person's token; only its hash is kept. No two people whose tokens are good have the same name, and none
     * has a name under which the server itself acts. `keep` may put the text away before the person exists in the store;
     * what it throws undoes all.
     */
    create: async (
      actor: Actor,
      wanted: NewOperator,
      keep?: (text: string) => void,
    ): Promise<Outcome<{ text: string; operator: OperatorSummary }, Refusal>> => {
      const name = checkName(wanted.name);
      if (!name.ok) return name;
      const text = `pvo_${newSecret()}`;
      const hash = sha256(text);
      const row: Row = {
        id: newId(),
        name: name.value,
        role: wanted.role,
        unit: wanted.unit,
        token_lookup: hash.slice(0, lookupLength),
        token_hash: hash,
        created_at: clock.now(),
        expires_at: wanted.validDays === undefined ? null : clock.now() + wanted.validDays * 86_400_000,
        revoked_at: null,
      };
      return audit.act(
        actor,
        {
          action: 'create-operator',
          subject: row.id,
          body: { name: row.name, role: row.role, unit: row.unit },
        },
        async (trx) => {
          const same = (await usable(trx)).find((one) => personKey(one.name) === personKey(row.name));
          if (same !== undefined)
            return fail(conflict(`there is a person named ${same.name} already: choose another name`));
          await trx.withTables<OperatorTables>().insertInto('operators').values(row).execute();
          keep?.(text);
          return ok({ text, operator: summary(row) });
        },
      );
    },

    /** The operator whose token this is; undefined when it is wrong, expired or revoked. */
    authenticate: async (token: string): Promise<Operator | undefined> => {
      if (!tokenForm.test(token)) return undefined;
      const hash = sha256(token);
      const rows = await table
        .selectFrom('operators')
        .selectAll()
        .where('token_lookup', '=', hash.slice(0, lookupLength))
        .execute();
      const row = rows.find((candidate) => sameHash(candidate.token_hash, hash));
      if (row === undefined || row.revoked_at !== null) return undefined;
      if (row.expires_at !== null && row.expires_at <= clock.now()) return undefined;
      return { id: row.id, name: row.name, role: row.role, unit: row.unit };
    },

    list: async (): Promise<OperatorSummary[]> =>
      (await table.selectFrom('operators').selectAll().orderBy('created_at').execute()).map(summary),

    /** Ends a token; never that of the last administrator, or nobody could make another. */
    revoke: (actor: Actor, id: string): Promise<Outcome<OperatorSummary, Refusal>> =>
      audit.act(actor, { action: 'revoke-operator', subject: id }, async (trx) => {
        const administrators = (await usable(trx)).filter(({ role }) => role === 'administrator');
        if (administrators.length === 1 && administrators[0]?.id === id)
          return fail(conflict('this is the last administrator: make another one first'));
        const row = await trx
          .withTables<OperatorTables>()
          .updateTable('operators')
          .set((change) => ({ revoked_at: change.fn.coalesce('revoked_at', change.val(clock.now())) }))
          .where('id', '=', id)
          .returningAll()
          .executeTakeFirst();
        return row === undefined ? fail(notFound('operator')) : ok(summary(row));
      }),
  };
}

function summary(row: Row): OperatorSummary {
  return {
    operator: row.id,
    name: row.name,
    role: row.role,
    unit: row.unit,
    createdAt: row.created_at,
    via: 'token',
    ...(row.expires_at === null ? {} : { expiresAt: row.expires_at }),
    ...(row.revoked_at === null ? {} : { revokedAt: row.revoked_at }),
  };
}
