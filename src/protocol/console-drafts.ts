import { Type } from 'typebox';
import { Adoption, Ban } from '#policy/ban.ts';
import { Organisation } from '#policy/organisation.ts';
import { HexId, ShortText, Slug, strict } from '#policy/primitives.ts';
import { ServerSettings } from '#policy/server-file.ts';
import { operation } from './console-operation.ts';
import { PolicyFileText } from './console-policies.ts';
import {
  BanOverview,
  DraftContent,
  DraftDetail,
  draftExamples,
  DraftState,
  DraftSummary,
  Published,
  Revision,
  Version,
} from './draft.ts';

/** Operations on drafts of the policy: edit, review, publish. */

const { ban, content, detail, draft, organisation, summary } = draftExamples;
const params = Type.Object({ draft: HexId }, strict);
const revision = { revision: Revision };
const onlyRevision = Type.Object(revision, strict);
const Files = Type.Array(PolicyFileText, { minItems: 1, maxItems: 2_000 });
const ofBan = Type.Object({ draft: HexId, unit: Slug, ban: Slug }, strict);

export const draftOperations = {
  listDrafts: operation({
    id: 'listDrafts',
    method: 'GET',
    path: '/api/drafts',
    summary: 'Drafts of the policy, the one changed last first',
    role: 'viewer',
    query: Type.Object({ state: Type.Optional(DraftState) }, strict),
    response: Type.Object({ drafts: Type.Array(DraftSummary) }, strict),
    example: { query: { state: 'open' }, response: { drafts: [summary] } },
  }),
  createDraft: operation({
    id: 'createDraft',
    method: 'POST',
    path: '/api/drafts',
    summary: 'Begins a draft: of the newest policy, of an older version to go back to, or of given files',
    role: 'editor',
    body: Type.Object(
      {
        title: ShortText,
        /** The version whose files the draft holds; publishing it makes a new, higher version. */
        revertTo: Type.Optional(Version),
        files: Type.Optional(Files),
      },
      strict,
    ),
    response: DraftDetail,
    example: { body: { title: summary.title }, response: detail },
  }),
  getDraft: operation({
    id: 'getDraft',
    method: 'GET',
    path: '/api/drafts/{draft}',
    summary: 'One draft: its files, what they say, what they change, what is wrong or missing in them',
    role: 'viewer',
    params,
    response: DraftDetail,
    example: { params: { draft }, response: detail },
  }),
  setDraftBan: operation({
    id: 'setDraftBan',
    method: 'PUT',
    path: '/api/drafts/{draft}/units/{unit}/bans/{ban}',
    summary: 'Writes one ban into the file of its unit; comments and order of the file stay',
    role: 'editor',
    params: ofBan,
    body: Type.Object({ ...revision, ban: Ban }, strict),
    response: DraftDetail,
    example: {
      params: { draft, unit: 'kommune', ban: ban.id },
      body: { revision: 1, ban },
      response: detail,
    },
  }),
  removeDraftBan: operation({
    id: 'removeDraftBan',
    method: 'POST',
    path: '/api/drafts/{draft}/units/{unit}/bans/{ban}/remove',
    summary: 'Takes one ban out of the file of its unit',
    role: 'editor',
    params: ofBan,
    body: onlyRevision,
    response: DraftDetail,
    example: { params: { draft, unit: 'kommune', ban: ban.id }, body: { revision: 1 }, response: detail },
  }),
  setDraftAdoption: operation({
    id: 'setDraftAdoption',
    method: 'PUT',
    path: '/api/drafts/{draft}/units/{unit}/adoptions/{ban}',
    summary:
      'Writes what a unit answers to a recommended ban from above; without `adoption` the answer is removed',
    role: 'editor',
    params: ofBan,
    body: Type.Object({ ...revision, adoption: Type.Optional(Adoption) }, strict),
    response: DraftDetail,
    example: {
      params: { draft, unit: 'school', ban: ban.id },
      body: { revision: 1, adoption: { ban: ban.id, as: 'adopted', reason: 'We follow the municipality.' } },
      response: detail,
    },
  }),
  setDraftOrganisation: operation({
    id: 'setDraftOrganisation',
    method: 'PUT',
    path: '/api/drafts/{draft}/organisation',
    summary: 'Writes the organisation: units, calendar, languages, limits. For operators of the root unit',
    role: 'editor',
    params,
    body: Type.Object({ ...revision, organisation: Organisation }, strict),
    response: DraftDetail,
    example: { params: { draft }, body: { revision: 1, organisation }, response: detail },
  }),
  setDraftServer: operation({
    id: 'setDraftServer',
    method: 'PUT',
    path: '/api/drafts/{draft}/server',
    summary: 'Writes the settings of the server: review, rings, brake, rules, retention. For the root unit',
    role: 'editor',
    params,
    body: Type.Object({ ...revision, server: ServerSettings }, strict),
    response: DraftDetail,
    example: {
      params: { draft },
      body: { revision: 1, server: { policyReview: 'four-eyes' } },
      response: detail,
    },
  }),
  setDraftFiles: operation({
    id: 'setDraftFiles',
    method: 'PUT',
    path: '/api/drafts/{draft}/files',
    summary:
      'Replaces the files of a draft. Files with faults are kept and their faults shown: nothing is lost',
    role: 'editor',
    params,
    body: Type.Object({ ...revision, files: Files }, strict),
    response: DraftDetail,
    example: { params: { draft }, body: { revision: 1, files: detail.files }, response: detail },
  }),
  submitDraft: operation({
    id: 'submitDraft',
    method: 'POST',
    path: '/api/drafts/{draft}/submit',
    summary: 'Asks for a review',
    role: 'editor',
    params,
    body: onlyRevision,
    response: DraftDetail,
    example: {
      params: { draft },
      body: { revision: 1 },
      response: { ...detail, state: 'in-review' },
    },
  }),
  reviewDraft: operation({
    id: 'reviewDraft',
    method: 'POST',
    path: '/api/drafts/{draft}/review',
    summary:
      "Approves or rejects a draft; never one's own, nor one that one edited last. A rejection says why",
    role: 'approver',
    params,
    body: Type.Object(
      {
        ...revision,
        as: Type.Enum(['approve', 'reject'] as const),
        reason: Type.Optional(ShortText),
      },
      strict,
    ),
    response: DraftDetail,
    example: {
      params: { draft },
      body: { revision: 1, as: 'approve' },
      response: {
        ...detail,
        state: 'approved',
        approvedBy: ['ola'],
        reviews: [{ by: 'ola', at: 1_795_338_200_000, as: 'approve', current: true }],
      },
    },
  }),
  publishDraft: operation({
    id: 'publishDraft',
    method: 'POST',
    path: '/api/drafts/{draft}/publish',
    summary:
      'Makes a release of a draft. What was published meanwhile is kept where both touched different bans',
    role: 'editor',
    params,
    body: Type.Object(
      {
        ...revision,
        /** To all devices at once, without rings: for administrators of the root unit. */
        everyone: Type.Optional(Type.Boolean()),
        /** Publish although texts are missing in some of the organisation's languages. */
        allowMissingTexts: Type.Optional(Type.Boolean()),
      },
      strict,
    ),
    response: Published,
    example: {
      params: { draft },
      body: { revision: 1, everyone: false },
      response: {
        draft: { ...summary, state: 'published', published: 5 },
        version: 5,
        state: 'published',
      },
    },
  }),
  abandonDraft: operation({
    id: 'abandonDraft',
    method: 'POST',
    path: '/api/drafts/{draft}/abandon',
    summary: 'Gives a draft up; it stays readable',
    role: 'editor',
    params,
    body: onlyRevision,
    response: DraftDetail,
    example: {
      params: { draft },
      body: { revision: 1 },
      response: { ...detail, state: 'abandoned' },
    },
  }),
  getPolicyContent: operation({
    id: 'getPolicyContent',
    method: 'GET',
    path: '/api/policy/content',
    summary:
      'What the applied files say: the organisation, the settings of the server, the bans of each unit',
    role: 'viewer',
    query: Type.Object({ version: Type.Optional(Version) }, strict),
    response: Type.Object({ version: Version, content: DraftContent }, strict),
    example: { query: { version: 4 }, response: { version: 4, content } },
  }),
  listBans: operation({
    id: 'listBans',
    method: 'GET',
    path: '/api/bans',
    summary: "The bans in force for the operator's unit, those below it and those it inherits",
    role: 'viewer',
    response: Type.Object({ bans: Type.Array(BanOverview) }, strict),
    example: {
      response: {
        bans: [
          {
            unit: 'kommune',
            ban,
            effectToday: 'block',
            reviewInDays: 180,
            adoptions: [],
            missingTexts: [],
          },
        ],
      },
    },
  }),
} as const;
