import { realpathSync, type watch } from 'node:fs';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { InstalledApp } from '#policy/facts.ts';
import type { Account } from '#platform/sessions/port.ts';
import { readAccounts } from './linux-accounts.ts';
import { Disk, type DiskFault, type Look } from './linux-disk.ts';
import { readMounts, type Mount } from './linux-mounts.ts';
import type { Part } from './linux-part.ts';
import { accountParts, machineParts } from './linux-parts.ts';
import { FolderWatches, unchanged } from './linux-watch.ts';
import type { Inventory, InstalledApps, InventoryFault } from './port.ts';

export type InstalledAppsOptions = {
  /** Folder that stands for `/`; for tests. */
  readonly root?: string;
  /** Accounts to look at, instead of those that the system knows. */
  readonly homes?: readonly Account[];
  /** Stands in for `fs.watch`; for tests. */
  readonly watch?: typeof watch;
};

type State = {
  readonly part: Part;
  apps: readonly InstalledApp[];
  faults: readonly DiskFault[];
  looked: ReadonlyMap<string, Look>;
  /** Set while the system refuses to announce changes for this part: stamps are compared on every read. */
  unwatched?: DiskFault;
};

const accountsKey = 'accounts';
/** Longest stretch of work before others get their turn, in ms. */
const sliceMs = 10;
const notifyAfterMs = 250;
/** inotify drops announcements silently when its queue is full; stamps are compared this often. */
const reconcileMs = 600_000;

/** The installed applications of a Linux PC. */
export function createInstalledApps(options: InstalledAppsOptions = {}): InstalledApps {
  return new LinuxInstalledApps(options);
}

class LinuxInstalledApps implements InstalledApps {
  readonly #root: string;
  readonly #homes: readonly Account[] | undefined;
  readonly #watches: FolderWatches;
  readonly #accountsDisk: Disk;
  readonly #states = new Map<string, State>();
  readonly #machineKeys: ReadonlySet<string>;
  readonly #dirty = new Set<string>();
  readonly #listeners = new Set<() => void>();
  readonly #reconcile: NodeJS.Timeout;
  #mounts: readonly Mount[] = [];
  #accounts: readonly Account[] = [];
  #accountsLooked: ReadonlyMap<string, Look> = new Map();
  #accountsUnwatched = false;
  #anyUnwatched = false;
  #notify: NodeJS.Timeout | undefined;
  #running: Promise<Inventory> | undefined;
  #inventory: Inventory = { revision: 0, at: 0, apps: [], faults: [] };

