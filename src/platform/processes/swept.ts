import psList, { type ProcessDescriptor } from 'ps-list';
import { fail } from '#policy/outcome.ts';
import type { ProcessEvent, Processes, ProcessRef, ProcessSnapshot } from './port.ts';
import { descendantsAmong } from './proc-sweep.ts';

export type SweptOptions = { readonly why: string; readonly everyMs?: number };

type Known = Map<number, { readonly name: string; readonly process: ProcessSnapshot }>;
type ListProcesses = () => Promise<readonly ProcessDescriptor[]>;

/**
 * The sweep for systems without an event source of ours. It tells what runs, late; it ends nothing, because the list gives
 * no proof that a pid still means the same process.
 */
export class SweptProcesses implements Processes {
  readonly source: Processes['source'];
  readonly #everyMs: number;
  readonly #list: ListProcesses;
  #known: Known = new Map();
  /** Stands in for the kernel's start time: rises with every process seen, so it never repeats for a pid. */
  #seen = 0n;
  #timer: NodeJS.Timeout | undefined;
  #busy = false;

  constructor(options: SweptOptions, list: ListProcesses = psList) {
    this.source = { kind: 'swept', why: options.why };
    this.#everyMs = options.everyMs ?? 5000;
    this.#list = list;
  }

  async watch(listener: (event: ProcessEvent) => void): Promise<void> {
    await this.#look();
    const round = async (): Promise<void> => {
      if (this.#busy) return;
      this.#busy = true;
      try {
        for (const process of await this.#look()) listener({ kind: 'started', process });
      } catch {
        listener({ kind: 'lost' }); // the lister failed this time; the next round tries again
      } finally {
        this.#busy = false;
      }
    };
    this.#timer = setInterval(() => void round(), this.#everyMs);
    this.#timer.unref();
  }

  async #look(): Promise<readonly ProcessSnapshot[]> {
    const now: Known = new Map();
    const started: ProcessSnapshot[] = [];
    for (const { pid, ppid, name, uid, path, startTime } of await this.#list()) {
      const known = this.#known.get(pid);
      if (known !== undefined && known.name === name && known.process.parent === ppid) {
        now.set(pid, known);
        continue;
      }
      this.#seen += 1n;
      const process: ProcessSnapshot = {
        pid,
        startTicks: this.#seen,
        parent: ppid,
        uid: uid ?? -1,
        ...(path === undefined ? {} : { exe: path }),
        startedAt: startTime?.getTime() ?? Date.now(),
      };
      now.set(pid, { name, process });
      started.push(process);
    }
    this.#known = now;
    return started;
  }

  async sweep(): Promise<readonly ProcessSnapshot[]> {
    await this.#look();
    return [...this.#known.values()].map(({ process }) => process);
  }
  /** Nothing is armed where nothing can be ended. */
  arm(): Promise<void> {
    return Promise.resolve();
  }
  alive(process: ProcessRef): boolean {
    return this.#known.get(process.pid)?.process.startTicks === process.startTicks;
  }
  descendants(process: ProcessRef): readonly ProcessRef[] {
    if (!this.alive(process)) return [];
    return descendantsAmong(
      [...this.#known.values()].map((known) => known.process),
      process,
    );
  }
  end(): ReturnType<Processes['end']> {
    return fail({ code: 'unsupported' });
  }
  [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#timer);
    return Promise.resolve();
  }
}
