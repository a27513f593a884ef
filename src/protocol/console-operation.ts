import type { TObject, TSchema } from 'typebox';
import { Type, type Static } from 'typebox';
import { ShortText, strict } from '#policy/primitives.ts';

/** What an operator may do, weakest first; each role includes those before it. */
export const roles = ['viewer', 'helpdesk', 'editor', 'approver', 'administrator'] as const;
export const Role = Type.Enum(roles);
export type Role = Static<typeof Role>;

export function roleSuffices(held: Role, demanded: Role): boolean {
  return roles.indexOf(held) >= roles.indexOf(demanded);
}

/**
 * One operation of the HTTP API as data: the router, the role check, the OpenAPI document and the CLI's client are all
 * made from it. `params` fill `{name}` in `path`; numbers and booleans in `query` and `params` travel as text.
 */
export type Operation = {
  readonly id: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH';
  readonly path: `/api/${string}`;
  readonly summary: string;
  /** Least role; `public` needs no token. */
  readonly role: Role | 'public';
  /**
   * Whom it concerns. `organisation`: only operators of the root unit may call it. Otherwise an operator of a unit sees
   * and does what lies in that unit and below, and the handler keeps to it. Default: the unit.
   */
  readonly scope?: 'organisation';
  /** Media types of an answer that is no JSON document but a stream of text; the first is the default. */
  readonly produces?: readonly string[];
  readonly params?: TObject;
  readonly query?: TObject;
  readonly body?: TObject;
  readonly response: TSchema;
  readonly example: {
    readonly params?: Readonly<Record<string, string | number>>;
    readonly query?: Readonly<Record<string, string | number | boolean>>;
    readonly body?: unknown;
    readonly response: unknown;
  };
};

/** Keeps literal types, checks the form. */
export const operation = <const O extends Operation>(described: O): O => described;

/** A fault in a file that IT wrote; the same as the policy room's. Lines and columns count from 1. */
export const FileFault = Type.Object(
  {
    file: Type.String({ maxLength: 300 }),
    line: Type.Integer({ minimum: 0 }),
    column: Type.Integer({ minimum: 0 }),
    field: Type.String({ maxLength: 500 }),
    message: Type.String({ maxLength: 2_000 }),
    advice: Type.String({ maxLength: 2_000 }),
  },
  strict,
);

/** Every error answer (RFC 9457), media type `application/problem+json`. */
export const Problem = Type.Object(
  {
    type: Type.String({ pattern: '^urn:portvakt:problem:[a-z0-9-]+$' }),
    title: ShortText,
    status: Type.Integer({ minimum: 400, maximum: 599 }),
    detail: Type.Optional(Type.String({ maxLength: 2_000 })),
    /** Where the request is not as its schema says. */
    pointer: Type.Optional(Type.String({ maxLength: 500 })),
    faults: Type.Optional(Type.Array(FileFault, { maxItems: 1_000 })),
  },
  strict,
);
export type Problem = Static<typeof Problem>;

/** Problem kinds, each with its status and the sentence that people read. */
export const problems = {
  'not-signed-in': {
    status: 401,
    title: 'you are not signed in: the token or session is missing, wrong, expired or revoked',
  },
  'role-too-low': { status: 403, title: 'this operator may not do this' },
  'outside-unit': { status: 403, title: 'this lies outside the unit of this operator' },
  'foreign-page': {
    status: 403,
    title: 'a browser may do this from a page of this server alone, with the header of its session',
  },
  'not-found': { status: 404, title: 'there is no such thing' },
  'method-not-allowed': { status: 405, title: 'this address does not answer this method' },
  conflict: { status: 409, title: 'the present state does not allow this' },
  'too-large': { status: 413, title: 'the request is larger than its limit' },
  'not-json': { status: 415, title: 'the body must be application/json' },
  'not-as-schema': { status: 400, title: 'the request is not as its schema says' },
  'policy-faults': { status: 422, title: 'the policy files have faults' },
  'terms-forbid': { status: 422, title: 'the terms of the ban do not allow this' },
  'bad-envelope': { status: 422, title: 'the envelope is not a valid signature over this release' },
  'stale-draft': { status: 409, title: 'somebody else changed this draft meanwhile' },
  'pack-refused': { status: 422, title: 'the ban pack is not valid' },
  'rows-broken': { status: 422, title: 'none of the rows could be read' },
  'too-many-requests': { status: 429, title: 'too many requests: wait a moment' },
  'server-fault': { status: 500, title: 'the server failed' },
} as const;
export type ProblemName = keyof typeof problems;

/** Largest request body, and deepest JSON nesting in one. */
export const consoleLimits = {
  bodyBytes: 8_388_608,
  depth: 24,
  longestWaitSeconds: 30,
  pageSize: 500,
} as const;

/** A page is asked for by the cursor of the last item seen. */
export const pageQuery = {
  after: Type.Optional(Type.Integer({ minimum: 0 })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: consoleLimits.pageSize })),
};
