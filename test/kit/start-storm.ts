import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, copyFileSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { until } from './system-under-test.ts';

const sources = join(import.meta.dirname, 'native');
const compiler = '/usr/bin/gcc';

export type Book = { readonly started: number; readonly refused: number; readonly longestMs: number };
export type Books = { readonly known: Book; readonly fresh: Book; readonly banned: Book };

/** The generator of starts and the program that it starts, built once for a suite. Needs Debian's `gcc` and `libc6-dev`. */
export class StormPrograms {
  readonly storm: string;
  readonly nothing: string;

  constructor(folder: string) {
    this.storm = join(folder, 'storm');
    this.nothing = join(folder, 'nothing');
    execFileSync(compiler, ['-O1', '-static', '-pthread', '-o', this.storm, join(sources, 'storm.c')]);
    const bare = ['-O1', '-static', '-nostdlib', '-s', '-Wl,--build-id=none', '-z', 'noseparate-code'];
    execFileSync(compiler, [...bare, '-o', this.nothing, join(sources, 'nothing.c')]);
  }

  /** Puts programs of these names, all alike, into a folder. */
  put(folder: string, ...names: readonly string[]): void {
    for (const name of names) {
      copyFileSync(this.nothing, join(folder, name));
      chmodSync(join(folder, name), 0o755);
    }
  }

  /** Starts a program so often, by a process that no agent has started. */
  try(program: string, times = 1): Book {
    const said = execFileSync(this.storm, ['try', String(times), program], {
      encoding: 'utf8',
      timeout: 20_000,
    });
    const [started = 0, refused = 0, longestUs = 0] = said.trim().split(' ').map(Number);
    return { started, refused, longestMs: longestUs / 1000 };
  }
}

export type StormOptions = {
  /** Holds `known` and `template`, and `banned` where there is one; new files are made here. */
  readonly folder: string;
  /** Where the books are kept: not on the file system that is asked about. */
  readonly books: string;
  /** Pause between starts. Default 20,000: enough to notice whoever waits, and little of a processor. */
  readonly paceUs?: number;
  /** Ends after so many starts of `known`. */
  readonly starts?: number;
};

/** Programs are started without end: one that is known, new ones, and a banned one; nobody waits unnoticed. */
export class StartStorm implements AsyncDisposable {
  readonly #books: string;
  readonly #child: ChildProcess;

  constructor(programs: StormPrograms, { folder, books, paceUs = 20_000, starts = 0 }: StormOptions) {
    this.#books = books;
    this.#child = spawn(programs.storm, [books, String(paceUs), String(starts), folder], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
  }

  books(): Books {
    const bytes = existsSync(this.#books) ? readFileSync(this.#books) : Buffer.alloc(0);
    const words = Buffer.alloc(96);
    bytes.copy(words);
    const book = (at: number): Book => {
      const since = words.readBigUInt64LE(at + 24);
      // One that waits at this moment counts as well.
      const waits = since === 0n ? 0n : process.hrtime.bigint() - since;
      const longest = words.readBigUInt64LE(at + 16);
      return {
        started: Number(words.readBigUInt64LE(at)),
        refused: Number(words.readBigUInt64LE(at + 8)),
        longestMs: Number(waits > longest ? waits : longest) / 1e6,
      };
    };
    return { known: book(0), fresh: book(32), banned: book(64) };
  }

  /** So many further starts of each allowed kind were made: time has passed for everybody. */
  async goesOn(starts = 20): Promise<void> {
    const { fresh, known } = this.books();
    await until('programs start', () => {
      const now = this.books();
      return now.known.started >= known.started + starts && now.fresh.started >= fresh.started + starts;
    });
  }

  /** It has ended by itself. */
  async ended(): Promise<Books> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) await once(this.#child, 'exit');
    return this.books();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.kill('SIGTERM');
    await this.ended();
  }
}
