import { Type, type Static } from 'typebox';
import { AskedDevice, ExemptionAnswer, ExemptionRequest } from '#policy/exemption.ts';
import {
  AccountName,
  HexId,
  Instant,
  LongText,
  Sha256,
  ShortText,
  Slug,
  strict,
} from '#policy/primitives.ts';
import { Basis } from '#policy/ban.ts';
import { BrowserCoverage, Truth } from '#policy/proof.ts';
import { Notice } from './notice.ts';

/**
 * The conversation at the agent's tray door. Ask-only: no verb can lower protection on the word of the
 * caller; a code needs IT. Everything personal is of the
 * calling account, as the kernel names it. Each request carries an `id`; its answer repeats it.
 */
const id = Type.Integer({ minimum: 0, maximum: 4_294_967_295 });

export const StatusRequest = Type.Object({ type: Type.Literal('status'), id }, strict);
/** From now on `notice` and `status-changed` messages follow on this connection. */
export const SubscribeRequest = Type.Object({ type: Type.Literal('subscribe'), id }, strict);
export const NoticesRequest = Type.Object({ type: Type.Literal('notices'), id }, strict);
/** The tray put the notice before the person's eyes. */
export const ShownRequest = Type.Object({ type: Type.Literal('shown'), id, notice: HexId }, strict);
export const AcknowledgeRequest = Type.Object(
  { type: Type.Literal('acknowledge'), id, notice: HexId },
  strict,
);
export const AskRequest = Type.Object(
  {
    type: Type.Literal('ask'),
    id,
    ban: Slug,
    purpose: ShortText,
    days: Type.Integer({ minimum: 1, maximum: 366 }),
    device: Type.Optional(AskedDevice),
  },
  strict,
);
/** "Remind me": the notice keeps silent until then, never beyond its deadline, and only as often as `remindersLeft` says. */
export const RemindRequest = Type.Object(
  {
    type: Type.Literal('remind'),
    id,
    notice: HexId,
    when: Type.Enum(['in-an-hour', 'tomorrow'] as const),
  },
  strict,
);
/** What of a ban's apps this account could remove, and how. */
export const RemovablesRequest = Type.Object({ type: Type.Literal('removables'), id, ban: Slug }, strict);
/** Has the agent remove a machine-wide package through the platform's own package database; answered when it is verified. */
export const RemoveRequest = Type.Object(
  { type: Type.Literal('remove'), id, ban: Slug, item: HexId },
  strict,
);
/** "I removed it in my session: is it gone?" The agent reads anew before it answers. */
export const VerifyRemovalRequest = Type.Object(
  { type: Type.Literal('verify-removal'), id, ban: Slug, item: HexId },
  strict,
);
export const RequestsRequest = Type.Object({ type: Type.Literal('requests'), id }, strict);
export const LedgerRequest = Type.Object(
  { type: Type.Literal('ledger'), id, before: Type.Optional(Type.Integer({ minimum: 1 })) },
  strict,
);
/** "What is this program, what would the policy do, and why?" for a path that the caller names. */
export const ExplainRequest = Type.Object(
  { type: Type.Literal('explain'), id, path: Type.String({ minLength: 1, maxLength: 4_096 }) },
  strict,
);
/** "I have no network: what do I read out to the service desk?" The same challenge until it is used or a day old. */
export const OfflineChallengeRequest = Type.Object(
  { type: Type.Literal('offline-challenge'), id, ban: Slug },
  strict,
);
/** The code that the service desk read out. */
export const OfflineRedeemRequest = Type.Object(
  {
    type: Type.Literal('offline-redeem'),
    id,
    ban: Slug,
    code: Type.String({ minLength: 1, maxLength: 40 }),
  },
  strict,
);
export const trayToAgent = [
  StatusRequest,
  SubscribeRequest,
  NoticesRequest,
  ShownRequest,
  AcknowledgeRequest,
  AskRequest,
  RemindRequest,
  RemovablesRequest,
  RemoveRequest,
  VerifyRemovalRequest,
  RequestsRequest,
  LedgerRequest,
  ExplainRequest,
  OfflineChallengeRequest,
  OfflineRedeemRequest,
] as const;
export type TrayToAgent = Static<(typeof trayToAgent)[number]>;

