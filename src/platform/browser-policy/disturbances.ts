import { lstatSync } from 'node:fs';
import type { Look } from '#platform/installed-apps/linux-disk.ts';
import { stampOf } from '#platform/installed-apps/linux-stamp.ts';
import { FolderWatches } from '#platform/installed-apps/linux-watch.ts';

/** Long enough for a program that writes a file in steps. */
const settleMs = 100;

/**
 * Waits for something to happen to files and folders, there or not yet there; nothing is polled. What happens in one go is
 * announced once.
 */
export class Disturbances implements Disposable {
  readonly #watches: FolderWatches;
  readonly #check: () => void;
  #timer: NodeJS.Timeout | undefined;

  constructor(check: () => void) {
    this.#check = check;
    this.#watches = new FolderWatches(() => this.soon());
  }

  /**
   * Watches exactly these from now on. `folders` are watched with all that lies in them. Answers why not, where the system
   * refuses.
   */
  follow(files: readonly string[], folders: readonly string[]): string | undefined {
    const looks = new Map<string, Look>();
    for (const path of files) looks.set(path, lookAt(path, 'file'));
    for (const path of folders) looks.set(path, lookAt(path, 'folder'));
    const followed = this.#watches.follow('policy', looks);
    if (followed.kind === 'overtaken') this.soon();
    return followed.kind === 'refused' ? followed.why : undefined;
  }

  /** Has the check made after this many milliseconds, unless one is already due earlier. */
  soon(ms = settleMs): void {
    if (this.#timer !== undefined) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#check();
    }, ms).unref();
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#watches[Symbol.dispose]();
  }
}

function lookAt(path: string, kind: 'file' | 'folder'): Look {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  return stats === undefined ? { kind: 'missing' } : { kind, stamp: stampOf(stats) };
}
