import { Type, type Static } from 'typebox';
import { Basis, Binding, Effect } from '#policy/ban.ts';
import { Channel } from '#policy/evidence.ts';
import { Counter, Day, Instant, ShortText, Slug, strict } from '#policy/primitives.ts';
import { Layer, truthLevels } from '#policy/proof.ts';
import { operation } from './console-operation.ts';

/** Operations on the compliance report and on how long data are kept. */

export const retentionKinds = ['events', 'looks', 'audit', 'exemptions', 'silentDevices'] as const;
export const RetentionState = Type.Object(
  {
    kinds: Type.Array(
      Type.Object(
        {
          kind: Type.Enum(retentionKinds),
          /** Days that it is kept. */
          days: Type.Integer({ minimum: 1 }),
          isDefault: Type.Boolean(),
          /** Held now; of events and audit by their numbers, those erased in between included. */
          rows: Counter,
          oldest: Type.Optional(Instant),
        },
        strict,
      ),
    ),
    lastRun: Type.Optional(Instant),
    /** Rows that the last run deleted, over all kinds. */
    deleted: Counter,
  },
  strict,
);
export type RetentionState = Static<typeof RetentionState>;

/**
 * A number of a report. Of fewer than 20 PCs a number from 1 to 4 is not told, since it may point to a person: then it is
 * `{ under: 5 }`. Numbers of PCs from which such a one could be worked out are not told either: then each is `{ under: 20 }`.
 */
export const Reported = Type.Union([
  Counter,
  Type.Object({ under: Type.Union([Type.Literal(5), Type.Literal(20)]) }, strict),
]);
export type Reported = Static<typeof Reported>;

const levels = [...truthLevels, 'unknown'] as const;

export const ReportedBan = Type.Object(
  {
    ban: Slug,
    unit: Slug,
    /** Catalogue apps; empty where the ban describes a program by its evidence. */
    apps: Type.Array(Slug),
    effect: Effect,
    binding: Binding,
    basis: Basis,
    from: Day,
    review: Day,
    /** PCs for which it is. */
    devices: Reported,
    /** PCs on which every channel that they told of is at the level that the effect demands, or above it. */
    enforced: Reported,
    /** `enforced` of `devices`, 0 to 1; absent where a number is not told, or no PC is concerned. */
    share: Type.Optional(Type.Number({ minimum: 0, maximum: 1 })),
    channels: Type.Array(
      Type.Object(
        {
          channel: Channel,
          levels: Type.Array(Type.Object({ level: Type.Enum(levels), devices: Reported }, strict)),
        },
        strict,
      ),
    ),
    /** By weeks that begin on Monday, in the organisation's time zone; weeks without hits left out. */
    hits: Type.Array(Type.Object({ week: Day, hits: Reported }, strict)),
    removed: Type.Object({ verified: Reported, unverified: Reported }, strict),
    /** Of the period: granted and denied in it, ended in it; `running` at its end. */
    exemptions: Type.Object(
      { granted: Reported, running: Reported, ended: Reported, denied: Reported },
      strict,
    ),
  },
  strict,
);
export type ReportedBan = Static<typeof ReportedBan>;

/** Compliance of enrolled PCs in one unit and all below it. Phones are not covered. */
export const Report = Type.Object(
  {
    /** Its name. */
    organisation: ShortText,
    unit: Slug,
    unitName: ShortText,
    from: Day,
    to: Day,
    madeAt: Instant,
    /** In force when the report was made; 0 for none. Truth levels and PCs are those of that moment, too. */
    release: Counter,
    /** Days of the period of which hits, removals and proofs are no longer kept: 0 for none. */
    daysNotKept: Counter,
    devices: Type.Object(
      {
        enrolled: Counter,
        active: Counter,
        silent: Reported,
        private: Reported,
        byClass: Type.Object({ service: Reported, dedicated: Reported, private: Reported }, strict),
      },
      strict,
    ),
    notCovered: Type.Array(Type.Literal('phones')),
    /** Whether some numbers are not told because they are of few PCs: see `Reported`. */
    smallNumbers: Type.Boolean(),
    bans: Type.Array(ReportedBan),
    /** Tries of the harmless canary in the period, per mechanism. */
    receipts: Type.Array(
      Type.Object({ layer: Layer, blocked: Reported, notBlocked: Reported, couldNotTry: Reported }, strict),
    ),
  },
  strict,
);
export type Report = Static<typeof Report>;

const report: Report = {
  organisation: 'Kommune',
  unit: 'kommune',
  unitName: 'Kommune',
  from: '2026-10-01',
  to: '2026-10-31',
  madeAt: 1_795_338_000_000,
  release: 4,
  daysNotKept: 0,
  devices: {
    enrolled: 1_242,
    active: 1_240,
    silent: 26,
    private: 3,
    byClass: { service: 1_230, dedicated: 7, private: 3 },
  },
  notCovered: ['phones'],
  smallNumbers: false,
  bans: [
    {
      ban: 'tiktok',
      unit: 'kommune',
      apps: ['tiktok'],
      effect: 'block',
      binding: 'mandatory',
      basis: { kind: 'decision', decidedBy: 'Council', reference: '2026/114', date: '2026-09-01' },
      from: '2026-10-01',
      review: '2027-10-01',
      devices: 1_240,
      enforced: 1_214,
      share: 0.979,
      channels: [{ channel: 'native', levels: [{ level: 'stopped-after-start', devices: 1_214 }] }],
      hits: [{ week: '2026-10-05', hits: 17 }],
      removed: { verified: 31, unverified: 2 },
      exemptions: { granted: 2, running: 1, ended: 1, denied: 0 },
    },
  ],
  receipts: [{ layer: 'process-stop', blocked: 1_198, notBlocked: 2, couldNotTry: 14 }],
};

export const reportOperations = {
  getRetention: operation({
    id: 'getRetention',
    method: 'GET',
    path: '/api/retention',
    summary: 'How long each kind of data is kept, what is held, and when was last deleted',
    role: 'viewer',
    scope: 'organisation',
    response: RetentionState,
    example: {
      response: {
        kinds: [
          { kind: 'events', days: 90, isDefault: true, rows: 41_200, oldest: 1_787_562_000_000 },
          { kind: 'looks', days: 730, isDefault: true, rows: 212 },
          { kind: 'audit', days: 1_825, isDefault: true, rows: 4_711 },
          { kind: 'exemptions', days: 365, isDefault: true, rows: 37 },
          { kind: 'silentDevices', days: 400, isDefault: true, rows: 26 },
        ],
        lastRun: 1_795_338_000_000,
        deleted: 1_130,
      },
    },
  }),
  getReport: operation({
    id: 'getReport',
    method: 'GET',
    path: '/api/report',
    summary: 'Compliance of enrolled PCs per unit and period; phones are not covered',
    role: 'viewer',
    query: Type.Object({ unit: Type.Optional(Slug), from: Day, to: Day }, strict),
    response: Report,
    example: { query: { unit: 'kommune', from: '2026-10-01', to: '2026-10-31' }, response: report },
  }),
} as const;