/** What the tray's icon and `portvakt status` show. */
export const AgentStatus = Type.Object(
  {
    agentVersion: ShortText,
    mode: Type.Enum(['system', 'user'] as const),
    /** Closed list, so that the tray can say it in the person's language. */
    state: Type.Enum(['waiting-for-organisation', 'awaiting-approval', 'active', 'device-revoked'] as const),
    server: Type.Object(
      {
        address: ShortText,
        connected: Type.Boolean(),
        /** Why not, in a sentence; absent while connected. */
        why: Type.Optional(ShortText),
        lastContact: Type.Optional(Instant),
      },
      strict,
    ),
    organisation: Type.Optional(
      Type.Object(
        {
          id: Slug,
          name: ShortText,
          contact: ShortText,
          /** Where a person without network can call. */
          phone: Type.Optional(ShortText),
          /** What the organisation itself says about why it may process this, by language. */
          legalBasis: Type.Optional(Type.Record(Type.String(), LongText)),
          /** Its data protection officer or the like. */
          dataProtection: Type.Optional(ShortText),
        },
        strict,
      ),
    ),
    device: Type.Optional(HexId),
    class: Type.Enum(['service', 'private', 'dedicated'] as const),
    unit: Type.Optional(Slug),
    release: Type.Integer({ minimum: 0 }),
    releaseAppliedAt: Type.Optional(Instant),
    watch: Type.Object(
      { kind: Type.Enum(['announced', 'swept'] as const), why: Type.Optional(ShortText) },
      strict,
    ),
    /** The start guard: whether it is asked before a program starts. Absent where there is none. */
    guard: Type.Optional(
      Type.Object(
        {
          kind: Type.Enum(['off', 'unsupported', 'gap', 'guarding'] as const),
          why: Type.Optional(ShortText),
          /** Kinds of file systems of this PC from which programs start unasked. */
          unguarded: Type.Optional(Type.Array(ShortText, { maxItems: 50 })),
        },
        strict,
      ),
    ),
    counts: Type.Object(
      {
        installed: Type.Integer(),
        running: Type.Integer(),
        bans: Type.Integer(),
        waitingEvents: Type.Integer(),
      },
      strict,
    ),
    /** Per ban of this device: its name for people, what it does now, until when the person has grace, and how well it is enforced. */
    bans: Type.Array(
      Type.Object(
        {
          ban: Slug,
          apps: Type.Array(ShortText),
          effect: Type.Enum(['none', 'inform', 'warn', 'block'] as const),
          reason: Slug,
          deadline: Type.Optional(Instant),
          exemptUntil: Type.Optional(Instant),
          mayAsk: Type.Boolean(),
          longestDays: Type.Optional(Type.Integer({ minimum: 1, maximum: 366 })),
          /** A code over the telephone may lift its block for some hours. */
          mayUseCode: Type.Optional(Type.Literal(true)),
          /** A code was entered; it acts until then. */
          codeUntil: Type.Optional(Instant),
          found: Type.Boolean(),
          /** Who decided it, on what grounds. */
          basis: Type.Optional(Basis),
          truth: Type.Array(Truth),
        },
        strict,
      ),
    ),
    /** How far the web guard reaches, where a ban acts on web clients. */
    browsers: Type.Optional(Type.Array(BrowserCoverage, { maxItems: 40 })),
    faults: Type.Array(Type.Object({ code: Slug, detail: ShortText, at: Instant }, strict)),
  },
  strict,
);
export type AgentStatus = Static<typeof AgentStatus>;

export const LedgerEntry = Type.Object(
  {
    index: Type.Integer({ minimum: 1 }),
    at: Instant,
    kind: Type.Enum(['sent', 'look', 'preview', 'received'] as const),
    /** What it was, as the JSON text that was sent or received. */
    body: Type.String({ maxLength: 8_192 }),
    /** SHA-256 over the previous hash and this entry: the chain. */
    hash: Sha256,
    /** The hash of the entry before it, which may be another account's and hidden: with it each entry can be checked. */
    previous: Type.Optional(Sha256),
    /** Whose entry it is, where it is not everybody's; part of what is hashed. */
    account: Type.Optional(AccountName),
    /** Random, part of what is hashed: whoever may see only the hash cannot guess the entry. */
    salt: Type.Optional(HexId),
  },
  strict,
);
export type LedgerEntry = Static<typeof LedgerEntry>;

/**
 * One installation of a banned app as the person sees it. Stays on this PC: the tray shows it, nothing of it is reported.
 */
export const Removable = Type.Object(
  {
    item: HexId,
    ban: Slug,
    appName: ShortText,
    source: Type.Enum(['flatpak', 'snap', 'dpkg', 'rpm', 'appimage', 'folder', 'web-app', 'other'] as const),
    /** Who has to do it: the person's own session, the agent for machine-wide packages, or IT. */
    by: Type.Enum(['person', 'agent', 'it'] as const),
    /** Why IT has to, where the person cannot. */
    why: Type.Optional(
      Type.Enum([
        'not-supported',
        'agent-without-rights',
        'used-by-others',
        'not-certain',
        'protected',
      ] as const),
    ),
    /** What it is to the system: a package's name, an application id, or a folder or file in the person's home. */
    name: Type.String({ minLength: 1, maxLength: 4_096 }),
    /** Further files that go along to the trash, such as the launcher of a web app. Absolute, in the person's home. */
    files: Type.Array(Type.String({ minLength: 1, maxLength: 4_096 }), { maxItems: 20 }),
    /** Kinds of personal data that the removal destroys, and that it leaves: the catalogue's words, comma-separated. */
    destroys: Type.Optional(ShortText),
    keeps: Type.Optional(ShortText),
    running: Type.Boolean(),
  },
  strict,
);
export type Removable = Static<typeof Removable>;

export const removalOutcomes = [
  'removed',
  'still-there',
  /** Another package needs it, so the platform's uninstaller refused. */
  'needed-by-others',
  /** Another installation or removal is under way on this PC. */
  'busy',
  'running',
  'failed',
] as const;
export type RemovalOutcome = (typeof removalOutcomes)[number];

