import { Type, type Static } from 'typebox';
import { HexId, Instant, Label, ShortText, Slug, strict } from '#policy/primitives.ts';
import { operation } from './console-operation.ts';

/** Operations on how a release reaches the fleet, ring by ring; on pauses of a ban; and on asking one PC to look anew. */

const Count = Type.Integer({ minimum: 0 });
const Version = Type.Integer({ minimum: 1, maximum: 9_007_199_254_740_991 });

/** One ring of a rollout. Counts are of the devices that belong to it now. */
export const RingState = Type.Object(
  {
    ring: Slug,
    name: ShortText,
    /** Of all devices, those of the rings before included; absent where the ring goes by labels. */
    percent: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })),
    labels: Type.Optional(Type.Array(Label, { maxItems: 50 })),
    soakHours: Type.Integer({ minimum: 0, maximum: 720 }),
    /** `waiting`: does not get the release yet. `soaking`: has it, and is watched. `halted`: was soaking when it halted. */
    state: Type.Enum(['waiting', 'soaking', 'passed', 'halted'] as const),
    startedAt: Type.Optional(Instant),
    /** When the next ring begins, if nothing halts it. */
    soakUntil: Type.Optional(Instant),
    /** True where its time is over and none of its devices applies the release: the soak begins when the first one does. */
    waitsForDevice: Type.Optional(Type.Literal(true)),
    devices: Count,
    /** Of those, how many apply this release. */
    applied: Count,
    /** Of bans that this release added or changed, on devices of the ring since it began. */
    hits: Count,
    faults: Count,
    /** Exemption requests. */
    requests: Count,
  },
  strict,
);
export type RingState = Static<typeof RingState>;

export const RolloutMeasure = Type.Object(
  {
    what: Type.Enum(['hits', 'faults', 'requests'] as const),
    perDevice: Type.Number({ minimum: 0 }),
    limit: Type.Number({ minimum: 0 }),
    /** Devices that held the release when it was measured. */
    devices: Count,
  },
  strict,
);
export type RolloutMeasure = Static<typeof RolloutMeasure>;

export const Rollout = Type.Object(
  {
    version: Version,
    state: Type.Enum(['running', 'halted', 'done', 'superseded'] as const),
    startedAt: Instant,
    startedBy: ShortText,
    title: Type.Optional(ShortText),
    /** Empty where the release went to all at once. */
    rings: Type.Array(RingState, { maxItems: 11 }),
    halted: Type.Optional(
      Type.Object(
        {
          at: Instant,
          /** Absent: the brake of the server. */
          by: Type.Optional(ShortText),
          why: ShortText,
          measured: Type.Optional(RolloutMeasure),
        },
        strict,
      ),
    ),
    /** The release went to all at once. */
    everyone: Type.Boolean(),
  },
  strict,
);
export type Rollout = Static<typeof Rollout>;

/** While it runs nothing is stopped for the ban. */
export const BanPause = Type.Object(
  {
    ban: Slug,
    from: Instant,
    until: Instant,
    /** `server` where the brake of a rollout paused it. */
    by: ShortText,
    reason: ShortText,
  },
  strict,
);
export type BanPause = Static<typeof BanPause>;

const hour = 3_600_000;
const startedAt = 1_795_338_000_000;
const rollout: Rollout = {
  version: 12,
  state: 'running',
  startedAt,
  startedBy: 'kari',
  title: 'TikTok and Telegram',
  rings: [
    {
      ring: 'it',
      name: 'IT department',
      labels: ['ring:it'],
      soakHours: 24,
      state: 'soaking',
      startedAt,
      soakUntil: startedAt + 24 * hour,
      devices: 40,
      applied: 38,
      hits: 3,
      faults: 0,
      requests: 1,
    },
    {
      ring: 'everybody',
      name: 'Everybody',
      percent: 100,
      soakHours: 0,
      state: 'waiting',
      devices: 1_200,
      applied: 0,
      hits: 0,
      faults: 0,
      requests: 0,
    },
  ],
  everyone: false,
};
const halted: Rollout = {
  ...rollout,
  state: 'halted',
  rings: rollout.rings.map((ring, at) =>
    at === 0 ? { ...ring, state: 'halted' as const, hits: 190 } : ring,
  ),
  halted: {
    at: startedAt + 2 * hour,
    why: '5.0 hits per device on 38 devices, more than the limit of 2',
    measured: { what: 'hits', perDevice: 5, limit: 2, devices: 38 },
  },
};
const pause: BanPause = {
  ban: 'tiktok',
  from: startedAt,
  until: startedAt + 24 * hour,
  by: 'kari',
  reason: 'the culture night depends on it',
};

