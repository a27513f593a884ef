import type { LedgerEntry } from '#protocol/tray-agent.ts';
import { hashOf } from '#runtime/hash-chain.ts';

export type LedgerRow = Omit<LedgerEntry, 'account' | 'previous' | 'salt'> & {
  /** Whose entry it is; null: everybody's. */
  readonly account: string | null;
  /** Null in everybody's entries, which hide nothing. */
  readonly salt: string | null;
};

export type Anchor = { readonly index: number; readonly hash: string };

/** Whether the entries lead from one anchor to the other without a gap. */
export function leads(entries: Iterable<LedgerRow>, from: Anchor, to: Anchor): boolean {
  let last = from;
  for (const entry of entries) {
    if (entry.index !== last.index + 1 || entry.hash !== hashOf(last.hash, entry)) return false;
    last = entry;
  }
  return last.index === to.index && last.hash === to.hash;
}
