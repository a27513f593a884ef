import { fail, ok, type Outcome } from '#policy/outcome.ts';
import type { TokenSummary } from '#protocol/console-devices.ts';
import type { BodyOf } from '#protocol/console-server.ts';
import { formatEnrolmentToken } from '#protocol/enrolment-token.ts';
import type { Clock } from '#runtime/clock.ts';
import type { Audit } from '#server/audit/index.ts';
import type { Acting } from '#server/devices/index.ts';
import { conflict, notFound, type Refusal } from '#server/store/refusal.ts';
import {
  newId,
  hashedSecret,
  newSecret,
  rowOfSecret,
  type Db,
  type Migrations,
  type Trx,
} from '#server/store/index.ts';

type TokenTables = {
  tokens: {
    id: string;
    name: string;
    lookup: string;
    hash: string;
    uses: number;
    uses_left: number;
    expires_at: number;
    needs_approval: number;
    unit: string;
    labels: string;
    created_at: number;
    created_by: string;
    revoked_at: number | null;
    class: 'service' | 'dedicated';
  };
};
export type TokenRow = TokenTables['tokens'];

export const enrolmentMigrations: Migrations = {
  '0007-enrolment': {
    up: async (db) => {
      await db.schema
        .createTable('tokens')
        .addColumn('id', 'text', (column) => column.primaryKey())
        .addColumn('name', 'text', (column) => column.notNull())
        .addColumn('lookup', 'text', (column) => column.notNull())
        .addColumn('hash', 'text', (column) => column.notNull())
        .addColumn('uses', 'integer', (column) => column.notNull())
        .addColumn('uses_left', 'integer', (column) => column.notNull())
        .addColumn('expires_at', 'bigint', (column) => column.notNull())
        .addColumn('needs_approval', 'integer', (column) => column.notNull())
        .addColumn('unit', 'text', (column) => column.notNull())
        .addColumn('labels', 'text', (column) => column.notNull())
        .addColumn('created_at', 'bigint', (column) => column.notNull())
        .addColumn('created_by', 'text', (column) => column.notNull())
        .addColumn('revoked_at', 'bigint')
        .execute();
      await db.schema.createIndex('tokens_by_lookup').on('tokens').column('lookup').execute();
    },
  },
  '0016-fleet-tokens': {
    up: async (db) => {
      await db.schema
        .alterTable('tokens')
        .addColumn('class', 'text', (column) => column.notNull().defaultTo('service'))
        .execute();
    },
  },
};

export type TokenPorts = {
  readonly db: Db;
  readonly audit: Audit;
  readonly clock: Clock;
  readonly organisation: { readonly id: string; readonly keyFingerprint: string };
  readonly rootUnit: () => string;
  readonly unitExists: (unit: string) => boolean;
};
export type Tokens = ReturnType<typeof createTokens>;

export function createTokens({ db, audit, clock, organisation, rootUnit, unitExists }: TokenPorts) {
  return {
    /** The text is returned this once; only its hash is kept. */
    create: async (
      actor: Acting,
      wanted: BodyOf<'createToken'>,
    ): Promise<Outcome<{ text: string; token: TokenSummary }, Refusal>> => {
      const unit = wanted.unit ?? rootUnit();
      if (!unitExists(unit)) return fail(notFound('unit'));
      if (actor.within?.includes(unit) === false)
        return fail({ problem: 'outside-unit', detail: `you may not let PCs into ${unit}` });
      const secret = newSecret();
      const row: TokenRow = {
        id: newId(),
        name: wanted.name,
        ...hashedSecret(secret),
        uses: wanted.uses,
        uses_left: wanted.uses,
        expires_at: clock.now() + wanted.validHours * 3_600_000,
        needs_approval: wanted.needsApproval === true ? 1 : 0,
        unit,
        labels: JSON.stringify([...(wanted.labels ?? [])].sort()),
        created_at: clock.now(),
        created_by: actor.name,
        revoked_at: null,
        class: wanted.class ?? 'service',
      };
      const text = formatEnrolmentToken({
        organisation: organisation.id,
        keyFingerprint: organisation.keyFingerprint,
        secret,
      });
      return audit.act(
        actor,
        { action: 'create-token', subject: row.id, unit, body: wanted },
        async (trx) => {
          await trx.withTables<TokenTables>().insertInto('tokens').values(row).execute();
          return ok({ text, token: tokenSummary(row) });
        },
      );
    },
    /** Tokens for these units; undefined: all. */
    list: async (within: readonly string[] | undefined): Promise<TokenSummary[]> =>
      (
        await db
          .withTables<TokenTables>()
          .selectFrom('tokens')
          .selectAll()
          .orderBy('created_at', 'desc')
          .execute()
      )
        .filter(({ unit }) => within?.includes(unit) !== false)
        .map(tokenSummary),
    revoke: (actor: Acting, id: string): Promise<Outcome<TokenSummary, Refusal>> =>
      audit.act(actor, { action: 'revoke-token', subject: id }, async (trx) => {
        const tables = trx.withTables<TokenTables>();
        const row = await tables.selectFrom('tokens').selectAll().where('id', '=', id).executeTakeFirst();
        if (row === undefined || actor.within?.includes(row.unit) === false) return fail(notFound('token'));
        if (row.revoked_at !== null) return fail(conflict('the token is revoked already'));
        const revokedAt = clock.now();
        await tables.updateTable('tokens').set({ revoked_at: revokedAt }).where('id', '=', id).execute();
        return ok(tokenSummary({ ...row, revoked_at: revokedAt }));
      }),
    /** The token of that secret, whether or not it may still be used. */
    find: async (trx: Trx, secret: string): Promise<TokenRow | undefined> => {
      const wanted = hashedSecret(secret);
      const rows = await trx
        .withTables<TokenTables>()
        .selectFrom('tokens')
        .selectAll()
        .where('lookup', '=', wanted.lookup)
        .execute();
      return rowOfSecret(rows, wanted);
    },
    usable: (row: TokenRow): boolean =>
      row.revoked_at === null && row.uses_left > 0 && row.expires_at > clock.now(),
    use: async (trx: Trx, row: TokenRow): Promise<void> => {
      await trx
        .withTables<TokenTables>()
        .updateTable('tokens')
        .set({ uses_left: row.uses_left - 1 })
        .where('id', '=', row.id)
        .execute();
    },
  };
}

function tokenSummary(row: TokenRow): TokenSummary {
  return {
    token: row.id,
    name: row.name,
    uses: row.uses,
    usesLeft: row.uses_left,
    expiresAt: row.expires_at,
    needsApproval: row.needs_approval === 1,
    unit: row.unit,
    labels: JSON.parse(row.labels) as string[],
    class: row.class,
    createdAt: row.created_at,
    createdBy: row.created_by,
    ...(row.revoked_at === null ? {} : { revokedAt: row.revoked_at }),
  };
}
