import { Worker } from 'node:worker_threads';
import type { ScanAnswer, ScanRequest, ScanResult } from './marker-scan.ts';
import type { ScanFault } from './port.ts';

export type MarkerScannerOptions = {
  /** A scan that runs longer is stuck (a dead network disk): its thread is given up. In ms. */
  readonly stuckMs?: number;
  /** First wait after a thread was lost to one asker's file; doubles up to ten minutes. In ms. */
  readonly backOffMs?: number;
  /** Scans that may wait for each asker. */
  readonly queueLimit?: number;
  /** The thread's program; for tests. */
  readonly worker?: URL;
};

type Job = {
  readonly request: ScanRequest;
  readonly asker: Asker;
  readonly answer: (result: ScanResult | undefined) => void;
};
/** Whose programs are scanned: one account's many or stuck files hold up that account's alone. */
type Asker = { readonly waiting: Job[]; losses: number; notBefore: number };

const idleMs = 30_000;
const longestBackOffMs = 600_000;
/** Threads that hang in the kernel: with so many, every new one waits as long as it can. */
const hangingLimit = 8;

/** Runs marker scans one after another, each asker in turn, in a thread that is started when needed and ended when idle. */
export class MarkerScanner implements AsyncDisposable {
  readonly #stuckMs: number;
  readonly #backOffMs: number;
  readonly #queueLimit: number;
  readonly #program: URL;
  /** In the order of their turns. */
  readonly #askers = new Map<string, Asker>();
  readonly #hanging = new Set<Worker>();
  #onFault: (fault: ScanFault) => void = () => undefined;
  #fault: ScanFault;
  #crowded = false;
  #worker: Worker | undefined;
  #running: Job | undefined;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(options: MarkerScannerOptions = {}) {
    this.#stuckMs = options.stuckMs ?? 20_000;
    this.#backOffMs = options.backOffMs ?? 1000;
    this.#queueLimit = options.queueLimit ?? 512;
    this.#program = options.worker ?? new URL('./marker-worker.ts', import.meta.url);
  }

  onFault(listener: (fault: ScanFault) => void): void {
    this.#onFault = listener;
    if (this.#fault !== undefined) listener(this.#fault);
  }

  /** What was found, or undefined where the file could not be scanned. Answers whenever the scan ends. */
  scan(request: ScanRequest, askerName: string): Promise<ScanResult | undefined> {
    if (this.#closed) return Promise.resolve(undefined);
    const asker = this.#askers.get(askerName) ?? { waiting: [], losses: 0, notBefore: 0 };
    this.#askers.set(askerName, asker);
    if (asker.waiting.length >= this.#queueLimit) {
      this.#crowded = true;
      this.#tell();
      return Promise.resolve(undefined);
    }
    return new Promise((answer) => {
      asker.waiting.push({ request, asker, answer });
      this.#next();
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    for (const { waiting } of this.#askers.values())
      for (const job of waiting.splice(0)) job.answer(undefined);
    this.#running?.answer(undefined);
    this.#running = undefined;
    const worker = this.#worker;
    this.#worker = undefined;
    await worker?.terminate();
  }

  #next(): void {
    if (this.#running !== undefined || this.#closed) return;
    clearTimeout(this.#timer);
    const job = this.#take();
    if (job === undefined) {
      this.#rest();
      return;
    }
    this.#running = job;
    this.#worker ??= this.#start();
    this.#worker.postMessage(job.request);
    this.#timer = setTimeout(() => {
      this.#giveUp();
      this.#lose();
    }, this.#stuckMs).unref();
  }

  /** The next job of the asker whose turn it is, and who need not wait. */
  #take(): Job | undefined {
    const now = performance.now();
    for (const [name, asker] of this.#askers) {
      if (asker.waiting.length === 0 || asker.notBefore > now) continue;
      this.#askers.delete(name);
      this.#askers.set(name, asker);
      return asker.waiting.shift();
    }
    return undefined;
  }

  /** Nothing can be done now: goes on when somebody's back-off is over, or ends the thread and forgets who asked. */
  #rest(): void {
    const now = performance.now();
    const waiting = [...this.#askers.values()].filter((asker) => asker.waiting.length > 0);
    if (waiting.length > 0) {
      const first = Math.min(...waiting.map(({ notBefore }) => notBefore));
      this.#timer = setTimeout(() => this.#next(), Math.max(1, first - now)).unref();
      return;
    }
    this.#crowded = false;
    this.#tell();
    this.#timer = setTimeout(() => {
      this.#giveUp();
      for (const [name, { notBefore }] of this.#askers)
        if (notBefore <= performance.now()) this.#askers.delete(name);
      this.#tell();
      if (this.#askers.size > 0) this.#rest();
    }, idleMs).unref();
  }

  #start(): Worker {
    const worker = new Worker(this.#program);
    worker.unref();
    worker.on('message', (message: ScanAnswer) => {
      if (this.#worker !== worker || message.id !== this.#running?.request.id) return;
      this.#running.asker.losses = 0;
      this.#tell();
      this.#finish(message.result);
    });
    worker.on('error', () => {
      if (this.#worker !== worker) return;
      this.#worker = undefined;
      this.#lose();
    });
    return worker;
  }

  /** The asker whose file cost a thread waits before the next; the others go on at once. */
  #lose(): void {
    const asker = this.#running?.asker;
    if (asker !== undefined) {
      const wait =
        this.#hanging.size >= hangingLimit
          ? longestBackOffMs
          : Math.min(this.#backOffMs * 2 ** asker.losses, longestBackOffMs);
      asker.losses += 1;
      asker.notBefore = performance.now() + wait;
    }
    this.#tell();
    this.#finish(undefined);
  }

  #finish(result: ScanResult | undefined): void {
    const job = this.#running;
    this.#running = undefined;
    job?.answer(result);
    this.#next();
  }

  /** Ends the thread. One that hangs in the kernel ends when the kernel lets go of it; nobody waits for that. */
  #giveUp(): void {
    const worker = this.#worker;
    this.#worker = undefined;
    if (worker === undefined) return;
    this.#hanging.add(worker);
    void worker.terminate().finally(() => this.#hanging.delete(worker));
  }

  #tell(): void {
    const stuck = [...this.#askers.values()].some(({ losses }) => losses > 0);
    const fault = stuck ? 'stuck' : this.#crowded ? 'crowded' : undefined;
    if (fault === this.#fault) return;
    this.#fault = fault;
    this.#onFault(fault);
  }
}
