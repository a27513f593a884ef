import { Type, type Static } from 'typebox';
import {
  AccountName,
  Day,
  deviceClassSchema,
  HexId,
  Instant,
  Label,
  ShortText,
  Slug,
  strict,
} from '#policy/primitives.ts';
import { BrowserCoverage, Look, Receipt, Truth, TruthLevel } from '#policy/proof.ts';
import { operation, pageQuery } from './console-operation.ts';
import { EventBody } from './event.ts';

/** Operations on devices, their events and the tokens by which they enrol. */

const DeviceState = Type.Enum(['awaiting-approval', 'active', 'revoked'] as const);
const summary = {
  device: HexId,
  hostName: Type.String({ maxLength: 255 }),
  os: Type.Enum(['linux', 'win32', 'darwin'] as const),
  osName: Type.String({ maxLength: 128 }),
  osVersion: Type.String({ maxLength: 128 }),
  model: Type.String({ maxLength: 260 }),
  agentVersion: Type.String({ maxLength: 64 }),
  state: DeviceState,
  class: deviceClassSchema,
  /** Chosen at installation; the server cannot change it. */
  private: Type.Boolean(),
  unit: Slug,
  labels: Type.Array(Label),
  enrolledOn: Day,
  /** By day only: presence is not watched. */
  lastSeen: Day,
  /** The release that it says it applies; 0 while none. */
  release: Type.Integer({ minimum: 0 }),
  refused: Type.Optional(
    Type.Object({ version: Type.Integer({ minimum: 0 }), fault: Slug, detail: ShortText }, strict),
  ),
};
export const DeviceSummary = Type.Object(summary, strict);
export type DeviceSummary = Static<typeof DeviceSummary>;
export const DeviceDetail = Type.Object(
  {
    ...summary,
    truth: Type.Array(Truth),
    /** How far the web guard reaches there; absent where no ban acts on web clients, or nothing was told. */
    browsers: Type.Optional(Type.Array(BrowserCoverage, { maxItems: 40 })),
    capabilities: Type.Array(Slug),
    /** Newest proof of each layer and subject, as far as events are kept. */
    receipts: Type.Array(Receipt, { maxItems: 500 }),
    /** The last 50 looks at this PC, newest first: what its people see, too. */
    looks: Type.Array(Look, { maxItems: 50 }),
    /** The rollout ring that it is in; absent where the organisation has none. */
    ring: Type.Optional(Slug),
    /** OS accounts that it told, where the organisation asks for them. */
    accounts: Type.Optional(Type.Array(AccountName, { maxItems: 5 })),
    /** Who put it into its unit, labels or class last: a rule, an import, or an operator by hand. Absent: its token. */
    placedBy: Type.Optional(Type.Enum(['rule', 'import', 'hand'] as const)),
  },
  strict,
);
export type DeviceDetail = Static<typeof DeviceDetail>;

export const StoredEvent = Type.Object(
  {
    cursor: Type.Integer({ minimum: 1 }),
    device: HexId,
    /** As it is now, not as it was then. */
    hostName: Type.Optional(summary.hostName),
    receivedAt: Instant,
    body: EventBody,
  },
  strict,
);
export type StoredEvent = Static<typeof StoredEvent>;

export const TokenSummary = Type.Object(
  {
    token: HexId,
    name: ShortText,
    uses: Type.Integer({ minimum: 1 }),
    usesLeft: Type.Integer({ minimum: 0 }),
    expiresAt: Instant,
    needsApproval: Type.Boolean(),
    unit: Slug,
    labels: Type.Array(Label),
    /** What its PCs are for. */
    class: Type.Enum(['service', 'dedicated'] as const),
    createdAt: Instant,
    createdBy: ShortText,
    revokedAt: Type.Optional(Instant),
  },
  strict,
);
export type TokenSummary = Static<typeof TokenSummary>;

/** By what a list of events can be narrowed. */
export const eventTypes: readonly EventBody['type'][] = EventBody.anyOf.map(
  ({ properties }) => properties.type.const,
);

