import type { MessagePort } from 'node:worker_threads';
import type { GateKind } from './gate-port.ts';
import type { Markable } from './mountinfo.ts';

/** Handed to the thread that watches the mounts. */
export type MountWorkerStart = {
  readonly kind: GateKind;
  readonly group: number;
  readonly commands: MessagePort;
  /** Written to after every command: the thread sleeps in the kernel, not in its event loop. */
  readonly wakeFd: number;
  readonly only: readonly string[] | undefined;
};

export type MountCommand = { readonly kind: 'look'; readonly pid: number } | { readonly kind: 'close' };

/** What a mount namespace holds. */
export type MountTable = {
  /** Empty for our own; otherwise the process by which the namespace is reached. */
  readonly pid: number | undefined;
  /** What `/proc/<pid>/ns/mnt` names; empty for our own. */
  readonly namespace: string;
  /** Devices (`major:minor`) that were marked. */
  readonly marked: readonly string[];
  /** What the kernel would not mark, or what could not be reached. */
  readonly unmarked: readonly Unmarked[];
  /** Mounts that a thread must mark which may hang. */
  readonly slow: readonly Markable[];
  /** What the other gate has to mark; told by the marker of the local ones. */
  readonly remote: readonly (Pick<Markable, 'type'> & { readonly isQuiet: boolean })[];
};

export type Unmarked = { readonly device: string; readonly type: string };

/** To the thread that may hang, one at a time; it answers with the errno, 0 for a mark that was made. */
export type SlowMarkOrder =
  | { readonly kind: 'mark'; readonly group: number; readonly root: string; readonly mount: Markable }
  | { readonly kind: 'close' };
