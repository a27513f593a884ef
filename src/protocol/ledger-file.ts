import { Type, type Static } from 'typebox';
import { HexId, Instant, ShortText, Slug, strict } from '#policy/primitives.ts';
import { LedgerEntry, type AgentStatus } from './tray-agent.ts';

/** A person's ledger as a file, written by tray or command, that anybody can check without an agent. */
export const LedgerFile = Type.Object(
  {
    format: Type.Literal('portvakt-ledger'),
    version: Type.Literal(1),
    exportedAt: Instant,
    organisation: Type.Optional(Type.Object({ id: Slug, name: ShortText }, strict)),
    device: Type.Optional(HexId),
    /** Newest first. */
    entries: Type.Array(LedgerEntry, { maxItems: 100_000 }),
  },
  strict,
);
export type LedgerFile = Static<typeof LedgerFile>;

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
  entries: [...entries],
});
