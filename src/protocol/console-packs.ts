import { Type, type Static } from 'typebox';
import { BanPack, PackVersion } from '#catalogue/ban-pack.ts';
import { Effect } from '#policy/ban.ts';
import { EffectHere, PackAuthority, PackVector } from '#policy/pack.ts';
import { Day, Instant, ShortText, Slug, strict, Texts } from '#policy/primitives.ts';
import { operation } from './console-operation.ts';
import { Envelope } from './envelope.ts';

/** Operations on ban packs: those that are followed, and those that this organisation publishes. */

const Mode = Type.Enum(['adopt', 'hold'] as const);
/** Raw 32 bytes of an Ed25519 public key. */
const PublicKey = Type.String({ pattern: '^[A-Za-z0-9+/]{43}=$', title: 'Ed25519 public key in base64' });
const KeyFingerprint = Type.String({ pattern: '^[A-Za-z0-9_-]{43}$', title: 'key fingerprint' });
/** `https:`, or `http:` on this very machine. */
const PackUrl = Type.String({ pattern: '^https?://[^\\s]{3,500}$', title: 'web address' });
const Vectors = Type.Object(
  { passed: Type.Integer({ minimum: 0 }), failed: Type.Integer({ minimum: 0 }) },
  strict,
);

/** A ban pack that the organisation follows, and what of it is in force here. */
export const PackState = Type.Object(
  {
    pack: Slug,
    title: Texts,
    authority: PackAuthority,
    /** Of the pinned key. */
    keyFingerprint: KeyFingerprint,
    source: Type.Enum(['url', 'file'] as const),
    url: Type.Optional(PackUrl),
    /** `adopt`: a new version is in force at once; `hold`: it waits for `adoptPackVersion`. */
    mode: Mode,
    /** No ban of the pack does more here. */
    highestEffect: Effect,
    /** The apps for which the pack is followed; absent: all. */
    apps: Type.Optional(Type.Array(Slug, { maxItems: 200 })),
    /** In force; 0 none. */
    version: Type.Integer({ minimum: 0 }),
    /** A newer one that waits for review. */
    heldVersion: Type.Optional(PackVersion),
    bans: Type.Array(
      Type.Object(
        {
          /** As the pack calls it; in the policy it is `<pack>-<ban>`. */
          ban: Slug,
          effect: Effect,
          effectHere: EffectHere,
          weakened: Type.Optional(
            Type.Object({ effect: EffectHere, reason: ShortText, by: ShortText, at: Instant }, strict),
          ),
        },
        strict,
      ),
    ),
    checkedAt: Type.Optional(Instant),
    /** Why the last version that was seen was refused, or could not be fetched. */
    fault: Type.Optional(ShortText),
    vectors: Vectors,
    expiresOn: Type.Optional(Day),
    /** The terms stand in the organisation file: they are changed there. */
    declared: Type.Optional(Type.Boolean()),
  },
  strict,
);
export type PackState = Static<typeof PackState>;

export const PackDiff = Type.Object(
  { added: Type.Array(Slug), removed: Type.Array(Slug), changed: Type.Array(Slug) },
  strict,
);
export type PackDiff = Static<typeof PackDiff>;

export const PackInspection = Type.Object(
  {
    document: BanPack,
    /** Whose signature it bears: the key that was given, one that the same address offers, or not known yet. */
    signature: Type.Enum(['by-given-key', 'by-offered-key', 'not-checked'] as const),
    /** Of the key that signed; compare it with what the authority says elsewhere. */
    keyFingerprint: Type.Optional(KeyFingerprint),
    authorityKey: Type.Optional(PublicKey),
    vectors: Vectors,
    /** Why it could not be followed as it is; empty where it could. */
    faults: Type.Array(ShortText, { maxItems: 100 }),
    /** The version of it that is in force here. */
    followed: Type.Optional(Type.Integer({ minimum: 0 })),
  },
  strict,
);
export type PackInspection = Static<typeof PackInspection>;

/** A pack that this organisation publishes, at its newest version. */
export const OwnPack = Type.Object(
  {
    pack: Slug,
    version: PackVersion,
    title: Texts,
    issuedAt: Instant,
    issuedBy: ShortText,
    bans: Type.Array(Slug),
    /** Below this server's address; anybody may read it. The key is beside it, ending in `.pub`. */
    path: Type.String({ pattern: '^/packs/[a-z0-9-]+\\.json$' }),
    authorityKey: PublicKey,
    keyFingerprint: KeyFingerprint,
  },
  strict,
);
export type OwnPack = Static<typeof OwnPack>;

