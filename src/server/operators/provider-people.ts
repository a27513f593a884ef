import { fail, ok, type Outcome } from '#policy/outcome.ts';
import type { Role } from '#protocol/console-operation.ts';
import { newId, sha256, type Trx } from '#server/store/index.ts';
import { checkName, personKey } from './names.ts';
import type { OperatorPorts } from './operators.ts';
import { operatorOf, type Operator, type OperatorRow, type OperatorTables } from './tables.ts';

/** Somebody for whom the identity provider has just vouched. */
export type Vouched = {
  readonly issuer: string;
  readonly subject: string;
  /** How the provider calls the person, best first: name, user name, mail. */
  readonly names: readonly string[];
  readonly role: Role;
  readonly unit: string;
};

/** People whom the identity provider vouches for: known by issuer and subject, whatever they are called later. */
export function createProviderPeople({ db, audit, clock }: Pick<OperatorPorts, 'db' | 'audit' | 'clock'>) {
  return {
    /**
     * The operator that this person is, with the role that the rules give today. The name is decided at the first
     * sign-in and stays: the audit and the count of approvers go by it. Who has the name of somebody with a token is
     * that person; two people of the provider with one name are told apart.
     */
    signInByProvider: async (vouched: Vouched): Promise<Outcome<Operator, 'revoked'>> =>
      db.transaction().execute(async (trx) => {
        const table = trx.withTables<OperatorTables>();
        const known = await table
          .selectFrom('operators')
          .selectAll()
          .where('issuer', '=', vouched.issuer)
          .where('subject', '=', vouched.subject)
          .executeTakeFirst();
        if (known !== undefined && known.revoked_at !== null) return fail('revoked');
        const row: OperatorRow =
          known === undefined
            ? await newPerson(trx, vouched, clock.now())
            : { ...known, role: vouched.role, unit: vouched.unit };
        if (known === undefined) await table.insertInto('operators').values(row).execute();
        else
          await table
            .updateTable('operators')
            .set({ role: row.role, unit: row.unit })
            .where('id', '=', row.id)
            .execute();
        if (known === undefined || known.role !== row.role || known.unit !== row.unit)
          await audit.record(trx, row, {
            action: 'role-by-provider',
            subject: row.id,
            body: { role: row.role, unit: row.unit },
          });
        return ok(operatorOf(row));
      }),

    /** Somebody could still act if the identity provider were gone. */
    administratorWithToken: async (): Promise<boolean> => {
      const rows = await db
        .withTables<OperatorTables>()
        .selectFrom('operators')
        .select(['expires_at'])
        .where('role', '=', 'administrator')
        .where('via', '!=', 'oidc')
        .where('revoked_at', 'is', null)
        .execute();
      return rows.some(({ expires_at }) => expires_at === null || expires_at > clock.now());
    },
  };
}

async function newPerson(trx: Trx, vouched: Vouched, now: number): Promise<OperatorRow> {
  const others = await trx
    .withTables<OperatorTables>()
    .selectFrom('operators')
    .select('name')
    .where('via', '=', 'oidc')
    .execute();
  const taken = new Set(others.map(({ name }) => personKey(name)));
  return {
    id: newId(),
    name: freeName(vouched, taken),
    role: vouched.role,
    unit: vouched.unit,
    token_lookup: '',
    token_hash: '',
    created_at: now,
    expires_at: null,
    revoked_at: null,
    via: 'oidc',
    issuer: vouched.issuer,
    subject: vouched.subject,
    last_seen: null,
  };
}

/** `Kari Nordmann`, else `Kari Nordmann (kari2@kommune.example)`, else with the first characters of a hash. */
function freeName({ issuer, subject, names }: Vouched, taken: ReadonlySet<string>): string {
  const readable = names
    .map((name) => checkName(name.slice(0, 200)))
    .filter((checked) => checked.ok)
    .map(({ value }) => value);
  const mark = sha256(`${issuer}\n${subject}`).slice(0, 10);
  const [first = 'person', ...others] = readable;
  const wanted = [first, ...others.map((other) => `${first} (${other.slice(0, 80)})`), `${first} (${mark})`];
  return wanted.find((name) => !taken.has(personKey(name))) ?? `${first} (${mark})`;
}
