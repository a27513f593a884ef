import { Type, type Static } from 'typebox';
import { AskedDevice } from '#policy/exemption.ts';
import { AccountName, HexId, Instant, ShortText, Slug, strict } from '#policy/primitives.ts';
import { operation, pageQuery } from './console-operation.ts';

/** Operations on exemptions and the requests for them. */

const ExemptionState = Type.Enum([
  'waiting', // nobody has answered
  'half-approved', // one of two approvers has
  'approved', // granted, not begun or running
  'ended', // its time is over
  'denied',
  'withdrawn', // ended early by an operator
] as const);

/** A request or a grant; one record from asking to its end. */
export const ExemptionRecord = Type.Object(
  {
    exemption: HexId,
    device: HexId,
    /** As the PC last said; absent where it never did. */
    hostName: Type.Optional(Type.String({ maxLength: 255 })),
    /** The device's. */
    unit: Type.Optional(Slug),
    ban: Slug,
    /** Absent: everybody on the device. */
    account: Type.Optional(AccountName),
    purpose: ShortText,
    /** Where the employee needs the app; absent where nothing was said. */
    neededOn: Type.Optional(AskedDevice),
    state: ExemptionState,
    /** Wished for by the employee, or set by the operator who granted it. */
    days: Type.Integer({ minimum: 1 }),
    askedAt: Type.Optional(Instant),
    from: Type.Optional(Instant),
    until: Type.Optional(Instant),
    approvedBy: Type.Array(ShortText, { maxItems: 2 }),
    approversNeeded: Type.Integer({ minimum: 1, maximum: 2 }),
    reason: Type.Optional(ShortText),
    /** Given as a code over the telephone: it lowers `block` to `warn`, and is never silent. */
    withCode: Type.Optional(Type.Literal(true)),
  },
  strict,
);
export type ExemptionRecord = Static<typeof ExemptionRecord>;

const id = 'fedcba9876543210fedcba9876543210';
const record = {
  exemption: id,
  device: '0123456789abcdef0123456789abcdef',
  ban: 'tiktok',
  account: 'ola',
  purpose: 'culture night',
  neededOn: 'dedicated',
  state: 'waiting',
  days: 7,
  askedAt: 1_795_338_000_000,
  approvedBy: [],
  approversNeeded: 1,
} as const;
const approved = {
  ...record,
  state: 'approved',
  from: 1_795_338_100_000,
  until: 1_795_942_900_000,
  approvedBy: ['kari'],
} as const;
const withCode = {
  ...approved,
  hostName: 'pc-0042',
  unit: 'kultur',
  days: 1,
  until: 1_795_352_500_000,
  withCode: true,
} as const;
const PageMark = Type.String({ pattern: '^[0-9]{1,16}-[0-9a-f]{32}$', title: 'mark of a page' });
const one = Type.Object({ exemption: HexId }, strict);
/** What the operator reads out: ten characters and a check character, `7K3M-9QXW-2BT`. Told once, kept nowhere. */
const OfflineCode = Type.String({ pattern: '^[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{3}$', title: 'offline code' });
/** The eight characters that the tray shows; hyphens, spaces and case do not count. */
const OfflineChallenge = Type.String({
  minLength: 8,
  maxLength: 20,
  pattern: '^[0-9A-Za-z -]+$',
  title: 'offline challenge',
});

