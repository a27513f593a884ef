import { Type, type Static } from 'typebox';
import { Adoption, Ban, Effect } from '#policy/ban.ts';
import { MissingText } from '#policy/missing-texts.ts';
import { Organisation } from '#policy/organisation.ts';
import { PolicyFile } from '#policy/policy-file.ts';
import { HexId, Instant, ShortText, Slug, strict } from '#policy/primitives.ts';
import { ServerSettings } from '#policy/server-file.ts';
import { FileFault } from './console-operation.ts';
import { PolicyDiff, PolicyFileText } from './console-policies.ts';

/** What the API tells of a draft of the policy. */

export const Version = Type.Integer({ minimum: 1, maximum: 9_007_199_254_740_991 });
/** Goes up with every edit; an edit says which one it was made on. */
export const Revision = Type.Integer({ minimum: 1, maximum: 1_000_000_000 });

export const draftStates = [
  'open', // being written
  'in-review', // waits for somebody else's eyes
  'approved', // may be published
  'published',
  'rejected', // with a reason; an edit opens it again
  'abandoned',
] as const;
export const DraftState = Type.Enum(draftStates);
export type DraftState = Static<typeof DraftState>;

const summaryFields = {
  draft: HexId,
  title: ShortText,
  state: DraftState,
  author: ShortText,
  createdAt: Instant,
  changedAt: Instant,
  changedBy: ShortText,
  /** The version of the policy from which it began. */
  basedOn: Type.Integer({ minimum: 0, maximum: 9_007_199_254_740_991 }),
  revision: Revision,
  /** Units that it touches; the root for changes of the organisation and the server. */
  units: Type.Array(Slug),
  /** Of this revision. */
  approvedBy: Type.Array(ShortText),
  /** It cannot be published before somebody else has approved it. */
  needsApproval: Type.Boolean(),
  /** The version that was made of it. */
  published: Type.Optional(Version),
};
export const DraftSummary = Type.Object(summaryFields, strict);
export type DraftSummary = Static<typeof DraftSummary>;

export const DraftContent = Type.Object(
  { organisation: Organisation, server: ServerSettings, policies: Type.Array(PolicyFile) },
  strict,
);
export type DraftContent = Static<typeof DraftContent>;

export const DraftReview = Type.Object(
  {
    by: ShortText,
    at: Instant,
    as: Type.Enum(['approve', 'reject'] as const),
    reason: Type.Optional(ShortText),
    /** It is about this revision; an edit makes a review one of the past. */
    current: Type.Boolean(),
  },
  strict,
);
export type DraftReview = Static<typeof DraftReview>;

export const DraftDetail = Type.Object(
  {
    ...summaryFields,
    files: Type.Array(PolicyFileText),
    /** What can be read of the files; absent where the file of the organisation or of the server cannot. */
    content: Type.Optional(DraftContent),
    faults: Type.Array(FileFault),
    /** Against the version from which it began; absent while there are faults. */
    diff: Type.Optional(PolicyDiff),
    missingTexts: Type.Array(MissingText),
    reviews: Type.Array(DraftReview),
  },
  strict,
);
export type DraftDetail = Static<typeof DraftDetail>;

export const Published = Type.Object(
  {
    draft: DraftSummary,
    version: Version,
    state: Type.Enum(['awaiting-signature', 'published', 'superseded'] as const),
  },
  strict,
);

/** One ban as it stands today. */
export const BanOverview = Type.Object(
  {
    unit: Slug,
    ban: Ban,
    /** In its own unit: nothing before `from`, one step less once the review date is past. */
    effectToday: Type.Union([Effect, Type.Literal('none')]),
    /** Negative once it is past. */
    reviewInDays: Type.Integer(),
    /** What units below answered to it. */
    adoptions: Type.Array(Type.Object({ unit: Slug, adoption: Adoption }, strict)),
    missingTexts: Type.Array(MissingText),
    /** The ban pack from which it came. */
    pack: Type.Optional(Slug),
  },
  strict,
);
export type BanOverview = Static<typeof BanOverview>;

const draft = 'a0b1c2d3e4f5061728394a5b6c7d8e9f';
const ban: Ban = {
  id: 'tiktok',
  apps: ['tiktok'],
  effect: 'block',
  binding: 'mandatory',
  from: '2026-12-01',
  review: '2027-06-01',
  removal: 'offer',
  exemptions: { allowed: true, approvers: 2, longestDays: 30 },
  basis: { kind: 'decision', decidedBy: 'The council', reference: '2026/417', date: '2026-11-12' },
  notice: { why: { nb: 'Appen samler inn mye om deg og om dem du skriver med.' } },
};
const organisation: Organisation = {
  id: 'kommune',
  name: 'Kommune',
  contact: { name: 'IT', mail: 'it@kommune.example' },
  languages: ['nb', 'nn'],
  units: [
    { id: 'kommune', name: 'Kommune' },
    { id: 'school', name: 'Schools', parent: 'kommune' },
  ],
  calendar: { timeZone: 'Europe/Oslo', workingDays: [1, 2, 3, 4, 5], holidays: [], absence: 'pause' },
  limits: { exemptions: true, longestPauseHours: 72 },
  subscriptions: [],
};
const summary: DraftSummary = {
  draft,
  title: 'Ban TikTok',
  state: 'open',
  author: 'kari',
  createdAt: 1_795_338_000_000,
  changedAt: 1_795_338_100_000,
  changedBy: 'kari',
  basedOn: 4,
  revision: 2,
  units: ['kommune'],
  approvedBy: [],
  needsApproval: true,
};
const content: DraftContent = {
  organisation,
  server: { policyReview: 'four-eyes' },
  policies: [{ portvakt: 'policy/1', unit: 'kommune', bans: [ban] }],
};
const detail: DraftDetail = {
  ...summary,
  files: [
    { name: 'organisation.yaml', text: 'portvakt: organisation/1\n…' },
    { name: 'bans/kommune.yaml', text: 'portvakt: policy/1\nunit: kommune\nbans:\n  - id: tiktok\n…' },
  ],
  content,
  faults: [],
  diff: {
    from: 4,
    bans: [{ unit: 'kommune', ban: 'tiktok', change: 'added', after: 'block', fields: [] }],
    adoptionsOf: [],
    organisationChanged: false,
  },
  missingTexts: [{ unit: 'kommune', ban: 'tiktok', field: 'why', languages: ['nn'] }],
  reviews: [],
};
/** One example for all operations on drafts. */
export const draftExamples = { draft, ban, organisation, summary, content, detail };
