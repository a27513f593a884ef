import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** Something that was once the case on this PC, kept in a file of root's own; where that cannot be written, only until the end. */
export class Remembered {
  readonly #file: string;
  #is: boolean;

  constructor(file: string) {
    this.#file = file;
    this.#is = existsSync(file);
  }

  get is(): boolean {
    return this.#is;
  }

  note(): void {
    if (this.#is) return;
    this.#is = true;
    try {
      mkdirSync(dirname(this.#file), { recursive: true, mode: 0o700 });
      writeFileSync(this.#file, '', { mode: 0o600 });
    } catch (error) {
      // A full disk: it is noted the next time.
      if (!(error instanceof Error && 'code' in error)) throw error;
    }
  }
}
