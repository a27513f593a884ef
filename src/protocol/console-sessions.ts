import { Type, type Static } from 'typebox';
import { HexId, Instant, Language, ShortText, Slug, strict } from '#policy/primitives.ts';
import { operation, Role } from './console-operation.ts';

/** Operations on who is signed in, and by which identity provider. */

/** Header that carries `csrf` in every unsafe request of a browser that is signed in by cookie. */
export const csrfHeader = 'x-portvakt-csrf';
/** Where a browser begins to sign in with the identity provider, and where that provider sends it back. */
export const signInPaths = {
  begin: '/sign-in',
  callback: '/sign-in/callback',
  link: '/sign-in/link',
} as const;

/** How a person came to be an operator: an operator token, the identity provider, or the server's first start. */
export const OperatorOrigin = Type.Enum(['token', 'oidc', 'bootstrap'] as const);
export type OperatorOrigin = Static<typeof OperatorOrigin>;

/** What the console needs to know before anything else; says nothing about anybody to somebody who is not signed in. */
export const SessionState = Type.Object(
  {
    signedIn: Type.Boolean(),
    operator: Type.Optional(
      Type.Object(
        {
          name: ShortText,
          role: Role,
          unit: Slug,
          /** Whether the unit is the whole organisation. */
          scopeIsRoot: Type.Boolean(),
        },
        strict,
      ),
    ),
    /** For `csrfHeader`. Absent for a caller with a token of its own, who needs none. */
    csrf: Type.Optional(Type.String({ pattern: '^[A-Za-z0-9_-]{43}$', title: 'csrf token' })),
    organisation: Type.Object({ id: Slug, name: ShortText }, strict),
    /** In which the organisation speaks to its employees. */
    languages: Type.Array(Language, { minItems: 1 }),
    /** Whom `/sign-in` leads to; absent where there is none. */
    identityProvider: Type.Optional(Type.Object({ name: ShortText }, strict)),
    version: ShortText,
    keyMode: Type.Enum(['hosted', 'offline'] as const),
    /** No ban was published yet. */
    firstUse: Type.Boolean(),
  },
  strict,
);
export type SessionState = Static<typeof SessionState>;

/** One browser that is signed in. */
export const SessionSummary = Type.Object(
  {
    session: HexId,
    createdAt: Instant,
    lastUsedAt: Instant,
    /** At the latest; it ends earlier when it is not used. */
    expiresAt: Instant,
    /** By what it was opened: an operator token, a one-time link, or the identity provider. */
    by: Type.Enum(['token', 'link', 'oidc'] as const),
    address: Type.String({ maxLength: 64 }),
    /** What the browser calls itself. */
    browser: Type.String({ maxLength: 200 }),
    /** Whether it is the one that asks. */
    current: Type.Boolean(),
  },
  strict,
);
export type SessionSummary = Static<typeof SessionSummary>;

/** Whoever has this value in this claim (as text, or as a member of a list) has this role in this unit. */
export const RoleRule = Type.Object(
  {
    claim: Type.String({ pattern: '^[A-Za-z0-9_.:/-]{1,100}$', title: 'claim name' }),
    value: ShortText,
    role: Role,
    unit: Slug,
  },
  strict,
);
export type RoleRule = Static<typeof RoleRule>;
const Everybody = Type.Object({ role: Role, unit: Slug }, strict);

const provider = {
  /** Of OpenID Connect, exactly as it names itself. https, or http on this computer. */
  issuer: Type.String({ pattern: '^https?://[^\\s?#]{1,400}$', title: 'issuer address' }),
  clientId: Type.String({ minLength: 1, maxLength: 300 }),
  /** What people read on the button. */
  name: ShortText,
  /** Of several rules that fit, the one with the highest role wins. */
  rules: Type.Array(RoleRule, { maxItems: 500 }),
  /** For everybody whom the provider lets through and no rule names. Absent: they are refused. */
  default: Type.Optional(Everybody),
  /** What is asked of the provider besides `openid profile email`, such as `groups`. */
  scopes: Type.Optional(
    Type.Array(Type.String({ pattern: '^[A-Za-z0-9_.:/-]{1,100}$', title: 'scope' }), { maxItems: 20 }),
  ),
};
export const IdentityProvider = Type.Object(
  {
    ...provider,
    /** Absent, with the next two, while there is no identity provider. */
    issuer: Type.Optional(provider.issuer),
    clientId: Type.Optional(provider.clientId),
    name: Type.Optional(provider.name),
    hasSecret: Type.Boolean(),
    /** To be entered at the provider. */
    redirectUri: Type.String({ maxLength: 500 }),
  },
  strict,
);
export type IdentityProvider = Static<typeof IdentityProvider>;
export const WantedIdentityProvider = Type.Object(
  {
    ...provider,
    /** Left out, the present one stays; a public client has none. */
    clientSecret: Type.Optional(Type.String({ minLength: 1, maxLength: 1_000 })),
  },
  strict,
);
export type WantedIdentityProvider = Static<typeof WantedIdentityProvider>;

