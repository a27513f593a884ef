import type { GateKind } from './gate-port.ts';
import type { DeniedStart, GuardCounts } from './port.ts';

/** First message to the guard process. */
export type GuardStart = {
  readonly kind: 'start';
  /** Never refused where root keeps the file; see `GateOptions.protectedPaths`. */
  readonly protectedPaths: readonly string[];
  /** A file that is refused to everybody; tried by the agent as proof. */
  readonly canary: string | undefined;
  /** Files of the agent's own, one for each gate, that its watchdog opens. */
  readonly probes: Readonly<Record<GateKind, string>>;
  /** Mount points that are marked; absent: all that hold programs. Tests and benches keep to a scratch mount with it. */
  readonly only?: readonly string[];
  readonly deadlineMs?: number;
};

/** What the keeper tells the guard process. */
export type GuardOrder<Basis> =
  | GuardStart
  | { readonly kind: 'judge-by'; readonly ticket: number; readonly basis: Basis }
  | { readonly kind: 'look'; readonly pid: number }
  | { readonly kind: 'counts'; readonly ticket: number };

/** What the guard process tells the keeper. */
export type GuardReport =
  /** The marks stand and answers flow. Sent after the first `judge-by`, before which nothing is marked. */
  | { readonly kind: 'guarding'; readonly unguarded: readonly string[] }
  | { readonly kind: 'unavailable'; readonly why: string }
  | { readonly kind: 'judging'; readonly ticket: number }
  | { readonly kind: 'denied'; readonly denied: DeniedStart }
  | {
      readonly kind: 'counts';
      readonly ticket: number;
      readonly counts: Omit<GuardCounts, 'gaps' | 'pid'>;
    };
