import { Type, type Static } from 'typebox';
import { Binding, Effect } from '#policy/ban.ts';
import { Channel } from '#policy/evidence.ts';
import {
  AccountName,
  Counter,
  Day,
  deviceClassSchema,
  HexId,
  Instant,
  Label,
  ShortText,
  Slug,
  strict,
} from '#policy/primitives.ts';
import { TruthLevel } from '#policy/proof.ts';
import { reasonCodes } from '#policy/reasons.ts';
import { Coverage, coverageExample, Overview, overviewExample } from './console-coverage.ts';
import { operation } from './console-operation.ts';

/** Operations on the fleet as a whole: units, coverage, import, erasure. */

/** One unit of the org tree. Counts are of the unit itself, without those below it. */
export const UnitNode = Type.Object(
  {
    unit: Slug,
    name: ShortText,
    parent: Type.Optional(Slug),
    /** Active PCs. */
    devices: Type.Optional(Counter),
    awaiting: Type.Optional(Counter),
    /** Active PCs that were not seen for 14 days. */
    silent: Type.Optional(Counter),
    /** Bans that the unit itself owns. */
    bans: Type.Optional(Counter),
    /** Above the operator's unit: named so that the tree has its path, and nothing more is told. */
    outside: Type.Optional(Type.Literal(true)),
  },
  strict,
);
export type UnitNode = Static<typeof UnitNode>;

/** A row of an import that was not taken. Rows count from 1, the header is row 1. */
export const BrokenRow = Type.Object(
  {
    row: Type.Integer({ minimum: 1 }),
    column: Type.Optional(Type.String({ maxLength: 60 })),
    why: ShortText,
  },
  strict,
);
export type BrokenRow = Static<typeof BrokenRow>;

/** A PC that was imported before it enrolled: when a PC of that host name enrols, it is put there. */
export const ExpectedDevice = Type.Object(
  {
    hostName: Type.String({ minLength: 1, maxLength: 255 }),
    unit: Type.Optional(Slug),
    labels: Type.Optional(Type.Array(Label)),
    class: Type.Optional(Type.Enum(['service', 'dedicated'] as const)),
    importedAt: Instant,
    importedBy: ShortText,
  },
  strict,
);
export type ExpectedDevice = Static<typeof ExpectedDevice>;

/** What one ban is for one PC, and where each value comes from. */
export const EffectiveValue = Type.Object(
  {
    ban: Slug,
    /** Whose ban it is. */
    unit: Slug,
    /** How it reaches this PC's unit. */
    binding: Type.Union([Binding, Type.Literal('adopted'), Type.Literal('declined')]),
    /** As the owner wrote it. */
    effect: Effect,
    /** What it does here today, whatever is found on the PC. */
    effectToday: Type.Union([Effect, Type.Literal('none')]),
    /** Why today's effect differs, the nearest cause first. Empty: as it was written. */
    why: Type.Array(Type.Enum(reasonCodes)),
    from: Day,
    review: Day,
    exemption: Type.Optional(Type.Object({ until: Instant, account: Type.Optional(AccountName) }, strict)),
    /** What the PC last said that it enforces. */
    truth: Type.Array(
      Type.Object({ channel: Channel, level: TruthLevel, why: Type.Optional(ShortText) }, strict),
    ),
  },
  strict,
);
export type EffectiveValue = Static<typeof EffectiveValue>;

export const DevicePolicy = Type.Object(
  {
    /** What the PC says it applies; 0 for nothing yet. */
    release: Counter,
    /** What it is to hold, which `values` are made of. */
    target: Type.Optional(Counter),
    unit: Slug,
    /** From the PC's unit up to the root. */
    path: Type.Array(Slug),
    labels: Type.Array(Label),
    class: deviceClassSchema,
    values: Type.Array(EffectiveValue),
  },
  strict,
);
export type DevicePolicy = Static<typeof DevicePolicy>;

/** A line of a policy file, of a release or of a draft, that names what is to be erased. */
export const PolicyMention = Type.Object(
  {
    version: Type.Optional(Counter),
    draft: Type.Optional(HexId),
    file: Type.String({ minLength: 1, maxLength: 255 }),
    /** From 1. */
    line: Type.Integer({ minimum: 1 }),
  },
  strict,
);
export type PolicyMention = Static<typeof PolicyMention>;

/** What an erasure took away. `audit`: entries whose body went while the chain still holds. */
export const Erased = Type.Object(
  {
    events: Counter,
    exemptions: Counter,
    audit: Counter,
    /** Messages to webhooks, mail and syslog that waited or were kept. */
    messages: Type.Optional(Counter),
    /**
     * Where policy files still name the account or the PC, the first 100: an erasure never changes a policy. Told only to
     * those who work for the organisation as a whole; absent where nothing names it.
     */
    policy: Type.Optional(Type.Array(PolicyMention, { maxItems: 100 })),
  },
  strict,
);
export type Erased = Static<typeof Erased>;

const device = '0123456789abcdef0123456789abcdef';
const oneDevice = Type.Object({ device: HexId }, strict);

