import type { AgentStatus, LedgerEntry } from '#protocol/tray-agent.ts';

/** A file that anybody can check without this program: `portvakt ledger --verify` does. */
export type LedgerFile = {
  readonly format: 'portvakt-ledger';
  readonly version: 1;
  /** Epoch milliseconds. */
  readonly exportedAt: number;
  readonly organisation?: { readonly id: string; readonly name: string };
  readonly device?: string;
  /** Newest first. */
  readonly entries: readonly LedgerEntry[];
};

export const ledgerFile = (
  status: AgentStatus | undefined,
  entries: readonly LedgerEntry[],
  exportedAt: number,
): LedgerFile => ({
  format: 'portvakt-ledger',
  version: 1,
  exportedAt,
  ...(status?.organisation === undefined
    ? {}
    : { organisation: { id: status.organisation.id, name: status.organisation.name } }),
  ...(status?.device === undefined ? {} : { device: status.device }),
  entries,
});

/** `portvakt-2026-11-22.json`. */
export const ledgerFileName = (now: number): string =>
  `portvakt-${new Date(now).toISOString().slice(0, 10)}.json`;
