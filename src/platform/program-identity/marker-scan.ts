import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  openSync,
  readlinkSync,
  readSync,
  type BigIntStats,
} from 'node:fs';
import { readOnlyRanges, type ReadAt } from './elf-read-only.ts';
import { contentPrint, printLength } from './content-print.ts';
import type { FileStamp } from './port.ts';

export type ScanRequest = {
  readonly id: number;
  /** A path, or `/proc/<pid>/exe`, which reaches deleted files and other mount namespaces. */
  readonly path: string;
  /** The file meant; another one found at the path is not scanned. */
  readonly stamp: FileStamp | undefined;
  /**
   * For a file that cannot be opened anew nor tell its stamp, as on a person's FUSE mount: this descriptor of this process is read
   * instead, for as long as it leads to `path`. Whoever asks keeps it open for as long as the answer is of use.
   */
  readonly fd?: number;
  /** Of markers that are looked for in big files only, where the size is not known; see `BinaryMarkers`. */
  readonly atLeastBytes?: ReadonlyMap<string, number>;
  readonly markers: readonly string[];
  /** Folders that may lie beside the file: absolute paths. */
  readonly folders: readonly string[];
  /** `/.flatpak-info` as the process sees it, where that is worth a look. */
  readonly flatpakInfo?: string;
};
export type ScanResult = {
  /** Undefined where the file could not be read or is another one by now. */
  readonly markers: readonly string[] | undefined;
  /** Those of the asked ones that exist. */
  readonly folders: readonly string[];
  readonly flatpakInfo?: string;
  /** Of the content (`contentPrint`), where markers were found. */
  readonly print?: string;
};
export type ScanAnswer = { readonly id: number; readonly result: ScanResult };

/** Small enough to stay in the processor's cache while every marker is looked for. */
const chunkSize = 64 * 1024;
/** Read-only data beyond this is not looked at. */
const scanLimit = 512 * 1024 * 1024;

/** Everything about a file that needs a look which may take long. */
export function scan(request: ScanRequest): ScanResult {
  const info = request.flatpakInfo === undefined ? undefined : readSmall(request.flatpakInfo);
  const markers = request.markers.length === 0 ? [] : scanFile(request);
  const print = markers === undefined || markers.length === 0 ? undefined : printFile(request);
  return {
    markers,
    folders: request.folders.filter(isFolder),
    ...(info === undefined ? {} : { flatpakInfo: info }),
    ...(print === undefined ? {} : { print }),
  };
}

/** Markers found in the constant data of an ELF file; undefined where the file cannot be read or is another one by now. */
export function scanFile(request: Omit<ScanRequest, 'id' | 'folders'>): readonly string[] | undefined {
  const { fd, markers, path, stamp } = request;
  if (fd !== undefined) return scanUnsized(fd, request);
  if (stamp === undefined) return undefined;
  return withRegularFile(path, path.startsWith('/proc/'), (opened, stats) =>
    sameFile(stamp, stats) ? scanDescriptor(opened, Number(stats.size), markers) : undefined,
  );
}

/** Its size is not told either: reading ends where the file does. */
function scanUnsized(
  fd: number,
  { atLeastBytes, markers, path }: Omit<ScanRequest, 'id' | 'folders'>,
): readonly string[] | undefined {
  const leadsThere = (): boolean => readlinkSync(`/proc/self/fd/${fd}`) === path;
  try {
    if (!leadsThere()) return undefined;
    const one = Buffer.alloc(1);
    const reaches = new Map<number, boolean>();
    const isBigEnough = (bytes: number): boolean => {
      const known = reaches.get(bytes) ?? (bytes === 0 || readSync(fd, one, 0, 1, bytes - 1) === 1);
      reaches.set(bytes, known);
      return known;
    };
    const worthwhile = markers.filter((marker) => isBigEnough(atLeastBytes?.get(marker) ?? 0));
    const found = scanDescriptor(fd, Number.MAX_SAFE_INTEGER, worthwhile);
    // Closed meanwhile, the number may be another file's.
    return leadsThere() ? found : undefined;
  } catch (error) {
    if (error instanceof Error && 'code' in error) return undefined;
    throw error;
  }
}

function printFile({ path, stamp }: Pick<ScanRequest, 'path' | 'stamp'>): string | undefined {
  if (stamp === undefined) return undefined;
  return withRegularFile(path, path.startsWith('/proc/'), (fd, stats) =>
    sameFile(stamp, stats)
      ? contentPrint(Number(stats.size), Buffer.allocUnsafe(printLength), (into, position) =>
          readSync(fd, into, 0, into.length, position),
        )
      : undefined,
  );
}

/** Opens without waiting; undefined for what is not a regular file or cannot be read. */
function withRegularFile<T>(
  path: string,
  follow: boolean,
  use: (fd: number, stats: BigIntStats) => T | undefined,
): T | undefined {
  let fd: number | undefined;
  try {
    const flags = constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY;
    fd = openSync(path, follow ? flags : flags | constants.O_NOFOLLOW);
    const stats = fstatSync(fd, { bigint: true });
    return stats.isFile() ? use(fd, stats) : undefined;
  } catch (error) {
    if (error instanceof Error && 'code' in error) return undefined;
    throw error;
  } finally {
    if (fd !== undefined) closeSync(fd);
  }
}

function readSmall(path: string): string | undefined {
  return withRegularFile(path, false, (fd) => {
    const content = Buffer.alloc(65_536);
    return content.toString('utf8', 0, readSync(fd, content, 0, content.length, 0));
  });
}

function isFolder(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
  } catch (error) {
    if (error instanceof Error && 'code' in error) return false;
    throw error;
  }
}

function scanDescriptor(fd: number, size: number, markers: readonly string[]): readonly string[] {
  const readAt: ReadAt = (offset, length) => {
    if (offset < 0 || offset >= size) return Buffer.alloc(0);
    const content = Buffer.allocUnsafe(Math.min(length, size - offset));
    return content.subarray(0, readSync(fd, content, 0, content.length, offset));
  };
  const wanted = new Map(markers.map((marker) => [marker, Buffer.from(marker, 'utf8')]));
  const found: string[] = [];
  const overlap = Math.max(0, ...[...wanted.values()].map((bytes) => bytes.length)) - 1;
  let budget = scanLimit;
  const buffer = Buffer.allocUnsafe(chunkSize);
  for (const range of readOnlyRanges(readAt, size) ?? []) {
    const end = range.offset + Math.min(range.size, budget);
    budget -= end - range.offset;
    for (let at = range.offset; at < end && wanted.size > 0;) {
      const count = readSync(fd, buffer, 0, Math.min(chunkSize, end - at), at);
      if (count === 0) break;
      const chunk = buffer.subarray(0, count);
      for (const [marker, bytes] of wanted)
        if (chunk.includes(bytes)) {
          wanted.delete(marker);
          found.push(marker);
        }
      // A marker may lie across two chunks.
      at += count > overlap && at + count < end ? count - overlap : count;
    }
  }
  return found;
}

export function sameFile(a: FileStamp, b: FileStamp): boolean {
  return (
    a.ino === b.ino &&
    a.ctimeNs === b.ctimeNs &&
    a.mtimeNs === b.mtimeNs &&
    a.size === b.size &&
    a.dev === b.dev
  );
}
