import type { ActionHistory } from '#agent/actions/history.ts';
import type { Decisions } from '#policy/decision.ts';
import { foundKeyParts, hitKey } from '#policy/step.ts';
import type { CycleParts } from './cycle-parts.ts';

/** An upgrade takes a package away and puts it back: only what stays away so long is removed. */
const settleMs = 60_000;

type Removed = { readonly ban: string; readonly app: string; readonly account?: string };

/**
 * Notices that a reported installation is gone. `tell` is called once for each ban, app and account, inside one
 * transaction with the forgetting, so that a later installation is a first hit again.
 */
export interface Removals extends Disposable {
  /** `whole`: the inventory could be read in full; otherwise nothing that is missing counts as removed. */
  look(decisions: Pick<Decisions, 'all'>, whole: boolean): void;
}

export function createRemovals(
  parts: Pick<CycleParts, 'clock' | 'state'>,
  history: ActionHistory,
  tell: (removed: Removed) => void,
  lookAgain: () => void,
): Removals {
  /** Local monotonic time at which each was first missed. */
  const missing = new Map<string, number>();
  let timer: Disposable | undefined;
  return {
    look: (decisions, whole) => {
      if (!whole) return;
      const present = new Set(
        decisions.all
          .filter(({ subjectKind }) => subjectKind === 'installed')
          .map((decision) => groupOf(hitKey(decision, 'found'))),
      );
      const gone = new Map<string, string[]>();
      for (const key of history.hits) {
        const group = groupOf(key);
        if (group !== undefined && !present.has(group)) gone.set(group, [...(gone.get(group) ?? []), key]);
      }
      for (const group of missing.keys()) if (!gone.has(group)) missing.delete(group);
      for (const [group, keys] of gone) {
        const since = missing.get(group) ?? parts.clock.monotonic();
        missing.set(group, since);
        const parsed = foundKeyParts(keys[0] ?? '');
        if (parsed === undefined || parts.clock.monotonic() - since < settleMs) continue;
        parts.state.transaction(() => {
          history.forgetHits(keys);
          tell({
            ban: parsed.ban,
            app: parsed.app,
            ...(parsed.account === undefined ? {} : { account: parsed.account }),
          });
        });
        missing.delete(group);
      }
      timer?.[Symbol.dispose]();
      timer = missing.size === 0 ? undefined : parts.clock.after(settleMs, lookAgain);
    },
    [Symbol.dispose]: () => timer?.[Symbol.dispose](),
  };
}

/** The same thing for the same person, whatever the channel over which it came; undefined for other hits. */
function groupOf(key: string): string | undefined {
  const parts = foundKeyParts(key);
  return parts && `${parts.ban} ${parts.app} ${parts.account ?? '*'}`;
}
