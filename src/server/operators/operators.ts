import { fail, ok, type Outcome } from '#policy/outcome.ts';
import type { Role } from '#protocol/console-operation.ts';
import type { OperatorSummary } from '#protocol/console-operators.ts';
import type { Clock } from '#runtime/clock.ts';
import type { Announcements } from '#server/announcements/index.ts';
import type { Actor, Audit } from '#server/audit/index.ts';
import { conflict, notFound, type Refusal } from '#server/store/refusal.ts';
import { hashedSecret, newId, newSecret, rowOfSecret, type Db, type Trx } from '#server/store/index.ts';
import { checkName, personKey } from './names.ts';
import { createProviderPeople, type Vouched } from './provider-people.ts';
import {
  isGood,
  operatorOf,
  summary,
  type Operator,
  type OperatorRow,
  type OperatorTables,
} from './tables.ts';

export type NewOperator = {
  readonly name: string;
  readonly role: Role;
  readonly unit: string;
  readonly validDays?: number;
};
export type OperatorPorts = {
  readonly db: Db;
  readonly audit: Audit;
  readonly clock: Clock;
  readonly announcements: Announcements;
};

const tokenForm = /^pvo_[A-Za-z0-9_-]{43}$/;

export type Operators = ReturnType<typeof createOperators>;

