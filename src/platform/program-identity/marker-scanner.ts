import { Worker } from 'node:worker_threads';
import type { ScanAnswer, ScanRequest, ScanResult } from './marker-scan.ts';

type Job = {
  readonly request: ScanRequest;
  readonly answer: (result: ScanResult | undefined) => void;
};

const queueLimit = 64;
/** A scan that runs longer is stuck (a dead network disk): its thread is given up. */
const stuckMs = 5000;
const idleMs = 30_000;
/** Threads that may be lost to stuck disks before no more is tried. */
const lossLimit = 3;

/** Runs marker scans one after another in a thread that is started when needed and ended when idle. */
export class MarkerScanner implements AsyncDisposable {
  readonly #queue: Job[] = [];
  #worker: Worker | undefined;
  #running: Job | undefined;
  #timer: NodeJS.Timeout | undefined;
  #losses = 0;

  /** What was found, or undefined where the file could not be scanned. Answers whenever the scan ends. */
  scan(request: ScanRequest): Promise<ScanResult | undefined> {
    if (this.#queue.length >= queueLimit || this.#losses >= lossLimit) return Promise.resolve(undefined);
    return new Promise((answer) => {
      this.#queue.push({ request, answer });
      this.#next();
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearTimeout(this.#timer);
    for (const job of this.#queue.splice(0)) job.answer(undefined);
    this.#running?.answer(undefined);
    this.#running = undefined;
    const worker = this.#worker;
    this.#worker = undefined;
    await worker?.terminate();
  }

  #next(): void {
    if (this.#running !== undefined) return;
    clearTimeout(this.#timer);
    this.#running = this.#queue.shift();
    if (this.#running === undefined) {
      this.#timer = setTimeout(() => this.#drop(), idleMs).unref();
      return;
    }
    this.#worker ??= this.#start();
    this.#worker.postMessage(this.#running.request);
    this.#timer = setTimeout(() => {
      this.#losses += 1;
      this.#drop();
      this.#finish(undefined);
    }, stuckMs).unref();
  }

  #start(): Worker {
    const worker = new Worker(new URL('./marker-worker.ts', import.meta.url));
    worker.unref();
    worker.on('message', (message: ScanAnswer) => {
      if (this.#worker === worker && message.id === this.#running?.request.id) this.#finish(message.result);
    });
    worker.on('error', () => {
      if (this.#worker !== worker) return;
      this.#worker = undefined;
      this.#losses += 1;
      this.#finish(undefined);
    });
    return worker;
  }

  #finish(result: ScanResult | undefined): void {
    const job = this.#running;
    this.#running = undefined;
    job?.answer(result);
    this.#next();
  }

  /** Ends the thread. One that hangs in the kernel ends when the kernel lets go of it; nobody waits for that. */
  #drop(): void {
    const worker = this.#worker;
    this.#worker = undefined;
    void worker?.terminate();
  }
}
