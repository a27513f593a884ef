import { Type, type Static } from 'typebox';
import { Effect } from '#policy/ban.ts';
import { Channel } from '#policy/evidence.ts';
import { Counter, Day, ShortText, Slug, strict } from '#policy/primitives.ts';

/** What the fleet as a whole enforces, in numbers of PCs. Phones are not covered and not counted. */

/** PCs per truth level; a level without one is left out. `unknown`: the ban is for them, and they have not told of it yet. */
export const LevelCounts = Type.Object(
  {
    'denied-before-start': Type.Optional(Counter),
    'stopped-after-start': Type.Optional(Counter),
    warned: Type.Optional(Counter),
    'reported-only': Type.Optional(Counter),
    blind: Type.Optional(Counter),
    unknown: Type.Optional(Counter),
  },
  strict,
);
export type LevelCounts = Static<typeof LevelCounts>;

/** A ban as it stands over the PCs for which it is. */
export const BanCoverage = Type.Object(
  {
    ban: Slug,
    /** Whose ban it is. */
    unit: Slug,
    effect: Effect,
    /** PCs for which it is, after audience, org tree and adoptions. */
    devices: Counter,
    /** Empty while no PC has told of the ban. */
    channels: Type.Array(Type.Object({ channel: Channel, levels: LevelCounts }, strict)),
  },
  strict,
);
export type BanCoverage = Static<typeof BanCoverage>;

/** Over active PCs that are not private. */
export const Coverage = Type.Object(
  {
    devices: Counter,
    /** Not seen for 14 days. */
    silent: Counter,
    /** Private PCs that are active; they are in no other number. */
    private: Counter,
    releases: Type.Array(Type.Object({ version: Counter, devices: Counter }, strict)),
    bans: Type.Array(BanCoverage),
    osNames: Type.Array(Type.Object({ os: Type.String({ maxLength: 128 }), devices: Counter }, strict)),
    agentVersions: Type.Array(
      Type.Object({ version: Type.String({ maxLength: 64 }), devices: Counter }, strict),
    ),
  },
  strict,
);
export type Coverage = Static<typeof Coverage>;

/** What is so today and what needs somebody, for the operator's unit and below. */
export const Overview = Type.Object(
  {
    devices: Counter,
    /** Connected at this moment, over the whole organisation; absent for operators of a unit. */
    connected: Type.Optional(Counter),
    silent: Counter,
    awaitingApproval: Counter,
    requestsWaiting: Counter,
    halfApproved: Counter,
    draftsInReview: Counter,
    /** Bans whose review date is within 30 days or past (then negative), nearest first. */
    reviewsDue: Type.Array(Type.Object({ ban: Slug, unit: Slug, reviewInDays: Type.Integer() }, strict)),
    rolloutHalted: Type.Optional(Counter),
    rolloutRunning: Type.Optional(Counter),
    packsHeld: Counter,
    /** Exemptions that end within seven days. */
    expiringSoon: Counter,
    /** Bans that are to block, on channels where some PCs only warn, report, or see nothing. */
    notEnforced: Type.Array(
      Type.Object({ ban: Slug, unit: Slug, channel: Channel, devices: Counter, of: Counter }, strict),
    ),
    /** The last 30 days, days without hits left out; in the organisation's time zone. */
    hitsByDay: Type.Array(Type.Object({ day: Day, ban: Slug, hits: Counter }, strict)),
    retention: Type.Object(
      {
        /** Whether the last run is at most two days old and deleted all that was due. */
        ok: Type.Boolean(),
        why: Type.Optional(ShortText),
      },
      strict,
    ),
  },
  strict,
);
export type Overview = Static<typeof Overview>;

export const coverageExample: Coverage = {
  devices: 1_240,
  silent: 26,
  private: 3,
  releases: [
    { version: 4, devices: 1_214 },
    { version: 3, devices: 26 },
  ],
  bans: [
    {
      ban: 'tiktok',
      unit: 'kommune',
      effect: 'block',
      devices: 1_240,
      channels: [{ channel: 'native', levels: { 'stopped-after-start': 1_214, unknown: 26 } }],
    },
  ],
  osNames: [{ os: 'Debian GNU/Linux', devices: 1_240 }],
  agentVersions: [{ version: '0.1.0', devices: 1_240 }],
};
export const overviewExample: Overview = {
  devices: 1_240,
  connected: 1_105,
  silent: 26,
  awaitingApproval: 2,
  requestsWaiting: 3,
  halfApproved: 1,
  draftsInReview: 1,
  reviewsDue: [{ ban: 'tiktok', unit: 'kommune', reviewInDays: 12 }],
  rolloutRunning: 4,
  packsHeld: 0,
  expiringSoon: 1,
  notEnforced: [{ ban: 'tiktok', unit: 'kommune', channel: 'web', devices: 40, of: 1_240 }],
  hitsByDay: [{ day: '2026-11-22', ban: 'tiktok', hits: 17 }],
  retention: { ok: true },
};
