import {
  authorizationCodeGrant,
  AuthorizationResponseError,
  buildAuthorizationUrl,
  buildEndSessionUrl,
  calculatePKCECodeChallenge,
  fetchUserInfo,
  randomNonce,
  randomPKCECodeVerifier,
  randomState,
  type Configuration,
} from 'openid-client';
import { fail, ok, type Outcome } from '#policy/outcome.ts';
import { signInPaths } from '#protocol/console-sessions.ts';
import type { Clock } from '#runtime/clock.ts';
import type { Log } from '#runtime/log.ts';
import type { Operator, Operators } from '#server/operators/index.ts';
import { newSecret, sha256 } from '#server/store/index.ts';
import type { IdentityProviders, ProviderConfig } from './identity-provider.ts';
import { placeOf, type Claims } from './role-rules.ts';

/** How long a person may take at the provider. */
const pendingMs = 600_000;
const mostPending = 1_000;

/** A sign-in that was begun here; good once. */
type Pending = {
  readonly client: Configuration;
  readonly config: ProviderConfig;
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
  readonly returnTo: string;
  readonly endsAt: number;
};
/** Why nobody was signed in, for the page that says so. */
export type SignInFault =
  | { readonly why: 'no-provider' | 'begin-again' | 'not-accepted' | 'revoked' }
  | { readonly why: 'provider-away'; readonly detail: string }
  | { readonly why: 'provider-refused'; readonly detail: string }
  | { readonly why: 'no-rule'; readonly name: string };
export type SignedIn = {
  readonly operator: Operator;
  readonly returnTo: string;
  readonly signOutUrl?: string;
};
export type SignInPorts = {
  readonly provider: IdentityProviders;
  readonly operators: Operators;
  readonly unitExists: (unit: string) => boolean;
  readonly clock: Clock;
  readonly log: Log;
};
export type SignIn = ReturnType<typeof createSignIn>;

/** The authorisation code flow of OpenID Connect with PKCE, state and nonce; ID tokens are checked by signature too. */
export function createSignIn({ provider, operators, unitExists, clock, log }: SignInPorts) {
  const pending = new Map<string, Pending>();
  return {
    /** Where the browser goes, and the secret by which it is known when it comes back. */
    begin: async (
      origin: string,
      wantedPage: string | null,
    ): Promise<Outcome<{ url: string; secret: string; seconds: number }, SignInFault>> => {
      const reached = await provider.connect();
      if (reached === undefined) return fail({ why: 'no-provider' });
      if (!reached.ok) {
        log.warn({ why: reached.fault }, 'nobody can sign in through the identity provider');
        return fail({ why: 'provider-away', detail: reached.fault });
      }
      const { config, client } = reached.value;
      const secret = newSecret();
      const verifier = randomPKCECodeVerifier();
      const one: Pending = {
        client,
        config,
        state: randomState(),
        nonce: randomNonce(),
        verifier,
        returnTo: ownPage(wantedPage, origin),
        endsAt: clock.now() + pendingMs,
      };
      for (const [key, { endsAt }] of pending)
        if (endsAt <= clock.now() || pending.size >= mostPending) pending.delete(key);
        else break;
      pending.set(sha256(secret), one);
      const url = buildAuthorizationUrl(client, {
        redirect_uri: `${origin}${signInPaths.callback}`,
        scope: [...new Set(['openid', 'profile', 'email', ...(config.scopes ?? [])])].join(' '),
        code_challenge: await calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
        state: one.state,
        nonce: one.nonce,
      });
      return ok({ url: url.href, secret, seconds: pendingMs / 1_000 });
    },

    /** Who came back from the provider. `url`: as the browser called it. Whatever happens, what was begun is over. */
    finish: async (url: URL, secret: string | undefined): Promise<Outcome<SignedIn, SignInFault>> => {
      const key = sha256(secret ?? '');
      const begun = pending.get(key);
      pending.delete(key);
      if (begun === undefined || begun.endsAt <= clock.now()) return fail({ why: 'begin-again' });
      const claimed = await claimsOf(begun, url, log);
      if (!claimed.ok) return claimed;
      const claims = claimed.value;
      // Ten minutes may have passed at the provider: whom we trust, and its rules, are those of now.
      const config = await provider.read();
      if (config?.issuer !== begun.config.issuer || config.clientId !== begun.config.clientId)
        return fail({ why: 'begin-again' });
      const names = ['name', 'preferred_username', 'email']
        .map((name) => claims[name])
        .filter((name) => typeof name === 'string' && name.trim() !== '') as string[];
      const place = placeOf(claims, config, unitExists);
      if (place === undefined) {
        log.info({ subject: sha256(String(claims['sub'])).slice(0, 10) }, 'no rule gives this person a role');
        return fail({ why: 'no-rule', name: names[0] ?? String(claims['sub']) });
      }
      const signedIn = await operators.signInByProvider({
        issuer: config.issuer,
        subject: String(claims['sub']),
        names,
        ...place,
      });
      if (!signedIn.ok) return fail({ why: 'revoked' });
      const signOutUrl = signOutUrlOf(begun.client);
      return ok({
        operator: signedIn.value,
        returnTo: begun.returnTo,
        ...(signOutUrl === undefined ? {} : { signOutUrl }),
      });
    },
  };
}

async function claimsOf(begun: Pending, url: URL, log: Log): Promise<Outcome<Claims, SignInFault>> {
  const { client } = begun;
  try {
    const tokens = await authorizationCodeGrant(client, url, {
      expectedState: begun.state,
      expectedNonce: begun.nonce,
      pkceCodeVerifier: begun.verifier,
      idTokenExpected: true,
    });
    const idToken = tokens.claims();
    if (idToken === undefined) return fail({ why: 'not-accepted' });
    if (client.serverMetadata().userinfo_endpoint === undefined) return ok(idToken);
    // Many providers put groups there alone.
    const userInfo = await fetchUserInfo(client, tokens.access_token, idToken.sub);
    return ok({ ...userInfo, ...idToken });
  } catch (fault) {
    if (fault instanceof AuthorizationResponseError) {
      const detail = fault.error.replaceAll(/[^\w.-]/g, '').slice(0, 100);
      return fail({ why: 'provider-refused', detail });
    }
    const code = fault instanceof Error && 'code' in fault ? String(fault.code) : undefined;
    // Neither the fault's cause nor the address: both may hold the code or a token.
    log.warn(
      { code, fault: fault instanceof Error ? fault.message : undefined },
      'a sign-in was not accepted',
    );
    // What the fetch of Node throws when nobody answers.
    if (fault instanceof TypeError && code === undefined)
      return fail({ why: 'provider-away', detail: 'the identity provider stopped answering' });
    return fail({ why: 'not-accepted' });
  }
}

function signOutUrlOf(client: Configuration): string | undefined {
  if (client.serverMetadata().end_session_endpoint === undefined) return undefined;
  // Without a hint (an ID token would stand in the address) the provider asks the person.
  const { href } = buildEndSessionUrl(client);
  return href.length <= 4_000 ? href : undefined;
}

/** A page of this server, whatever was asked for. */
function ownPage(wanted: string | null, origin: string): string {
  const url = wanted === null ? null : URL.parse(wanted, origin);
  // `/.//other.example` is a path here, and another server where a browser reads it again.
  const isOurs = url !== null && url.origin === origin && !url.pathname.startsWith('//');
  return isOurs ? `${url.pathname}${url.search}` : '/';
}
