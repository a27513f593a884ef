import { Type, type Static } from 'typebox';
import { Effect } from './ban.ts';
import { BrowserSettings } from './browser-settings.ts';
import { Base64, Day, Language, ShortText, Slug, strict, Texts } from './primitives.ts';

/** A part of the organisation. Exactly one unit has no parent: the root. */
export const Unit = Type.Object({ id: Slug, name: ShortText, parent: Type.Optional(Slug) }, strict);
export type Unit = Static<typeof Unit>;

const clock = Type.String({ pattern: '^([01]\\d|2[0-3]):[0-5]\\d$', title: 'HH:MM' });

/** When people are at work: grace counts working days by it. */
export const Calendar = Type.Object(
  {
    timeZone: Type.String({ pattern: '^[A-Za-z]+(/[A-Za-z0-9_+-]+){0,2}$', title: 'IANA time zone' }),
    /** 1 is Monday. */
    workingDays: Type.Array(Type.Integer({ minimum: 1, maximum: 7 }), { minItems: 1, uniqueItems: true }),
    hours: Type.Optional(Type.Object({ from: clock, to: clock }, strict)),
    holidays: Type.Array(Day, { maxItems: 400, uniqueItems: true }),
    /** With `pause`, days on which the account was not seen at all do not count toward its grace. */
    absence: Type.Enum(['pause', 'count'] as const),
  },
  strict,
);
export type Calendar = Static<typeof Calendar>;

/** A ban pack that this organisation follows. */
export const Subscription = Type.Object(
  {
    pack: Slug,
    /** Ed25519 public key of the authority, raw 32 bytes. */
    authorityKey: Base64,
    apps: Type.Optional(Type.Array(Slug, { maxItems: 200 })),
    highestEffect: Effect,
    mode: Type.Enum(['adopt', 'hold'] as const),
    /** Where the server fetches it; absent: somebody brings it as a file. */
    url: Type.Optional(Type.String({ pattern: '^https?://[^\\s]{3,500}$', title: 'web address' })),
  },
  strict,
);
export type Subscription = Static<typeof Subscription>;

/** What the server's key may do on its own. Absent means never. */
export const ServerLimits = Type.Object(
  {
    exemptions: Type.Boolean(),
    /** Hours; 0 forbids `pause`. */
    longestPauseHours: Type.Integer({ minimum: 0, maximum: 72 }),
  },
  strict,
);
export type ServerLimits = Static<typeof ServerLimits>;

export const Contact = Type.Object(
  { name: ShortText, mail: Type.Optional(ShortText), phone: Type.Optional(ShortText) },
  strict,
);
export type Contact = Static<typeof Contact>;

/** Who the organisation is, how it is divided, when it works. Part of every release. */
export const Organisation = Type.Object(
  {
    id: Slug,
    name: ShortText,
    contact: Contact,
    /** Why the organisation may process what Portvakt reports, in its own words; shown to every employee. */
    legalBasis: Type.Optional(Texts),
    /** Whom an employee may ask about personal data: the data protection officer, usually. */
    dataProtection: Type.Optional(Contact),
    languages: Type.Array(Language, { minItems: 1, uniqueItems: true }),
    units: Type.Array(Unit, { minItems: 1, maxItems: 5_000 }),
    calendar: Calendar,
    limits: ServerLimits,
    browsers: Type.Optional(BrowserSettings),
    /** PCs of class `service` tell the names of their accounts, so that assignment rules can go by them. Default no. */
    asksAccounts: Type.Optional(Type.Boolean()),
    subscriptions: Type.Array(Subscription, { maxItems: 50 }),
  },
  strict,
);
export type Organisation = Static<typeof Organisation>;
