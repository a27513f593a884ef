import { readSync } from 'node:fs';
import type { Answer, Judge } from './gate-port.ts';

/** Less than the gate waits for the judge. */
const longestMs = 800;
const magic = Buffer.alloc(3);

/** Whether the file says of itself that it is an AppImage: "AI" and its type in the unused end of the ELF identification. */
export function isAppImage(fd: number): boolean {
  try {
    const isWhole = readSync(fd, magic, 0, magic.length, 8) === magic.length;
    return isWhole && magic[0] === 0x41 && magic[1] === 0x49 && (magic[2] === 1 || magic[2] === 2);
  } catch (error) {
    if (error instanceof Error && 'code' in error) return false;
    throw error;
  }
}

/**
 * An AppImage mounts itself and starts what is in it within milliseconds: too soon for a process that is first to be started for FUSE file
 * systems. So the start of the image itself, a file of a local disk, waits until that one stands.
 */
export class AppImageStarts {
  readonly #judge: Judge;
  readonly #tell: () => void;
  readonly #waiting = new Set<() => void>();
  #stands = false;

  /** `tell`: a FUSE mount is about to be made. */
  constructor(judge: Judge, tell: () => void) {
    this.#judge = judge;
    this.#tell = tell;
  }

  /** Whether FUSE file systems are asked about now; where not, nobody waits any longer. */
  remoteIs(stands: boolean): void {
    this.#stands = stands;
    for (const go of this.#waiting) go();
  }

  readonly judge: Judge = (file) => {
    const answer = this.#judge(file);
    return isAppImage(file.fd) ? this.#asImage(answer) : answer;
  };

  async #asImage(judged: Answer | Promise<Answer>): Promise<Answer> {
    const [answer] = await Promise.all([judged, this.#standing()]);
    // Asked about at every start: by the next one the other process may have been ended.
    return answer.verdict === 'deny' ? answer : { ...answer, keep: false };
  }

  async #standing(): Promise<void> {
    if (this.#stands) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    const limit = setTimeout(resolve, longestMs);
    this.#waiting.add(resolve);
    this.#tell();
    await promise;
    this.#waiting.delete(resolve);
    clearTimeout(limit);
  }
}