const named = Type.Object({ pack: Slug }, strict);
const params = { pack: 'tiktok-advice' };
const authorityKey = 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=';
const keyFingerprint = 'Zmh6rfhivXdsj8GLjp-OIAiXFIVu4jOzkCpZHQ1fKSU';
const title = { nl: 'TikTok op dienst-pc’s', en: 'TikTok on service PCs' };
const authority = { name: 'Digital Agency', unofficial: false };
const url = 'https://agency.example/packs/tiktok-advice.json';
const envelope = {
  payloadType: 'application/vnd.portvakt.pack.v1+json',
  payload: 'eyJwb3J0dmFrdCI6InBhY2svMSJ9',
  signatures: [{ keyid: 'Zmh6rfhivXdsj8GL', sig: 'AAAA' }],
};
const document = {
  portvakt: 'pack/1',
  pack: 'tiktok-advice',
  version: 3,
  title,
  authority,
  issuedAt: 1_795_338_000_000,
  source: [{ title: 'Advice of March 2023', url: 'https://agency.example/advice' }],
  apps: [],
  bans: [
    {
      id: 'tiktok',
      apps: ['tiktok'],
      effect: 'block',
      binding: 'mandatory',
      from: '2026-12-01',
      review: '2027-06-01',
      removal: 'offer',
      exemptions: { allowed: true },
      basis: { kind: 'advice', decidedBy: 'Digital Agency', reference: '2026/14', date: '2026-11-20' },
      notice: { why: { nl: 'TikTok verzamelt te veel.', en: 'TikTok collects too much.' } },
    },
  ],
  vectors: [
    {
      ban: 'tiktok',
      channel: 'store',
      evidence: [{ kind: 'appx-name', value: 'BytedancePte.Ltd.TikTok' }],
      matches: true,
    },
  ],
} as const satisfies BanPack;
const weakened = {
  effect: 'warn',
  reason: 'The youth service needs it until spring',
  by: 'kari',
  at: 1_795_338_000_000,
} as const;
const state = {
  pack: 'tiktok-advice',
  title,
  authority,
  keyFingerprint,
  source: 'url',
  url,
  mode: 'hold',
  highestEffect: 'block',
  version: 2,
  heldVersion: 3,
  bans: [{ ban: 'tiktok', effect: 'block', effectHere: 'warn', weakened }],
  checkedAt: 1_795_338_000_000,
  vectors: { passed: 1, failed: 0 },
} as const satisfies PackState;
const ownPack = {
  pack: 'tiktok-advice',
  version: 3,
  title,
  issuedAt: 1_795_338_000_000,
  issuedBy: 'kari',
  bans: ['tiktok'],
  path: '/packs/tiktok-advice.json',
  authorityKey,
  keyFingerprint,
} as const satisfies OwnPack;

