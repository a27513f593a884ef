import { Type, type Static } from 'typebox';
import { ExemptionAnswer } from '#policy/exemption.ts';
import {
  AccountName,
  Base64,
  Counter,
  HexId,
  Instant,
  Sha256,
  ShortText,
  Slug,
  strict,
} from '#policy/primitives.ts';
import { BrowserCoverage, Look, Truth } from '#policy/proof.ts';
import { Envelope } from './envelope.ts';
import { JournalEvent } from './event.ts';
import { limits } from './limits.ts';

/** The conversation between an agent and the server, subprotocol `portvakt.1`. Each frame is one JSON text. */

const Nonce = Type.String({ pattern: '^[A-Za-z0-9+/]{43}=$', title: '32 random bytes, base64' });
const DeviceFacts = Type.Object(
  {
    hostName: Type.String({ maxLength: 255 }),
    os: Type.Enum(['linux', 'win32', 'darwin'] as const),
    osName: Type.String({ maxLength: 128 }),
    osVersion: Type.String({ maxLength: 128 }),
    model: Type.String({ maxLength: 260 }),
    agentVersion: Type.String({ maxLength: 64 }),
  },
  strict,
);
export type ReportedDeviceFacts = Static<typeof DeviceFacts>;

// ── server to agent ──────────────────────────────────────────────────────────────────────────────────────────────

/** First frame of every connection. */
export const Challenge = Type.Object(
  {
    type: Type.Literal('challenge'),
    organisation: Slug,
    nonce: Nonce,
    /**
     * The server does not end TLS itself (a proxy does), so both sides sign with an empty TLS exporter. Nobody gains by
     * forging it: a server that ends TLS itself still demands the exporter.
     */
    tlsEndedElsewhere: Type.Optional(Type.Literal(true)),
  },
  strict,
);
export const Welcome = Type.Object(
  {
    type: Type.Literal('welcome'),
    /** The server key's signature over the session text; see `session-proof.ts`. */
    proof: Base64,
    key: Base64,
    /** Highest seq that the server holds for the epoch named in `hello`. */
    acked: Counter,
    at: Instant,
  },
  strict,
);
export const Retry = Type.Object(
  { type: Type.Literal('retry'), afterSeconds: Type.Integer({ minimum: 1, maximum: 86_400 }) },
  strict,
);
export const Enrolled = Type.Object(
  {
    type: Type.Literal('enrolled'),
    device: HexId,
    organisation: Slug,
    state: Type.Enum(['active', 'awaiting-approval'] as const),
    /** Raw public key; the agent takes it only if its fingerprint is the one in its token. */
    organisationKey: Base64,
    /** Carries the server key that the agent will demand in `welcome`. */
    release: Envelope,
  },
  strict,
);
export const ReleaseMessage = Type.Object({ type: Type.Literal('release'), envelope: Envelope }, strict);
export const FragmentMessage = Type.Object(
  {
    type: Type.Literal('fragment'),
    sha256: Sha256,
    /** The exact bytes whose hash the release names, as text. */
    body: Type.String({ maxLength: 3_000_000 }),
  },
  strict,
);
export const AssignmentMessage = Type.Object(
  { type: Type.Literal('assignment'), envelope: Envelope },
  strict,
);
export const PauseMessage = Type.Object({ type: Type.Literal('pause'), envelope: Envelope }, strict);
export const EventsAck = Type.Object(
  { type: Type.Literal('events-ack'), epoch: HexId, seq: Counter },
  strict,
);
export const Preview = Type.Object(
  { type: Type.Literal('preview'), id: HexId, apps: Type.Array(Slug, { minItems: 1, maxItems: 50 }) },
  strict,
);
export const AskAnswer = Type.Object({ type: Type.Literal('ask-answer'), answer: ExemptionAnswer }, strict);
export const Rescan = Type.Object({ type: Type.Literal('rescan') }, strict);
export const Prove = Type.Object({ type: Type.Literal('prove') }, strict);
export const Looks = Type.Object(
  { type: Type.Literal('looks'), looks: Type.Array(Look, { maxItems: 200 }) },
  strict,
);
/**
 * What this device and the server alone know: codes that a person gets over the telephone are made from it. Sent after
 * `welcome` to a device that can use codes and does not hold this one; the same each time.
 */
