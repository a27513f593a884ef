import { armedFor, armedForAccount, armedTable, type ArmedTable } from './armed-table.ts';
import { endProcess } from './end-process.ts';
import type { Libc } from './libc.ts';
import type { ArmedProgram, ProcessEvent, ProcessSnapshot } from './port.ts';
import { bootedAt, pidsNow, snapshotOf } from './proc-sweep.ts';
import { stampReader, type StampReader } from './stamp-now.ts';

/** Every so many rounds all processes are read again: an exec in a known pid, or a recycled pid, shows only so. */
const wholeRoundEvery = 10;

/**
 * Finds what started since the last round by reading `/proc`: cheap, because only new pids are opened, and late, because
 * nobody calls. What starts and ends between two rounds is not seen.
 */
export class SweepWatch implements Disposable {
  readonly #libc: Libc;
  readonly #everyMs: number;
  readonly #stampOf: StampReader;
  #armed: ArmedTable = new Map();
  #known = new Map<number, ProcessSnapshot>();
  #round = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(libc: Libc, everyMs: number) {
    this.#libc = libc;
    this.#everyMs = everyMs;
    this.#stampOf = stampReader(libc);
  }

  arm(programs: readonly ArmedProgram[]): void {
    this.#armed = armedTable(programs);
  }

  watch(listener: (event: ProcessEvent) => void): void {
    if (this.#timer !== undefined) throw new Error('watch: called twice');
    this.#look();
    this.#timer = setInterval(() => {
      const started = this.#lookSafely();
      if (started === undefined) listener({ kind: 'lost' });
      else for (const process of started) listener(this.#answer(process));
    }, this.#everyMs);
    this.#timer.unref();
  }

  /** Undefined where `/proc` itself could not be read (no descriptor is free); the next round tries again. */
  #lookSafely(): readonly ProcessSnapshot[] | undefined {
    try {
      return this.#look();
    } catch (error) {
      if (error instanceof Error && 'code' in error) return undefined;
      throw error;
    }
  }

  #look(): readonly ProcessSnapshot[] {
    this.#round += 1;
    const whole = this.#round % wholeRoundEvery === 0;
    const booted = bootedAt();
    const now = new Map<number, ProcessSnapshot>();
    const started: ProcessSnapshot[] = [];
    for (const pid of pidsNow()) {
      const known = this.#known.get(pid);
      const process = known === undefined || whole ? snapshotOf(pid, booted) : known;
      if (process === undefined) continue;
      now.set(pid, process);
      if (
        known?.startTicks !== process.startTicks ||
        known.exe !== process.exe ||
        process.nameless !== known.nameless
      )
        started.push(process);
    }
    this.#known = now;
    return started;
  }

  #answer(process: ProcessSnapshot): ProcessEvent {
    const match = this.#armed.size === 0 ? undefined : this.#match(process);
    if (match === undefined || !endProcess(this.#libc, process, 'kill').ok)
      return { kind: 'started', process };
    const sinceStartNs = Math.max(0, Date.now() - process.startedAt) * 1e6;
    return {
      kind: 'stopped',
      process,
      token: match.token,
      knownAfterNs: sinceStartNs,
      goneAfterNs: sinceStartNs,
    };
  }

  #match({ pid, uid }: ProcessSnapshot): ArmedProgram | undefined {
    const file = this.#stampOf(`/proc/${pid}/exe`);
    return file === undefined ? undefined : armedForAccount(armedFor(this.#armed, file), uid);
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
  }
}
