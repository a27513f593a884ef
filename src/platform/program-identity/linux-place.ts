import { lstatSync, readlinkSync } from 'node:fs';
import { dirname } from 'node:path';
import { mayHang, readMounts, type Mount } from '#platform/installed-apps/linux-mounts.ts';
import { loadLibc } from '#platform/processes/libc.ts';
import { withoutDeletedMark } from '#platform/processes/proc-stat.ts';
import { stampReader } from '#platform/processes/stamp-now.ts';
import { sameFile } from './marker-scan.ts';
import type { FileStamp, ProgramFile } from './port.ts';

/**
 * `here`: the path means this very file to us. `elsewhere`: it does not; sandboxes have a `/usr/bin` of their own. `over`: the
 * process runs another program by now, which is announced by itself.
 */
export type Place = 'here' | 'elsewhere' | 'over';

/** Who may have put a file where it lies. */
export type Keeper = {
  /** The file is root's, and nobody else may write to it. */
  readonly file: boolean;
  /** So are all folders above it: only root can put another one in its place. */
  readonly path: boolean;
};

const nobodys: Keeper = { file: false, path: false };
/** Groups below are the system's own (`staff` may write to Debian's /usr/local). */
const firstPersonalGroup = 1000;

/** Where programs lie. Nothing here waits for a network or user-made file system. */
export class Places {
  readonly #root: string;
  readonly #stampAt = stampReader(loadLibc());
  #mounts: readonly Mount[] = [];

  constructor(root: string) {
    this.#root = root;
  }

  refresh(): void {
    this.#mounts = readMounts();
  }

  /** The running file's stamp; that of the path where nothing runs (any more), for it is all that is left. */
  stampOf({ fd, mapped, path, pid }: ProgramFile): FileStamp | undefined {
    if (mapped !== undefined) return this.#stampAt(mapped);
    if (fd !== undefined) return this.#stampAt(openFile(fd));
    if (pid === undefined) return this.#at(path);
    return (
      this.#stampAt(`/proc/${pid}/exe`) ??
      (linkOf(`/proc/${pid}/exe`) === 'gone' ? this.#at(path) : undefined)
    );
  }

  placeOf({ fd, mapped, path, pid }: ProgramFile, stamp: FileStamp | undefined): Place {
    if (pid === undefined) return 'here';
    if (path !== '' && this.#same(path, pid, stamp)) return 'here';
    // What the process runs now is the program before, or the loader.
    if (fd !== undefined || mapped !== undefined) return 'elsewhere';
    const link = linkOf(`/proc/${pid}/exe`);
    if (link === 'gone') return path === '' ? 'elsewhere' : 'here';
    return typeof link === 'object' && path !== '' && withoutDeletedMark(link.to) !== path
      ? 'over'
      : 'elsewhere';
  }

  /** Whether this very file lies at the path as we see it, with no link on the way. */
  liesAt(path: string, stamp: FileStamp): boolean {
    const found = this.#at(path);
    return (
      found !== undefined && sameFile(stamp, found) && this.#parents(path).every((one) => one.isDirectory())
    );
  }

  keeperOf(path: string): Keeper {
    if (!path.startsWith('/') || this.#mayHang(path)) return nobodys;
    const [file, ...folders] = this.#chain(path);
    if (file === undefined || !isRoots(file)) return nobodys;
    return { file: true, path: folders.every((folder) => folder !== undefined && isRoots(folder)) };
  }

  #same(path: string, pid: number, stamp: FileStamp | undefined): boolean {
    // Where a look may hang, and where even root may not look, the namespace must do: such a path protects nothing.
    if (this.#mayHang(path)) return linksAlike(`/proc/${pid}/ns/mnt`, '/proc/self/ns/mnt');
    const found = this.#at(path);
    return stamp !== undefined && found !== undefined && sameFile(stamp, found);
  }

  #at(path: string): FileStamp | undefined {
    return path === '' || this.#mayHang(path) ? undefined : this.#stampAt(this.#root + path, 'itself');
  }

  #parents(path: string) {
    return this.#chain(path)
      .slice(1)
      .filter((one) => one !== undefined);
  }

  /** The file, its folder, and so on up to the root. */
  #chain(path: string) {
    const found = [statusOf(this.#root + path)];
    for (let folder = dirname(path); ; folder = dirname(folder)) {
      found.push(statusOf(this.#root + folder));
      if (folder === '/') return found;
    }
  }

  #mayHang(path: string): boolean {
    return mayHang(this.#mounts, this.#root + path);
  }
}

/** A file that this process holds open, by a path that leads to it wherever it lies. */
export const openFile = (fd: number): string => `/proc/self/fd/${fd}`;

function isRoots({
  uid,
  gid,
  mode,
}: {
  readonly uid: number;
  readonly gid: number;
  readonly mode: number;
}): boolean {
  return uid === 0 && (mode & 0o002) === 0 && ((mode & 0o020) === 0 || gid < firstPersonalGroup);
}

function statusOf(path: string) {
  try {
    return lstatSync(path, { throwIfNoEntry: false });
  } catch (error) {
    if (error instanceof Error && 'code' in error) return undefined;
    throw error;
  }
}

/** Where a link of `/proc` leads; `hidden` where it leads somewhere, but we may not know. */
function linkOf(path: string): { readonly to: string } | 'gone' | 'hidden' {
  try {
    return { to: readlinkSync(path) };
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    return error.code === 'ENOENT' || error.code === 'ESRCH' ? 'gone' : 'hidden';
  }
}

function linksAlike(a: string, b: string): boolean {
  const [one, other] = [linkOf(a), linkOf(b)];
  return typeof one === 'object' && typeof other === 'object' && one.to === other.to;
}
