import { Worker } from 'node:worker_threads';
import { fail, ok, type Outcome } from '#policy/outcome.ts';
import type { Log } from '#runtime/log.ts';
import type { Batch, Done, Work } from './batch.ts';

/** What one commit brought, told to whoever follows. */
export type Commit = { readonly cursor: number; readonly types: readonly string[] };
type Waiting = {
  readonly batch: Batch;
  readonly answer: (result: Outcome<number, 'not-stored'>) => void;
};

export type Ingest = AsyncDisposable & {
  /** Resolves after the commit, with the highest seq held for that device and epoch. */
  readonly store: (batch: Batch) => Promise<Outcome<number, 'not-stored'>>;
  /** Called after each commit that added events. */
  readonly onCommit: (listener: (commit: Commit) => void) => Disposable;
  /** Batches that wait, and what was stored since the start. */
  readonly stats: () => { readonly waiting: number; readonly events: number; readonly acknowledged: number };
  /** False once the thread ended so often that it is started no more. */
  readonly working: () => boolean;
  /** Resolves, with the reason, when it works no more. */
  readonly broken: Promise<string>;
};

/** Rows in one commit at most, so that no commit holds the writer's lock for long. */
const mostRows = 20_000;
/** A thread that ends is started again, that often in that time. */
const mostRestarts = 5;
const restartWindowMs = 60_000;
const workerFile = new URL('./ingest-worker.ts', import.meta.url);

/** Group commit without a clock: one commit is under way, and what arrives meanwhile makes the next. */
export function startIngest(path: string, log: Log, file: URL = workerFile): Ingest {
  const listeners = new Set<(commit: Commit) => void>();
  const broken = Promise.withResolvers<string>();
  let state: 'working' | 'broken' | 'ended' = 'working';
  let queue: Waiting[] = [];
  let underWay: Waiting[] = [];
  let idle: (() => void) | undefined;
  let deaths: number[] = [];
  let events = 0;
  let acknowledged = 0;

  const next = (): void => {
    if (underWay.length > 0) return;
    if (queue.length === 0) {
      idle?.();
      return;
    }
    let rows = 0;
    let count = 0;
    while (count < queue.length && rows < mostRows) {
      rows += queue[count]?.batch.rows.length ?? 0;
      count += 1;
    }
    underWay = queue.slice(0, count);
    queue = queue.slice(count);
    worker.postMessage({ batches: underWay.map(({ batch }) => batch) } satisfies Work);
  };
  const lose = (why: string, lost: readonly Waiting[]): void => {
    if (lost.length > 0) log.error({ why, batches: lost.length }, 'events were not stored');
    for (const { answer } of lost) answer(fail('not-stored'));
  };
  const finished = (done: Done): void => {
    const answered = underWay;
    underWay = [];
    if (done.committed) {
      acknowledged += answered.length;
      events += answered.reduce((sum, { batch }) => sum + batch.rows.length, 0);
      for (const [at, { answer }] of answered.entries()) answer(ok(done.acked[at] ?? 0));
      if (done.cursor > 0) for (const listener of listeners) listener(done);
    } else lose(done.why, answered);
    next();
  };
  const died = (why: string): void => {
    // Whether it was committed is not known; agents send again what is not acknowledged, and it is kept once.
    const lost = underWay;
    underWay = [];
    lose(why, lost);
    const now = performance.now();
    deaths = [...deaths.filter((at) => now - at < restartWindowMs), now];
    if (deaths.length <= mostRestarts) {
      log.error({ why }, 'the thread that stores events ended; it is started again');
      worker = start();
      next();
      return;
    }
    state = 'broken';
    log.fatal({ why }, 'the thread that stores events ends again and again');
    lose(why, queue.splice(0));
    broken.resolve(why);
    idle?.();
  };
  const start = (): Worker => {
    const fresh = new Worker(file, { workerData: { path } });
    let why = 'it ended by itself';
    fresh.on('message', finished);
    fresh.on('error', (fault) => {
      why = fault instanceof Error ? fault.message : String(fault);
    });
    fresh.on('exit', () => {
      if (state === 'working') died(why);
    });
    return fresh;
  };
  let worker = start();

  return {
    store: (batch) =>
      state === 'working'
        ? new Promise((answer) => {
            queue.push({ batch, answer });
            next();
          })
        : Promise.resolve(fail('not-stored')),
    onCommit: (listener) => {
      listeners.add(listener);
      return { [Symbol.dispose]: () => void listeners.delete(listener) };
    },
    stats: () => ({ waiting: queue.length + underWay.length, events, acknowledged }),
    working: () => state !== 'broken',
    broken: broken.promise,
    [Symbol.asyncDispose]: async () => {
      if (state !== 'working') return;
      if (underWay.length > 0 || queue.length > 0) await new Promise<void>((resolve) => (idle = resolve));
      if (state !== 'working') return;
      state = 'ended';
      const exited = new Promise((resolve) => worker.once('exit', resolve));
      worker.postMessage('end');
      await exited;
    },
  };
}
