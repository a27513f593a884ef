import { once } from 'node:events';
import { MessageChannel, SHARE_ENV, Worker } from 'node:worker_threads';
import { endProcess } from './end-process.ts';
import { loadLibc, type Libc } from './libc.ts';
import {
  counter,
  counterCount,
  type ListenerCommand,
  type ListenerReport,
  type ListenerStart,
} from './listener-messages.ts';
import type { ArmedProgram, ProcessEvent, Processes, ProcessRef, ProcessSnapshot } from './port.ts';
import { descendantsOf, isAlive, sweepProc } from './proc-sweep.ts';
import { SweepWatch } from './sweep-watch.ts';

export type AnnouncedOptions = {
  /** Used only if the listener thread should ever fail. */
  readonly sweepEveryMs: number;
  /** Keeps the last 65,536 exec-to-known times for `timings()`. */
  readonly measure: boolean;
  /** How many announcements may wait, in bytes of the kernel's reckoning (about 800 each). Default 8 MiB. */
  readonly receiveBufferBytes?: number;
  /** The listener thread's program; for tests. */
  readonly listener?: URL;
};

/** What the listener counted since it started. */
export type ListenerCounts = {
  readonly announced: number;
  /** Announced, and over before its program could be read, or another account's while the agent has no privileges. */
  readonly vanished: number;
  readonly lost: number;
  readonly stopped: number;
};

const EFD_NONBLOCK_CLOEXEC = 0o4000 | 0o2000000;
const timingsKept = 65_536;

/** Programs announced by the kernel, heard by a thread of their own. */
export class AnnouncedProcesses implements Processes {
  source: Processes['source'] = { kind: 'announced' };
  readonly #libc: Libc;
  readonly #worker: Worker;
  readonly #commands;
  readonly #wakeFd: number;
  readonly #counters = new SharedArrayBuffer(counterCount * 4);
  readonly #timings: SharedArrayBuffer | undefined;
  readonly #sweepEveryMs: number;
  readonly #awaited = new Map<number, () => void>();
  readonly #leave = (): void => this.#command({ kind: 'close' });
  #fallback: SweepWatch | undefined;
  #armed: readonly ArmedProgram[] = [];
  #listener: ((event: ProcessEvent) => void) | undefined;
  #ticket = 0;
  #closed = false;

  private constructor(options: AnnouncedOptions) {
    this.#libc = loadLibc();
    this.#sweepEveryMs = options.sweepEveryMs;
    this.#timings = options.measure ? new SharedArrayBuffer(timingsKept * 8) : undefined;
    this.#wakeFd = this.#libc.eventfd(0, EFD_NONBLOCK_CLOEXEC);
    if (this.#wakeFd < 0) throw new Error(`eventfd: errno ${this.#libc.lastErrno()}`);
    const { port1, port2 } = new MessageChannel();
    this.#commands = port1;
    port1.unref();
    const start: ListenerStart = {
      commands: port2,
      wakeFd: this.#wakeFd,
      counters: this.#counters,
      receiveBufferBytes: options.receiveBufferBytes ?? 8 * 1_048_576,
      timings: this.#timings,
    };
    this.#worker = new Worker(options.listener ?? new URL('./listener.ts', import.meta.url), {
      name: 'exec-listener',
      workerData: start,
      transferList: [port2],
      trackUnmanagedFds: false,
      execArgv: [],
      env: SHARE_ENV,
      resourceLimits: { maxOldGenerationSizeMb: 24, maxYoungGenerationSizeMb: 2, stackSizeMb: 1 },
    });
    // A thread that sleeps in the kernel would hold up the end of the process for ever.
    process.once('exit', this.#leave);
  }

  /** Resolves with the reason where the kernel does not announce to this process. */
  static async open(options: AnnouncedOptions): Promise<AnnouncedProcesses | { readonly why: string }> {
    const opened = new AnnouncedProcesses(options);
    const why = await opened.#ready();
    if (why === undefined) return opened;
    await opened[Symbol.asyncDispose]();
    return { why };
  }

