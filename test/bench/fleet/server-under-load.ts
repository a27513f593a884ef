import { fork } from 'node:child_process';
import { once } from 'node:events';
import type { Answer, Question, ServerKind, Started } from './server-words.ts';

export type ServerUnderLoad = Started &
  AsyncDisposable & {
    readonly pid: number;
    readonly ask: (question: Question) => Promise<Answer>;
    /** As at a restart: agents are told to come back, commits are finished. */
    readonly stop: () => Promise<void>;
  };

type Reply = { readonly id: number; readonly value?: unknown; readonly fault?: string };

export async function startServerProcess(
  kind: ServerKind,
  folder: string,
  options: {
    /** The one of the server before, whose agents come back. */
    readonly port?: number;
    /** Certificate and key. */
    readonly tls?: readonly string[];
    /** Of Node, such as `--cpu-prof`. */
    readonly flags?: readonly string[];
  } = {},
): Promise<ServerUnderLoad> {
  const file = new URL('server-process.ts', import.meta.url).pathname;
  const child = fork(file, [kind, folder, `${options.port ?? 0}`, ...(options.tls ?? [])], {
    execArgv: ['--expose-gc', ...(options.flags ?? [])],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const exited = once(child, 'exit');
  const waiting = new Map<number, PromiseWithResolvers<unknown>>();
  let last = 0;
  const expect = (id: number): Promise<unknown> => {
    const one = Promise.withResolvers<unknown>();
    waiting.set(id, one);
    return one.promise;
  };
  child.on('message', ({ id, value, fault }: Reply) => {
    const one = waiting.get(id);
    waiting.delete(id);
    if (fault === undefined) one?.resolve(value);
    else one?.reject(new Error(fault));
  });
  child.on('exit', () => {
    for (const one of waiting.values()) one.reject(new Error('the server process ended'));
  });
  const started = (await expect(0)) as Started;
  const ask = (question: Question): Promise<Answer> => {
    last += 1;
    const answered = expect(last);
    child.send({ id: last, question });
    return answered as Promise<Answer>;
  };
  const stop = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    await ask({ ask: 'stop' });
    await exited;
  };
  return {
    ...started,
    pid: child.pid ?? 0,
    ask,
    stop,
    [Symbol.asyncDispose]: async () => {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
      await exited;
    },
  };
}