export const Explanation = Type.Object(
  {
    path: Type.String(),
    evidence: Type.Array(Type.Object({ kind: ShortText, value: Type.String() }, strict)),
    matches: Type.Array(
      Type.Object(
        {
          app: Slug,
          name: ShortText,
          channel: ShortText,
          strength: Type.Enum(['certain', 'hint'] as const),
          confidence: ShortText,
          by: Type.Array(Type.Object({ kind: ShortText, value: Type.String() }, strict)),
        },
        strict,
      ),
    ),
    decisions: Type.Array(
      Type.Object(
        { ban: Slug, effect: ShortText, reason: Slug, origin: ShortText, sentence: Type.String() },
        strict,
      ),
    ),
    /** The start guard would refuse it before it runs. Absent: it would start, and be stopped where a decision says so. */
    refused: Type.Optional(Type.Literal(true)),
  },
  strict,
);
export type Explanation = Static<typeof Explanation>;

/** What the person reads out. */
export const OfflineChallenge = Type.Object(
  {
    /** Eight characters in two groups, `7K3M-9QXW`. */
    challenge: ShortText,
    expiresAt: Instant,
    /** By which the service desk finds this PC. */
    hostName: Type.String({ maxLength: 255 }),
    device: HexId,
  },
  strict,
);
export type OfflineChallenge = Static<typeof OfflineChallenge>;

/** What became of a code. A `typo` was misread or mistyped, and costs no try. */
export const OfflineOutcome = Type.Union([
  Type.Object({ outcome: Type.Literal('accepted'), until: Instant }, strict),
  Type.Object({ outcome: Type.Literal('typo') }, strict),
  Type.Object({ outcome: Type.Literal('wrong'), triesLeft: Type.Integer({ minimum: 0 }) }, strict),
  Type.Object({ outcome: Type.Literal('too-many-tries'), retryAt: Instant }, strict),
  /** Used already, or older than a day: there is a new challenge to read out. */
  Type.Object({ outcome: Type.Literal('expired') }, strict),
]);
export type OfflineOutcome = Static<typeof OfflineOutcome>;

/** The tray door's faults, each with a sentence. */
export const localFaults = {
  'no-proof-of-account': 'the system does not tell who is calling, so nothing personal is served',
  'unknown-notice': 'there is no such notice for this account',
  'unknown-ban': 'no such ban acts on this PC',
  'unknown-item': 'there is no such installation any more',
  'not-removable': 'the agent does not remove this: it is for the person or for IT',
  'no-more-reminders': 'this notice cannot be put off again',
  'asking-not-allowed': 'this ban allows no exemption',
  'code-not-allowed': 'this ban allows no codes over the telephone',
  'code-not-possible': 'this PC and the server have agreed on no secret yet: codes need one connection first',
  'not-readable': 'the agent cannot read that file',
  'not-a-person': 'this account cannot ask for an exemption',
  'too-many-requests': 'too many open requests: wait for an answer',
  'storage-failed': 'the request could not be saved on this PC: try again',
} as const;
export type LocalFaultCode = keyof typeof localFaults;

export const agentToTray = [
  Type.Object({ type: Type.Literal('status'), id, status: AgentStatus }, strict),
  Type.Object({ type: Type.Literal('notices'), id, notices: Type.Array(Notice) }, strict),
  Type.Object(
    {
      type: Type.Literal('requests'),
      id,
      requests: Type.Array(Type.Object({ request: ExemptionRequest, answer: ExemptionAnswer }, strict)),
    },
    strict,
  ),
  Type.Object(
    { type: Type.Literal('ledger'), id, entries: Type.Array(LedgerEntry), intact: Type.Boolean() },
    strict,
  ),
  Type.Object({ type: Type.Literal('explanation'), id, explanation: Explanation }, strict),
  Type.Object(
    { type: Type.Literal('removables'), id, removables: Type.Array(Removable, { maxItems: 100 }) },
    strict,
  ),
  Type.Object(
    {
      type: Type.Literal('removal'),
      id,
      outcome: Type.Enum(removalOutcomes),
      /** What the platform's uninstaller said, shortened; for IT. */
      detail: Type.Optional(ShortText),
    },
    strict,
  ),
  Type.Object({ type: Type.Literal('reminder'), id, remindAt: Instant }, strict),
  Type.Object({ type: Type.Literal('offline-challenge'), id, ...OfflineChallenge.properties }, strict),
  Type.Object({ type: Type.Literal('offline-redeemed'), id, result: OfflineOutcome }, strict),
  Type.Object({ type: Type.Literal('asked'), id, request: HexId }, strict),
  Type.Object({ type: Type.Literal('done'), id }, strict),
  Type.Object({ type: Type.Literal('refused'), id, fault: Slug, detail: ShortText }, strict),
  // announced after `subscribe`
  Type.Object({ type: Type.Literal('notice'), notice: Notice }, strict),
  Type.Object({ type: Type.Literal('status-changed'), status: AgentStatus }, strict),
] as const;
export type AgentToTray = Static<(typeof agentToTray)[number]>;
