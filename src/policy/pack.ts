import { Type, type Static } from 'typebox';
import { Effect } from './ban.ts';
import { Channel, Evidence } from './evidence.ts';
import { ShortText, Slug, strict } from './primitives.ts';

/** Who speaks in a ban pack. A name in a file proves nothing: the key does, which each organisation compares and pins. */
export const PackAuthority = Type.Object(
  {
    name: ShortText,
    /** True where the pack was made by somebody else from what a public body published. */
    unofficial: Type.Boolean(),
  },
  strict,
);
export type PackAuthority = Static<typeof PackAuthority>;

/** Evidence, and whether a ban of the pack must act on it. Every reader tries them before it follows a pack. */
export const PackVector = Type.Object(
  {
    name: Type.Optional(ShortText),
    ban: Slug,
    channel: Channel,
    evidence: Type.Array(Evidence, { minItems: 1, maxItems: 50 }),
    matches: Type.Boolean(),
  },
  strict,
);
export type PackVector = Static<typeof PackVector>;

/** What a ban of a pack does in one organisation; `none`: it declined the ban. */
export const EffectHere = Type.Union([Effect, Type.Literal('none')]);
export type EffectHere = Static<typeof EffectHere>;

/**
 * Catalogue entries on their way to a PC. What is in them is the catalogue's own (`checkApp`), which whoever uses them
 * asks: here they are only carried.
 */
export const PackApps = Type.Array(Type.Object({ id: Slug }, { additionalProperties: true }), {
  maxItems: 200,
});
export type PackApps = Static<typeof PackApps>;
