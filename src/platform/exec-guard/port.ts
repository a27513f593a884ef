import type { ProgramIdentity } from '#platform/program-identity/port.ts';

/** Starts that were refused before the program ran. */
export type DeniedStart = {
  /** Whoever asked to start it; usually gone by the time this is read. */
  readonly pid: number;
  /** The real account that asked. */
  readonly uid: number;
  /** Path of the file as the kernel named it; empty where it could not. */
  readonly path: string;
  /** `loader`: a dynamic loader was to load it as a program. */
  readonly how: 'exec' | 'loader';
  /** Tries of this account with this file that the report stands for: the first is told at once, what follows is gathered. */
  readonly times: number;
  /** What the judge knew of the file. Absent where it cannot be told which file it was, or that is no longer remembered. */
  readonly identity?: ProgramIdentity;
  /** Epoch ms, local clock, of the first try. */
  readonly at: number;
};

/** What the guard does now. Nothing is claimed of a guard that is not `guarding`. */
export type GuardState =
  /** No ban asks for it, or the first one is only being started: no file system is marked and nobody waits for an answer. */
  | { readonly kind: 'off' }
  | { readonly kind: 'unsupported'; readonly why: string }
  /** It was ended because it did not answer, or ended by a fault, and is being started anew. Programs start unasked meanwhile. */
  | { readonly kind: 'gap'; readonly why: string }
  | {
      readonly kind: 'guarding';
      /** Kinds of file systems on this PC that are not asked about (`nfs4`, `fuse.sshfs`), sorted; programs there start unasked. */
      readonly unguarded: readonly string[];
      /** Why network and FUSE file systems are not asked about, where there are some that should be. */
      readonly why?: string;
    };

/**
 * Asks before a program starts. The judging is done by a process of its own, of which this is the agent's end: it goes on when the
 * agent hangs, and is ended when it does not answer itself, so that no start waits longer than two seconds. Network and FUSE file
 * systems have another such process while there are some: whoever answers for them can stop it, and nothing else.
 */
export interface ExecGuard<Basis> extends AsyncDisposable {
  state(): GuardState;
  /** Told of every change of the state. */
  onState(listener: (state: GuardState) => void): Disposable;
  /** One listener. What happens before it is set is kept, up to 64 reports. */
  onDenied(listener: (denied: DeniedStart) => void): void;
  /**
   * What is judged by from now on; `undefined` ends the guarding. Resolves when no later start is judged by what was before,
   * or when the guard cannot start. Must be a value that the structured clone takes. The same again costs nothing.
   */
  judgeBy(basis: Basis | undefined): Promise<void>;
  /** A process runs a program from a file system that no mark covers: mark what its mount namespace holds. */
  lookAtNamespaceOf(pid: number): void;
  /** How often it was ended because it did not answer, and the counts of the present one. For status and benches. */
  counts(): Promise<GuardCounts>;
}

/** Of the processes that run now, together. */
export type GateCounted = {
  /** Events read from the kernel. */
  readonly asked: number;
  readonly denied: number;
  /** Files that went to the judge. */
  readonly judged: number;
  /** Answered `allow` because the judge did not answer in time, or because too many waited. */
  readonly timedOut: number;
  readonly crowded: number;
  readonly markedFileSystems: number;
};

export type GuardCounts = GateCounted & {
  /** Since the agent started: of the process that is asked about local file systems. */
  readonly gaps: number;
  /** Of the one that is asked about network and FUSE file systems; these leave the other alone. */
  readonly remoteGaps: number;
  /** Pids of the guard processes, 0 where none runs. */
  readonly pid: number;
  readonly remotePid: number;
};
