import { closeSync, constants, openSync } from 'node:fs';
import type { Libc } from '#platform/processes/libc.ts';
import type { Gate, Refusal } from './gate-port.ts';
import { LocalPrograms, type OpenProgram } from './local-programs.ts';
import { openFile } from './open-path.ts';

/** Where a program lies, or a folder of them, that these accounts will probably be refused. */
export type LikelyDenied = { readonly path: string; readonly uids: readonly number[] };

const mostRefused = 256;
/** Between two files others get their turn: whoever starts something is judged first. */
const sliceMs = 2;

/**
 * Has files judged before anybody tries them, so that they can neither be copied nor given to a loader before their first start was
 * refused: what was refused before, and what is known to be installed.
 */
export class LookAhead {
  readonly #programs: LocalPrograms;
  readonly #gate: Pick<Gate, 'judgeAhead'>;
  readonly #refused = new Map<string, LikelyDenied>();
  #run = 0;

  /** `only`: mount points that are marked; absent: all. */
  constructor(libc: Libc, gate: Pick<Gate, 'judgeAhead'>, only?: readonly string[]) {
    this.#programs = new LocalPrograms(libc, only);
    this.#gate = gate;
  }

  /** Looked at again after every change of the rules; the last 256. */
  note({ path, uid }: Pick<Refusal, 'path' | 'uid'>): void {
    if (path === '') return;
    const key = `${uid} ${path}`;
    this.#refused.delete(key);
    this.#refused.set(key, { path, uids: [uid] });
    if (this.#refused.size <= mostRefused) return;
    const [oldest] = this.#refused.keys();
    if (oldest !== undefined) this.#refused.delete(oldest);
  }

  /** Resolves when all were looked at, or a later run began. Waits for no look inside a file that takes longer than starts wait. */
  async run(likely: readonly LikelyDenied[], longestMs = 1_000): Promise<void> {
    this.#run += 1;
    const run = this.#run;
    let sliceEnd = performance.now() + sliceMs;
    // Where a file was refused there may be a folder by now, of any size.
    const refused = [...this.#refused.values()].map((one) => ({ ...one, depth: 0 }));
    for (const { depth, path, uids } of [...refused, ...likely.map((one) => ({ ...one, depth: undefined }))])
      for (const program of this.#programs.at(path, depth)) {
        if (program !== undefined) await this.#judge(program, uids, longestMs);
        if (performance.now() > sliceEnd) {
          await new Promise(setImmediate);
          sliceEnd = performance.now() + sliceMs;
        }
        if (run !== this.#run) return;
      }
  }
  async #judge(program: OpenProgram, uids: readonly number[], longestMs: number): Promise<void> {
    try {
      for (const uid of uids) {
        const fd = openSync(openFile(program.fd), constants.O_RDONLY | constants.O_NONBLOCK);
        const scope = await atMost(longestMs, this.#gate.judgeAhead({ fd, path: program.path, uid }));
        if (scope === 'everybody') return;
      }
    } catch (error) {
      // Somebody holds a lease on it.
      if (!(error instanceof Error && 'code' in error)) throw error;
    } finally {
      closeSync(program.fd);
    }
  }
}

async function atMost<T>(ms: number, what: Promise<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, ms, undefined);
  });
  const inTime = await Promise.race([what, late]);
  clearTimeout(timer);
  return inTime;
}
