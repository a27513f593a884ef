import type { ProcessSnapshot } from '#platform/processes/port.ts';
import type { Sessions } from '#platform/sessions/port.ts';
import type { Fact } from '#policy/facts.ts';
import type { InventoryLook } from './inventory-look.ts';
import type { Sight } from './removals.ts';

/** What removals are told by. An account whose program runs is at work, so that its home is there. */
export function sightOf(
  look: Pick<InventoryLook, 'isWhole' | 'subjects'>,
  swept: Fact<readonly ProcessSnapshot[]>,
  sessions: Pick<Sessions, 'nameOf'>,
): Sight {
  const uids = new Set(swept.state === 'known' ? swept.value.map(({ uid }) => uid) : []);
  const present = new Set([...uids].map((uid) => sessions.nameOf(uid)));
  return {
    installed: look.subjects,
    whole: look.isWhole,
    isPresent: (account) => present.has(account),
  };
}
