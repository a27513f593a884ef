import { Type, type Static } from 'typebox';
import { Effect } from '#policy/ban.ts';
import { Channel, Confidence, EvidenceKind } from '#policy/evidence.ts';
import { ExemptionRequest } from '#policy/exemption.ts';
import { AccountName, Counter, Day, Instant, ShortText, Slug, strict } from '#policy/primitives.ts';
import { Receipt, TruthLevel } from '#policy/proof.ts';

/**
 * What an agent reports. Closed list; every body is minimal by construction: ids, kinds, catalogue values, coarse times.
 * Paths, window titles, hosts and lists of apps have no field to travel in.
 */
export const Hit = Type.Object(
  {
    type: Type.Literal('hit'),
    ban: Slug,
    app: Type.Optional(Slug),
    channel: Channel,
    /**
     * What happened. `found`: installed; `warned`, `stopped`: tried to run, or a page of its web client was opened;
     * `continued`: the person went on to the web client after the warning.
     */
    action: Type.Enum(['found', 'warned', 'stopped', 'stop-failed', 'continued'] as const),
    effect: Effect,
    level: TruthLevel,
    /** The catalogue's own identifiers, never what was read on the PC. */
    evidence: Type.Array(
      Type.Object({ kind: EvidenceKind, value: Type.Optional(Type.String({ maxLength: 512 })) }, strict),
      { maxItems: 8 },
    ),
    confidence: Confidence,
    /** Rounded down to five minutes. */
    at: Instant,
    /** Further hits of the same kind on that day, folded. */
    repeats: Counter,
    account: Type.Optional(AccountName),
  },
  strict,
);
export type Hit = Static<typeof Hit>;

export const EventBody = Type.Union([
  Hit,
  Type.Object(
    {
      type: Type.Literal('repeats'),
      ban: Slug,
      channel: Channel,
      day: Day,
      count: Type.Integer({ minimum: 1, maximum: 9_007_199_254_740_991 }),
      account: Type.Optional(AccountName),
    },
    strict,
  ),
  Type.Object(
    {
      type: Type.Literal('acknowledged'),
      ban: Slug,
      notice: Type.Enum(['inform', 'warn', 'block', 'exemption', 'lifted'] as const),
      /** Only where the device is one person's at work: class `service`. */
      account: Type.Optional(AccountName),
      at: Instant,
    },
    strict,
  ),
  Type.Object({ type: Type.Literal('exemption-request'), request: ExemptionRequest }, strict),
  Type.Object(
    {
      /** A code was entered: until `until` the ban warns where it blocked. */
      type: Type.Literal('offline-code-used'),
      ban: Slug,
      /** The random number to which the code was the answer. */
      challenge: Type.String({ pattern: '^[0-9A-HJKMNP-TV-Z]{8}$' }),
      account: Type.Optional(AccountName),
      at: Instant,
      until: Instant,
    },
    strict,
  ),
  Type.Object({ type: Type.Literal('receipt'), receipt: Receipt }, strict),
  Type.Object(
    { type: Type.Literal('removed'), ban: Slug, app: Slug, at: Instant, verified: Type.Boolean() },
    strict,
  ),
  Type.Object(
    {
      type: Type.Literal('fault'),
      code: Slug,
      /** A sentence of ours; never data of the PC. */
      detail: ShortText,
      at: Instant,
    },
    strict,
  ),
]);
export type EventBody = Static<typeof EventBody>;

/** One journalled event. `seq` rises by one within an epoch; the server removes duplicates by device, epoch and seq. */
export const JournalEvent = Type.Object(
  { seq: Type.Integer({ minimum: 1, maximum: 9_007_199_254_740_991 }), body: EventBody },
  strict,
);
export type JournalEvent = Static<typeof JournalEvent>;
