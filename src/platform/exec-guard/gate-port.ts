import type { FileStamp } from '#platform/program-identity/port.ts';
import type { SparedFiles } from './spared-files.ts';

/** A file that somebody wants to start and that no earlier answer covers. */
export type AskedFile = {
  /** Open for reading until the judge has answered; it raises no further questions. */
  readonly fd: number;
  /** As the kernel names it for us (`/proc/self/fd`), ` (deleted)` taken off; empty where it is too long. */
  readonly path: string;
  /** Whoever asks; it waits for the answer, so that `/proc/<pid>` is its state before the start. */
  readonly pid: number;
  /** The real account; 4294967295, which is nobody's number, where it cannot be told (another pid namespace). */
  readonly uid: number;
  /** Absent where the file system does not tell even root (a person's FUSE mount): then no answer is remembered. */
  readonly stamp?: FileStamp;
  /** Root's regular file that nobody else may write to: what is said of it may be kept by the kernel. */
  readonly kept: boolean;
};

export type Answer = {
  readonly verdict: 'allow' | 'deny';
  /** Whether it holds for every account of this PC, also for ones that nothing is known of. */
  readonly scope: 'everybody' | 'account';
  /** `false`: nothing may be remembered, for instance because the judge was not able to look. */
  readonly keep?: false;
};

/** Judges files that were not seen before. It answers at once where it can; what takes long has `deadlineMs` of the gate. */
export type Judge = (file: AskedFile) => Answer | Promise<Answer>;

/** A refusal as the gate saw it; the same account and file may follow at any rate. */
export type Refusal = {
  readonly pid: number;
  readonly uid: number;
  readonly stamp?: FileStamp;
  readonly path: string;
  /**
   * `open`: the file was to be read, not started. `loader`: so it was by a dynamic loader (`isLoader`), which would have run it; that
   * is found out before the refusal is answered, since a refused loader ends at once.
   */
  readonly how: 'exec' | 'loader' | 'open';
};

export type GateOptions = {
  /** Local file systems, or those whose answers come from a server or a person's program: each kind has a gate of its own. */
  readonly kind: GateKind;
  readonly judge: Judge;
  readonly onRefusal: (refusal: Refusal) => void;
  /** Processes that are never asked: this one always, and the agent. Nor are children that these start. */
  readonly ownPids: readonly number[];
  /** Longest that a start waits for the judge, in ms. Default 1000. */
  readonly deadlineMs?: number;
  /** Most files that may wait for the judge. Default 256. */
  readonly queueLimit?: number;
  /** Looked at before the judge is asked: files, and folders that end in `/`, that are never refused where root keeps the file. */
  readonly protectedPaths?: readonly string[];
  /** What went wrong inside; nobody is refused by it. Absent: it is thrown, and ends the process. */
  readonly onFault?: (fault: GateTrouble) => void;
  /** The listener thread's program; for tests. */
  readonly listener?: URL;
};

/** `judge-threw`: the file was allowed. `listener-ended`: the gate is closed and nobody is asked any more; open another one. */
export type GateTrouble = { readonly kind: 'judge-threw' | 'listener-ended'; readonly why: string };

/** Why no gate can be opened here. */
export type GateFault = { readonly code: 'not-permitted' | 'unsupported'; readonly why: string };

/** `local`: what a disk answers. `remote`: network and FUSE file systems, where opening a file may never end. */
export type GateKind = 'local' | 'remote';

/**
 * The kernel's questions about starts (fanotify permission events) and a thread that answers them. While it is open and a file
 * system is marked, every start of a program there waits for it; when it is closed, or its process dies, all go on.
 */
export interface Gate extends AsyncDisposable {
  /** The fanotify descriptor: any thread of this process may add marks with it. */
  readonly fd: number;
  /** Marks the file system that holds this path. False with errno where the kernel refuses. May hang where the path does. */
  mark(path: string): { readonly ok: true } | { readonly ok: false; readonly errno: number };
  /** Forgets all answers, the kernel's too; resolves when no later start is answered from them. Standing refusals are asked anew. */
  forget(): Promise<void>;
  /** Refuses this file to everybody from now on, whatever the judge says, until it changes: the canary. Silent: no `onRefusal`. */
  refuseAlways(path: string): Promise<{ readonly ok: true } | { readonly ok: false; readonly errno: number }>;
  /** An inode whose opening is asked about, always allowed, and does nothing else: a watchdog opens it to see whether anybody answers. */
  markProbe(path: string): { readonly ok: true } | { readonly ok: false; readonly errno: number };
  /**
   * Has a file judged that nobody asks about yet. Where the judge denies it, it is refused from now on, its opening too, as if this account
   * had tried it; an `allow` is not remembered. No `onRefusal`. Takes the descriptor over and closes it when the judge has answered, which may
   * take minutes. False where it was not denied, or `forget` came in between. Never rejects.
   */
  judgeAhead(file: AheadFile): Promise<false | Answer['scope']>;
  /**
   * Files of root's on a local disk that are allowed to everybody without asking the judge, from now until `forget`, or as said anew.
   * For whoever has found out that the judge would say so. A gate for remote file systems spares none.
   */
  spare(files: SparedFiles | undefined): Promise<void>;
  counts(): GateCounts;
}

/** A regular file of a local disk, open for reading. */
export type AheadFile = Pick<AskedFile, 'fd' | 'path' | 'uid'>;

export type GateCounts = {
  readonly asked: number;
  readonly denied: number;
  readonly judged: number;
  readonly timedOut: number;
  readonly crowded: number;
};
