import { Type, type Static } from 'typebox';
import { effects } from './effect-order.ts';
import { Channel, Evidence } from './evidence.ts';
import { Day, deviceClassSchema, Label, ShortText, Slug, strict, Texts } from './primitives.ts';

export const Effect = Type.Enum(effects);
export type Effect = Static<typeof Effect>;

/** `mandatory` holds below and cannot be weakened there; `recommended` informs until a unit below adopts it. */
export const Binding = Type.Enum(['mandatory', 'recommended'] as const);
export type Binding = Static<typeof Binding>;

/** Why an organisation may demand this. A ban without one is refused. */
export const Basis = Type.Union([
  Type.Object(
    {
      kind: Type.Enum(['decision', 'law', 'risk-assessment', 'advice'] as const),
      decidedBy: ShortText,
      reference: ShortText,
      date: Day,
    },
    strict,
  ),
  Type.Object(
    {
      kind: Type.Literal('unwritten'),
      statedBy: ShortText,
      date: Day,
      /** At most 30 days after `date`. */
      toBeWrittenBy: Day,
    },
    strict,
  ),
]);
export type Basis = Static<typeof Basis>;

/** Which devices a ban is for. */
export const Audience = Type.Object(
  {
    /** Units, each with all below it. Default: the unit that owns the ban. */
    units: Type.Optional(Type.Array(Slug, { minItems: 1, maxItems: 500, uniqueItems: true })),
    /** The device must carry every one of `labels` and none of `withoutLabels`. */
    labels: Type.Optional(Type.Array(Label, { maxItems: 50, uniqueItems: true })),
    withoutLabels: Type.Optional(Type.Array(Label, { maxItems: 50, uniqueItems: true })),
    /** Default: `service` only, so that nobody's private device is concerned unless the ban says so. */
    classes: Type.Optional(Type.Array(deviceClassSchema, { minItems: 1, uniqueItems: true })),
  },
  strict,
);
export type Audience = Static<typeof Audience>;

/** A program described by its evidence, for what the catalogue does not know. All of `all` must be seen. */
export const InlineMatcher = Type.Object(
  { name: ShortText, all: Type.Array(Evidence, { minItems: 1, maxItems: 8 }) },
  strict,
);
export type InlineMatcher = Static<typeof InlineMatcher>;

export const Grace = Type.Object(
  {
    /** Working days by the organisation's calendar, from the acknowledgement or the third showing. */
    workingDays: Type.Integer({ minimum: 1, maximum: 60 }),
    /** The last day of grace for everybody, whatever was seen. */
    until: Day,
  },
  strict,
);
export type Grace = Static<typeof Grace>;

export const ExemptionTerms = Type.Object(
  {
    allowed: Type.Boolean(),
    /** Who may grant: the unit that owns the ban, or also units below. Default owner. */
    by: Type.Optional(Type.Enum(['owner', 'units-below'] as const)),
    approvers: Type.Optional(Type.Enum([1, 2] as const)),
    longestDays: Type.Optional(Type.Integer({ minimum: 1, maximum: 366 })),
    offlineCodes: Type.Optional(Type.Boolean()),
    /** Only on devices of these classes, for example a `dedicated` one. */
    classes: Type.Optional(Type.Array(deviceClassSchema, { minItems: 1, uniqueItems: true })),
  },
  strict,
);
export type ExemptionTerms = Static<typeof ExemptionTerms>;

export const FurtherReading = Type.Object(
  { title: Texts, url: Type.String({ pattern: '^https://[^\\s]{3,400}$', title: 'https address' }) },
  strict,
);

/** The organisation's own words. What is absent is said by the product's own texts. */
export const NoticeTexts = Type.Object(
  {
    why: Texts,
    instead: Type.Optional(Texts),
    furtherReading: Type.Optional(Type.Array(FurtherReading, { maxItems: 5 })),
  },
  strict,
);
export type NoticeTexts = Static<typeof NoticeTexts>;

/** One rule: one thing, over every channel through which it reaches a PC. */
export const Ban = Type.Object(
  {
    id: Slug,
    /** Catalogue apps. A fork of a named app is covered while `channels` has `fork`. */
    apps: Type.Optional(Type.Array(Slug, { minItems: 1, maxItems: 50, uniqueItems: true })),
    matcher: Type.Optional(InlineMatcher),
    /** Default: every channel. */
    channels: Type.Optional(Type.Array(Channel, { minItems: 1, uniqueItems: true })),
    effect: Effect,
    audience: Type.Optional(Audience),
    binding: Binding,
    from: Day,
    grace: Type.Optional(Grace),
    /** The day by which somebody must have decided anew; past it the effect drops one step. */
    review: Day,
    removal: Type.Enum(['none', 'offer', 'require'] as const),
    exemptions: ExemptionTerms,
    /** Whether the server may pause this ban for at most 72 hours. Default no. */
    pausable: Type.Optional(Type.Boolean()),
    basis: Basis,
    notice: NoticeTexts,
    /** Features that a reader must know to apply this ban; an unknown one makes this ban `blind`, never the release invalid. */
    needs: Type.Optional(Type.Array(Slug, { maxItems: 20 })),
  },
  strict,
);
export type Ban = Static<typeof Ban>;

/** What a unit below says to a recommended ban. */
export const Adoption = Type.Union([
  Type.Object(
    { ban: Slug, as: Type.Literal('adopted'), effect: Type.Optional(Effect), reason: ShortText },
    strict,
  ),
  Type.Object({ ban: Slug, as: Type.Literal('declined'), reason: ShortText }, strict),
]);
export type Adoption = Static<typeof Adoption>;