export const exemptionOperations = {
  listExemptions: operation({
    id: 'listExemptions',
    method: 'GET',
    path: '/api/exemptions',
    summary:
      'Requests and grants, what changed last first. The look at each PC shown is audited, and told to its user',
    role: 'viewer',
    query: Type.Object(
      {
        state: Type.Optional(ExemptionState),
        device: Type.Optional(HexId),
        ban: Type.Optional(Slug),
        /** Of this unit and those below it. */
        unit: Type.Optional(Slug),
        /** Only what runs now and ends within so many days, what ends first first; `state` and `after` have no meaning then. */
        expiresWithinDays: Type.Optional(Type.Integer({ minimum: 1, maximum: 90 })),
        /** `next` of the page before. */
        after: Type.Optional(PageMark),
        limit: pageQuery.limit,
      },
      strict,
    ),
    response: Type.Object({ exemptions: Type.Array(ExemptionRecord), next: Type.Optional(PageMark) }, strict),
    example: { query: { state: 'waiting', limit: 100 }, response: { exemptions: [record] } },
  }),
  grantExemption: operation({
    id: 'grantExemption',
    method: 'POST',
    path: '/api/exemptions',
    summary:
      'Exempts a device, or one account on it, from one ban for a time; where the ban demands two approvers it waits for the second',
    role: 'approver',
    body: Type.Object(
      {
        device: HexId,
        ban: Slug,
        account: Type.Optional(AccountName),
        purpose: ShortText,
        from: Instant,
        until: Instant,
      },
      strict,
    ),
    response: ExemptionRecord,
    example: {
      body: {
        device: record.device,
        ban: 'tiktok',
        account: 'ola',
        purpose: 'culture night',
        from: 1_795_338_100_000,
        until: 1_795_942_900_000,
      },
      response: approved,
    },
  }),
  approveRequest: operation({
    id: 'approveRequest',
    method: 'POST',
    path: '/api/exemptions/{exemption}/approve',
    summary: 'Approves a request, as the first or the second approver',
    role: 'approver',
    params: one,
    body: Type.Object(
      {
        /** Fewer or more days than wished for. */
        days: Type.Optional(Type.Integer({ minimum: 1, maximum: 366 })),
        reason: Type.Optional(ShortText),
      },
      strict,
    ),
    response: Type.Object(
      {
        ...ExemptionRecord.properties,
        /** Where the last approver agreed to an offline code: what to read out. */
        offlineCode: Type.Optional(OfflineCode),
      },
      strict,
    ),
    example: { params: { exemption: id }, body: { days: 7 }, response: approved },
  }),
  answerOfflineCode: operation({
    id: 'answerOfflineCode',
    method: 'POST',
    path: '/api/exemptions/offline',
    summary:
      'Answers the challenge that the tray of a PC without network shows, with a code that lowers `block` to `warn` for some hours; where the ban demands two approvers the code comes with the second approval',
    role: 'approver',
    body: Type.Object(
      {
        device: HexId,
        ban: Slug,
        challenge: OfflineChallenge,
        hours: Type.Integer({ minimum: 1, maximum: 72 }),
        purpose: ShortText,
        account: Type.Optional(AccountName),
      },
      strict,
    ),
    response: Type.Object(
      {
        /** Absent while the second approver is waited for. */
        code: Type.Optional(OfflineCode),
        exemption: ExemptionRecord,
        /** If the code is entered now; the hours begin when it is. */
        until: Instant,
      },
      strict,
    ),
    example: {
      body: {
        device: record.device,
        ban: 'tiktok',
        challenge: '7K3M-9QXW',
        hours: 4,
        purpose: 'culture night, no network in the hall',
        account: 'ola',
      },
      response: { code: '4C8N-Z0HT-5RJ', exemption: withCode, until: withCode.until },
    },
  }),
  denyRequest: operation({
    id: 'denyRequest',
    method: 'POST',
    path: '/api/exemptions/{exemption}/deny',
    summary: 'Denies a request; the reason is shown to the person',
    role: 'approver',
    params: one,
    body: Type.Object({ reason: ShortText }, strict),
    response: ExemptionRecord,
    example: {
      params: { exemption: id },
      body: { reason: 'use the dedicated device' },
      response: { ...record, state: 'denied', reason: 'use the dedicated device' },
    },
  }),
  withdrawExemption: operation({
    id: 'withdrawExemption',
    method: 'POST',
    path: '/api/exemptions/{exemption}/withdraw',
    summary: 'Ends a grant before its time',
    role: 'approver',
    params: one,
    body: Type.Object({ reason: ShortText }, strict),
    response: ExemptionRecord,
    example: {
      params: { exemption: id },
      body: { reason: 'the event is over' },
      response: { ...approved, state: 'withdrawn', reason: 'the event is over' },
    },
  }),
} as const;
