import type { ActionHistory } from '#agent/actions/history.ts';
import type { Decisions } from '#policy/decision.ts';
import type { InstalledSubject, InstallSource } from '#policy/facts.ts';
import { foundKeyParts, hitKey } from '#policy/step.ts';
import type { CycleParts } from './cycle-parts.ts';

/** An upgrade takes a package away and puts it back: only what stays away so long is removed. */
const settleMs = 60_000;
/** Databases of the system's own installers: what they no longer name is gone. Anything else may only have been moved. */
const provingSources: ReadonlySet<InstallSource> = new Set<InstallSource>([
  ...(['dpkg', 'rpm', 'pacman', 'flatpak', 'snap', 'arp', 'appx'] as const),
]);
export type Removed = {
  readonly ban: string;
  readonly app: string;
  readonly account?: string;
  /** A package database said so. */
  readonly verified: boolean;
};

/** What somebody saw go: of a catalogue app, as far as the ban names one. */
export type Gone = { readonly ban: string; readonly app?: string; readonly account: string };

/** What of this PC could be looked at. */
export type Sight = {
  readonly installed: readonly InstalledSubject[];
  /** The inventory could be read in full; otherwise nothing that is missing counts as removed. */
  readonly whole: boolean;
  /** Whether this account is at work now: an encrypted or remote home is there only then. */
  readonly isPresent: (account: string) => boolean;
};

/**
 * Notices that a reported installation is gone. `tell` is called once for each ban, app and account, inside one
 * transaction with the forgetting, so that a later installation is a first hit again.
 */
export interface Removals extends Disposable {
  look(decisions: Pick<Decisions, 'all'>, sight: Sight): void;
  /**
   * It was removed before our eyes, so that it cannot be an upgrade: what the last look missed of it is told now. False
   * where nothing of it was reported, or something of it is still there.
   */
  confirm(gone: Gone): 'told' | 'still-there' | 'never-reported';
}

export function createRemovals(
  parts: Pick<CycleParts, 'clock' | 'state'>,
  history: ActionHistory,
  tell: (removed: Removed) => void,
  lookAgain: () => void,
): Removals {
  /** Local monotonic time at which each was first missed. */
  const missing = new Map<string, { readonly since: number; readonly keys: readonly string[] }>();
  let timer: Disposable | undefined;

  /** What is there now, each with whether all of it would be proved to be gone. */
  const presentIn = (
    decisions: Pick<Decisions, 'all'>,
    { installed }: Sight,
  ): ReadonlyMap<string, boolean> => {
    const proving = new Set(installed.filter(isProving).map(({ key }) => key));
    const present = new Map<string, boolean>();
    for (const decision of decisions.all) {
      const group = decision.subjectKind === 'installed' && groupOf(hitKey(decision, 'found'));
      if (typeof group === 'string')
        present.set(group, (present.get(group) ?? true) && proving.has(decision.subject));
    }
    return present;
  };
  const tellGone = (keys: readonly string[]): void => {
    const parsed = foundKeyParts(keys[0] ?? '');
    if (parsed === undefined) return;
    const verified = keys.every((key) => history.provable.get(key) === true);
    try {
      parts.state.transaction(() => {
        history.forgetHits(keys);
        tell({ ...parsed, verified });
      });
    } catch (fault) {
      // It was not told: what is remembered is what the state still says, so that the next look tells it.
      history.reload();
      throw fault;
    }
  };

  return {
    look: (decisions, sight) => {
      if (!sight.whole) return;
      const present = presentIn(decisions, sight);
      const gone = new Map<string, string[]>();
      for (const key of history.hits) {
        const group = groupOf(key);
        if (group === undefined) continue;
        const provable = present.get(group);
        if (provable === undefined) gone.set(group, [...(gone.get(group) ?? []), key]);
        // Once a part of it was what nobody can prove, the whole of it stays so.
        else if (history.provable.get(key) !== false && history.provable.get(key) !== provable)
          history.noteProvable(key, provable);
      }
      for (const [group, keys] of gone) {
        const account = foundKeyParts(keys[0] ?? '')?.account;
        const isProved = keys.every((key) => history.provable.get(key) === true);
        if (!isProved && account !== undefined && !sight.isPresent(account)) gone.delete(group);
      }
      for (const group of missing.keys()) if (!gone.has(group)) missing.delete(group);
      for (const [group, keys] of gone) {
        const since = missing.get(group)?.since ?? parts.clock.monotonic();
        missing.set(group, { since, keys });
        if (parts.clock.monotonic() - since < settleMs) continue;
        tellGone(keys);
        missing.delete(group);
      }
      timer?.[Symbol.dispose]();
      timer = missing.size === 0 ? undefined : parts.clock.after(settleMs, lookAgain);
    },
    confirm: ({ account, app, ban }) => {
      const groups = app === undefined ? [] : [`${ban} ${app} ${account}`, `${ban} ${app} *`];
      const told = groups.flatMap((group) => {
        const keys = missing.get(group)?.keys;
        if (keys === undefined) return [];
        tellGone(keys);
        missing.delete(group);
        return [group];
      });
      if (told.length > 0) return 'told';
      const isReported = [...history.hits].some((key) => groups.includes(groupOf(key) ?? ''));
      return isReported ? 'still-there' : 'never-reported';
    },
    [Symbol.dispose]: () => timer?.[Symbol.dispose](),
  };
}

/** The database of an account's own flatpaks is the account's. */
function isProving({ account, source }: InstalledSubject): boolean {
  if (source === undefined || !provingSources.has(source)) return false;
  return account === undefined || source !== 'flatpak';
}

/** The same thing for the same person, whatever the channel over which it came; undefined for other hits. */
function groupOf(key: string): string | undefined {
  const parts = foundKeyParts(key);
  return parts && `${parts.ban} ${parts.app} ${parts.account ?? '*'}`;
}
