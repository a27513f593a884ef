import {
  accessSync,
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  openSync,
  opendirSync,
  readdirSync,
  readlinkSync,
  readSync,
  type Dirent,
  type Stats,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { mayHang, type Mount } from './linux-mounts.ts';
import { sameStamp, settled, stampOf, type Stamp } from './linux-stamp.ts';
import { mayHangHere, walk, type Walked } from './linux-walk.ts';

/** What was found when a path was looked at; the watches and the stamp check are made from it. */
export type Look =
  | { readonly kind: 'missing' }
  | { readonly kind: 'file'; readonly stamp: Stamp }
  | { readonly kind: 'folder'; readonly stamp: Stamp; readonly matters?: (name: string) => boolean };

export type Entry = { readonly name: string; readonly kind: 'file' | 'folder' | 'link' | 'other' };
export type Folder = { readonly path: string; readonly entries: readonly Entry[] };
export type DiskFault = { readonly path: string; readonly why: string };

export type DiskOptions = {
  /** Folder that stands for `/`. */
  readonly root: string;
  /** Folder (seen from `root`) that nothing may lead out of: a home, whose owner may have laid symbolic links. */
  readonly fence?: string;
  /** Mounts whose server may hang: nothing there is touched. */
  readonly mounts?: () => readonly Mount[];
};

const folderLimit = 4096;
const faultLimit = 16;
const openFile = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK | constants.O_NOCTTY;
const openFolder = openFile | constants.O_DIRECTORY;

/**
 * The disk as one part of the inventory sees it: paths start at `root`, links never lead out of the fence, only regular
 * files of bounded size are read, and everything looked at is remembered, so that it can be watched.
 */
export class Disk {
  readonly #root: string;
  readonly #fence: string | undefined;
  readonly #mounts: () => readonly Mount[];
  readonly #folders = new Map<string, { stamp: Stamp; settled: boolean; folder: Folder; round: number }>();
  readonly #prunes: (() => void)[] = [];
  readonly #walkedFolders = new Map<string, string>();
  #looked = new Map<string, Look>();
  #homeDevice: number | undefined;
  #faults: DiskFault[] = [];
  #round = 0;
  #shut = false;

  constructor(options: DiskOptions) {
    this.#root = options.root === '/' ? '' : options.root;
    this.#fence = options.fence === undefined ? undefined : this.#root + options.fence;
    this.#mounts = options.mounts ?? (() => []);
  }

  /** Begins a reading: forgets what the one before looked at, keeps what it parsed. */
  begin(): void {
    this.#round += 1;
    this.#looked = new Map();
    this.#faults = [];
    this.#shut = false;
    this.#walkedFolders.clear();
    if (this.#fence !== undefined) this.#knock(this.#fence);
  }

  /** Ends a reading: forgets what was not met in it. */
  end(): { readonly looked: ReadonlyMap<string, Look>; readonly faults: readonly DiskFault[] } {
    for (const prune of this.#prunes) prune();
    for (const [path, known] of this.#folders) if (known.round !== this.#round) this.#folders.delete(path);
    return { looked: this.#looked, faults: this.#faults };
  }

  /** Whether the home could not be entered: what is read now tells nothing of what is installed there. */
  get shut(): boolean {
    return this.#shut;
  }

  fault(path: string, why: string): void {
    if (this.#faults.length < faultLimit) this.#faults.push({ path, why });
  }

  /** The path outside `root`. */
  real(path: string): string {
    return this.#root + path;
  }

  /** Whether a look at the path may never return. */
  hangs(path: string): boolean {
    return this.#mayHang(this.real(path));
  }

  /** Takes a look back: it will not be watched. */
  forget(path: string): void {
    this.#looked.delete(this.real(path));
  }

  /** Status of a path without following a link at its end, and without remembering the look. */
  lstat(path: string): Stats | undefined {
    const real = this.real(path);
    if (this.#shut || this.#mayHang(real)) return undefined;
    try {
      const walked = this.#walk(real, { follow: false, remember: false });
      if (walked.ok)
        return walked.there && this.#mayTell(walked.path)
          ? lstatSync(walked.path, { throwIfNoEntry: false })
          : undefined;
      this.fault(path, walked.why);
    } catch (error) {
      this.fault(path, reasonOf(error));
    }
    return undefined;
  }

  /** Where a link leads, else the path itself. */
  resolve(path: string): string {
    if (this.lstat(path)?.isSymbolicLink() !== true) return path;
    try {
      const walked = this.#walk(this.real(path), { follow: true, remember: false });
      if (walked.ok && walked.there) return walked.path.slice(this.#root.length);
      this.fault(path, walked.ok ? 'ENOENT' : walked.why);
    } catch (error) {
      this.fault(path, reasonOf(error));
    }
    return path;
  }

  /** Whether something is there. Remembered, so that its coming and going is noticed. */
  exists(path: string): boolean {
    if (this.#shut || this.#mayHang(this.real(path))) return false;
    const stats = this.lstat(path);
    this.#looked.set(
      this.real(path),
      stats === undefined ? { kind: 'missing' } : { kind: 'file', stamp: stampOf(stats) },
    );
    return stats !== undefined;
  }

  /**
   * Entries of a folder, those that `matters` lets pass; undefined where there is none. An unchanged folder is not
   * listed again. `path` of the answer has no links in it.
   */
  list(path: string, matters?: (name: string) => boolean): Folder | undefined {
    const target = this.#target(path, 'folder');
    if (target === undefined) return undefined;
    const { real, stats } = target;
    const stamp = stampOf(stats);
    this.#looked.set(real, { kind: 'folder', stamp, ...(matters === undefined ? {} : { matters }) });
    const known = this.#folders.get(real);
    if (known?.settled === true && sameStamp(known.stamp, stamp)) {
      known.round = this.#round;
      return known.folder;
    }
    const entries = this.#open(path, real, openFolder, (fd) => entriesOf(fd, fstatSync(fd).size, matters));
    if (entries === undefined) return undefined;
    if (entries.length > folderLimit) this.fault(path, `only ${folderLimit} entries were looked at`);
    const folder = { path: real.slice(this.#root.length), entries: entries.slice(0, folderLimit) };
    this.#folders.set(real, { stamp, settled: settled(stamp, Date.now()), folder, round: this.#round });
    return folder;
  }

  /**
   * Makes a reader of one kind of file: it answers from what it parsed before while the file's stamp stands.
   * `limit` is in bytes; `head` reads no more than that of a file of any size. A file over the limit is a fault.
   */
  parser<T>(
    options: { readonly limit: number; readonly head?: boolean; readonly watched?: boolean },
    parse: (content: Buffer, stats: Stats, path: string) => T | undefined,
  ): (path: string) => T | undefined {
    const parsed = new Map<
      string,
      { stamp: Stamp; settled: boolean; value: T | undefined; round: number; why?: string }
    >();
    this.#prunes.push(() => {
      for (const [path, known] of parsed) if (known.round !== this.#round) parsed.delete(path);
    });
    return (path) => {
      const target = this.#target(path, 'file', options.watched !== false);
      if (target === undefined) return undefined;
      const stamp = stampOf(target.stats);
      if (options.watched !== false) this.#looked.set(target.real, { kind: 'file', stamp });
      const known = parsed.get(path);
      if (known?.settled === true && sameStamp(known.stamp, stamp)) {
        known.round = this.#round;
        if (known.why !== undefined) this.fault(path, known.why);
        return known.value;
      }
      const entry = { stamp, settled: settled(stamp, Date.now()), value: undefined, round: this.#round };
      if (target.stats.size > options.limit && options.head !== true) {
        const why = `larger than ${options.limit} bytes`;
        this.fault(path, why);
        parsed.set(path, { ...entry, why });
        return undefined;
      }
      const faults = this.#faults.length;
      const value = this.#open(path, target.real, openFile, (fd) => {
        const stats = fstatSync(fd);
        return stats.isFile()
          ? parse(contentOf(fd, Math.min(stats.size, options.limit)), stats, path)
          : undefined;
      });
      // What could not be read is tried again, so that its fault stands as long as it does.
      if (this.#faults.length === faults) parsed.set(path, { ...entry, value });
      return value;
    };
  }

  /** Follows links inside the fence; undefined, and a fault where it is one, for anything but the wanted kind. */
  #target(
    path: string,
    wanted: 'file' | 'folder',
    remember = true,
  ): { readonly real: string; readonly stats: Stats } | undefined {
    const asked = this.real(path);
    if (this.#shut) return undefined;
    if (this.#mayHang(asked)) return this.#refuse(path, mayHangHere);
    try {
      const walked = this.#walk(asked, { follow: true, remember });
      if (!walked.ok) return this.#refuse(path, walked.why);
      const { path: real, there } = walked;
      if (there && !this.#inside(real)) return this.#refuse(path, 'a link that leads out');
      const stats = there ? lstatSync(real, { throwIfNoEntry: false }) : undefined;
      if (stats === undefined) {
        if (remember && this.#inside(real)) this.#looked.set(real, { kind: 'missing' });
        return undefined;
      }
      if (wanted === 'folder' ? stats.isDirectory() : stats.isFile()) return { real, stats };
      return this.#refuse(path, `not a ${wanted === 'folder' ? 'folder' : 'regular file'}`);
    } catch (error) {
      return this.#refuse(path, reasonOf(error));
    }
  }

  /** Links on the way are remembered, so that their change is noticed. Folders once walked are not walked again. */
  #walk(real: string, how: { readonly follow: boolean; readonly remember: boolean }): Walked {
    const folder = dirname(real);
    const known = this.#walkedFolders.get(folder);
    if (known === undefined) {
      const fence = this.#fence ?? this.#root;
      const start = folder === fence || folder.startsWith(`${fence}/`) ? fence : '';
      const above = this.#steps(start, folder, { follow: true, remember: how.remember });
      if (!above.ok) return above;
      if (!above.there) return { ...above, path: join(above.path, basename(real)) };
      if (how.remember) this.#walkedFolders.set(folder, above.path);
      return this.#steps(above.path, join(above.path, basename(real)), how);
    }
    return this.#steps(known, join(known, basename(real)), how);
  }

  #steps(from: string, path: string, how: { readonly follow: boolean; readonly remember: boolean }): Walked {
    return walk(from === '/' ? '' : from, path, {
      follow: how.follow,
      mayHang: (place) => this.#mayHang(place),
      onLink: (link) => {
        if (how.remember) this.#looked.set(link, { kind: 'file', stamp: stampOf(lstatSync(link)) });
      },
    });
  }

  #refuse(path: string, why: string): undefined {
    this.fault(path, why);
    return undefined;
  }

  /** Opens without waiting, then asks the kernel where it landed: a folder on the way may have become a link meanwhile. */
  #open<T>(path: string, real: string, flags: number, use: (fd: number) => T): T | undefined {
    let fd: number;
    try {
      fd = openSync(real, flags);
    } catch (error) {
      return this.#refuse(path, reasonOf(error));
    }
    try {
      if (this.#fence !== undefined && !this.#inside(readlinkSync(`/proc/self/fd/${fd}`)))
        return this.#refuse(path, 'a link that leads out');
      return use(fd);
    } catch (error) {
      return this.#refuse(path, reasonOf(error));
    } finally {
      closeSync(fd);
    }
  }

  /**
   * A home that cannot be looked into is one fault, not one for each path in it: an agent without rights may not enter, and
   * an encrypted one is absent, or another empty folder, while its owner is logged out.
   */
  #knock(fence: string): void {
    if (this.#mayHang(fence)) return;
    try {
      const stats = lstatSync(fence, { throwIfNoEntry: false });
      if (stats === undefined) {
        this.#looked.set(fence, { kind: 'missing' });
        this.#shutFor('the home is absent');
        return;
      }
      this.#looked.set(fence, { kind: 'file', stamp: stampOf(stats) });
      // Homes come without links: this one leads nowhere, or where nobody should go.
      if (stats.isSymbolicLink()) {
        this.#shutFor('the home is a link that is not followed');
        return;
      }
      accessSync(fence, constants.X_OK);
      const moved = this.#homeDevice !== undefined && this.#homeDevice !== stats.dev;
      if (moved && readdirSync(fence).length === 0) {
        this.#shutFor('the home is not mounted');
        return;
      }
      this.#homeDevice = stats.dev;
      this.#looked.delete(fence);
    } catch (error) {
      this.#shutFor(reasonOf(error));
    }
  }

  #shutFor(why: string): void {
    if (this.#fence !== undefined) this.fault(this.#fence.slice(this.#root.length), why);
    this.#shut = true;
  }

  #inside(real: string): boolean {
    const fence = this.#fence ?? this.#root;
    return real === fence || real.startsWith(`${fence}/`);
  }

  /**
   * A home's launchers may name any path: whether something is there is told only where everybody could find it out, so
   * that nobody asks us, who may look anywhere, what is in another home.
   */
  #mayTell(real: string): boolean {
    if (this.#fence === undefined || this.#inside(real)) return true;
    for (
      let folder = dirname(real);
      folder.length > this.#root.length && folder !== '/';
      folder = dirname(folder)
    )
      if ((lstatSync(folder).mode & constants.S_IXOTH) === 0) return false;
    return true;
  }

  #mayHang(real: string): boolean {
    return mayHang(this.#mounts(), real);
  }
}

function entriesOf(fd: number, size: number, matters?: (name: string) => boolean): readonly Entry[] {
  const path = `/proc/self/fd/${fd}`;
  const entries: Entry[] = [];
  const take = (dirent: Dirent): void => {
    if (matters === undefined || matters(dirent.name))
      entries.push({ name: dirent.name, kind: kindOf(dirent) });
  };
  // A folder's own size tells of many entries before they are in memory.
  if (size < 262_144) for (const dirent of readdirSync(path, { withFileTypes: true })) take(dirent);
  else {
    using folder = opendirSync(path);
    for (let count = 0; count <= folderLimit * 4 && entries.length <= folderLimit; count += 1) {
      const dirent = folder.readSync();
      if (dirent === null) break;
      take(dirent);
    }
  }
  return entries;
}

function kindOf(dirent: Dirent): Entry['kind'] {
  if (dirent.isFile()) return 'file';
  if (dirent.isDirectory()) return 'folder';
  return dirent.isSymbolicLink() ? 'link' : 'other';
}

function contentOf(fd: number, size: number): Buffer {
  const content = Buffer.allocUnsafe(size);
  let filled = 0;
  while (filled < size) {
    const count = readSync(fd, content, filled, size - filled, filled);
    if (count === 0) break;
    filled += count;
  }
  return content.subarray(0, filled);
}

function reasonOf(error: unknown): string {
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') return error.code;
  throw error;
}
