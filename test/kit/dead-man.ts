import { execFile, fork } from 'node:child_process';
import { once } from 'node:events';

/**
 * A process of its own that kills others when nobody tells it to wait on: for tests that could make the machine wait for them. It starts no
 * program and opens no file but in `/proc`, so that it works while no program on this machine can start. If this process ends, it
 * kills at once.
 */
export type DeadMan = AsyncDisposable & {
  /** These, and all that came from them, are killed `seconds` from now; called again, from then. Resolves when it counts. */
  watch(pids: readonly number[], seconds: number): Promise<void>;
  /** The same for as long as programs can be started on this machine: that is tried again and again, and put off with it. */
  watchWhileStartsWork(pids: readonly number[], seconds: number): Promise<void>;
  /** Whether it had to. */
  readonly struck: boolean;
};

export type DeadManOrder = { readonly pids: readonly number[]; readonly seconds: number };

/** Call it before anything is marked. */
export async function startDeadMan(): Promise<DeadMan> {
  const child = fork(new URL('./dead-man-child.ts', import.meta.url).pathname, [], {
    execArgv: [],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  await once(child, 'message');
  let struck = false;
  child.on('message', (said) => {
    if (said === 'struck') struck = true;
  });
  const gone = once(child, 'exit').then(() => {
    throw new Error('the dead-man process ended');
  });
  gone.catch(() => undefined);
  let next: NodeJS.Timeout | undefined;
  const watch = async (pids: readonly number[], seconds: number): Promise<void> => {
    child.send({ pids, seconds } satisfies DeadManOrder);
    for (;;) {
      const [said] = (await Promise.race([once(child, 'message'), gone])) as [unknown];
      if (said === 'counts') return;
    }
  };
  const living = (): boolean => child.exitCode === null && child.signalCode === null;
  return {
    get struck() {
      return struck;
    },
    watch,
    watchWhileStartsWork: async (pids, seconds) => {
      const again = (): void => {
        next = setTimeout(() => {
          // Where no program can be started this answers when it is over, and nothing is put off until then.
          execFile('/bin/true', (fault) => {
            if (struck || fault !== null || !living()) return;
            child.send({ pids, seconds } satisfies DeadManOrder);
            again();
          });
        }, seconds * 200);
      };
      await watch(pids, seconds);
      again();
    },
    [Symbol.asyncDispose]: async () => {
      clearTimeout(next);
      if (!living()) return;
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
    },
  };
}