const state = {
  signedIn: true,
  operator: { name: 'kari', role: 'approver', unit: 'kommune', scopeIsRoot: true },
  csrf: 'c'.repeat(43),
  organisation: { id: 'kommune', name: 'Kommune' },
  languages: ['nb', 'nn'],
  identityProvider: { name: 'Kommune ID' },
  version: '0.1.0',
  keyMode: 'hosted',
  firstUse: false,
} as const;
const rule = { claim: 'groups', value: 'it-approvers', role: 'approver', unit: 'kommune' } as const;
const shown = {
  issuer: 'https://id.kommune.example',
  clientId: 'portvakt',
  name: 'Kommune ID',
  hasSecret: true,
  redirectUri: 'https://portvakt.kommune.example/sign-in/callback',
  rules: [rule],
} as const;

export const sessionOperations = {
  getSession: operation({
    id: 'getSession',
    method: 'GET',
    path: '/api/session',
    summary: 'Who is signed in here, and what the console needs to begin',
    role: 'public',
    response: SessionState,
    example: { response: state },
  }),
  openSession: operation({
    id: 'openSession',
    method: 'POST',
    path: '/api/session',
    summary: 'Signs a browser in by an operator token or the secret of a one-time link; sets a cookie',
    role: 'public',
    body: Type.Object({ token: Type.String({ minLength: 1, maxLength: 100 }) }, strict),
    response: SessionState,
    example: { body: { token: `pvo_${'t'.repeat(43)}` }, response: state },
  }),
  endSession: operation({
    id: 'endSession',
    method: 'POST',
    path: '/api/session/end',
    summary: 'Signs this browser out',
    role: 'viewer',
    response: Type.Object(
      {
        /** Where the browser should go to sign out of the identity provider too, if it has such a place. */
        signOutUrl: Type.Optional(Type.String({ maxLength: 4_000 })),
      },
      strict,
    ),
    example: { response: { signOutUrl: 'https://id.kommune.example/session/end?client_id=portvakt' } },
  }),
  listSessions: operation({
    id: 'listSessions',
    method: 'GET',
    path: '/api/sessions',
    summary: 'One’s own browsers that are signed in',
    role: 'viewer',
    response: Type.Object({ sessions: Type.Array(SessionSummary) }, strict),
    example: {
      response: {
        sessions: [
          {
            session: '00112233445566778899aabbccddeeff',
            createdAt: 1_795_338_000_000,
            lastUsedAt: 1_795_338_100_000,
            expiresAt: 1_795_381_200_000,
            by: 'oidc',
            address: '192.0.2.7',
            browser: 'Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0',
            current: true,
          },
        ],
      },
    },
  }),
  endSessions: operation({
    id: 'endSessions',
    method: 'POST',
    path: '/api/sessions/end-all',
    summary: 'Signs all one’s own browsers out, this one too',
    role: 'viewer',
    response: Type.Object({ ended: Type.Integer({ minimum: 0 }) }, strict),
    example: { response: { ended: 2 } },
  }),
  getIdentityProvider: operation({
    id: 'getIdentityProvider',
    method: 'GET',
    path: '/api/identity-provider',
    summary: 'Who vouches for operators, and which role they get; never the secret',
    role: 'administrator',
    scope: 'organisation',
    response: IdentityProvider,
    example: { response: shown },
  }),
  setIdentityProvider: operation({
    id: 'setIdentityProvider',
    method: 'PUT',
    path: '/api/identity-provider',
    summary: 'Sets who vouches for operators, after the provider has answered',
    role: 'administrator',
    scope: 'organisation',
    body: WantedIdentityProvider,
    response: IdentityProvider,
    example: {
      body: {
        issuer: shown.issuer,
        clientId: shown.clientId,
        clientSecret: 'a secret of the provider',
        name: shown.name,
        rules: [rule],
      },
      response: shown,
    },
  }),
  removeIdentityProvider: operation({
    id: 'removeIdentityProvider',
    method: 'POST',
    path: '/api/identity-provider/remove',
    summary: 'Nobody signs in by an identity provider any more; who did is signed out',
    role: 'administrator',
    scope: 'organisation',
    response: IdentityProvider,
    example: { response: { hasSecret: false, redirectUri: shown.redirectUri, rules: [] } },
  }),
} as const;
