import { dirname } from 'node:path';
import { fail, ok, type Outcome } from '#policy/outcome.ts';
import type { Disturbance } from './port.ts';
import type { RecordFile } from './record.ts';
import type { SafeFiles } from './safe-files.ts';

/** A file that is ours alone. */
export type OwnFile = {
  readonly path: string;
  readonly content: string;
  readonly mode: number;
  /** Where it is written before it is renamed in; its own folder if absent. */
  readonly via?: string;
};

/** Own files on this PC: written where they differ, taken away where nobody wants them any more. */
export class OwnFiles {
  readonly #files: SafeFiles;
  readonly #record: RecordFile;
  readonly #now: () => number;

  constructor(files: SafeFiles, record: RecordFile, now: () => number) {
    this.#files = files;
    this.#record = record;
    this.#now = now;
  }

  /** How a file that we wrote was disturbed since; undefined where it stands as we left it. */
  disturbed({ path, mode }: OwnFile): Disturbance['kind'] | undefined {
    const known = this.#record.value.own[path];
    if (known === undefined) return undefined;
    const there = this.#files.read(path);
    if (!there.ok) return 'changed';
    if (there.value === undefined) return 'deleted';
    const { text, stats } = there.value;
    return text === known.content && (stats.mode & 0o777) === mode ? undefined : 'changed';
  }

  /** Brings a file to its content; the time at which that last changed, epoch ms. */
  put(file: OwnFile): Outcome<number, string> {
    const { path, content, mode, via } = file;
    const { own } = this.#record.value;
    const made = this.#files.folder(dirname(path));
    if (!made.ok) return made;
    this.#remember(made.value);
    const known = own[path];
    const there = this.#files.read(path);
    const stands =
      there.ok &&
      there.value?.text === content &&
      (there.value.stats.mode & 0o777) === mode &&
      known !== undefined;
    if (stands && known.content === content) return ok(known.changedAt);
    const changedAt = known?.content === content ? known.changedAt : this.#now();
    own[path] = { content, changedAt };
    const saved = this.#record.save();
    if (!saved.ok) return saved;
    if (stands) return ok(changedAt);
    const written = this.#files.write(path, content, { mode, ...(via === undefined ? {} : { via }) });
    return written.ok ? ok(changedAt) : fail(written.fault);
  }

  /** Takes away every own file that is not among these, and the folders that we made for them. */
  keepOnly(paths: ReadonlySet<string>, alsoOurs: readonly string[]): readonly string[] {
    const { own } = this.#record.value;
    const faults: string[] = [];
    let changed = false;
    for (const path of new Set([...Object.keys(own), ...alsoOurs])) {
      if (paths.has(path)) continue;
      const removed = this.#files.remove(path);
      if (!removed.ok) faults.push(removed.fault);
      else if (own[path] !== undefined) {
        delete own[path];
        changed = true;
      }
    }
    if (changed) this.#record.save();
    return faults;
  }

  /** Folders of ours in which nothing is left. */
  sweepFolders(): void {
    const record = this.#record.value;
    const left = record.folders.toReversed().filter((folder) => !this.#files.removeFolder(folder));
    if (left.length === record.folders.length) return;
    record.folders = left.toReversed();
    this.#record.save();
  }

  /** Makes a folder for a file that is not ours alone. */
  folder(path: string): Outcome<undefined, string> {
    const made = this.#files.folder(path);
    if (!made.ok) return made;
    this.#remember(made.value);
    return ok(undefined);
  }

  #remember(folders: readonly string[]): void {
    const fresh = folders.filter((folder) => !this.#record.value.folders.includes(folder));
    if (fresh.length === 0) return;
    this.#record.value.folders.push(...fresh);
    this.#record.save();
  }
}
