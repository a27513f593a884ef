import { Type, type Static } from 'typebox';
import { Day, HexId, Instant, Sha256, ShortText, Slug, strict } from '#policy/primitives.ts';
import { operation, pageQuery, Role } from './console-operation.ts';
import { OperatorOrigin } from './console-sessions.ts';

/** Operations on the people in IT, and on what they did. */

export const OperatorSummary = Type.Object(
  {
    operator: HexId,
    /** The person; two approvers are two different names. */
    name: ShortText,
    role: Role,
    /** This person sees and does what lies in this unit and below. */
    unit: Slug,
    createdAt: Instant,
    expiresAt: Type.Optional(Instant),
    revokedAt: Type.Optional(Instant),
    via: OperatorOrigin,
    /** By day only; absent where this person was never seen. */
    lastSeen: Type.Optional(Day),
  },
  strict,
);
export type OperatorSummary = Static<typeof OperatorSummary>;

export const AuditEntry = Type.Object(
  {
    seq: Type.Integer({ minimum: 1 }),
    at: Instant,
    operator: ShortText,
    action: Slug,
    subject: Type.String({ maxLength: 300 }),
    /** JSON text of what was asked for; never a secret. Empty where it was erased. */
    body: Type.String(),
    /** The body was erased by request or by age; the chain holds over its hash. */
    erased: Type.Optional(Type.Literal(true)),
    /** The unit of the PC that it concerns, as it was then; absent where it concerns no single PC. */
    unit: Type.Optional(Slug),
    /** SHA-256 over the hash before and this entry: the chain. */
    hash: Sha256,
  },
  strict,
);
export type AuditEntry = Static<typeof AuditEntry>;

const operator = {
  operator: '00112233445566778899aabbccddeeff',
  name: 'kari',
  role: 'approver',
  unit: 'kommune',
  createdAt: 1_795_338_000_000,
  via: 'token',
  lastSeen: '2026-11-22',
} as const;

export const operatorOperations = {
  createOperatorToken: operation({
    id: 'createOperatorToken',
    method: 'POST',
    path: '/api/operators',
    summary: 'Makes a token for a person in IT; its text is shown this once',
    role: 'administrator',
    body: Type.Object(
      {
        name: ShortText,
        role: Role,
        /** Default: that of whoever makes it. */
        unit: Type.Optional(Slug),
        validDays: Type.Optional(Type.Integer({ minimum: 1, maximum: 3_660 })),
      },
      strict,
    ),
    response: Type.Object({ text: Type.String({ maxLength: 64 }), operator: OperatorSummary }, strict),
    example: {
      body: { name: 'kari', role: 'approver' },
      response: { text: `pvo_${'t'.repeat(43)}`, operator },
    },
  }),
  listOperators: operation({
    id: 'listOperators',
    method: 'GET',
    path: '/api/operators',
    summary: 'People in IT: with a token, or known by the identity provider',
    role: 'administrator',
    response: Type.Object({ operators: Type.Array(OperatorSummary) }, strict),
    example: { response: { operators: [operator] } },
  }),
  revokeOperator: operation({
    id: 'revokeOperator',
    method: 'POST',
    path: '/api/operators/{operator}/revoke',
    summary: 'Ends a person’s token and signs all browsers of that person out, at once',
    role: 'administrator',
    params: Type.Object({ operator: HexId }, strict),
    response: OperatorSummary,
    example: {
      params: { operator: operator.operator },
      response: { ...operator, revokedAt: 1_795_338_100_000 },
    },
  }),
  setOperator: operation({
    id: 'setOperator',
    method: 'PATCH',
    path: '/api/operators/{operator}',
    summary:
      'Changes a person’s role or unit, at once; refused where the identity provider’s rules decide it',
    role: 'administrator',
    params: Type.Object({ operator: HexId }, strict),
    body: Type.Object(
      { role: Type.Optional(Role), unit: Type.Optional(Slug) },
      { ...strict, minProperties: 1 },
    ),
    response: OperatorSummary,
    example: {
      params: { operator: operator.operator },
      body: { role: 'editor' },
      response: { ...operator, role: 'editor' },
    },
  }),
  makeSignInLink: operation({
    id: 'makeSignInLink',
    method: 'POST',
    path: '/api/operators/{operator}/link',
    summary: 'A link that signs a browser in as this person, once, within 15 minutes; it is shown this once',
    role: 'administrator',
    params: Type.Object({ operator: HexId }, strict),
    response: Type.Object(
      {
        /** The secret is behind `#`: no server and no log ever sees it. */
        url: Type.String({ maxLength: 500 }),
        expiresAt: Instant,
      },
      strict,
    ),
    example: {
      params: { operator: operator.operator },
      response: {
        url: `https://portvakt.kommune.example/sign-in/link#pvl_${'l'.repeat(43)}`,
        expiresAt: 1_795_338_900_000,
      },
    },
  }),
  listAudit: operation({
    id: 'listAudit',
    method: 'GET',
    path: '/api/audit',
    summary: 'What operators did and looked at; oldest first, or newest first',
    role: 'viewer',
    query: Type.Object(
      {
        ...pageQuery,
        /** With `newest`, the newest come first, and `after` is the cursor of the page before: what is older than it. */
        order: Type.Optional(Type.Enum(['oldest', 'newest'] as const)),
        operator: Type.Optional(ShortText),
        action: Type.Optional(Slug),
        subject: Type.Optional(Type.String({ minLength: 1, maxLength: 300 })),
        from: Type.Optional(Instant),
        /** Before this. */
        to: Type.Optional(Instant),
      },
      strict,
    ),
    response: Type.Object(
      {
        entries: Type.Array(AuditEntry),
        cursor: Type.Integer({ minimum: 0 }),
        /** Whether the chain holds from the entry behind the oldest looked at to the newest, those left out included. */
        intact: Type.Boolean(),
        /** Where it does not hold: what was found first. */
        why: Type.Optional(ShortText),
        /** Whether there is a next page. It may be without entries where the filter fits few. */
        more: Type.Optional(Type.Boolean()),
      },
      strict,
    ),
    example: {
      query: { after: 0, limit: 100 },
      response: {
        entries: [
          {
            seq: 1,
            at: 1_795_338_000_000,
            operator: 'kari',
            action: 'revoke-device',
            subject: '0123456789abcdef0123456789abcdef',
            body: '{"reason":"stolen"}',
            hash: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
          },
        ],
        cursor: 1,
        intact: true,
        more: false,
      },
    },
  }),
} as const;
