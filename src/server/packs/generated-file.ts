import { stringify } from 'yaml';
import { adoptedBans, type PackTerms } from '#policy/adopted-bans.ts';
import type { Subscription } from '#policy/organisation.ts';
import type { PolicyFile } from '#policy/policy-file.ts';
import type { PolicyFileText } from '#protocol/console-policies.ts';
import { generatedMark } from '#server/policies/index.ts';
import type { Followed } from './rows.ts';

/** The terms as the pure rules take them. */
export function termsOf({ row, weakened, apps }: Followed): PackTerms {
  return {
    pack: row.pack,
    highestEffect: row.highest_effect,
    apps,
    weakened: new Map(weakened.map(({ ban, effect }) => [ban, effect])),
  };
}

/**
 * What is in force of a pack as a file of the policy, for the unit `root`; undefined where nothing is. The same state
 * gives the same characters. Nothing that others wrote stands in its comment.
 */
export function generatedFile(followed: Followed, root: string): PolicyFileText | undefined {
  const { row, inForce } = followed;
  if (inForce === undefined) return undefined;
  const file: PolicyFile = {
    portvakt: 'policy/1',
    unit: root,
    pack: row.pack,
    ...(row.declared === 1 ? {} : { subscription: subscriptionOf(followed) }),
    ...(inForce.apps.length === 0 ? {} : { apps: inForce.apps }),
    bans: [...adoptedBans(inForce.bans, termsOf(followed))],
  };
  return {
    name: `packs/${row.pack}.yaml`,
    text: `${generatedMark}: ban pack ${row.pack}, version ${row.version}. What is changed here does not stay.\n${stringify(
      file,
      { aliasDuplicateObjects: false, lineWidth: 110 },
    )}`,
  };
}

function subscriptionOf({ row, apps }: Followed): Subscription {
  return {
    pack: row.pack,
    authorityKey: row.authority_key,
    ...(apps === undefined ? {} : { apps: [...apps] }),
    highestEffect: row.highest_effect,
    mode: row.mode,
    ...(row.url === null ? {} : { url: row.url }),
  };
}
