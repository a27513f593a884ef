import type { RemoteMounts } from './mounts-port.ts';
import type { DeniedStart, GateCounted } from './port.ts';

/** First message to a guard process, which is told on its command line which gate is its own. */
export type GuardStart = {
  readonly kind: 'start';
  /** Never refused where root keeps the file; see `GateOptions.protectedPaths`. */
  readonly protectedPaths: readonly string[];
  /** A file that is refused to everybody; tried by the agent as proof. */
  readonly canary: string | undefined;
  /** A file of the agent's own that its watchdog opens. */
  readonly probe: string;
  /** Mount points that are marked; absent: all that hold programs. Tests and benches keep to a scratch mount with it. */
  readonly only?: readonly string[];
  readonly deadlineMs?: number;
};

/** What the keeper tells a guard process. */
export type GuardOrder<Basis> =
  | GuardStart
  | { readonly kind: 'judge-by'; readonly ticket: number; readonly basis: Basis }
  | { readonly kind: 'look'; readonly pid: number }
  /** To the process for local file systems: whether the one for FUSE asks, or whoever waits for it need not. */
  | { readonly kind: 'remote'; readonly stands: boolean }
  | { readonly kind: 'counts'; readonly ticket: number };

/** What a guard process tells the keeper. */
export type GuardReport =
  /** The marks stand and answers flow. Sent after the first `judge-by`, before which nothing is marked. */
  | {
      readonly kind: 'guarding';
      /** Of its own gate's kinds. */
      readonly unguarded: readonly string[];
      /** What the other gate has to mark, as far as this one sees it. */
      readonly remote: RemoteMounts;
    }
  | { readonly kind: 'unavailable'; readonly why: string }
  | { readonly kind: 'judging'; readonly ticket: number }
  /** Somebody is about to mount one by FUSE; whoever does waits. `remote` answers. */
  | { readonly kind: 'fuse-soon' }
  | { readonly kind: 'denied'; readonly denied: DeniedStart }
  | {
      readonly kind: 'counts';
      readonly ticket: number;
      readonly counts: GateCounted;
    };
