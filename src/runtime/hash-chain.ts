import { createHash } from 'node:crypto';

/** The hash before the first entry. */
export const genesis = '0'.repeat(64);

/** What of an entry is hashed. `account` null or absent: it is everybody's. */
export type HashedEntry = {
  readonly index: number;
  readonly at: number;
  readonly kind: string;
  readonly account?: string | null;
  readonly body: string;
  /** Random, in what is one account's: its hash is known to its neighbours, and must not let anybody guess what it says. */
  readonly salt?: string | null;
};
/** An entry as a person sees it: those of others are left out, so `previous` may be the hash of a hidden one. */
export type ChainedEntry = HashedEntry & { readonly hash: string; readonly previous?: string };

/** `unchecked`: there is nothing, or an entry does not say what came before it. */
export type ChainVerdict = 'verified' | 'broken' | 'unchecked';

/** SHA-256 over the previous hash and the entry: a JSON array, so that no two entries have the same text. */
export function hashOf(previous: string, { account, at, body, index, kind, salt }: HashedEntry): string {
  const fields = [index, at, kind, account ?? null, body];
  const canonical = JSON.stringify(typeof salt === 'string' ? [...fields, salt] : fields);
  return createHash('sha256').update(previous).update(canonical).digest('hex');
}

/**
 * Checks entries in any order, with gaps. Each must follow from its `previous`; neighbours must be linked, and nothing
 * may stand twice. No key is in it: who writes an entry and all that follow it anew, up to the next gap or to the end, is
 * not noticed, nor is it known whose the entries in a gap are. That the agent's own chain is whole, only the agent says.
 */
export function checkEntries(entries: readonly ChainedEntry[]): ChainVerdict {
  const sorted = [...entries].sort((one, other) => one.index - other.index);
  let last: ChainedEntry | undefined;
  let isWhole = sorted.length > 0;
  for (const entry of sorted) {
    const { index, hash, previous } = entry;
    if (last?.index === index) return 'broken';
    if (previous === undefined) isWhole = false;
    else if (hash !== hashOf(previous, entry)) return 'broken';
    else if ((index === 1) !== (previous === genesis)) return 'broken';
    else if (last?.index === index - 1 && last.hash !== previous) return 'broken';
    last = entry;
  }
  return isWhole ? 'verified' : 'unchecked';
}
