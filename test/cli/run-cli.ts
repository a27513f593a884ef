import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

export type Ran = { readonly code: number | null; readonly out: string; readonly err: string };
type Env = Readonly<Record<string, string>>;

const main = join(import.meta.dirname, '../../src/cli/main.ts');

export function startCli(args: readonly string[], env: Env = {}): ChildProcessWithoutNullStreams {
  // Nothing of the machine's own settings comes in.
  return spawn(process.execPath, [main, ...args], {
    env: { HOME: '/nonexistent', LANG: 'C.UTF-8', TZ: 'UTC', ...env },
  });
}

/** Runs the real command and waits for its end. */
export async function runCli(args: readonly string[], env: Env = {}, input = ''): Promise<Ran> {
  const child = startCli(args, env);
  let out = '';
  let err = '';
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);
  await once(child, 'close');
  return { code: child.exitCode, out, err };
}

/** Collects lines of a stream and waits for one. */
export function watchLines(stream: NodeJS.ReadableStream): {
  readonly lines: readonly string[];
  until(test: (line: string) => boolean): Promise<string>;
} {
  const lines: string[] = [];
  const waiting = new Set<() => void>();
  let rest = '';
  stream.on('data', (chunk: Buffer) => {
    const parts = (rest + chunk.toString()).split('\n');
    rest = parts.pop() ?? '';
    lines.push(...parts);
    for (const look of waiting) look();
  });
  return {
    lines,
    until: (test) =>
      new Promise((resolve) => {
        const look = (): void => {
          const found = lines.find(test);
          if (found === undefined) return;
          waiting.delete(look);
          resolve(found);
        };
        waiting.add(look);
        look();
      }),
  };
}
