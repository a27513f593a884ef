import { spawn } from 'node:child_process';
import { once } from 'node:events';

/**
 * Waits until nobody else on this machine marks its root file system in a test, and keeps others waiting until it is disposed of or
 * this process has ended.
 */
export async function aloneOnTheMachine(): Promise<AsyncDisposable> {
  const words = ['--no-fork', '/tmp/fanotify-root.lock', '/bin/sh', '-c', 'echo held; exec cat'];
  const holder = spawn('/usr/bin/flock', words, { stdio: ['pipe', 'pipe', 'inherit'] });
  await once(holder.stdout, 'data');
  return {
    [Symbol.asyncDispose]: async () => {
      const ended = once(holder, 'exit');
      holder.stdin.end();
      await ended;
    },
  };
}
