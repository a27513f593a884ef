import { isRemovedInBrowser } from '#locales/removal-facts.ts';
import type { Removable, RemovalOutcome } from '#protocol/tray-agent.ts';

/** Where one installation stands in the guided removal. */
export type RemovalStep =
  | { readonly step: 'offered' }
  | { readonly step: 'running' }
  | { readonly step: 'for-it' }
  | { readonly step: 'working' }
  | { readonly step: 'done' }
  | { readonly step: 'failed'; readonly outcome: Exclude<RemovalOutcome, 'removed'> }
  | { readonly step: 'refused'; readonly fault: string };

/** What was tried in this window: by item. */
export type Tried = Readonly<Record<string, 'working' | RemovalOutcome | { readonly fault: string }>>;

export function removalStep(removable: Removable, tried: Tried): RemovalStep {
  const last = tried[removable.item];
  if (last === 'working') return { step: 'working' };
  if (last === 'removed') return { step: 'done' };
  if (removable.by === 'it') return { step: 'for-it' };
  if (typeof last === 'object') return { step: 'refused', fault: last.fault };
  // A web app is uninstalled from within: it has to be open for that.
  if (removable.running && !isRemovedInBrowser(removable)) return { step: 'running' };
  return last === undefined || last === 'running' ? { step: 'offered' } : { step: 'failed', outcome: last };
}

/** Only files that no package owns are moved to the trash, from where they can be restored. */
export const goesToTrash = (removable: Removable): boolean =>
  removable.by === 'person' &&
  removable.source !== 'flatpak' &&
  removable.source !== 'snap' &&
  !isRemovedInBrowser(removable);
