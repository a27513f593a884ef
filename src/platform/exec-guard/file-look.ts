import type { FileStamp } from '#platform/program-identity/port.ts';
import type { Libc } from '#platform/processes/libc.ts';
import { fanotify } from './fanotify.ts';

const AT_EMPTY_PATH = 0x1000;
const AT_NO_AUTOMOUNT = 0x800;
const AT_SYMLINK_NOFOLLOW = 0x100;
/** Answer from what the kernel has: a server or a person's FUSE program must not hold us up. */
const AT_STATX_DONT_SYNC = 0x4000;
const STATX_BASIC_STATS = 0x7ff;
const S_IFMT = 0o170000;
const S_IFREG = 0o100000;

/** Length of a file's stamp in words of 32 bits; 64-bit values come first, at even places, in the machine's own byte order. */
export const stampLength = 12;
const place = { ino: 0, size: 2, ctime: 4, mtime: 6, ctimeNs: 8, mtimeNs: 9, major: 10, minor: 11 } as const;

/**
 * What statx(2) says of a file, without garbage: the fields hold the latest look. The layout of `struct statx` is the same on every
 * architecture (linux/stat.h), unlike that of `struct stat`.
 */
export class FileLook {
  readonly stamp = new Uint32Array(stampLength);
  uid = 0;
  mode = 0;
  readonly #libc: Libc;
  readonly #words = new Uint32Array(64);
  readonly #halves = new Uint16Array(this.#words.buffer);
  readonly #bytes = new Uint8Array(this.#words.buffer);

  constructor(libc: Libc) {
    this.#libc = libc;
  }

  /** False where the file system does not tell us: a person's FUSE mount refuses it even to root. */
  at(fd: number): boolean {
    return this.#take(fd, '', AT_EMPTY_PATH | AT_STATX_DONT_SYNC);
  }

  /** Resolves the path without opening anything and without following a link at its end. */
  atPath(path: string): boolean {
    const flags = AT_STATX_DONT_SYNC | AT_NO_AUTOMOUNT | AT_SYMLINK_NOFOLLOW;
    return this.#take(fanotify.AT_FDCWD, path, flags);
  }

  /** Root's regular file that nobody else may write to; an access list that allows more shows in the group's bits. */
  isRootKept(): boolean {
    return this.uid === 0 && (this.mode & S_IFMT) === S_IFREG && (this.mode & 0o022) === 0;
  }

  #take(folder: number, path: string, flags: number): boolean {
    const words = this.#words;
    if (this.#libc.statx(folder, path, flags, STATX_BASIC_STATS, this.#bytes) !== 0) return false;
    const { stamp } = this;
    stamp[0] = words[8] ?? 0;
    stamp[1] = words[9] ?? 0;
    stamp[2] = words[10] ?? 0;
    stamp[3] = words[11] ?? 0;
    stamp[4] = words[24] ?? 0;
    stamp[5] = words[25] ?? 0;
    stamp[6] = words[28] ?? 0;
    stamp[7] = words[29] ?? 0;
    stamp[8] = words[26] ?? 0;
    stamp[9] = words[30] ?? 0;
    stamp[10] = words[34] ?? 0;
    stamp[11] = words[35] ?? 0;
    this.uid = words[5] ?? 0;
    this.mode = this.#halves[14] ?? 0;
    return true;
  }
}

export function isSameStamp(one: Uint32Array, other: Uint32Array): boolean {
  for (let at = 0; at < stampLength; at += 1) if (one[at] !== other[at]) return false;
  return true;
}

/** The same inode, whatever became of its content. */
export const isSameInode = (one: Uint32Array, other: Uint32Array): boolean =>
  one[0] === other[0] && one[1] === other[1] && one[10] === other[10] && one[11] === other[11];

/** As `makedev` of the C library, which `fs.stat` follows. */
const deviceNumber = (major: bigint, minor: bigint): bigint =>
  ((major & 0xfffff000n) << 32n) |
  ((major & 0xfffn) << 8n) |
  ((minor & 0xffffff00n) << 12n) |
  (minor & 0xffn);

/** The stamp in the form that the rest of the program keeps. */
export function fileStamp(words: Uint32Array): FileStamp {
  const stamp = new Uint32Array(words);
  const long = new BigUint64Array(stamp.buffer, 0, 4);
  const seconds = new BigInt64Array(stamp.buffer, 0, 4);
  const whole = (at: number): bigint => long[at / 2] ?? 0n;
  const time = (at: number, ns: number): bigint =>
    (seconds[at / 2] ?? 0n) * 1_000_000_000n + BigInt(stamp[ns] ?? 0);
  return {
    dev: deviceNumber(BigInt(stamp[place.major] ?? 0), BigInt(stamp[place.minor] ?? 0)),
    ino: whole(place.ino),
    size: whole(place.size),
    ctimeNs: time(place.ctime, place.ctimeNs),
    mtimeNs: time(place.mtime, place.mtimeNs),
  };
}
