import { Type, type Static } from 'typebox';
import { Effect } from '#policy/ban.ts';
import { Base64, HexId, Instant, Sha256, ShortText, Slug, strict } from '#policy/primitives.ts';
import { operation } from './console-operation.ts';
import { Envelope } from './envelope.ts';

/** Operations on policy files and the releases made from them. */

const Version = Type.Integer({ minimum: 1, maximum: 9_007_199_254_740_991 });
export const PolicyFileText = Type.Object(
  {
    /** Path as in the operator's folder, `/` between parts; the ending says nothing. */
    name: Type.String({ pattern: '^(?!.*\\.\\.)[A-Za-z0-9][A-Za-z0-9._/-]{0,199}$', title: 'file name' }),
    text: Type.String({ maxLength: 2_000_000 }),
  },
  strict,
);
export type PolicyFileText = Static<typeof PolicyFileText>;
const Files = Type.Array(PolicyFileText, { minItems: 1, maxItems: 2_000 });

/** How one ban of one unit differs. `before` and `after` are effects. */
export const BanChange = Type.Object(
  {
    unit: Slug,
    ban: Slug,
    change: Type.Enum(['added', 'removed', 'changed'] as const),
    before: Type.Optional(Effect),
    after: Type.Optional(Effect),
    /** Top-level fields of the ban that differ. */
    fields: Type.Array(ShortText, { maxItems: 50 }),
  },
  strict,
);
export type BanChange = Static<typeof BanChange>;
export const PolicyDiff = Type.Object(
  {
    from: Type.Integer({ minimum: 0 }),
    /** Absent when compared with files that are not applied. */
    to: Type.Optional(Version),
    bans: Type.Array(BanChange),
    /** Units whose answers to recommended bans differ. */
    adoptionsOf: Type.Array(Slug),
    organisationChanged: Type.Boolean(),
    /** The settings of the server differ. Absent: they do not. */
    serverChanged: Type.Optional(Type.Boolean()),
  },
  strict,
);
export type PolicyDiff = Static<typeof PolicyDiff>;

const ReleaseState = Type.Enum(['awaiting-signature', 'published', 'superseded'] as const);
export const ReleaseSummary = Type.Object(
  {
    version: Version,
    state: ReleaseState,
    issuedAt: Instant,
    issuedBy: ShortText,
    publishedAt: Type.Optional(Instant),
    bans: Type.Integer({ minimum: 0 }),
    sha256: Sha256,
    /** Devices that said they apply it. */
    devices: Type.Integer({ minimum: 0 }),
  },
  strict,
);
export type ReleaseSummary = Static<typeof ReleaseSummary>;

const version = { version: Version };
const sha = '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08';
const file = { name: 'bans.yaml', text: 'portvakt: policy/1\nunit: kommune\nbans: []\n' };
const change = { unit: 'kommune', ban: 'tiktok', change: 'added', after: 'block', fields: [] } as const;
const diff = { from: 3, to: 4, bans: [change], adoptionsOf: [], organisationChanged: false };

