import { Type, type Static } from 'typebox';
import { Effect } from '#policy/ban.ts';
import { Counter, HexId, LongText, ShortText, Slug, strict } from '#policy/primitives.ts';

/**
 * The conversation between the browser extension and the agent, by native messaging: a frame is a 32-bit length in the
 * machine's byte order and UTF-8 JSON, which the native host passes on unread. Whose browser it is, the kernel tells the
 * agent; what the extension says is hearsay: it never raises a truth level and never lowers protection. Nothing in it can
 * name an address.
 */

/** Lower-case ASCII host name (punycode for others), no trailing dot. */
export const WebHost = Type.String({
  pattern: '^[a-z0-9_-]+(\\.[a-z0-9_-]+)*$',
  maxLength: 253,
  title: 'host',
});

/** Which pages belong to an app; made from the catalogue's `webTargets`. */
export const WebTargetList = Type.Object(
  {
    /** With every host below. */
    domains: Type.Array(WebHost),
    /** Single hosts. */
    hosts: Type.Array(WebHost),
    /** `host/path`: pages of that host whose path begins with it. */
    paths: Type.Array(Type.String({ maxLength: 512 })),
    /** With every host below: open although an entry above covers it. The longest entry speaks. */
    except: Type.Array(WebHost),
  },
  strict,
);
export type WebTargetList = Static<typeof WebTargetList>;

const Paragraph = Type.Object(
  {
    text: LongText,
    /** Of the organisation's own text, where it is not the page's. */
    language: Type.Optional(ShortText),
  },
  strict,
);

/** Everything the page says, finished, in the person's language: the same words as the tray's notice. */
export const PageWords = Type.Object(
  {
    /** BCP 47, of the page. */
    language: ShortText,
    title: ShortText,
    lead: LongText,
    /** Under the lead: nothing was lost, until when, how often. */
    remarks: Type.Array(LongText, { maxItems: 6 }),
    sections: Type.Array(
      Type.Object({ heading: ShortText, paragraphs: Type.Array(Paragraph, { maxItems: 6 }) }, strict),
      { maxItems: 8 },
    ),
    reading: Type.Optional(
      Type.Object(
        {
          heading: ShortText,
          links: Type.Array(
            Type.Object(
              {
                title: ShortText,
                url: Type.String({ pattern: '^https://', maxLength: 500 }),
                language: Type.Optional(ShortText),
              },
              strict,
            ),
            { maxItems: 5 },
          ),
        },
        strict,
      ),
    ),
    contact: ShortText,
    /** What Portvakt notes of this: the rule, roughly when, how often; never the address. */
    privacy: LongText,
    /** Where one can go from here. `onward`: to the page all the same (`warn`, `inform`); absent for `block`. */
    back: ShortText,
    onward: Type.Optional(ShortText),
    /** What going on means: for how long, and that it is noted. */
    onwardMeans: Type.Optional(LongText),
    /** When the rule ended while the page was open. */
    openAgain: ShortText,
    open: ShortText,
  },
  strict,
);
export type PageWords = Static<typeof PageWords>;

/** One app under one ban, as it acts for the account whose browser this is. */
export const WebRule = Type.Object(
  {
    ban: Slug,
    /** Catalogue app; absent where the ban describes it by its own matcher. */
    app: Type.Optional(Slug),
    effect: Effect,
    targets: WebTargetList,
    words: PageWords,
  },
  strict,
);
export type WebRule = Static<typeof WebRule>;

/** The extension began to run, or found the agent again. */
export const HelloFromBrowser = Type.Object(
  {
    type: Type.Literal('hello'),
    version: ShortText,
    family: Type.Enum(['chromium', 'firefox'] as const),
    /** Random, made in this profile and kept there: so that profiles can be counted. */
    profile: HexId,
    /** Of the rules that are in force there; 0 for none. */
    revision: Counter,
    /** What the person reads, most wanted first, BCP 47. */
    languages: Type.Array(ShortText, { maxItems: 20 }),
  },
  strict,
);
/** The rules of this revision are in force, and open tabs were swept by them. */
export const AppliedInBrowser = Type.Object({ type: Type.Literal('applied'), revision: Counter }, strict);
/**
 * What happened, counted: `shown` the page of a `block`, `warn` or `inform` rule, `continued` a warning that the person
 * passed. What could not be said at once is added up per ban, app, action and five minutes and said later.
 */
export const HappenedInBrowser = Type.Object(
  {
    type: Type.Literal('happened'),
    ban: Slug,
    app: Type.Optional(Slug),
    effect: Effect,
    action: Type.Enum(['shown', 'continued'] as const),
    /** Minutes since, rounded down to five; the agent has its own clock. */
    minutesAgo: Type.Integer({ minimum: 0, maximum: 100_000 }),
    count: Type.Integer({ minimum: 1, maximum: 10_000 }),
  },
  strict,
);
export const browserToAgent = [HelloFromBrowser, AppliedInBrowser, HappenedInBrowser] as const;
export type BrowserToAgent = Static<(typeof browserToAgent)[number]>;

/**
 * All rules of this account; they replace what the extension held. In `parts` messages of one revision where they are
 * large (browsers take at most 1 MB): in force with the last part.
 */
export const RulesForBrowser = Type.Object(
  {
    type: Type.Literal('rules'),
    /** Rises with every change of the content; equal content has an equal revision for this agent's life. */
    revision: Counter,
    part: Type.Integer({ minimum: 1, maximum: 1_000 }),
    parts: Type.Integer({ minimum: 1, maximum: 1_000 }),
    rules: Type.Array(WebRule, { maxItems: 500 }),
    /** How long a passed warning stays passed. */
    continueMinutes: Type.Integer({ minimum: 1, maximum: 480 }),
    /** Blocked always, without a page: the canary of proof. */
    canaryHost: WebHost,
    /** The version that the agent's package holds: an older extension asks its browser for the update. */
    extensionVersion: ShortText,
  },
  strict,
);
/** The web guard ends on this PC: forget all rules, and go where the browser allows it. */
export const LeaveBrowser = Type.Object({ type: Type.Literal('leave') }, strict);
export const agentToBrowser = [RulesForBrowser, LeaveBrowser] as const;
export type AgentToBrowser = Static<(typeof agentToBrowser)[number]>;

/** Largest message to a browser, in bytes of JSON; Chromium refuses more than 1 MiB. */
export const browserMessageLimit = 900_000;
/** The native messaging host, as browsers know it. */
export const nativeHostName = 'org.portvakt.web_guard';
