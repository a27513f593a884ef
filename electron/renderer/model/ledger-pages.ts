import type { LedgerPage } from '#protocol/tray-window.ts';
import type { LedgerEntry } from '#protocol/tray-agent.ts';

/** What was read of the ledger so far. */
export type LedgerSoFar = {
  readonly entries: readonly LedgerEntry[];
  readonly intact: boolean;
  /** The worst that any page was found to be. */
  readonly checked: LedgerPage['checked'];
  /** Where the next, older page begins; absent at the beginning of the ledger. */
  readonly before?: number;
};

export function withPage(known: LedgerSoFar | undefined, page: LedgerPage): LedgerSoFar {
  const entries = [...(known?.entries ?? []), ...page.entries].toSorted((a, b) => b.index - a.index);
  const oldest = page.entries.reduce((lowest, { index }) => Math.min(lowest, index), Infinity);
  return {
    entries,
    intact: page.intact && (known?.intact ?? true),
    checked: worse(known?.checked ?? 'verified', page.checked),
    // Entries of other accounts are left out, so only an empty page or the first entry is the end.
    ...(page.entries.length === 0 || oldest <= 1 ? {} : { before: oldest }),
  };
}

const order: readonly LedgerPage['checked'][] = ['verified', 'unchecked', 'broken'];
const worse = (a: LedgerPage['checked'], b: LedgerPage['checked']): LedgerPage['checked'] =>
  order.indexOf(a) > order.indexOf(b) ? a : b;
