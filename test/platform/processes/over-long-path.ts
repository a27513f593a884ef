import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A program whose path is longer than the kernel tells, and a shorter one, through a link, by which it can be started. */
export class OverLongProgram implements Disposable {
  readonly #folder = mkdtempSync(join(tmpdir(), 'portvakt-long-'));
  readonly startAs: string;

  constructor(original = '/usr/bin/sleep') {
    chmodSync(this.#folder, 0o755);
    const half = Array.from({ length: 12 }, () => 'd'.repeat(200));
    mkdirSync(join(this.#folder, ...half), { recursive: true });
    const link = join(this.#folder, 'link');
    symlinkSync(join(this.#folder, ...half), link);
    mkdirSync(join(link, ...half), { recursive: true });
    this.startAs = join(link, ...half, 'Telegram');
    copyFileSync(original, this.startAs);
    chmodSync(this.startAs, 0o755);
  }

  [Symbol.dispose](): void {
    rmSync(join(this.#folder, 'link', 'd'.repeat(200)), { recursive: true });
    rmSync(this.#folder, { recursive: true });
  }
}
