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
};

/** Rows in one commit at most, so that no commit holds the writer's lock for long. */
const mostRows = 20_000;

/** Group commit without a clock: one commit is under way, and what arrives meanwhile makes the next. */
export function startIngest(path: string, log: Log): Ingest {
  const worker = new Worker(new URL('./ingest-worker.ts', import.meta.url), { workerData: { path } });
  const listeners = new Set<(commit: Commit) => void>();
  let queue: Waiting[] = [];
  let underWay: Waiting[] = [];
  let ended = false;
  let idle: (() => void) | undefined;

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
  const failAll = (why: string): void => {
    const lost = [...underWay, ...queue];
    underWay = [];
    queue = [];
    if (lost.length > 0) log.error({ why, batches: lost.length }, 'events were not stored');
    for (const { answer } of lost) answer(fail('not-stored'));
    idle?.();
  };

  worker.on('message', (done: Done) => {
    const finished = underWay;
    underWay = [];
    if (done.committed) {
      for (const [at, { answer }] of finished.entries()) answer(ok(done.acked[at] ?? 0));
      if (done.cursor > 0) for (const listener of listeners) listener(done);
    } else {
      log.error({ why: done.why, batches: finished.length }, 'a commit of events failed');
      for (const { answer } of finished) answer(fail('not-stored'));
    }
    next();
  });
  worker.on('error', (fault) => {
    ended = true;
    failAll(fault instanceof Error ? fault.message : String(fault));
  });

  return {
    store: (batch) =>
      ended
        ? Promise.resolve(fail('not-stored'))
        : new Promise((answer) => {
            queue.push({ batch, answer });
            next();
          }),
    onCommit: (listener) => {
      listeners.add(listener);
      return { [Symbol.dispose]: () => void listeners.delete(listener) };
    },
    [Symbol.asyncDispose]: async () => {
      if (ended) return;
      if (underWay.length > 0 || queue.length > 0) await new Promise<void>((resolve) => (idle = resolve));
      ended = true;
      const exited = new Promise((resolve) => worker.once('exit', resolve));
      worker.postMessage('end');
      await exited;
    },
  };
}
