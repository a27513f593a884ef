import { Type, type Static } from 'typebox';

/** Lower-case words joined by hyphens: ids that people write in files and read on screens. */
export const Slug = Type.String({ pattern: '^[a-z0-9]([a-z0-9-]{0,62}[a-z0-9])?$', title: 'slug' });
/** 128-bit random id in lower-case hex, made by our own programs. */
export const HexId = Type.String({ pattern: '^[0-9a-f]{32}$', title: 'hex id' });
/** SHA-256 in lower-case hex. */
export const Sha256 = Type.String({ pattern: '^[0-9a-f]{64}$', title: 'sha-256' });
/** Standard base64 of at most 512 KiB. */
export const Base64 = Type.String({ pattern: '^[A-Za-z0-9+/]*={0,2}$', maxLength: 699_052, title: 'base64' });
/** Epoch milliseconds, UTC. */
export const Instant = Type.Integer({ minimum: 0, maximum: 8_640_000_000_000_000, title: 'instant' });
/** A number that only goes up; never beyond what every reader holds exactly. */
export const Counter = Type.Integer({ minimum: 0, maximum: 9_007_199_254_740_991, title: 'counter' });
/** A calendar day, `2026-11-22`; it begins at midnight in the organisation's time zone. */
export const Day = Type.String({ pattern: '^\\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])$', title: 'day' });
/** OS account name as the platform spells it. */
export const AccountName = Type.String({ minLength: 1, maxLength: 128 });
export const Label = Type.String({ pattern: '^[a-z0-9][a-z0-9-]{0,31}(:[a-z0-9-]{1,32})?$', title: 'label' });
/** Plain text for people; no markup is ever interpreted. */
export const ShortText = Type.String({ minLength: 1, maxLength: 300 });
export const LongText = Type.String({ minLength: 1, maxLength: 2_000 });

/** The languages in which the product speaks. */
export const languages = ['nb', 'nn', 'da', 'sv', 'nl', 'fr', 'de', 'en'] as const;
export const Language = Type.Enum(languages);
export type Language = Static<typeof Language>;

/** The same text in several languages; at least one. */
export const Texts = Type.Object(
  {
    nb: Type.Optional(LongText),
    nn: Type.Optional(LongText),
    da: Type.Optional(LongText),
    sv: Type.Optional(LongText),
    nl: Type.Optional(LongText),
    fr: Type.Optional(LongText),
    de: Type.Optional(LongText),
    en: Type.Optional(LongText),
  },
  { additionalProperties: false, minProperties: 1 },
);
export type Texts = Static<typeof Texts>;

export const deviceClassSchema = Type.Enum(['service', 'private', 'dedicated'] as const);

export const strict = { additionalProperties: false } as const;
