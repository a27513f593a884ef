import { closeSync, constants, fstatSync, openSync, opendirSync, realpathSync } from 'node:fs';
import { mayHang, readMounts, type Mount } from '#platform/installed-apps/linux-mounts.ts';
import type { Libc } from '#platform/processes/libc.ts';
import { fanotify } from './fanotify.ts';
import { openFile } from './open-path.ts';

const O_PATH = 0o10000000;
const O_CLOEXEC = 0o2000000;
/** `struct open_how` of openat2(2): no link is followed anywhere on the way, so that nobody leads us to a server that is dead. */
const noLinks = new Uint8Array(
  new BigUint64Array([BigInt(O_PATH | O_CLOEXEC | constants.O_NOFOLLOW), 0n, 0x02n | 0x04n]).buffer,
);
/** Without waiting: a file that somebody holds a lease on would make us wait for them. */
const reading = constants.O_RDONLY | constants.O_NONBLOCK | O_CLOEXEC;
const limits = { depth: 8, entries: 4_096, programs: 512 } as const;

/** Where a person may mount an image or a stick of his own (udisks2), which answers when it likes. */
const plugged = /^\/(?:run\/)?media\//;

/** A program that is open for reading; whoever takes it closes it. */
export type OpenProgram = { readonly fd: number; readonly path: string };

/**
 * Opens programs by paths that an account may have made: only regular files that may be executed, on file systems that answer by
 * themselves, with no link on the way. Never waits for a server or for anybody's program.
 */
export class LocalPrograms {
  readonly #libc: Libc;
  readonly #devices: ReadonlySet<number> | undefined;

  /** `only`: mount points to whose file systems it keeps. */
  constructor(libc: Libc, only?: readonly string[]) {
    this.#libc = libc;
    const mounts = only === undefined ? [] : readMounts();
    const answering = only?.filter((point) => !mayHang(mounts, point));
    this.#devices = answering && new Set(answering.flatMap((point) => this.#deviceOf(point)));
  }

  /**
   * The program at this path, or those in the folder there and below; of very many, some. Undefined for each other file, so that whoever
   * looks may do something else in between.
   */
  *at(path: string, depth: number = limits.depth): Generator<OpenProgram | undefined, void, undefined> {
    const mounts = readMounts();
    const waiting = [{ path: realTop(path), depth: 0 }];
    let programs = 0;
    for (let looked = 0; looked < limits.entries && programs < limits.programs; looked += 1) {
      const next = waiting.pop();
      if (next === undefined) return;
      const found = this.#open(next.path, mounts);
      if (found?.kind === 'program') {
        programs += 1;
        yield { fd: found.fd, path: next.path };
        continue;
      }
      if (found !== undefined && next.depth < depth)
        for (const name of found.names)
          if (waiting.length < limits.entries)
            waiting.push({ path: `${next.path}/${name}`, depth: next.depth + 1 });
      yield undefined;
    }
  }

  #open(
    path: string,
    mounts: readonly Mount[],
  ):
    | { readonly kind: 'program'; readonly fd: number }
    | { readonly kind: 'folder'; names: string[] }
    | undefined {
    if (mayHang(mounts, path) || plugged.test(path)) return undefined;
    const fd = this.#libc.openat2(fanotify.AT_FDCWD, path, noLinks);
    if (fd < 0) return undefined;
    try {
      const { dev, mode } = fstatSync(fd);
      if (this.#devices?.has(dev) === false) return undefined;
      if ((mode & constants.S_IFMT) === constants.S_IFDIR)
        return { kind: 'folder', names: namesIn(openFile(fd)) };
      if ((mode & constants.S_IFMT) !== constants.S_IFREG || (mode & 0o111) === 0) return undefined;
      return { kind: 'program', fd: openSync(openFile(fd), reading) };
    } catch (error) {
      // It may be gone, unreadable, or in use by somebody who would have us wait.
      if (error instanceof Error && 'code' in error) return undefined;
      throw error;
    } finally {
      closeSync(fd);
    }
  }

  #deviceOf(point: string): readonly number[] {
    const fd = this.#libc.openat2(fanotify.AT_FDCWD, point, noLinks);
    if (fd < 0) return [];
    try {
      return [fstatSync(fd).dev];
    } finally {
      closeSync(fd);
    }
  }
}

function namesIn(folder: string): string[] {
  using entries = opendirSync(folder);
  const names: string[] = [];
  for (let read = 0; read < limits.entries; read += 1) {
    const entry = entries.readSync();
    if (entry === null) break;
    if (!entry.isSymbolicLink()) names.push(entry.name);
  }
  return names;
}

/** Links in the root folder are root's: `/bin`, and `/home` where the system itself may not be written to. */
function realTop(path: string): string {
  const end = path.indexOf('/', 1);
  const top = end === -1 ? path : path.slice(0, end);
  if (!path.startsWith('/') || top === '/') return path;
  try {
    return realpathSync.native(top) + path.slice(top.length);
  } catch (error) {
    if (error instanceof Error && 'code' in error) return path;
    throw error;
  }
}
