import type { Clock } from '#runtime/clock.ts';
import type { Log } from '#runtime/log.ts';

export type Job = {
  readonly name: string;
  readonly everyMs: number;
  readonly run: () => Promise<void>;
};
export type Jobs = AsyncDisposable & {
  /** Runs one now, out of its turn; joins a run that is under way. */
  readonly runNow: (name: string) => Promise<void>;
};

/**
 * Work that comes round: each job runs soon after the start and then `everyMs` after it ended, never twice at a time. A
 * fault is logged and the job comes round again. Disposing waits for what is under way.
 */
export function startJobs(
  clock: Clock,
  log: Log,
  jobs: readonly Job[],
  /** Told after each run how long it took. */
  observe: (name: string, seconds: number, ok: boolean) => void = () => undefined,
): Jobs {
  const timers = new Map<string, Disposable>();
  const running = new Map<string, Promise<void>>();
  let ended = false;

  const run = (job: Job): Promise<void> => {
    const underWay = running.get(job.name);
    if (underWay !== undefined) return underWay;
    timers.get(job.name)?.[Symbol.dispose]();
    const began = performance.now();
    let isOk = true;
    const done = job
      .run()
      .catch((fault: unknown) => {
        isOk = false;
        log.error({ fault, job: job.name }, 'a job failed');
      })
      .finally(() => {
        observe(job.name, (performance.now() - began) / 1_000, isOk);
        running.delete(job.name);
        if (!ended)
          timers.set(
            job.name,
            clock.after(job.everyMs, () => void run(job)),
          );
      });
    running.set(job.name, done);
    return done;
  };
  for (const job of jobs)
    timers.set(
      job.name,
      clock.after(1_000, () => void run(job)),
    );

  return {
    runNow: async (name) => {
      const job = jobs.find((one) => one.name === name);
      if (job === undefined) throw new TypeError(`there is no job ${name}`);
      await run(job);
    },
    [Symbol.asyncDispose]: async () => {
      ended = true;
      for (const timer of timers.values()) timer[Symbol.dispose]();
      await Promise.all(running.values());
    },
  };
}
