import { Type, type Static } from 'typebox';
import { HexId, Instant, ShortText, Slug, strict } from '#policy/primitives.ts';
import { operation } from './console-operation.ts';

/** Operations on the look before publishing: how many PCs a ban would touch. */

const Count = Type.Integer({ minimum: 0 });
const Share = Type.Number({ minimum: 0, maximum: 1 });

/** Fewest active PCs in scope for which a preview is asked: below, an estimate would point at people. */
export const fewestForPreview = 100;

/**
 * Every PC answers one bit per app, flipped with a probability of 10 %, so that no answer says anything of one PC. What
 * is here was computed back from the sum.
 */
export const PreviewEstimate = Type.Object(
  {
    app: Slug,
    /** Estimated over all PCs in scope. */
    devices: Count,
    /** Plus or minus, with 95 % confidence. */
    margin: Count,
    /** Of the PCs that answered, 0..1, and its margin. */
    share: Share,
    marginShare: Share,
    /** PCs that answered for this app: one that was asked much today leaves apps unanswered. */
    answered: Type.Optional(Count),
  },
  strict,
);
export type PreviewEstimate = Static<typeof PreviewEstimate>;

export const PreviewRecord = Type.Object(
  {
    preview: HexId,
    askedAt: Instant,
    askedBy: ShortText,
    /** With all below it; absent: the whole organisation. */
    unit: Type.Optional(Slug),
    apps: Type.Array(Slug, { minItems: 1, maxItems: 50 }),
    /** Active PCs in scope. Private ones are never asked nor counted. */
    devices: Count,
    answered: Count,
    /** PCs that were connected, and so were asked. */
    asked: Type.Optional(Count),
    state: Type.Enum(['asking', 'done'] as const),
    /** Empty while it asks. */
    estimates: Type.Array(PreviewEstimate, { maxItems: 50 }),
  },
  strict,
);
export type PreviewRecord = Static<typeof PreviewRecord>;

const example: PreviewRecord = {
  preview: '89abcdef0123456789abcdef01234567',
  askedAt: 1_795_338_000_000,
  askedBy: 'kari',
  unit: 'kommune',
  apps: ['telegram', 'tiktok'],
  devices: 1_240,
  answered: 1_214,
  asked: 1_220,
  state: 'done',
  estimates: [
    { app: 'telegram', devices: 211, margin: 32, share: 0.17, marginShare: 0.026, answered: 1_214 },
    { app: 'tiktok', devices: 37, margin: 27, share: 0.03, marginShare: 0.022, answered: 1_214 },
  ],
};

export const previewOperations = {
  listPreviews: operation({
    id: 'listPreviews',
    method: 'GET',
    path: '/api/previews',
    summary: 'The newest 50 previews, newest first',
    role: 'editor',
    response: Type.Object({ previews: Type.Array(PreviewRecord, { maxItems: 50 }) }, strict),
    example: { response: { previews: [example] } },
  }),
  createPreview: operation({
    id: 'createPreview',
    method: 'POST',
    path: '/api/previews',
    summary:
      'Asks the connected PCs of a unit and all below it which of these catalogue apps they have. For at least 100 PCs; each answer is noised, and noted in the ledger of the PC',
    role: 'editor',
    body: Type.Object(
      {
        apps: Type.Array(Slug, { minItems: 1, maxItems: 50, uniqueItems: true }),
        /** Default: the unit of the operator. */
        unit: Type.Optional(Slug),
      },
      strict,
    ),
    response: PreviewRecord,
    example: {
      body: { apps: ['telegram', 'tiktok'], unit: 'kommune' },
      response: { ...example, answered: 0, state: 'asking', estimates: [] },
    },
  }),
  getPreview: operation({
    id: 'getPreview',
    method: 'GET',
    path: '/api/previews/{preview}',
    summary: 'How many PCs have answered, and the estimates once it is done',
    role: 'editor',
    params: Type.Object({ preview: HexId }, strict),
    response: PreviewRecord,
    example: { params: { preview: example.preview }, response: example },
  }),
} as const;
