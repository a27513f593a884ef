import { Type, type Static } from 'typebox';
import { Channel, Confidence, EvidenceKind } from '#policy/evidence.ts';

const strict = { additionalProperties: false } as const;

/** Keys of the app's `sources`; at least one. */
export const SourceIds = Type.Array(Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9!-]{0,39}$' }), {
  minItems: 1,
  maxItems: 10,
  uniqueItems: true,
});
export const Note = Type.String({ minLength: 1, maxLength: 600 });

/**
 * How a value is compared. Default `exact`. `prefix`: begins with it. `glob`: `*` stands for any run of characters
 * without `/` and `\`, `**` for any run. `regex`: anchored and simple, see `pattern.ts`.
 */
export const MatchMode = Type.Enum(['exact', 'prefix', 'glob', 'regex'] as const);
export type MatchMode = Static<typeof MatchMode>;

/**
 * What a value names where its kind does not tell: `app` the app itself (a vendor's signature where the app is all that
 * the vendor makes), `vendor` only the maker, `generic` a value that other programs share; the last two never make a
 * match alone.
 */
export const IdentifierScope = Type.Enum(['app', 'vendor', 'generic'] as const);
export type IdentifierScope = Static<typeof IdentifierScope>;

/** One value by which an app can be known. */
export const Identifier = Type.Object(
  {
    kind: EvidenceKind,
    value: Type.String({ minLength: 1, maxLength: 512 }),
    match: Type.Optional(MatchMode),
    channel: Channel,
    scope: Type.Optional(IdentifierScope),
    confidence: Confidence,
    source: SourceIds,
    note: Type.Optional(Note),
    /** For `pwa-app-id`: the URL it was computed from. Unconfirmed, the id is a hint only. */
    startUrl: Type.Optional(
      Type.Object(
        { url: Type.String({ pattern: '^https://', maxLength: 512 }), confirmed: Type.Boolean() },
        strict,
      ),
    ),
  },
  strict,
);
export type Identifier = Static<typeof Identifier>;

/** Evidence that rules the app out, however much else points to it. */
export const Exclude = Type.Object(
  {
    kind: EvidenceKind,
    value: Type.String({ minLength: 1, maxLength: 512 }),
    match: Type.Optional(MatchMode),
    /** What the program is instead. */
    reason: Type.String({ minLength: 1, maxLength: 200 }),
  },
  strict,
);
export type Exclude = Static<typeof Exclude>;

const MarkerString = Type.String({ minLength: 5, maxLength: 128 });

/**
 * Strings inside the program file. A set matches when `atLeast` of its strings were found and none of `not`; what is in
 * `not` must be found by whoever scans, so it is part of `wantedEvidence`.
 */
export const Markers = Type.Object(
  {
    sets: Type.Array(
      Type.Object(
        {
          strings: Type.Array(MarkerString, { minItems: 2, maxItems: 8, uniqueItems: true }),
          atLeast: Type.Integer({ minimum: 2, maximum: 8 }),
          /** The app's program file has never been smaller: smaller files are not looked into for it. */
          atLeastBytes: Type.Optional(Type.Integer({ minimum: 4096, maximum: 1_000_000_000 })),
          confidence: Confidence,
          source: SourceIds,
        },
        strict,
      ),
      { minItems: 1, maxItems: 8 },
    ),
    not: Type.Optional(Type.Array(MarkerString, { maxItems: 16, uniqueItems: true })),
  },
  strict,
);
export type Markers = Static<typeof Markers>;
export type MarkerSet = Markers['sets'][number];
