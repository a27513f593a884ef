import { stringify } from 'yaml';
import { adoptedBans, type PackTerms } from '#policy/adopted-bans.ts';
import type { Subscription } from '#policy/organisation.ts';
import type { PolicyFile } from '#policy/policy-file.ts';
import { parsePolicyFile } from '#policy/publish.ts';
import type { PolicyFileText } from '#protocol/console-policies.ts';
import { generatedMark } from '#server/policies/index.ts';
import type { Followed } from './rows.ts';
import type { PackRow } from './tables.ts';

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
 * gives the same characters. Nothing that others wrote stands in its comment. Of a pack that cannot be read any more it
 * is the file of the newest release, which `before` has.
 */
export function generatedFile(
  followed: Followed,
  root: string,
  before: readonly PolicyFileText[],
): PolicyFileText | undefined {
  const { row, inForce } = followed;
  if (followed.unreadable !== undefined) return lastMade(row, root, before);
  if (inForce === undefined) return undefined;
  const file: PolicyFile = {
    portvakt: 'policy/1',
    unit: root,
    pack: row.pack,
    ...(row.declared === 1 ? {} : { subscription: subscriptionOf(followed) }),
    ...(inForce.apps.length === 0 ? {} : { apps: inForce.apps }),
    bans: [...adoptedBans(inForce.bans, termsOf(followed))],
  };
  return asText(row, file);
}

const nameOf = ({ pack }: PackRow): string => `packs/${pack}.yaml`;

function asText(row: PackRow, file: PolicyFile): PolicyFileText {
  const yaml = stringify(file, { aliasDuplicateObjects: false, lineWidth: 110 });
  return {
    name: nameOf(row),
    text: `${generatedMark}: ban pack ${row.pack}, version ${row.version}. What is changed here does not stay.\n${yaml}`,
  };
}

/** Undefined where that cannot be read either: one pack must not keep IT from publishing. */
function lastMade(row: PackRow, root: string, before: readonly PolicyFileText[]): PolicyFileText | undefined {
  const last = before.find(({ name }) => name === nameOf(row));
  const read = last === undefined ? undefined : parsePolicyFile(last.text, last.name);
  if (read?.ok !== true) return undefined;
  const { value } = read.value;
  return value.unit === root ? last : asText(row, { ...value, unit: root });
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