export const fleetOperations = {
  listUnits: operation({
    id: 'listUnits',
    method: 'GET',
    path: '/api/units',
    summary: 'The org tree with counts, from the operator’s unit down, and the path up to the root',
    role: 'viewer',
    response: Type.Object({ units: Type.Array(UnitNode) }, strict),
    example: {
      response: {
        units: [
          { unit: 'kommune', name: 'Kommune', outside: true },
          {
            unit: 'school',
            name: 'Schools',
            parent: 'kommune',
            devices: 812,
            awaiting: 2,
            silent: 9,
            bans: 1,
          },
        ],
      },
    },
  }),
  getCoverage: operation({
    id: 'getCoverage',
    method: 'GET',
    path: '/api/coverage',
    summary: 'What the PCs enforce: releases held, truth levels per ban and channel, systems',
    role: 'viewer',
    query: Type.Object({ unit: Type.Optional(Slug), ban: Type.Optional(Slug) }, strict),
    response: Coverage,
    example: { query: { unit: 'kommune' }, response: coverageExample },
  }),
  getOverview: operation({
    id: 'getOverview',
    method: 'GET',
    path: '/api/overview',
    summary: 'What is not yet enforced, and what needs somebody today',
    role: 'viewer',
    response: Overview,
    example: { response: overviewExample },
  }),
  importDevices: operation({
    id: 'importDevices',
    method: 'POST',
    path: '/api/devices/import',
    summary:
      'Puts PCs into units, labels and classes by a CSV table; good rows are taken, broken ones listed, PCs not enrolled yet are expected',
    role: 'helpdesk',
    body: Type.Object(
      {
        /**
         * A header row and the columns `hostname` (or `device`), `unit`, `labels` (separated by `;` in quotes, or by a
         * blank) and `class`; columns separated by `,` or `;`. An empty cell changes nothing.
         */
        csv: Type.String({ minLength: 1, maxLength: 4_194_304 }),
        /** Says what would happen, and changes nothing. */
        dryRun: Type.Optional(Type.Boolean()),
      },
      strict,
    ),
    response: Type.Object(
      {
        /** Rows below the header that are not empty. */
        rows: Counter,
        changed: Counter,
        unchanged: Counter,
        notYetEnrolled: Counter,
        broken: Type.Array(BrokenRow),
      },
      strict,
    ),
    example: {
      body: { csv: 'hostname,unit,labels,class\npc-4711,school,"pupil;room:204",service\n' },
      response: { rows: 1, changed: 0, unchanged: 0, notYetEnrolled: 1, broken: [] },
    },
  }),
  listExpected: operation({
    id: 'listExpected',
    method: 'GET',
    path: '/api/devices/expected',
    summary: 'PCs that were imported and have not enrolled yet, by host name',
    role: 'helpdesk',
    query: Type.Object(
      {
        /** `next` of the page before. */
        after: Type.Optional(Type.String({ minLength: 1, maxLength: 255 })),
        limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500 })),
      },
      strict,
    ),
    response: Type.Object(
      {
        expected: Type.Array(ExpectedDevice),
        next: Type.Optional(Type.String({ maxLength: 255 })),
        total: Counter,
      },
      strict,
    ),
    example: {
      query: { limit: 100 },
      response: {
        expected: [
          {
            hostName: 'pc-4711',
            unit: 'school',
            labels: ['pupil'],
            importedAt: 1_795_338_000_000,
            importedBy: 'kari',
          },
        ],
        total: 1,
      },
    },
  }),
  getDevicePolicy: operation({
    id: 'getDevicePolicy',
    method: 'GET',
    path: '/api/devices/{device}/policy',
    summary: 'What holds for one PC, each value with its origin. The look is audited and shown to its user',
    role: 'viewer',
    params: oneDevice,
    response: DevicePolicy,
    example: {
      params: { device },
      response: {
        release: 4,
        target: 4,
        unit: 'school',
        path: ['school', 'kommune'],
        labels: ['pupil'],
        class: 'service',
        values: [
          {
            ban: 'tiktok',
            unit: 'kommune',
            binding: 'recommended',
            effect: 'block',
            effectToday: 'inform',
            why: ['recommended'],
            from: '2026-11-22',
            review: '2027-11-22',
            truth: [{ channel: 'native', level: 'reported-only' }],
          },
        ],
      },
    },
  }),
  eraseDevice: operation({
    id: 'eraseDevice',
    method: 'POST',
    path: '/api/devices/{device}/erase',
    summary:
      'Forgets a PC: its record, events, exemptions and the texts of its audit entries; the chain of the audit still holds',
    role: 'administrator',
    params: oneDevice,
    body: Type.Object({ reason: ShortText }, strict),
    response: Erased,
    example: {
      params: { device },
      body: { reason: 'scrapped' },
      response: { events: 312, exemptions: 1, audit: 6, messages: 3 },
    },
  }),
  erasePerson: operation({
    id: 'erasePerson',
    method: 'POST',
    path: '/api/people/erase',
    summary: 'Forgets what is kept of one OS account, on one PC or on all',
    role: 'administrator',
    body: Type.Object({ account: AccountName, device: Type.Optional(HexId), reason: ShortText }, strict),
    response: Erased,
    example: {
      body: { account: 'ola', reason: 'request under article 17' },
      response: {
        ...{ events: 41, exemptions: 2, audit: 2, messages: 0 },
        policy: [{ version: 4, file: 'server.yaml', line: 12 }],
      },
    },
  }),
} as const;
