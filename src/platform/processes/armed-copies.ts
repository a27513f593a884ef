import { contentPrint, printLength } from '#platform/program-identity/content-print.ts';
import type { FileStamp } from '#platform/program-identity/port.ts';
import type { Libc } from './libc.ts';
import { localDevice } from './local-device.ts';
import type { ArmedProgram } from './port.ts';
import { fileReader, sameStamp, type FileNow } from './stamp-now.ts';

const O_PATH = 0o10000000;
const O_CLOEXEC = 0o2000000;
const O_NONBLOCK = 0o4000;
const MFD_CLOEXEC = 1;
/** Rounds after which the code is fast; the first copy must not pay for it. */
const warmRounds = 40;

/**
 * Knows armed programs again in files that are not armed: in memory (memfd), on file systems of an account's own, under any name.
 * A program whose size none of them has costs one look-up; any other is read in five places, and goes on meanwhile.
 */
export class ArmedCopies {
  readonly #libc: Libc;
  readonly #fileNow: (path: string) => FileNow | undefined;
  readonly #isLocal: (pid: number, device: bigint) => boolean;
  /** The kernel's own file system for files in memory; no mount table names it. */
  readonly #memoryDevice: bigint | undefined;
  readonly #buffer = new Uint8Array(printLength);
  #bySize: ReadonlyMap<bigint, readonly ArmedProgram[]> = new Map();
  #isWarm = false;

  constructor(libc: Libc) {
    this.#libc = libc;
    this.#fileNow = fileReader(libc);
    this.#isLocal = localDevice(libc);
    this.#memoryDevice = this.#deviceOfMemory();
  }

  arm(programs: readonly ArmedProgram[]): void {
    const bySize = new Map<bigint, ArmedProgram[]>();
    for (const program of programs) {
      if (program.copies === undefined) continue;
      const { size } = program.stamp;
      bySize.set(size, [...(bySize.get(size) ?? []), { ...program, uids: program.copies.uids }]);
    }
    this.#bySize = bySize;
    if (bySize.size > 0) this.#warmUp();
  }

  /** Those of which the file that this process runs is a copy; `file` is its stamp. */
  of(pid: number, file: FileStamp): readonly ArmedProgram[] {
    const candidates = this.#bySize.get(file.size);
    if (candidates === undefined) return none;
    const print = this.#printOf(pid, file);
    return print === undefined ? none : candidates.filter(({ copies }) => copies?.print === print);
  }

  /**
   * The file is held fast before it is looked at, so that what is opened for reading is what was found to be harmless to open:
   * FUSE, which any account can mount, answers when it likes.
   */
  #printOf(pid: number, file: FileStamp): string | undefined {
    const held = this.#libc.open(`/proc/${pid}/exe`, O_PATH | O_CLOEXEC, 0);
    if (held < 0) return undefined;
    try {
      const path = `/proc/self/fd/${held}`;
      const now = this.#fileNow(path);
      // Root's files are known by what owns them, and no account can make one.
      if (now === undefined || now.uid === 0 || !sameStamp(now.stamp, file)) return undefined;
      const { dev, size } = now.stamp;
      return dev === this.#memoryDevice || this.#isLocal(pid, dev)
        ? this.#read(path, Number(size))
        : undefined;
    } finally {
      this.#libc.close(held);
    }
  }

  #read(path: string, size: number): string | undefined {
    const fd = this.#libc.open(path, O_NONBLOCK | O_CLOEXEC, 0);
    if (fd < 0) return undefined;
    try {
      return contentPrint(size, this.#buffer, (into, position) =>
        this.#libc.pread(fd, into, into.length, position),
      );
    } finally {
      this.#libc.close(fd);
    }
  }

  #deviceOfMemory(): bigint | undefined {
    const fd = this.#libc.memfdCreate('portvakt', MFD_CLOEXEC);
    if (fd < 0) return undefined;
    const file = this.#fileNow(`/proc/self/fd/${fd}`);
    this.#libc.close(fd);
    return file?.stamp.dev;
  }

  #warmUp(): void {
    if (this.#isWarm) return;
    this.#isWarm = true;
    for (let round = 0; round < warmRounds; round += 1) {
      const own = this.#fileNow('/proc/self/exe')?.stamp;
      if (own === undefined) return;
      this.#printOf(process.pid, own);
      this.#isLocal(process.pid, own.dev);
      this.#read('/proc/self/exe', Number(own.size));
    }
  }
}
const none: readonly ArmedProgram[] = [];
