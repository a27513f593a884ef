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
export const canary = {
  app: 'portvakt-canary',
  /** Always in the browsers' managed policy. */
  host: 'canary.portvakt.example',
  /** Always in the extension's rules, and never in the policy. */
  extensionHost: 'extension-canary.portvakt.example',
  /** The canary app's web site: nobody answers there, and a ban on the canary shows its page. */
  webSite: 'try.portvakt.example',
} as const;

/** Browsers by family; `other` is one that looks like a browser and is none of these. */
export const browserKinds = [
  'chromium',
  'chrome',
  'edge',
  'brave',
  'vivaldi',
  'yandex',
  'opera',
  'firefox',
  'other',
] as const;
export const BrowserKind = Type.Enum(browserKinds);
export type BrowserKind = Static<typeof BrowserKind>;

/** How a browser came to this PC. Only `system` ones read the machine's policy files. */
export const browserPackagings = ['system', 'flatpak', 'snap', 'portable'] as const;
export const BrowserPackaging = Type.Enum(browserPackagings);
export type BrowserPackaging = Static<typeof BrowserPackaging>;

/**
 * What of the web guard reaches one kind of browser on this PC. Counts only: no profile, no person, nothing visited.
 */
export const BrowserCoverage = Type.Object(
  {
    browser: BrowserKind,
    packaging: BrowserPackaging,
    /**
     * The browser's own policy: `in-force` in every one that runs; `from-next-start` where one runs that read an older
     * policy (Firefox); `not-written`: the file could not be written; `unsupported`: it takes none.
     */
    policy: Type.Enum(['in-force', 'from-next-start', 'not-written', 'unsupported'] as const),
    /** Profiles on this PC, over all accounts. */
    profiles: Counter,
    /** Profiles whose extension is connected now. */
    connected: Counter,
    /** Running browsers that have said nothing for so long that their extension counts as missing. */
    silent: Counter,
    /** Running browsers of this kind. */
    running: Counter,
  },
  strict,
);
export type BrowserCoverage = Static<typeof BrowserCoverage>;

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
