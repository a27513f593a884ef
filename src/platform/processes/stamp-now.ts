import type { FileStamp } from '#platform/program-identity/port.ts';
import type { Libc } from './libc.ts';

const AT_FDCWD = -100;
/** Answer from what the kernel has: a hung network or FUSE file system, which any account can make, must not hold us up. */
const AT_STATX_DONT_SYNC = 0x4000;
const AT_SYMLINK_NOFOLLOW = 0x100;
const STATX_BASIC_STATS = 0x7ff;
const statxLength = 256;

/** As `makedev` of the C library, which `fs.stat` follows. */
export const deviceNumber = (major: bigint, minor: bigint): bigint =>
  ((major & 0xfffff000n) << 32n) |
  ((major & 0xfffn) << 8n) |
  ((minor & 0xffffff00n) << 12n) |
  (minor & 0xffn);

export const majorOf = (device: bigint): bigint =>
  ((device >> 32n) & 0xfffff000n) | ((device >> 8n) & 0xfffn);

export type StampReader = (path: string, what?: 'itself') => FileStamp | undefined;

/** What of a file can be told without ever asking a server for it. */
export type FileNow = { readonly stamp: FileStamp; readonly uid: number };

/**
 * Reads file stamps without ever asking a server for them. Undefined where the file is gone or not ours to look at.
 * `itself` does not follow a link at the end of the path.
 */
export function stampReader(libc: Libc): StampReader {
  const fileNow = fileReader(libc);
  return (path, what) => fileNow(path, what)?.stamp;
}

/** As `stampReader`, with the owner as this user namespace sees it. */
export function fileReader(libc: Libc): (path: string, what?: 'itself') => FileNow | undefined {
  const view = new DataView(new ArrayBuffer(statxLength));
  const buffer = new Uint8Array(view.buffer);
  const little = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;
  const time = (at: number): bigint =>
    view.getBigInt64(at, little) * 1_000_000_000n + BigInt(view.getUint32(at + 8, little));
  return (path, what) => {
    const flags = what === 'itself' ? AT_STATX_DONT_SYNC | AT_SYMLINK_NOFOLLOW : AT_STATX_DONT_SYNC;
    if (libc.statx(AT_FDCWD, path, flags, STATX_BASIC_STATS, buffer) !== 0) return undefined;
    const stamp = {
      dev: deviceNumber(BigInt(view.getUint32(136, little)), BigInt(view.getUint32(140, little))),
      ino: view.getBigUint64(32, little),
      size: view.getBigUint64(40, little),
      ctimeNs: time(96),
      mtimeNs: time(112),
    };
    return { stamp, uid: view.getUint32(20, little) };
  };
}

export const sameStamp = (one: FileStamp, other: FileStamp): boolean =>
  one.ino === other.ino &&
  one.dev === other.dev &&
  one.size === other.size &&
  one.ctimeNs === other.ctimeNs &&
  one.mtimeNs === other.mtimeNs;
