import type { Journal } from '#agent/events/port.ts';
import { StateDamaged, stateFaultOf } from '#agent/state/state-fault.ts';
import { agentFaults, type AgentFaultCode } from '#protocol/fault-codes.ts';
import type { Log } from '#runtime/log.ts';

export type RecentFault = { readonly code: AgentFaultCode; readonly detail: string; readonly at: number };

/** Tells IT of a fault of the agent itself: once a day per kind, never with data of the PC. The log on this PC has the rest. */
export interface FaultReporter {
  report(code: AgentFaultCode, cause?: unknown): void;
  /** Newest first, for `portvakt status`. */
  recent(): readonly RecentFault[];
}

export type FaultParts = {
  readonly journal: Journal;
  readonly now: () => number;
  readonly log: Log;
  /** The cause shows that the state file is damaged. */
  readonly onDamaged: () => void;
};

const againMs = 86_400_000;
const kept = 20;

export function createFaultReporter({ journal, log, now, onDamaged }: FaultParts): FaultReporter {
  const last = new Map<AgentFaultCode, number>();
  let recent: readonly RecentFault[] = [];
  const looksDamaged = (fault: unknown): void => {
    if (stateFaultOf(fault) instanceof StateDamaged) onDamaged();
  };
  return {
    report: (code, cause) => {
      log.warn({ code, cause: cause instanceof Error ? cause.stack : cause }, agentFaults[code]);
      looksDamaged(cause);
      const at = now();
      const before = last.get(code);
      if (before !== undefined && at - before < againMs) return;
      last.set(code, at);
      const detail = agentFaults[code];
      recent = [{ code, detail, at }, ...recent].slice(0, kept);
      try {
        journal.record({ type: 'fault', code, detail, at });
      } catch (fault) {
        // The state cannot take it; the log above is what is left, and enforcement goes on.
        log.error({ fault: String(fault) }, 'a fault could not be journalled');
        looksDamaged(fault);
      }
    },
    recent: () => recent,
  };
}
