import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';

export type ChildServer = {
  readonly url: string;
  readonly apiUrl: string;
  /** Of the first administrator; only at the folder's first start. */
  readonly token: string | undefined;
  readonly heap: () => Promise<number>;
  readonly alive: () => boolean;
  /** SIGKILL: the process gets no chance to finish anything. */
  readonly kill: () => Promise<void>;
  readonly stop: () => Promise<void>;
};

export async function forkServer(dataFolder: string): Promise<ChildServer> {
  const child: ChildProcess = fork(new URL('server-child.ts', import.meta.url).pathname, [dataFolder], {
    execArgv: ['--expose-gc'],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const exited = once(child, 'exit');
  const [first] = (await Promise.race([
    once(child, 'message'),
    exited.then(() => Promise.reject(new Error('the server did not start'))),
  ])) as [{ url: string; apiUrl: string; token?: string }];
  return {
    url: first.url,
    apiUrl: first.apiUrl,
    token: first.token,
    heap: async () => {
      const answer = once(child, 'message');
      child.send('heap');
      const [{ heap }] = (await answer) as [{ heap: number }];
      return heap;
    },
    alive: () => child.exitCode === null && child.signalCode === null,
    kill: async () => {
      child.kill('SIGKILL');
      await exited;
    },
    stop: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.send('stop');
      await exited;
    },
  };
}
