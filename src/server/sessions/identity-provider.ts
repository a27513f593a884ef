import {
  allowInsecureRequests,
  clockSkew,
  clockTolerance,
  discovery,
  enableNonRepudiationChecks,
  None,
  type Configuration,
} from 'openid-client';
import { Compile } from 'typebox/compile';
import { fail, ok, type Outcome } from '#policy/outcome.ts';
import {
  type IdentityProvider,
  signInPaths,
  WantedIdentityProvider,
  type RoleRule,
} from '#protocol/console-sessions.ts';
import type { Clock } from '#runtime/clock.ts';
import type { Announcements } from '#server/announcements/index.ts';
import type { Actor, Audit } from '#server/audit/index.ts';
import type { Operators } from '#server/operators/index.ts';
import { conflict, notFound, type Refusal } from '#server/store/refusal.ts';
import type { Db } from '#server/store/index.ts';
import type { Sessions } from './sessions.ts';
import type { SessionTables } from './tables.ts';

/** A file that only the server reads: the client secret lies there, never in the store. */
export type SecretFile = {
  readonly read: () => string | undefined;
  readonly write: (text: string) => void;
  readonly remove: () => void;
};
export type ProviderPorts = {
  readonly db: Db;
  readonly audit: Audit;
  readonly clock: Clock;
  readonly announcements: Announcements;
  readonly operators: Operators;
  readonly sessions: Sessions;
  readonly secretFile: SecretFile;
  readonly unitExists: (unit: string) => boolean;
};
export type ProviderConfig = Omit<WantedIdentityProvider, 'clientSecret'>;
export type IdentityProviders = ReturnType<typeof createIdentityProvider>;

const timeoutSeconds = 10;
/** How far the provider's clock and ours may differ. */
const toleranceSeconds = 60;
const check = Compile(WantedIdentityProvider);

/** Who vouches for operators: kept, shown without its secret, and asked. */
export function createIdentityProvider(ports: ProviderPorts) {
  const { db, audit, clock, announcements, operators, sessions, secretFile, unitExists } = ports;
  const read = async (): Promise<ProviderConfig | undefined> => {
    const row = await db
      .withTables<SessionTables>()
      .selectFrom('identity_provider')
      .select('config')
      .executeTakeFirst();
    return row === undefined ? undefined : check.Parse(JSON.parse(row.config));
  };
  const show = async (origin: string): Promise<IdentityProvider> => ({
    ...((await read()) ?? { rules: [] }),
    hasSecret: secretFile.read() !== undefined,
    redirectUri: `${origin}${signInPaths.callback}`,
  });

  return {
    read,
    show,
    /** Stored once the provider has answered under its own name. A secret is never sent to another issuer than its own. */
    set: async (
      actor: Actor,
      { clientSecret, ...wanted }: WantedIdentityProvider,
      origin: string,
    ): Promise<Outcome<IdentityProvider, Refusal>> => {
      const strange = [...wanted.rules, ...(wanted.default === undefined ? [] : [wanted.default])].find(
        ({ unit }) => !unitExists(unit),
      );
      if (strange !== undefined) return fail(notFound(`unit \`${strange.unit}\``));
      const before = await read();
      const secret = clientSecret ?? (before?.issuer === wanted.issuer ? secretFile.read() : undefined);
      const answers = await reach(wanted, secret, clock);
      if (!answers.ok) return fail(conflict(answers.fault));
      const done = await audit.act<undefined, Refusal>(
        actor,
        { action: 'set-identity-provider', subject: wanted.issuer, body: bodyOf(wanted) },
        async (trx) => {
          const table = trx.withTables<SessionTables>();
          const config = JSON.stringify(wanted);
          await table
            .insertInto('identity_provider')
            .values({ id: 1, config })
            .onConflict((conflicting) => conflicting.column('id').doUpdateSet({ config }))
            .execute();
          // Inside: a secret that cannot be written undoes the rest.
          if (secret === undefined) secretFile.remove();
          else if (clientSecret !== undefined) secretFile.write(secret);
          return ok(undefined);
        },
      );
      if (!done.ok) return done;
      // Whoever was vouched for by another one has nobody who vouches now.
      if (before !== undefined && before.issuer !== wanted.issuer) await sessions.endAllBy('oidc');
      announcements.announce({ kind: 'settings-changed', by: actor.name, text: 'identity provider set' });
      return ok(await show(origin));
    },

    /** Refused while nobody could make the others sign in otherwise. */
    remove: async (actor: Actor, origin: string): Promise<Outcome<IdentityProvider, Refusal>> => {
      if ((await read()) === undefined) return ok(await show(origin));
      if (!(await operators.administratorWithToken()))
        return fail(conflict('no administrator could sign in any more: make one with a token first'));
      const done = await audit.act<undefined, Refusal>(
        actor,
        { action: 'remove-identity-provider', subject: 'identity-provider' },
        async (trx) => {
          await trx.withTables<SessionTables>().deleteFrom('identity_provider').execute();
          secretFile.remove();
          return ok(undefined);
        },
      );
      if (!done.ok) return done;
      await sessions.endAllBy('oidc');
      announcements.announce({ kind: 'settings-changed', by: actor.name, text: 'identity provider removed' });
      return ok(await show(origin));
    },

    /** What the provider says of itself now; the fault is a sentence. Undefined where there is none. */
    connect: async (): Promise<
      Outcome<{ config: ProviderConfig; client: Configuration }, string> | undefined
    > => {
      const config = await read();
      if (config === undefined) return undefined;
      const client = await reach(config, secretFile.read(), clock);
      return client.ok ? ok({ config, client: client.value }) : client;
    },
  };
}