const oneRollout = Type.Object({ version: Version }, strict);
const oneBan = Type.Object({ ban: Slug }, strict);
const oneDevice = Type.Object({ device: HexId }, strict);
const reason = Type.Object({ reason: ShortText }, strict);
/** Whether the device was connected, so that it was asked. */
const Sent = Type.Object({ sent: Type.Boolean() }, strict);
const device = '0123456789abcdef0123456789abcdef';

export const rolloutOperations = {
  listRollouts: operation({
    id: 'listRollouts',
    method: 'GET',
    path: '/api/rollouts',
    summary: 'The newest 50 rollouts, newest first',
    role: 'viewer',
    scope: 'organisation',
    response: Type.Object({ rollouts: Type.Array(Rollout, { maxItems: 50 }) }, strict),
    example: { response: { rollouts: [rollout] } },
  }),
  getRollout: operation({
    id: 'getRollout',
    method: 'GET',
    path: '/api/rollouts/{version}',
    summary: 'How far a release has come, ring by ring',
    role: 'viewer',
    scope: 'organisation',
    params: oneRollout,
    response: Rollout,
    example: { params: { version: 12 }, response: halted },
  }),
  promoteRollout: operation({
    id: 'promoteRollout',
    method: 'POST',
    path: '/api/rollouts/{version}/promote',
    summary: 'Gives the release to the next ring now, without waiting for the soak',
    role: 'approver',
    scope: 'organisation',
    params: oneRollout,
    response: Rollout,
    example: { params: { version: 12 }, response: rollout },
  }),
  haltRollout: operation({
    id: 'haltRollout',
    method: 'POST',
    path: '/api/rollouts/{version}/halt',
    summary: 'Stops the release from reaching further PCs; who has it keeps it',
    role: 'editor',
    scope: 'organisation',
    params: oneRollout,
    body: reason,
    response: Rollout,
    example: {
      params: { version: 12 },
      body: { reason: 'the service desk is overrun' },
      response: {
        ...halted,
        halted: { at: startedAt + 2 * hour, by: 'kari', why: 'the service desk is overrun' },
      },
    },
  }),
  resumeRollout: operation({
    id: 'resumeRollout',
    method: 'POST',
    path: '/api/rollouts/{version}/resume',
    summary:
      'Lets a halted rollout go on; the ring that was halted soaks anew, and the brake measures from now',
    role: 'approver',
    scope: 'organisation',
    params: oneRollout,
    body: reason,
    response: Rollout,
    example: { params: { version: 12 }, body: { reason: 'the hits were a test' }, response: rollout },
  }),
  listPauses: operation({
    id: 'listPauses',
    method: 'GET',
    path: '/api/pauses',
    summary: 'The pauses that run now',
    role: 'viewer',
    response: Type.Object({ pauses: Type.Array(BanPause) }, strict),
    example: { response: { pauses: [pause] } },
  }),
  pauseBan: operation({
    id: 'pauseBan',
    method: 'POST',
    path: '/api/bans/{ban}/pause',
    summary: 'Stops nothing for a ban for some hours, where the ban and the organisation allow it',
    role: 'approver',
    params: oneBan,
    body: Type.Object({ hours: Type.Integer({ minimum: 1, maximum: 72 }), reason: ShortText }, strict),
    response: BanPause,
    example: {
      params: { ban: 'tiktok' },
      body: { hours: 24, reason: 'the culture night depends on it' },
      response: pause,
    },
  }),
  endPause: operation({
    id: 'endPause',
    method: 'POST',
    path: '/api/bans/{ban}/pause/end',
    summary: 'Ends the pause of a ban before its time',
    role: 'approver',
    params: oneBan,
    response: BanPause,
    example: { params: { ban: 'tiktok' }, response: { ...pause, until: startedAt + 2 * hour } },
  }),
  askProof: operation({
    id: 'askProof',
    method: 'POST',
    path: '/api/devices/{device}/prove',
    summary:
      'Asks a connected PC to prove now that its bans hold. A look at the PC: audited, and told to its user',
    role: 'helpdesk',
    params: oneDevice,
    response: Sent,
    example: { params: { device }, response: { sent: true } },
  }),
  askRescan: operation({
    id: 'askRescan',
    method: 'POST',
    path: '/api/devices/{device}/rescan',
    summary:
      'Asks a connected PC to look anew at what it has. A look at the PC: audited, and told to its user',
    role: 'helpdesk',
    params: oneDevice,
    response: Sent,
    example: { params: { device }, response: { sent: false } },
  }),
} as const;