const id = '0123456789abcdef0123456789abcdef';
const device = {
  device: id,
  hostName: 'pc-4711',
  os: 'linux',
  osName: 'Debian GNU/Linux',
  osVersion: '12',
  model: 'Standard PC',
  agentVersion: '0.1.0',
  state: 'active',
  class: 'service',
  private: false,
  unit: 'kommune',
  labels: ['library'],
  enrolledOn: '2026-11-22',
  lastSeen: '2026-11-22',
  release: 4,
} as const;
const detail = {
  ...device,
  truth: [{ ban: 'tiktok', channel: 'native', level: 'stopped-after-start' }],
  browsers: [
    {
      browser: 'chromium',
      packaging: 'system',
      policy: 'in-force',
      profiles: 2,
      connected: 1,
      silent: 0,
      running: 1,
    },
  ],
  capabilities: [],
  receipts: [
    {
      id,
      layer: 'process-stop',
      triedAt: 1_795_338_000_000,
      result: 'blocked',
      level: 'stopped-after-start',
      release: 4,
    },
  ],
  looks: [{ id, at: 1_795_338_000_000, operator: 'kari', what: 'device' }],
} as const;
const token = {
  token: id,
  name: 'intune',
  uses: 500,
  usesLeft: 212,
  expiresAt: 1_797_930_000_000,
  needsApproval: false,
  unit: 'kommune',
  labels: [],
  class: 'service',
  createdAt: 1_795_338_000_000,
  createdBy: 'kari',
} as const;
/** A device's id, with what it is sorted by before it. */
const PageMark = Type.String({
  pattern: '^([^\\0]{0,300}~)?[0-9a-f]{32}$',
  maxLength: 340,
  title: 'mark of a page',
});
const oneDevice = Type.Object({ device: HexId }, strict);
const oneToken = Type.Object({ token: HexId }, strict);