export const policyOperations = {
  getPolicy: operation({
    id: 'getPolicy',
    method: 'GET',
    path: '/api/policy',
    summary: 'The applied files, word for word',
    role: 'viewer',
    query: Type.Object({ version: Type.Optional(Version) }, strict),
    response: Type.Object(
      { version: Version, appliedAt: Instant, appliedBy: ShortText, files: Files },
      strict,
    ),
    example: {
      query: { version: 4 },
      response: { version: 4, appliedAt: 1_795_338_000_000, appliedBy: 'kari', files: [file] },
    },
  }),
  listPolicyFiles: operation({
    id: 'listPolicyFiles',
    method: 'GET',
    path: '/api/policy/files',
    summary: 'Names, sizes and hashes of the applied files',
    role: 'viewer',
    response: Type.Object(
      {
        version: Version,
        files: Type.Array(
          Type.Object({ name: Type.String(), characters: Type.Integer(), sha256: Sha256 }, strict),
        ),
      },
      strict,
    ),
    example: { response: { version: 4, files: [{ name: 'bans.yaml', characters: 46, sha256: sha }] } },
  }),
  applyPolicy: operation({
    id: 'applyPolicy',
    method: 'PUT',
    path: '/api/policy',
    summary:
      'Makes these files the policy: all policy files and the one organisation file. The same files again change nothing',
    role: 'editor',
    body: Type.Object(
      {
        files: Files,
        dryRun: Type.Optional(Type.Boolean()),
        /** Refused when the policy was changed since this version. */
        basedOn: Type.Optional(Version),
      },
      strict,
    ),
    response: Type.Object(
      {
        applied: Type.Boolean(),
        /** The version now in force or awaiting its signature. */
        version: Version,
        /** `in-review`: two people are needed here, so the files wait as a draft for somebody else's review. */
        state: Type.Enum(['awaiting-signature', 'published', 'superseded', 'in-review'] as const),
        /** The draft that waits for its review. */
        draft: Type.Optional(HexId),
        diff: PolicyDiff,
      },
      strict,
    ),
    example: {
      body: { files: [file], dryRun: false },
      response: { applied: true, version: 4, state: 'published', diff },
    },
  }),
  getPolicyDiff: operation({
    id: 'getPolicyDiff',
    method: 'POST',
    path: '/api/policy/diff',
    summary: 'What differs between two versions, or between a version and given files',
    role: 'viewer',
    body: Type.Object(
      { from: Type.Optional(Version), to: Type.Optional(Version), files: Type.Optional(Files) },
      strict,
    ),
    response: PolicyDiff,
    example: { body: { from: 3, to: 4 }, response: diff },
  }),
  listReleases: operation({
    id: 'listReleases',
    method: 'GET',
    path: '/api/releases',
    summary: 'Releases, newest first',
    role: 'viewer',
    response: Type.Object(
      { current: Type.Integer({ minimum: 0 }), releases: Type.Array(ReleaseSummary) },
      strict,
    ),
    example: {
      response: {
        current: 4,
        releases: [
          {
            version: 4,
            state: 'published',
            issuedAt: 1_795_338_000_000,
            issuedBy: 'kari',
            publishedAt: 1_795_338_000_100,
            bans: 1,
            sha256: sha,
            devices: 212,
          },
        ],
      },
    },
  }),
  getRelease: operation({
    id: 'getRelease',
    method: 'GET',
    path: '/api/releases/{version}',
    summary: 'One release: the exact text that is signed, and the envelope once there is one',
    role: 'viewer',
    params: Type.Object(version, strict),
    response: Type.Object(
      {
        version: Version,
        state: ReleaseState,
        payloadType: ShortText,
        /** Sign exactly these characters as UTF-8 (DSSE). */
        payload: Type.String(),
        envelope: Type.Optional(Envelope),
      },
      strict,
    ),
    example: {
      params: { version: 4 },
      response: {
        version: 4,
        state: 'awaiting-signature',
        payloadType: 'application/vnd.portvakt.release.v1+json',
        payload: '{"version":4}',
      },
    },
  }),
  putReleaseEnvelope: operation({
    id: 'putReleaseEnvelope',
    method: 'PUT',
    path: '/api/releases/{version}/envelope',
    summary: 'Publishes a release that was signed offline by the organisation key',
    role: 'editor',
    params: Type.Object(version, strict),
    body: Type.Object({ envelope: Envelope }, strict),
    response: Type.Object({ version: Version, state: ReleaseState }, strict),
    example: {
      params: { version: 4 },
      body: {
        envelope: {
          payloadType: 'application/vnd.portvakt.release.v1+json',
          payload: 'eyJ2ZXJzaW9uIjo0fQ==',
          signatures: [{ keyid: 'k3Jv0aXo9q1LmZpT', sig: 'AAAA' }],
        },
      },
      response: { version: 4, state: 'published' },
    },
  }),
} as const;

export const ServerInfo = Type.Object(
  {
    organisation: Type.Object({ id: Slug, name: ShortText }, strict),
    serverVersion: ShortText,
    protocol: Type.Integer({ minimum: 1 }),
    /** Where the organisation key is: with the server, or offline in the organisation's own hands. */
    keyMode: Type.Enum(['hosted', 'offline'] as const),
    organisationKey: Base64,
    /** What enrolment tokens and installers carry. */
    organisationKeyFingerprint: Type.String({ pattern: '^[A-Za-z0-9_-]{43}$' }),
    serverKey: Base64,
    release: Type.Integer({ minimum: 0 }),
    devices: Type.Integer({ minimum: 0 }),
    /** PCs that talk with the server now, for those who work for the organisation as a whole. */
    connected: Type.Optional(Type.Integer({ minimum: 0 })),
  },
  strict,
);
export type ServerInfo = Static<typeof ServerInfo>;
