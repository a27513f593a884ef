/** What the agent gives its guard. */
export type ExecGuardOptions = {
  /** The guard process's program; it calls `runGuard`. */
  readonly program: URL;
  /** Root's own folder, which nobody else may write to, for the files that the watchdog opens. Made where it is missing. */
  readonly folder: string;
  /** A program that is refused to everybody; started by the agent as proof. */
  readonly canary?: string;
  /** Path prefixes and paths that are never refused where root keeps the file. */
  readonly protectedPaths: readonly string[];
  /** Mount points that are marked; absent: all that hold programs. */
  readonly only?: readonly string[];
  /** Longest that a start waits for the judge, in ms. Default 1000. */
  readonly deadlineMs?: number;
  /**
   * How long the process for network and FUSE file systems is kept when there are none any more. Absent: on a PC that ever had one it is
   * always there, since what mounts itself (an AppImage) starts within milliseconds.
   */
  readonly remoteQuietMs?: number;
};
