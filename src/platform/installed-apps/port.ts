import type { InstalledApp, InstallSource } from '#policy/facts.ts';

/** One source that could not be read in full. The rest of the inventory stands. */
export type InventoryFault = {
  readonly source: InstallSource;
  /** Path that could not be read; for the log on this PC only, never reported. */
  readonly path: string;
  readonly why: string;
  /** It was read in full, but its changes are not announced: `read()` compares it every time. */
  readonly unwatched?: true;
};

export type Inventory = {
  /** Rises by one whenever `apps` differs from the list before. */
  readonly revision: number;
  /** Epoch ms when the newest part was read. */
  readonly at: number;
  /** Sorted by key. The same array object as long as the revision stands. */
  readonly apps: readonly InstalledApp[];
  readonly faults: readonly InventoryFault[];
};

/**
 * Installed applications of this PC, of every account whose home can be read.
 *
 * Promise: nothing that did not change is read again; while the system announced no change, `read()` does no I/O.
 */
export interface InstalledApps extends AsyncDisposable {
  /** The inventory now. Reads only the sources that were announced as changed since the last call. */
  read(): Promise<Inventory>;
  /** Called (coalesced) after the system announced a change that `read()` has not yet taken in. */
  onChange(listener: () => void): Disposable;
}
