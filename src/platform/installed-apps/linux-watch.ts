import { lstatSync, watch, type FSWatcher, type Stats } from 'node:fs';
import { basename, dirname } from 'node:path';
import type { Look } from './linux-disk.ts';
import { mayHang, type Mount } from './linux-mounts.ts';
import { sameStamp, stampOf } from './linux-stamp.ts';

/** Whether what was looked at is still as it was seen. One status call per look, no reading. */
export function unchanged(looked: ReadonlyMap<string, Look>, mounts: readonly Mount[] = []): boolean {
  for (const [path, look] of looked) {
    // Something that may hang was mounted over it.
    if (mayHang(mounts, path)) return false;
    const stats = statusOf(path);
    if (look.kind === 'missing' ? stats !== undefined : stats === undefined) return false;
    if (look.kind !== 'missing' && stats !== undefined && !sameStamp(look.stamp, stampOf(stats)))
      return false;
  }
  return true;
}

type Interest = { names: Set<string>; all: ((name: string) => boolean)[] };
type Watched = { readonly watcher: FSWatcher; readonly owners: Map<string, Interest> };

export type WatchOutcome =
  | { readonly kind: 'watched' }
  /** Something changed between the look and the watch: look again. */
  | { readonly kind: 'overtaken' }
  /** The system refuses to announce: the owner must compare stamps. */
  | { readonly kind: 'refused'; readonly path: string; readonly why: string };

/**
 * inotify watches on what parts of the inventory looked at: a listed folder as a whole, a file by its name in its
 * folder, a missing path by the next name in the nearest folder that exists.
 */
export class FolderWatches implements Disposable {
  readonly #watched = new Map<string, Watched>();
  readonly #onEvent: (owner: string) => void;
  readonly #watch: typeof watch;

  constructor(onEvent: (owner: string) => void, watchFolder: typeof watch = watch) {
    this.#onEvent = onEvent;
    this.#watch = watchFolder;
  }

  /** Watches for `owner` exactly what it looked at. */
  follow(owner: string, looked: ReadonlyMap<string, Look>): WatchOutcome {
    const wanted = interestsOf(looked);
    let fresh = false;
    let refused: WatchOutcome | undefined;
    for (const [folder, interest] of wanted) {
      const known = this.#watched.get(folder);
      if (known !== undefined) known.owners.set(owner, interest);
      else {
        fresh = true;
        const why = this.#open(folder, owner, interest);
        if (why !== undefined) refused ??= { kind: 'refused', path: folder, why };
      }
    }
    for (const [folder, { owners }] of this.#watched)
      if (!wanted.has(folder) && owners.delete(owner) && owners.size === 0) this.#close(folder);
    if (refused !== undefined) return refused;
    return fresh && !unchanged(looked) ? { kind: 'overtaken' } : { kind: 'watched' };
  }

  forget(owner: string): void {
    this.follow(owner, new Map());
  }

  [Symbol.dispose](): void {
    for (const folder of [...this.#watched.keys()]) this.#close(folder);
  }

  #open(folder: string, owner: string, interest: Interest): string | undefined {
    try {
      const watcher = this.#watch(folder, { persistent: false }, (_event, name) => this.#told(folder, name));
      watcher.on('error', () => this.#told(folder, null));
      this.#watched.set(folder, { watcher, owners: new Map([[owner, interest]]) });
      return undefined;
    } catch (error) {
      if (!(error instanceof Error && 'code' in error)) throw error;
      return String(error.code);
    }
  }

  #close(folder: string): void {
    this.#watched.get(folder)?.watcher.close();
    this.#watched.delete(folder);
  }

  #told(folder: string, name: string | null): void {
    const watched = this.#watched.get(folder);
    if (watched === undefined) return;
    // The folder's own removal or renaming is announced under its own name, and ends the watch.
    const itself = name === null || name === basename(folder);
    for (const [owner, interest] of watched.owners)
      if (itself || interest.names.has(name) || interest.all.some((matters) => matters(name)))
        this.#onEvent(owner);
    if (itself) this.#close(folder);
  }
}

function interestsOf(looked: ReadonlyMap<string, Look>): ReadonlyMap<string, Interest> {
  const wanted = new Map<string, Interest>();
  const interestIn = (folder: string): Interest => {
    const known = wanted.get(folder);
    if (known !== undefined) return known;
    const interest: Interest = { names: new Set(), all: [] };
    wanted.set(folder, interest);
    return interest;
  };
  for (const [path, look] of looked) {
    if (look.kind === 'folder') interestIn(path).all.push(look.matters ?? (() => true));
    const nearest = look.kind === 'missing' ? nearestFolder(path, looked) : dirname(path);
    const rest = nearest === '/' ? path.slice(1) : path.slice(nearest.length + 1);
    const [next = ''] = rest.split('/', 1);
    interestIn(nearest).names.add(next);
  }
  return wanted;
}

function nearestFolder(path: string, looked: ReadonlyMap<string, Look>): string {
  let folder = dirname(path);
  while (folder !== '/' && looked.get(folder)?.kind !== 'folder' && statusOf(folder)?.isDirectory() !== true)
    folder = dirname(folder);
  return folder;
}

function statusOf(path: string): Stats | undefined {
  try {
    return lstatSync(path, { throwIfNoEntry: false });
  } catch (error) {
    // A path that may no longer be looked at has changed, as far as anyone can tell.
    if (error instanceof Error && 'code' in error) return undefined;
    throw error;
  }
}
