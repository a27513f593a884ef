import type { Ban } from './ban.ts';
import { weaker } from './effect-order.ts';
import type { EffectHere } from './pack.ts';

/** Under which terms an organisation follows a pack. */
export type PackTerms = {
  readonly pack: string;
  readonly highestEffect: Ban['effect'];
  /** The apps for which it is followed; absent: all. */
  readonly apps?: readonly string[] | undefined;
  /** Bans that do less here, by their id in the pack. */
  readonly weakened: ReadonlyMap<string, EffectHere>;
};

/** The id that a ban of a pack has in the policy of those who follow it. */
export const adoptedId = (pack: string, ban: string): string => `${pack}-${ban}`;

/** What a ban of a pack does under these terms; `none` where it is declined or speaks of no app that is followed. */
export function effectHere(ban: Ban, terms: PackTerms): EffectHere {
  if (terms.apps !== undefined && appsHere(ban, terms.apps).length === 0) return 'none';
  return weaker(
    weaker<EffectHere>(ban.effect, terms.highestEffect),
    terms.weakened.get(ban.id) ?? ban.effect,
  );
}

/**
 * The bans of a pack as they enter the organisation's own policy. What only a block may have (grace, a demanded removal)
 * goes with the block. None can be paused: whoever wants less weakens it, which asks for a reason.
 */
export function adoptedBans(bans: readonly Ban[], terms: PackTerms): readonly Ban[] {
  return bans.flatMap((ban) => {
    const effect = effectHere(ban, terms);
    if (effect === 'none') return [];
    const { grace, pausable: _, apps, ...rest } = ban;
    const blocks = effect === 'block';
    return [
      {
        ...rest,
        id: adoptedId(terms.pack, ban.id),
        ...(apps === undefined ? {} : { apps: terms.apps === undefined ? apps : appsHere(ban, terms.apps) }),
        effect,
        ...(blocks && grace !== undefined ? { grace } : {}),
        removal: !blocks && rest.removal === 'require' ? 'offer' : rest.removal,
      },
    ];
  });
}

const appsHere = (ban: Ban, followed: readonly string[]): string[] =>
  (ban.apps ?? []).filter((app) => followed.includes(app));
