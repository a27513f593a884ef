import { createHash } from 'node:crypto';
import type { LedgerEntry } from '#protocol/tray-agent.ts';

export type LedgerRow = LedgerEntry & {
  /** Whose entry it is; null: everybody's. */
  readonly account: string | null;
};

/** The hash before the first entry. */
export const genesis = '0'.repeat(64);

/** SHA-256 over the previous hash and the entry: a JSON array, so that no two entries have the same text. */
export function hashOf(previous: string, entry: Omit<LedgerRow, 'hash'>): string {
  const canonical = JSON.stringify([entry.index, entry.at, entry.kind, entry.account, entry.body]);
  return createHash('sha256').update(previous).update(canonical).digest('hex');
}

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
