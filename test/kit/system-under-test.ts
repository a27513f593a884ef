import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { join } from 'node:path';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** The real programs of this project, started as a person or a service manager would start them. */
export const top = join(import.meta.dirname, '../..');

/** Waits until `look` gives something; never for a time. The limit is for a test that will fail. */
export async function until<T>(
  what: string,
  look: () => T | undefined | Promise<T | undefined>,
  limitMs = 60_000,
): Promise<T> {
  const end = performance.now() + limitMs;
  for (;;) {
    const found = await look();
    if (found !== undefined && found !== false) return found;
    if (performance.now() > end) throw new Error(`waited ${limitMs} ms in vain for: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

/** A child process that is ended, and waited for, when the test leaves the block. */
export class Child implements AsyncDisposable {
  readonly process: ChildProcess;
  readonly #stderr: string[] = [];

  constructor(program: string, args: readonly string[], env: Readonly<Record<string, string>> = {}) {
    this.process = spawn(program, [...args], {
      cwd: top,
      env: { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '/', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.process.stderr?.on('data', (chunk: Buffer) => this.#stderr.push(chunk.toString('utf8')));
  }

  get pid(): number {
    if (this.process.pid === undefined) throw new Error('the program did not start');
    return this.process.pid;
  }
  get running(): boolean {
    return this.process.exitCode === null && this.process.signalCode === null;
  }
  stderr(): string {
    return this.#stderr.join('');
  }

  /** The first line that it prints. */
  async firstLine(): Promise<string> {
    if (this.process.stdout === null) throw new Error('no output');
    const lines = createInterface({ input: this.process.stdout });
    const ended = once(this.process, 'exit').then(() => {
      throw new Error(`ended before it was ready:\n${this.stderr()}`);
    });
    const [line] = (await Promise.race([once(lines, 'line'), ended])) as [string];
    ended.catch(() => undefined);
    return line;
  }

  async ended(): Promise<NodeJS.Signals | number | null> {
    if (this.running) await once(this.process, 'exit');
    return this.process.signalCode ?? this.process.exitCode;
  }

  async end(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    if (this.running) this.process.kill(signal);
    await this.ended();
  }
  async [Symbol.asyncDispose](): Promise<void> {
    await this.end(this.running ? 'SIGTERM' : 'SIGKILL');
  }
}

export type ServerProcess = AsyncDisposable & {
  readonly child: Child;
  readonly url: string;
  readonly apiUrl: string;
  readonly tokenFile: string;
};

export async function startServerProcess(folder: string, organisation: string): Promise<ServerProcess> {
  const child = new Child(process.execPath, [
    'src/server/main.ts',
    ...['--data', folder, '--port', '0', '--organisation', organisation],
  ]);
  const { url, apiUrl } = JSON.parse(await child.firstLine()) as { url: string; apiUrl: string };
  return {
    child,
    url,
    apiUrl,
    tokenFile: join(folder, 'administrator-token'),
    [Symbol.asyncDispose]: () => child.end(),
  };
}

export type Run = { readonly code: number; readonly stdout: string; readonly stderr: string };
const run = promisify(execFile);

/** Runs the `portvakt` command as a person would; never rejects on an exit code. */
export async function portvakt(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  uid?: number,
): Promise<Run> {
  try {
    const done = await run(process.execPath, ['src/cli/main.ts', ...args], {
      cwd: top,
      env: { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '/', LANG: 'C.UTF-8', ...env },
      maxBuffer: 64 * 1_048_576,
      ...(uid === undefined ? {} : { uid, gid: uid }),
    });
    return { code: 0, ...done };
  } catch (fault) {
    const { code, stdout, stderr } = fault as { code: unknown; stdout: string; stderr: string };
    return { code: typeof code === 'number' ? code : -1, stdout, stderr };
  }
}