  constructor(options: InstalledAppsOptions) {
    this.#root = realpathSync.native(options.root ?? '/');
    this.#homes = options.homes;
    this.#watches = new FolderWatches((owner) => this.#mark(owner), options.watch);
    this.#accountsDisk = new Disk({ root: this.#root, mounts: () => this.#mounts });
    for (const part of machineParts(this.#root)) this.#add(part);
    this.#machineKeys = new Set(this.#states.keys());
    this.#dirty.add(accountsKey);
    this.#reconcile = setInterval(() => this.#markChanged(), reconcileMs).unref();
  }

  read(): Promise<Inventory> {
    if (this.#running !== undefined) return this.#running;
    if (this.#anyUnwatched) this.#markUnwatched();
    if (this.#dirty.size === 0) return Promise.resolve(this.#inventory);
    this.#running = this.#readDirty().finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  onChange(listener: () => void): Disposable {
    this.#listeners.add(listener);
    return { [Symbol.dispose]: () => this.#listeners.delete(listener) };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#reconcile);
    clearTimeout(this.#notify);
    this.#listeners.clear();
    await this.#running;
    this.#watches[Symbol.dispose]();
  }

  async #readDirty(): Promise<Inventory> {
    this.#mounts = readMounts();
    let changed = this.#dirty.delete(accountsKey) && this.#readAccounts();
    let sliceEnd = performance.now() + sliceMs;
    for (const key of [...this.#dirty]) {
      const state = this.#states.get(key);
      this.#dirty.delete(key);
      if (state !== undefined) changed = this.#readPart(state) || changed;
      if (performance.now() > sliceEnd) {
        await nextTurn();
        sliceEnd = performance.now() + sliceMs;
      }
    }
    const states = [...this.#states.values()];
    this.#anyUnwatched = this.#accountsUnwatched || states.some((state) => state.unwatched !== undefined);
    const known = this.#inventory;
    const merged = changed || known.revision === 0 ? mergedApps(states) : known.apps;
    const same = known.revision > 0 && (merged === known.apps || sameApps(merged, known.apps));
    this.#inventory = {
      revision: same ? known.revision : known.revision + 1,
      at: Date.now(),
      apps: same ? known.apps : merged,
      faults: states.flatMap(faultsOf),
    };
    return this.#inventory;
  }

  /** Reads one part and watches what it looked at. Answers whether its apps differ from before. */
  #readPart(state: State): boolean {
    const { part } = state;
    part.disk.begin();
    const found = part.read();
    // A home out of sight tells nothing: what was installed there stands, and the fault says how old that is.
    const apps = part.disk.shut ? state.apps : found;
    const { looked, faults } = part.disk.end();
    state.looked = looked;
    state.faults = faults;
    const outcome = this.#watches.follow(part.key, looked);
    delete state.unwatched;
    if (outcome.kind === 'overtaken') this.#mark(part.key);
    if (outcome.kind === 'refused')
      state.unwatched = {
        path: outcome.path,
        why: `changes are not announced (${outcome.why}): compared at every read`,
      };
    if (sameApps(apps, state.apps)) return false;
    state.apps = apps;
    return true;
  }

  /** Answers whether apps went with an account. */
  #readAccounts(): boolean {
    const disk = this.#accountsDisk;
    disk.begin();
    const accounts = this.#homes ?? readAccounts(disk, this.#accounts);
    this.#accounts = accounts;
    this.#accountsLooked = disk.end().looked;
    const outcome = this.#watches.follow(accountsKey, this.#accountsLooked);
    this.#accountsUnwatched = outcome.kind === 'refused';
    if (outcome.kind === 'overtaken') this.#mark(accountsKey);
    const wanted = new Map(
      accounts
        .flatMap((account) => accountParts(this.#root, account, () => this.#mounts))
        .map((part) => [part.key, part]),
    );
    let lost = false;
    for (const [key, { apps }] of [...this.#states])
      if (!wanted.has(key) && !this.#machineKeys.has(key)) {
        lost ||= apps.length > 0;
        this.#states.delete(key);
        this.#watches.forget(key);
      }
    for (const part of wanted.values()) if (!this.#states.has(part.key)) this.#add(part);
    return lost;
  }

  #add(part: Part): void {
    this.#states.set(part.key, { part, apps: [], faults: [], looked: new Map() });
    this.#dirty.add(part.key);
  }

  #mark(owner: string): void {
    this.#dirty.add(owner);
    this.#notify ??= setTimeout(() => {
      this.#notify = undefined;
      if (this.#dirty.size > 0) for (const listener of this.#listeners) listener();
    }, notifyAfterMs).unref();
  }

  #markUnwatched(): void {
    this.#mounts = readMounts();
    if (this.#accountsUnwatched && !unchanged(this.#accountsLooked)) this.#dirty.add(accountsKey);
    for (const [key, { unwatched, looked }] of this.#states)
      if (unwatched !== undefined && !unchanged(looked, this.#mounts)) this.#dirty.add(key);
  }

  #markChanged(): void {
    this.#mounts = readMounts();
    if (!unchanged(this.#accountsLooked)) this.#mark(accountsKey);
    for (const [key, { looked }] of this.#states) if (!unchanged(looked, this.#mounts)) this.#mark(key);
  }
}

function faultsOf(state: State): readonly InventoryFault[] {
  const { faults, unwatched } = state;
  const all = unwatched === undefined ? faults : [...faults, { ...unwatched, unwatched: true as const }];
  return all.map((fault) => ({ source: state.part.source, ...fault }));
}

function mergedApps(states: readonly State[]): readonly InstalledApp[] {
  const byKey = new Map<string, InstalledApp>();
  for (const { apps } of states) for (const app of apps) if (!byKey.has(app.key)) byKey.set(app.key, app);
  return [...byKey.values()].toSorted((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
}

function sameApps(a: readonly InstalledApp[], b: readonly InstalledApp[]): boolean {
  return (
    a === b ||
    (a.length === b.length &&
      a.every((app, index) => app === b[index] || JSON.stringify(app) === JSON.stringify(b[index])))
  );
}