/** The people in IT: who they are, what they may do, and by which token they show it. */
export function createOperators(ports: OperatorPorts) {
  const { db, audit, clock, announcements } = ports;
  const table = db.withTables<OperatorTables>();
  const listeners = new Set<(id: string) => void>();
  /** Those who could act now. */
  const usable = async (trx: Trx): Promise<OperatorRow[]> =>
    (
      await trx
        .withTables<OperatorTables>()
        .selectFrom('operators')
        .selectAll()
        .where('revoked_at', 'is', null)
        .execute()
    ).filter((row) => isGood(row, clock.now()));
  const isLastAdministrator = async (trx: Trx, id: string): Promise<boolean> => {
    const administrators = (await usable(trx)).filter(({ role }) => role === 'administrator');
    return administrators.length === 1 && administrators[0]?.id === id;
  };
  const rowOf = (trx: Db | Trx, id: string): Promise<OperatorRow | undefined> =>
    trx
      .withTables<OperatorTables>()
      .selectFrom('operators')
      .selectAll()
      .where('id', '=', id)
      .executeTakeFirst();
  const seen = async (row: OperatorRow): Promise<void> => {
    const today = new Date(clock.now()).toISOString().slice(0, 10);
    if (row.last_seen === today) return;
    await table.updateTable('operators').set({ last_seen: today }).where('id', '=', row.id).execute();
  };
  const tell = (actor: Actor, { operator, unit }: OperatorSummary, text: string): void => {
    announcements.announce({ kind: 'operator-changed', subject: operator, unit, by: actor.name, text });
    for (const listener of listeners) listener(operator);
  };

  const people = createProviderPeople(ports);

  return {
    ...people,
    signInByProvider: async (vouched: Vouched): Promise<Outcome<Operator, 'revoked'>> => {
      const done = await people.signInByProvider(vouched);
      // The rules may have given another role or unit than the last time.
      if (done.ok) for (const listener of listeners) listener(done.value.id);
      return done;
    },
    /**
     * Makes a person's token; only its hash is kept. No two people who could act now have the same name, and none has a
     * name under which the server itself acts. `keep` may put the text away before the person exists in the store; what
     * it throws undoes all.
     */
    create: async (
      actor: Actor,
      wanted: NewOperator,
      { keep, via = 'token' }: { keep?: (text: string) => void; via?: 'token' | 'bootstrap' } = {},
    ): Promise<Outcome<{ text: string; operator: OperatorSummary }, Refusal>> => {
      const name = checkName(wanted.name);
      if (!name.ok) return name;
      const text = `pvo_${newSecret()}`;
      const { lookup, hash } = hashedSecret(text);
      const row: OperatorRow = {
        id: newId(),
        name: name.value,
        role: wanted.role,
        unit: wanted.unit,
        token_lookup: lookup,
        token_hash: hash,
        created_at: clock.now(),
        expires_at: wanted.validDays === undefined ? null : clock.now() + wanted.validDays * 86_400_000,
        revoked_at: null,
        via,
        issuer: null,
        subject: null,
        last_seen: null,
      };
      const made = await audit.act(
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
      if (made.ok) tell(actor, made.value.operator, `${row.name} may act as ${row.role}`);
      return made;
    },

    /** The operator whose token this is; undefined when it is wrong, expired or revoked. */
    authenticate: async (token: string): Promise<Operator | undefined> => {
      if (!tokenForm.test(token)) return undefined;
      const wanted = hashedSecret(token);
      const rows = await table
        .selectFrom('operators')
        .selectAll()
        .select(['token_lookup as lookup', 'token_hash as hash'])
        .where('token_lookup', '=', wanted.lookup)
        .execute();
      const row = rowOfSecret(rows, wanted);
      if (row === undefined || !isGood(row, clock.now())) return undefined;
      await seen(row);
      return operatorOf(row);
    },

    /** Somebody known by id, as a session is; undefined when that person may not act now. */
    byId: async (id: string): Promise<Operator | undefined> => {
      const row = await rowOf(db, id);
      if (row === undefined || !isGood(row, clock.now())) return undefined;
      await seen(row);
      return operatorOf(row);
    },

    /** Somebody in the list, whether or not that person may act. */
    find: async (id: string): Promise<OperatorSummary | undefined> => {
      const row = await rowOf(db, id);
      return row === undefined ? undefined : summary(row);
    },

    list: async (): Promise<OperatorSummary[]> =>
      (await table.selectFrom('operators').selectAll().orderBy('created_at').execute()).map(summary),

    /** Ends a person's rights; never those of the last administrator, or nobody could make another. */
    revoke: async (actor: Actor, id: string): Promise<Outcome<OperatorSummary, Refusal>> => {
      const done = await audit.act(actor, { action: 'revoke-operator', subject: id }, async (trx) => {
        if (await isLastAdministrator(trx, id))
          return fail(conflict('this is the last administrator: make another one first'));
        const row = await trx
          .withTables<OperatorTables>()
          .updateTable('operators')
          .set((change) => ({ revoked_at: change.fn.coalesce('revoked_at', change.val(clock.now())) }))
          .where('id', '=', id)
          .returningAll()
          .executeTakeFirst();
        return row === undefined ? fail(notFound('operator')) : ok(summary(row));
      });
      if (done.ok) tell(actor, done.value, `${done.value.name} may not act any more`);
      return done;
    },

    /** Changes role or unit, from the next request on. Where the identity provider decides them, its rules must change. */
    set: async (
      actor: Actor,
      id: string,
      wanted: { readonly role?: Role; readonly unit?: string },
    ): Promise<Outcome<OperatorSummary, Refusal>> => {
      const done = await audit.act(
        actor,
        { action: 'set-operator', subject: id, body: wanted },
        async (trx) => {
          const row = await rowOf(trx, id);
          if (row === undefined) return fail(notFound('operator'));
          if (row.via === 'oidc')
            return fail(
              conflict('the rules of the identity provider decide this role and unit: change them'),
            );
          const weaker =
            (wanted.role ?? row.role) !== 'administrator' || (wanted.unit ?? row.unit) !== row.unit;
          if (weaker && (await isLastAdministrator(trx, id)))
            return fail(conflict('this is the last administrator: make another one first'));
          const changed = { ...row, role: wanted.role ?? row.role, unit: wanted.unit ?? row.unit };
          await trx
            .withTables<OperatorTables>()
            .updateTable('operators')
            .set({ role: changed.role, unit: changed.unit })
            .where('id', '=', id)
            .execute();
          return ok(summary(changed));
        },
      );
      if (done.ok) tell(actor, done.value, `${done.value.name} is ${done.value.role} in ${done.value.unit}`);
      return done;
    },

    /** Hears of everybody whose rights change, after the commit. */
    onChange: (listener: (id: string) => void): Disposable => {
      listeners.add(listener);
      return { [Symbol.dispose]: () => void listeners.delete(listener) };
    },
  };
}
