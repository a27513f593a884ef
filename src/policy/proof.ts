import { Type, type Static } from 'typebox';
import { Channel } from './evidence.ts';
import { Counter, HexId, Instant, ShortText, Slug, strict } from './primitives.ts';

/** What a PC really enforces, strongest first. */
export const truthLevels = [
  'denied-before-start',
  'stopped-after-start',
  'warned',
  'reported-only',
  'blind',
] as const;
export const TruthLevel = Type.Enum(truthLevels);
export type TruthLevel = Static<typeof TruthLevel>;

/** Per ban and channel: the level, and why it is not higher. */
export const Truth = Type.Object(
  { ban: Slug, channel: Channel, level: TruthLevel, why: Type.Optional(ShortText) },
  strict,
);
export type Truth = Static<typeof Truth>;

/** The mechanisms that can be proved one by one. */
export const Layer = Type.Enum([
  'process-stop',
  'exec-guard',
  'browser-policy',
  'browser-extension',
  'pwa',
] as const);
export type Layer = Static<typeof Layer>;

/** The harmless thing that every agent tries: a program of ours and a reserved host name (RFC 2606). */
export const canary = { app: 'portvakt-canary', host: 'canary.portvakt.example' } as const;

/** Dated result of one canary try on one layer. */
export const Receipt = Type.Object(
  {
    id: HexId,
    layer: Layer,
    subject: Type.Optional(ShortText),
    triedAt: Instant,
    result: Type.Enum(['blocked', 'not-blocked', 'could-not-try'] as const),
    level: TruthLevel,
    release: Counter,
    why: Type.Optional(ShortText),
  },
  strict,
);
export type Receipt = Static<typeof Receipt>;

/** Somebody in IT looked at this device; shown in the employee's ledger. */
export const Look = Type.Object({ id: HexId, at: Instant, operator: ShortText, what: ShortText }, strict);
export type Look = Static<typeof Look>;
