import type { GateKind } from './gate-port.ts';

export type MountMarkerOptions = {
  /** Whose file systems are marked. */
  readonly kind: GateKind;
  /** The fanotify descriptor of that gate. */
  readonly group: number;
  /** Mount points that are marked; absent: all that hold programs. */
  readonly only?: readonly string[];
  /** `unguarded` or `remote` says something else than before. */
  readonly onChange: () => void;
};

/** Network and FUSE file systems, as the marker of the local ones finds them: whoever is to mark them must be told. */
export type RemoteMounts = {
  /** Their kinds, sorted. */
  readonly kinds: readonly string[];
  /** Whether there are others than those that every desktop has and nobody keeps programs in. */
  readonly isWanted: boolean;
  /** Processes in whose mount namespaces some lie that are not in ours. */
  readonly pids: readonly number[];
};

/**
 * Marks every file system of one gate from which programs can be started, present and future ones: the kernel tells when mounts
 * change. Works in a thread of its own, because a look at a dead network mount may never end.
 */
export interface MountMarker extends AsyncDisposable {
  /** Kinds of this gate's file systems here that hold programs and carry no mark, sorted. */
  unguarded(): readonly string[];
  /** Empty where the marker is that of the remote ones. */
  remote(): RemoteMounts;
  marked(): number;
  /** Marks what the mount namespace of this process holds and no mark covers. */
  lookAt(pid: number): void;
}
