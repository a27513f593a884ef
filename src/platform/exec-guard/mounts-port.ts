import type { GateKind } from './gate-port.ts';

export type MountMarkerOptions = {
  /** The fanotify descriptor of the gate of this kind; opened when the first mount of the kind is seen. */
  readonly gateFor: (kind: GateKind) => Promise<number>;
  /** Mount points that are marked; absent: all that hold programs. */
  readonly only?: readonly string[];
  readonly onChange: (unguarded: readonly string[]) => void;
};

/**
 * Marks every file system from which programs can be started, present and future ones: the kernel tells when mounts change.
 * Works in a thread of its own, because a look at a dead network mount may never end.
 */
export interface MountMarker extends AsyncDisposable {
  /** Kinds of file systems here that hold programs and carry no mark, sorted. */
  unguarded(): readonly string[];
  marked(): number;
  /** Marks what the mount namespace of this process holds and no mark covers. */
  lookAt(pid: number): void;
}
