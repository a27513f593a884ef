import { readFileSync, readlinkSync } from 'node:fs';
import { withoutDeletedMark } from '#platform/processes/proc-stat.ts';
import { openFile } from './linux-place.ts';
import type { MarkerScanner } from './marker-scanner.ts';
import type { BinaryMarkers, ProgramFile } from './port.ts';

/** Programs of many processes start them within moments. */
const standsMs = 5_000;
const mostKept = 64;

/**
 * Looks into files that nobody but an open descriptor leads to and that tell no stamp, as on a person's FUSE mount. What was found is
 * kept for a moment only: who serves the file may change it.
 */
export class UnstampedLooks {
  readonly #scanner: MarkerScanner;
  readonly #kept = new Map<
    string,
    { readonly at: number; readonly of: readonly string[]; readonly found: readonly string[] }
  >();
  #scans = 0;

  constructor(scanner: MarkerScanner) {
    this.#scanner = scanner;
  }

  /** Markers in the file; undefined where it could not be read, or the descriptor is another file's by now. */
  async look(
    { fd, home = '', path }: ProgramFile & { readonly fd: number },
    { atLeastBytes, markers }: Required<BinaryMarkers>,
  ): Promise<readonly string[] | undefined> {
    const link = openedAs(fd);
    if (withoutDeletedMark(link) !== path) return undefined;
    const at = performance.now();
    const key = `${inodeOf(fd)}\n${path}`;
    const before = this.#kept.get(key);
    if (before !== undefined && before.of === markers && at - before.at < standsMs) return before.found;
    // Stamped files have the numbers above zero.
    const request = { id: --this.#scans, path: link, fd, stamp: undefined, folders: [] };
    const result = await this.#scanner.scan({ ...request, markers, atLeastBytes }, home);
    const found = result?.markers;
    if (found === undefined) return undefined;
    if (this.#kept.size >= mostKept) this.#kept.clear();
    this.#kept.set(key, { at, of: markers, found });
    return found;
  }
}

/** Mount and inode as the kernel has them, without asking whoever serves the file; see proc_pid_fdinfo(5). */
const inodeOf = (fd: number): string =>
  fromProc(() => readFileSync(`/proc/self/fdinfo/${fd}`, 'utf8')).replace(/^(pos|flags):.*\n/gm, '');

const openedAs = (fd: number): string => fromProc(() => readlinkSync(openFile(fd)));

/** Empty once it is closed. */
function fromProc(read: () => string): string {
  try {
    return read();
  } catch (error) {
    if (error instanceof Error && 'code' in error) return '';
    throw error;
  }
}
