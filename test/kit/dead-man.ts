import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';

/**
 * A process of its own that kills others when nobody tells it to wait on: for tests that could make the machine wait for them. It starts no
 * program and opens no file but in `/proc`, so that it works while no program on this machine can start. If this process ends, it
 * kills at once.
 */
export type DeadMan = AsyncDisposable & {
  /** These, and all that came from them, are killed `seconds` from now; called again, from then. Resolves when it counts. */
  watch(pids: readonly number[], seconds: number): Promise<void>;
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
  return {
    get struck() {
      return struck;
    },
    watch: async (pids, seconds) => {
      const counts = answered(child, 'counts');
      child.send({ pids, seconds } satisfies DeadManOrder);
      await counts;
    },
    [Symbol.asyncDispose]: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
    },
  };
}

async function answered(child: ChildProcess, word: string): Promise<void> {
  const gone = once(child, 'exit').then(() => {
    throw new Error('the dead-man process ended');
  });
  gone.catch(() => undefined);
  for (;;) {
    const [said] = (await Promise.race([once(child, 'message'), gone])) as [unknown];
    if (said === word) return;
  }
}
