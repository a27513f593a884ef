import type { LedgerEntry } from '#protocol/tray-agent.ts';

/** The employee's ledger: everything that left the PC and every look that IT took, as a hash chain. */
export interface Ledger {
  /** `account` absent: it concerns everybody on this PC. */
  append(kind: LedgerEntry['kind'], body: string, at: number, account?: string): void;
  /** Newest first, at most 200, of this account and of everybody. */
  entries(account: string, before?: number): readonly LedgerEntry[];
  /** Whether the chain holds from its first kept entry to its last. */
  intact(): boolean;
}
