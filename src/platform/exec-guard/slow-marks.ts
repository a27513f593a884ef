import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { SlowMarkOrder } from './mount-messages.ts';
import type { Markable } from './mountinfo.ts';

/** A mark that takes longer is not waited for. */
const patienceMs = 2000;
/** Threads that may be lost to marks that do not end; beyond that nothing is tried until one comes back. */
const lostLimit = 8;

/** `trying`: the first try is under way or comes next. */
type Mark = { mount: Markable; root: string; state: 'trying' | 'marked' | 'unmarked' };

export type SlowMarksOptions = {
  /** The gate's fanotify descriptor. */
  readonly group: number;
  readonly onChange: () => void;
};

/** Marks what may hang, in a thread that is given up when it does. */
export class SlowMarks implements AsyncDisposable {
  readonly #options: SlowMarksOptions;
  /** By namespace, then by mount. */
  readonly #spaces = new Map<string, Map<string, Mark>>();
  readonly #queue: Mark[] = [];
  readonly #lost = new Set<Worker>();
  readonly #inFlight = new Set<Mark>();
  #worker: Worker | undefined;
  #isBusy = false;
  #isClosed = false;

  constructor(options: SlowMarksOptions) {
    this.#options = options;
  }

  /** All that this namespace holds of the kind, as often as it may have changed: each is marked, or marked again. */
  want(namespace: string, root: string, mounts: readonly Markable[]): void {
    const before = this.#spaces.get(namespace);
    const now = new Map<string, Mark>();
    for (const mount of mounts) {
      const key = `${mount.id} ${mount.device} ${mount.point}`;
      const mark = before?.get(key) ?? { mount, root, state: 'trying' };
      mark.root = root;
      now.set(key, mark);
      if (!this.#inFlight.has(mark) && !this.#queue.includes(mark)) this.#queue.push(mark);
    }
    this.#spaces.set(namespace, now);
    const wanted = new Set([...this.#spaces.values()].flatMap((marks) => [...marks.values()]));
    this.#queue.splice(0, this.#queue.length, ...this.#queue.filter((mark) => wanted.has(mark)));
    this.#next();
  }

  forget(namespace: string): void {
    this.want(namespace, '', []);
    this.#spaces.delete(namespace);
  }

  in(state: Mark['state']): Markable[] {
    return [...this.#spaces.values()].flatMap((marks) =>
      [...marks.values()].filter((mark) => mark.state === state).map(({ mount }) => mount),
    );
  }

  #next(): void {
    if (this.#isBusy || this.#isClosed) return;
    if (this.#lost.size >= lostLimit) {
      for (const mark of this.#queue) if (mark.state === 'trying') mark.state = 'unmarked';
      this.#options.onChange();
      return;
    }
    const mark = this.#queue.shift();
    if (mark === undefined) return;
    this.#isBusy = true;
    this.#inFlight.add(mark);
    this.#worker ??= this.#start();
    const worker = this.#worker;
    const { group } = this.#options;
    const order: SlowMarkOrder = { kind: 'mark', group, root: mark.root, mount: mark.mount };
    worker.postMessage(order);
    const givenUp = setTimeout(() => this.#giveUp(worker, mark), patienceMs);
    givenUp.unref();
    worker.once('message', (code: number) => {
      clearTimeout(givenUp);
      const state = code === 0 ? 'marked' : 'unmarked';
      if (!this.#lost.has(worker)) {
        this.#settle(mark, state);
        return;
      }
      this.#inFlight.delete(mark);
      this.#set(mark, state);
    });
  }

  #settle(mark: Mark, state: Mark['state']): void {
    this.#inFlight.delete(mark);
    this.#isBusy = false;
    this.#set(mark, state);
    this.#next();
  }

  #giveUp(worker: Worker, mark: Mark): void {
    this.#lost.add(worker);
    worker.postMessage({ kind: 'close' } satisfies SlowMarkOrder);
    worker.once('exit', () => {
      this.#lost.delete(worker);
      this.#next();
    });
    this.#worker = undefined;
    this.#isBusy = false;
    this.#set(mark, 'unmarked');
    this.#next();
  }

  #set(mark: Mark, state: Mark['state']): void {
    if (mark.state === state) return;
    mark.state = state;
    if (!this.#isClosed) this.#options.onChange();
  }

  #start(): Worker {
    const worker = new Worker(new URL('./slow-mark-worker.ts', import.meta.url), {
      name: 'slow-marks',
      trackUnmanagedFds: false,
      execArgv: [],
      resourceLimits: { maxOldGenerationSizeMb: 16, maxYoungGenerationSizeMb: 1, stackSizeMb: 1 },
    });
    worker.unref();
    return worker;
  }

  /** Threads that hang are left to themselves: they end when what they wait for does. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#isClosed = true;
    this.#queue.length = 0;
    const worker = this.#worker;
    if (worker === undefined) return;
    worker.ref();
    worker.postMessage({ kind: 'close' } satisfies SlowMarkOrder);
    const patience = AbortSignal.timeout(patienceMs);
    await Promise.race([once(worker, 'exit'), once(patience, 'abort')]);
    worker.unref();
  }
}