/** `own` and `inspect` come before `{pack}`: the first address that fits is taken. No pack can have these names. */
export const packOperations = {
  listPacks: operation({
    id: 'listPacks',
    method: 'GET',
    path: '/api/packs',
    summary: 'The ban packs that the organisation follows',
    role: 'viewer',
    scope: 'organisation',
    response: Type.Object({ packs: Type.Array(PackState) }, strict),
    example: { response: { packs: [state] } },
  }),
  listOwnPacks: operation({
    id: 'listOwnPacks',
    method: 'GET',
    path: '/api/packs/own',
    summary: 'The ban packs that this organisation publishes, each at its newest version',
    role: 'viewer',
    scope: 'organisation',
    response: Type.Object({ packs: Type.Array(OwnPack) }, strict),
    example: { response: { packs: [ownPack] } },
  }),
  publishPack: operation({
    id: 'publishPack',
    method: 'POST',
    path: '/api/packs/own',
    summary: 'Signs bans of the policy in force as the next version of a pack that others may follow',
    role: 'editor',
    scope: 'organisation',
    body: Type.Object(
      {
        pack: Slug,
        title: Texts,
        bans: Type.Array(Type.Object({ unit: Slug, ban: Slug }, strict), { minItems: 1, maxItems: 100 }),
        /** Entries that the built-in catalogue lacks, from packs that are followed. Default: those that the bans name. */
        apps: Type.Optional(Type.Array(Slug, { maxItems: 50, uniqueItems: true })),
        vectors: Type.Optional(Type.Array(PackVector, { maxItems: 500 })),
        source: Type.Optional(BanPack.properties.source),
        expiresOn: Type.Optional(Day),
      },
      strict,
    ),
    response: OwnPack,
    example: {
      body: { pack: 'tiktok-advice', title, bans: [{ unit: 'agency', ban: 'tiktok' }] },
      response: ownPack,
    },
  }),
  inspectPack: operation({
    id: 'inspectPack',
    method: 'POST',
    path: '/api/packs/inspect',
    summary: 'What a pack contains, who signed it and whether its test vectors hold; nothing is kept',
    role: 'editor',
    scope: 'organisation',
    body: Type.Object(
      {
        url: Type.Optional(PackUrl),
        envelope: Type.Optional(Envelope),
        authorityKey: Type.Optional(PublicKey),
      },
      strict,
    ),
    response: PackInspection,
    example: {
      body: { url },
      response: {
        document,
        signature: 'by-offered-key',
        keyFingerprint,
        authorityKey,
        vectors: { passed: 1, failed: 0 },
        faults: [],
      },
    },
  }),
  followPack: operation({
    id: 'followPack',
    method: 'POST',
    path: '/api/packs',
    summary: 'Follows a pack under a pinned key and the terms of the organisation',
    role: 'editor',
    scope: 'organisation',
    body: Type.Object(
      {
        url: Type.Optional(PackUrl),
        envelope: Type.Optional(Envelope),
        /** The authority's key, once its fingerprint was compared with what the authority says elsewhere. */
        authorityKey: PublicKey,
        mode: Mode,
        highestEffect: Effect,
        apps: Type.Optional(Type.Array(Slug, { minItems: 1, maxItems: 200, uniqueItems: true })),
      },
      strict,
    ),
    response: PackState,
    example: { body: { url, authorityKey, mode: 'hold', highestEffect: 'block' }, response: state },
  }),
  getPack: operation({
    id: 'getPack',
    method: 'GET',
    path: '/api/packs/{pack}',
    summary: 'One pack: its document, and what differs in the version that waits',
    role: 'viewer',
    scope: 'organisation',
    params: named,
    response: Type.Object(
      {
        ...PackState.properties,
        /** Of the version in force; where none is, of the one that waits. */
        document: BanPack,
        /** Beside a version in force, the one that waits. */
        heldDocument: Type.Optional(BanPack),
        /** Bans of the waiting version against the one in force. */
        heldDiff: Type.Optional(PackDiff),
      },
      strict,
    ),
    example: {
      params,
      response: { ...state, document, heldDiff: { added: [], removed: [], changed: ['tiktok'] } },
    },
  }),
  setPackMode: operation({
    id: 'setPackMode',
    method: 'PATCH',
    path: '/api/packs/{pack}',
    summary: 'Changes the terms under which a pack is followed',
    role: 'editor',
    scope: 'organisation',
    params: named,
    body: Type.Object({ mode: Type.Optional(Mode), highestEffect: Type.Optional(Effect) }, strict),
    response: PackState,
    example: { params, body: { mode: 'hold' }, response: state },
  }),
  refreshPack: operation({
    id: 'refreshPack',
    method: 'POST',
    path: '/api/packs/{pack}/refresh',
    summary: 'Looks for a newer version now, at its address or in the given envelope',
    role: 'editor',
    scope: 'organisation',
    params: named,
    body: Type.Object({ envelope: Type.Optional(Envelope) }, strict),
    response: PackState,
    example: { params, body: { envelope }, response: state },
  }),
  adoptPackVersion: operation({
    id: 'adoptPackVersion',
    method: 'POST',
    path: '/api/packs/{pack}/adopt',
    summary: 'Puts the version that waits in force',
    role: 'approver',
    scope: 'organisation',
    params: named,
    body: Type.Object({ version: PackVersion }, strict),
    response: PackState,
    example: { params, body: { version: 3 }, response: state },
  }),
  weakenPackBan: operation({
    id: 'weakenPackBan',
    method: 'POST',
    path: '/api/packs/{pack}/bans/{ban}/weaken',
    summary:
      'Lets a ban of a pack do less here, with a reason; `none` declines it, the effect of the pack restores it',
    role: 'approver',
    scope: 'organisation',
    params: Type.Object({ pack: Slug, ban: Slug }, strict),
    body: Type.Object({ effect: EffectHere, reason: ShortText }, strict),
    response: PackState,
    example: {
      params: { ...params, ban: 'tiktok' },
      body: { effect: 'warn', reason: weakened.reason },
      response: state,
    },
  }),
  unfollowPack: operation({
    id: 'unfollowPack',
    method: 'POST',
    path: '/api/packs/{pack}/unfollow',
    summary: 'Ends following a pack; its bans leave the policy',
    role: 'editor',
    scope: 'organisation',
    params: named,
    body: Type.Object({ reason: ShortText }, strict),
    response: named,
    example: { params, body: { reason: 'The council decided on its own rules' }, response: params },
  }),
} as const;