  #ready(): Promise<string | undefined> {
    return new Promise((resolve) => {
      this.#worker.on('message', (report: ListenerReport) => {
        switch (report.kind) {
          case 'ready':
            this.#worker.unref();
            resolve(undefined);
            break;
          case 'unavailable':
            resolve(report.why);
            break;
          case 'events':
            for (const event of report.events) this.#listener?.(event);
            break;
          case 'armed':
            this.#awaited.get(report.ticket)?.();
            this.#awaited.delete(report.ticket);
            if (this.#awaited.size === 0 && !this.#closed) this.#worker.unref();
            break;
          default:
            report satisfies never;
        }
      });
      let cause = 'it ended';
      this.#worker.on('error', (error) => {
        cause = error instanceof Error ? error.message : String(error);
      });
      this.#worker.once('exit', () => {
        resolve(`the listener thread could not start: ${cause}`);
        if (!this.#closed) this.#fallBack(cause);
      });
    });
  }

  /** The kernel still starts programs when our thread has failed: sweep, and say that something was lost. */
  #fallBack(cause: string): void {
    this.source = { kind: 'swept', why: `the listener thread failed: ${cause}` };
    for (const taken of this.#awaited.values()) taken();
    this.#awaited.clear();
    this.#fallback = new SweepWatch(this.#libc, this.#sweepEveryMs);
    this.#fallback.arm(this.#armed);
    if (this.#listener === undefined) return;
    this.#fallback.watch(this.#listener);
    this.#listener({ kind: 'lost' });
  }

  #command(command: ListenerCommand): void {
    this.#commands.postMessage(command);
    this.#libc.write(this.#wakeFd, new Uint8Array(new BigUint64Array([1n]).buffer), 8);
  }

  watch(listener: (event: ProcessEvent) => void): Promise<void> {
    if (this.#listener !== undefined) throw new Error('watch: called twice');
    this.#listener = listener;
    if (this.#fallback !== undefined) this.#fallback.watch(listener);
    else this.#command({ kind: 'watch' });
    // Commands are taken in order: once this table is taken, so is `watch`.
    return this.arm(this.#armed);
  }

  arm(programs: readonly ArmedProgram[]): Promise<void> {
    this.#armed = programs;
    if (this.#fallback !== undefined) {
      this.#fallback.arm(programs);
      return Promise.resolve();
    }
    if (this.#closed) return Promise.resolve();
    const ticket = this.#ticket;
    this.#ticket += 1;
    return new Promise((resolve) => {
      this.#awaited.set(ticket, resolve);
      this.#worker.ref(); // somebody waits for it
      this.#command({ kind: 'arm', programs, ticket });
    });
  }

  sweep(): Promise<readonly ProcessSnapshot[]> {
    return Promise.resolve(sweepProc());
  }
  alive(process: ProcessRef): boolean {
    return isAlive(process);
  }
  descendants(process: ProcessRef): readonly ProcessRef[] {
    return descendantsOf(process);
  }
  end(process: ProcessRef, how: 'polite' | 'kill'): ReturnType<Processes['end']> {
    return endProcess(this.#libc, process, how);
  }

  counts(): ListenerCounts {
    const counters = new Uint32Array(this.#counters);
    const at = (place: number): number => Atomics.load(counters, place);
    return {
      announced: at(counter.announced),
      vanished: at(counter.vanished),
      lost: at(counter.lost),
      stopped: at(counter.stopped),
    };
  }

  /** Exec-to-known times in ns, in no order; empty unless `measure` was asked for. */
  timings(): readonly number[] {
    if (this.#timings === undefined) return [];
    const timed = Atomics.load(new Uint32Array(this.#counters), counter.timed);
    return [...new Float64Array(this.#timings).subarray(0, Math.min(timed, timingsKept))];
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    process.off('exit', this.#leave);
    this.#fallback?.[Symbol.dispose]();
    if (this.#worker.threadId !== -1) {
      this.#worker.ref();
      const ended = once(this.#worker, 'exit');
      this.#command({ kind: 'close' });
      await ended;
    }
    this.#commands.close();
    this.#libc.close(this.#wakeFd);
    for (const taken of this.#awaited.values()) taken();
    this.#awaited.clear();
  }
}