async function reach(
  { issuer, clientId }: Pick<ProviderConfig, 'issuer' | 'clientId'>,
  secret: string | undefined,
  clock: Clock,
): Promise<Outcome<Configuration, string>> {
  const address = URL.parse(issuer);
  if (address === null) return fail('the issuer is not an address');
  const plain = address.protocol === 'http:';
  if (plain && !isLoopback(address.hostname))
    return fail('the issuer must be reached by https: its tokens and our secret would be read on the way');
  try {
    const client = await discovery(
      address,
      clientId,
      {
        ...(secret === undefined ? {} : { client_secret: secret }),
        [clockTolerance]: toleranceSeconds,
        [clockSkew]: Math.round((clock.now() - Date.now()) / 1_000),
      },
      secret === undefined ? None() : undefined,
      {
        timeout: timeoutSeconds,
        execute: [enableNonRepudiationChecks, ...(plain ? [allowInsecureRequests] : [])],
      },
    );
    return ok(client);
  } catch (fault) {
    return fail(`the identity provider at ${issuer} cannot be used: ${whyNot(fault)}`);
  }
}

const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '[::1]' || /^127(\.\d{1,3}){3}$/.test(host);

/** A sentence from what the client library or the network says; never a body of theirs. */
function whyNot(fault: unknown): string {
  if (!(fault instanceof Error)) return 'it could not be asked';
  const code = 'code' in fault && typeof fault.code === 'string' ? fault.code : undefined;
  if (fault.name === 'TimeoutError' || code === 'OAUTH_TIMEOUT')
    return `it did not answer within ${timeoutSeconds} seconds`;
  if (code === 'OAUTH_JSON_ATTRIBUTE_COMPARISON_FAILED')
    return 'it names itself otherwise: enter the issuer exactly as its document says';
  if (code === 'OAUTH_RESPONSE_IS_NOT_CONFORM' || code === 'OAUTH_RESPONSE_IS_NOT_JSON')
    return 'it has no OpenID Connect document at /.well-known/openid-configuration';
  const inner = fault.cause instanceof Error && 'code' in fault.cause ? String(fault.cause.code) : undefined;
  return inner === undefined
    ? `it did not answer as expected (${code ?? fault.name})`
    : `nothing answers there (${inner})`;
}

/** For the audit: everything that decides rights. */
const bodyOf = ({ clientId, rules, default: otherwise }: ProviderConfig): object => ({
  clientId,
  rules: rules.map(({ claim, value, role, unit }: RoleRule) => `${claim}=${value}: ${role} in ${unit}`),
  ...(otherwise === undefined ? {} : { default: `${otherwise.role} in ${otherwise.unit}` }),
});