export const deviceOperations = {
  listDevices: operation({
    id: 'listDevices',
    method: 'GET',
    path: '/api/devices',
    summary: 'Enrolled PCs, by filter; phones are not covered',
    role: 'viewer',
    query: Type.Object(
      {
        unit: Type.Optional(Slug),
        label: Type.Optional(Label),
        state: Type.Optional(DeviceState),
        /** Part of a host name, or the beginning of a device id; case does not count. */
        search: Type.Optional(Type.String({ minLength: 1, maxLength: 100 })),
        /** With `level`: PCs on which that ban stands at that level on some channel. Alone: PCs that told of that ban. */
        ban: Type.Optional(Slug),
        level: Type.Optional(TruthLevel),
        /** Active PCs that were not seen for 14 days; `false`: those that were. */
        silent: Type.Optional(Type.Boolean()),
        /** Default `device`: its id. A leading `-` turns it round. */
        sort: Type.Optional(
          Type.Enum(['device', 'hostName', '-hostName', 'lastSeen', '-lastSeen', '-enrolledOn'] as const),
        ),
        /** `next` of the page before, under the same sort. */
        after: Type.Optional(PageMark),
        limit: pageQuery.limit,
      },
      strict,
    ),
    response: Type.Object(
      {
        devices: Type.Array(DeviceSummary),
        next: Type.Optional(PageMark),
        total: Type.Integer({ minimum: 0 }),
      },
      strict,
    ),
    example: { query: { unit: 'kommune', limit: 100 }, response: { devices: [device], total: 1 } },
  }),
  getDevice: operation({
    id: 'getDevice',
    method: 'GET',
    path: '/api/devices/{device}',
    summary: 'One PC. The look is audited and shown to its user',
    role: 'viewer',
    params: oneDevice,
    response: DeviceDetail,
    example: { params: { device: id }, response: detail },
  }),
  setDevice: operation({
    id: 'setDevice',
    method: 'PATCH',
    path: '/api/devices/{device}',
    summary: 'Moves a PC to a unit, labels it, says what it is for',
    role: 'helpdesk',
    params: oneDevice,
    body: Type.Object(
      {
        unit: Type.Optional(Slug),
        labels: Type.Optional(Type.Array(Label, { maxItems: 50, uniqueItems: true })),
        class: Type.Optional(Type.Enum(['service', 'dedicated'] as const)),
      },
      { ...strict, minProperties: 1 },
    ),
    response: DeviceSummary,
    example: { params: { device: id }, body: { unit: 'kommune', labels: ['library'] }, response: device },
  }),
  approveDevice: operation({
    id: 'approveDevice',
    method: 'POST',
    path: '/api/devices/{device}/approve',
    summary: 'Lets a PC in that enrolled by a token which needs approval',
    role: 'helpdesk',
    params: oneDevice,
    response: DeviceSummary,
    example: { params: { device: id }, response: device },
  }),
  revokeDevice: operation({
    id: 'revokeDevice',
    method: 'POST',
    path: '/api/devices/{device}/revoke',
    summary: 'Shuts a PC out for good; it keeps its last good release',
    role: 'helpdesk',
    params: oneDevice,
    body: Type.Object({ reason: ShortText }, strict),
    response: DeviceSummary,
    example: {
      params: { device: id },
      body: { reason: 'stolen' },
      response: { ...device, state: 'revoked' },
    },
  }),
  listEvents: operation({
    id: 'listEvents',
    method: 'GET',
    path: '/api/events',
    summary:
      'What agents reported, oldest first; `wait` holds the answer until something comes. The look at each PC whose people are named is audited, and told to them',
    role: 'viewer',
    query: Type.Object(
      {
        ...pageQuery,
        /** Seconds to wait while there is nothing after the cursor. */
        wait: Type.Optional(Type.Integer({ minimum: 0, maximum: 30 })),
        ban: Type.Optional(Slug),
        device: Type.Optional(HexId),
        type: Type.Optional(Type.Enum(eventTypes)),
        /** Only of PCs that are in that unit or below it now. */
        unit: Type.Optional(Slug),
      },
      strict,
    ),
    response: Type.Object(
      {
        events: Type.Array(StoredEvent),
        /** Give it as `after` next time. */
        cursor: Type.Integer({ minimum: 0 }),
      },
      strict,
    ),
    example: {
      query: { after: 41, limit: 100, wait: 20 },
      response: {
        events: [
          {
            cursor: 42,
            device: id,
            hostName: device.hostName,
            receivedAt: 1_795_338_000_000,
            body: { type: 'removed', ban: 'tiktok', app: 'tiktok', at: 1_795_338_000_000, verified: true },
          },
        ],
        cursor: 42,
      },
    },
  }),
  createToken: operation({
    id: 'createToken',
    method: 'POST',
    path: '/api/tokens',
    summary: 'Makes an enrolment token; its text is shown this once',
    role: 'helpdesk',
    body: Type.Object(
      {
        name: ShortText,
        uses: Type.Integer({ minimum: 1, maximum: 1_000_000 }),
        /** Hours from now. */
        validHours: Type.Integer({ minimum: 1, maximum: 17_520 }),
        needsApproval: Type.Optional(Type.Boolean()),
        /** Default: the root. */
        unit: Type.Optional(Slug),
        labels: Type.Optional(Type.Array(Label, { maxItems: 50, uniqueItems: true })),
        /** What its PCs are for. Default `service`. */
        class: Type.Optional(Type.Enum(['service', 'dedicated'] as const)),
      },
      strict,
    ),
    response: Type.Object({ text: Type.String({ maxLength: 256 }), token: TokenSummary }, strict),
    example: {
      body: { name: 'intune', uses: 500, validHours: 720 },
      response: {
        text: `pvt1.kommune.${'k'.repeat(43)}.${'s'.repeat(43)}`,
        token: { ...token, usesLeft: 500 },
      },
    },
  }),
  listTokens: operation({
    id: 'listTokens',
    method: 'GET',
    path: '/api/tokens',
    summary: 'Enrolment tokens, without their secrets',
    role: 'helpdesk',
    response: Type.Object({ tokens: Type.Array(TokenSummary) }, strict),
    example: { response: { tokens: [token] } },
  }),
  revokeToken: operation({
    id: 'revokeToken',
    method: 'POST',
    path: '/api/tokens/{token}/revoke',
    summary: 'Ends a token at once; enrolled PCs stay',
    role: 'helpdesk',
    params: oneToken,
    response: TokenSummary,
    example: { params: { token: id }, response: { ...token, revokedAt: 1_795_338_100_000 } },
  }),
} as const;
