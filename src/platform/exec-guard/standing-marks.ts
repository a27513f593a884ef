import { closeSync, constants, openSync } from 'node:fs';
import type { Libc } from '#platform/processes/libc.ts';
import { FileLook } from './file-look.ts';
import { markInode, type Marked } from './gate-marks.ts';

type Standing = { readonly fd: number; readonly when: 'started' | 'opened' };

/** Marks of single files that outlive a change of the policy. The files are held open, so that their marks can be set again. */
export class StandingMarks {
  readonly #libc: Libc;
  readonly #group: number;
  readonly #held: Standing[] = [];

  constructor(libc: Libc, group: number) {
    this.#libc = libc;
    this.#group = group;
  }

  /** `announce` hears of the file before its mark stands. */
  add(
    path: string,
    when: Standing['when'],
    announce?: (stamp: Uint32Array) => void,
  ): (Marked & { readonly ok: false }) | { readonly ok: true; readonly stamp: Uint32Array } {
    let fd: number;
    try {
      fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    } catch (error) {
      if (error instanceof Error && 'errno' in error && typeof error.errno === 'number')
        return { ok: false, errno: -error.errno };
      throw error;
    }
    const look = new FileLook(this.#libc);
    if (!look.at(fd)) {
      const failed = { ok: false, errno: this.#libc.lastErrno() } as const;
      closeSync(fd);
      return failed;
    }
    announce?.(look.stamp);
    const marked = markInode(this.#libc, this.#group, { fd, when });
    if (!marked.ok) {
      closeSync(fd);
      return marked;
    }
    this.#held.push({ fd, when });
    return { ok: true, stamp: look.stamp };
  }

  renew(): void {
    for (const held of this.#held) markInode(this.#libc, this.#group, held);
  }

  close(): void {
    for (const { fd } of this.#held.splice(0)) closeSync(fd);
  }
}