export const OfflineSecret = Type.Object({ type: Type.Literal('offline-secret'), secret: Nonce }, strict);
export const Drain = Type.Object(
  { type: Type.Literal('drain'), reconnectWithinSeconds: Type.Integer({ minimum: 0, maximum: 3_600 }) },
  strict,
);

export const serverToAgent = [
  Challenge,
  Welcome,
  Retry,
  Enrolled,
  ReleaseMessage,
  FragmentMessage,
  AssignmentMessage,
  PauseMessage,
  EventsAck,
  Preview,
  AskAnswer,
  Rescan,
  Prove,
  Looks,
  OfflineSecret,
  Drain,
] as const;
export type ServerToAgent = Static<(typeof serverToAgent)[number]>;

/** In `hello.capabilities`: the device can use offline codes. */
export const offlineCodesCapability = 'offline-codes';
/** Likewise: it holds the secret of this fingerprint, the first 16 hex digits of the SHA-256 of its base64 text. */
export const offlineSecretCapability = (fingerprint: string): string => `offline-secret-${fingerprint}`;

// ── agent to server ──────────────────────────────────────────────────────────────────────────────────────────────

/** Answers `challenge` once, before a device has an identity. `proof` is by the new device key over the session text. */
export const Enrol = Type.Object(
  {
    type: Type.Literal('enrol'),
    organisation: Slug,
    /** The secret part of the enrolment token; see `enrolment-token.ts`. */
    token: Type.String({ pattern: '^[A-Za-z0-9_-]{43}$' }),
    deviceKey: Base64,
    nonce: Nonce,
    proof: Base64,
    private: Type.Boolean(),
    facts: DeviceFacts,
  },
  strict,
);
/** Answers `challenge` on every later connection. */
export const Hello = Type.Object(
  {
    type: Type.Literal('hello'),
    device: HexId,
    nonce: Nonce,
    proof: Base64,
    facts: DeviceFacts,
    private: Type.Boolean(),
    release: Counter,
    /** Highest release version ever seen; a restored server issues above it. */
    highestRelease: Counter,
    assignment: Counter,
    epoch: HexId,
    acked: Counter,
    capabilities: Type.Array(Slug, { maxItems: 50 }),
    /** Of a device of class `service`, and only where the organisation asks for them (`asksAccounts`). */
    accounts: Type.Optional(Type.Array(AccountName, { maxItems: 5 })),
  },
  strict,
);
/** Asks for fragments of the announced release that the device lacks. */
export const FragmentWanted = Type.Object(
  { type: Type.Literal('fragment-wanted'), sha256: Type.Array(Sha256, { minItems: 1, maxItems: 100 }) },
  strict,
);
export const ReleaseApplied = Type.Object(
  {
    type: Type.Literal('release-applied'),
    version: Counter,
    assignment: Counter,
    truth: Type.Array(Truth, { maxItems: 3_000 }),
    /** Only while a ban acts on web clients here, and never from a private device. */
    browsers: Type.Optional(Type.Array(BrowserCoverage, { maxItems: 40 })),
  },
  strict,
);
export const ReleaseRefused = Type.Object(
  {
    type: Type.Literal('release-refused'),
    version: Counter,
    fault: Slug,
    detail: ShortText,
  },
  strict,
);
export const Events = Type.Object(
  {
    type: Type.Literal('events'),
    epoch: HexId,
    events: Type.Array(JournalEvent, { minItems: 1, maxItems: limits.eventsPerMessage }),
  },
  strict,
);
export const PreviewResult = Type.Object(
  {
    type: Type.Literal('preview-result'),
    id: HexId,
    bits: Type.Array(Type.Object({ app: Slug, bit: Type.Boolean() }, strict), { maxItems: 50 }),
  },
  strict,
);

export const agentToServer = [
  Enrol,
  Hello,
  FragmentWanted,
  ReleaseApplied,
  ReleaseRefused,
  Events,
  PreviewResult,
] as const;
export type AgentToServer = Static<(typeof agentToServer)[number]>;
