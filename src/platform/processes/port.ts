import type { FileStamp } from '#platform/program-identity/port.ts';
import type { Outcome } from '#policy/outcome.ts';

/** A process that cannot be mistaken for a later one with the same pid. */
export type ProcessRef = {
  readonly pid: number;
  /** Field 22 of /proc/pid/stat. */
  readonly startTicks: bigint;
};

export type ProcessSnapshot = ProcessRef & {
  readonly parent: number;
  readonly uid: number;
  /** From the kernel (`/proc/pid/exe`), ` (deleted)` taken off; undefined for kernel threads and where rights are missing. */
  readonly exe?: string;
  /** It has a program file, but the path is longer than the kernel can tell (4 KiB): `exe` is undefined, and the pid names it. */
  readonly nameless?: true;
  /** `exe` is not what the kernel says but what a dynamic loader runs: `/proc/<pid>/map_files/<from>-<to>` leads to it. */
  readonly mapped?: string;
  /** Epoch ms of the start (exec for announced ones). */
  readonly startedAt: number;
};

/** A program whose start may be answered at once, because the same file was already decided and its first hit recorded. */
export type ArmedProgram = {
  readonly stamp: FileStamp;
  /** Accounts for which it is stopped; `all` where the ban knows no exception here. */
  readonly uids: 'all' | readonly number[];
  /** Handed back with the report. */
  readonly token: string;
  /**
   * Set where the content of the file alone decides: then accounts' other files of this size and print are stopped too, for these
   * accounts, wherever they lie but on network and FUSE file systems. `print`: see `contentPrint`.
   */
  readonly copies?: { readonly print: string; readonly uids: 'all' | readonly number[] };
};

export type ProcessEvent =
  | { readonly kind: 'started'; readonly process: ProcessSnapshot }
  /** An armed program was killed by the listener itself; `knownAfterNs` is exec to known, `goneAfterNs` exec to signal sent. */
  | {
      readonly kind: 'stopped';
      readonly process: ProcessSnapshot;
      readonly token: string;
      readonly knownAfterNs: number;
      readonly goneAfterNs: number;
    }
  /** Announcements were lost (queue overflow): the agent sweeps. */
  | { readonly kind: 'lost' };

export type StopFault =
  { readonly code: 'gone' } | { readonly code: 'not-permitted' } | { readonly code: 'unsupported' };

/** Running programs: announced by the kernel where it does so, swept otherwise; and the means to end one. */
export interface Processes extends AsyncDisposable {
  /** `announced` by the kernel, or `swept` at an interval, and why. */
  readonly source: { readonly kind: 'announced' } | { readonly kind: 'swept'; readonly why: string };
  /** Begins to report. One listener; call once. */
  watch(listener: (event: ProcessEvent) => void): Promise<void>;
  /** Everything that runs now. */
  sweep(): Promise<readonly ProcessSnapshot[]>;
  /** Replaces the armed table; takes effect before the promise resolves. */
  arm(programs: readonly ArmedProgram[]): Promise<void>;
  /** Whether this very process still lives (zombies do not). */
  alive(process: ProcessRef): boolean;
  /** Children, grandchildren and so on, nearest first. */
  descendants(process: ProcessRef): readonly ProcessRef[];
  /** Asks to close (`polite`) or ends (`kill`). Refuses if the pid now belongs to another process. */
  end(process: ProcessRef, how: 'polite' | 'kill'): Outcome<void, StopFault>;
}
