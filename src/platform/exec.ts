import { spawn } from 'node:child_process';
import { isAbsolute } from 'node:path';
import type { Outcome } from '#policy/outcome.ts';
import { fail, ok } from '#policy/outcome.ts';

export type ExecFault =
  | { readonly code: 'not-found' | 'timed-out' | 'too-much-output' }
  | { readonly code: 'failed'; readonly exitCode: number | null; readonly stderr: string };

export type ExecRequest = {
  /** Absolute path of the program; no PATH look-up, no shell. */
  readonly program: string;
  readonly args: readonly string[];
  readonly deadlineMs: number;
  /** Ends the program when standard output grows over this. Default 1 MiB. */
  readonly outputLimit?: number;
  readonly uid?: number;
  readonly gid?: number;
  readonly env?: Readonly<Record<string, string>>;
  readonly stdin?: string;
};

/** The one door through which this product starts another program. */
export function exec(request: ExecRequest): Promise<Outcome<string, ExecFault>> {
  if (!isAbsolute(request.program)) throw new Error(`exec: ${request.program} is not an absolute path`);
  const limit = request.outputLimit ?? 1_048_576;
  return new Promise((resolve) => {
    const child = spawn(request.program, [...request.args], {
      cwd: '/',
      env: { LC_ALL: 'C.UTF-8', ...request.env },
      shell: false,
      stdio: ['pipe', 'pipe', 'pipe'],
      ...(request.uid === undefined ? {} : { uid: request.uid }),
      ...(request.gid === undefined ? {} : { gid: request.gid }),
    });
    const out: Buffer[] = [];
    let size = 0;
    let stderr = '';
    let ended: ExecFault | undefined;
    const timer = setTimeout(() => {
      ended = { code: 'timed-out' };
      child.kill('SIGKILL');
    }, request.deadlineMs);
    child.stdout.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > limit) {
        ended ??= { code: 'too-much-output' };
        child.kill('SIGKILL');
      } else out.push(chunk);
    });
    child.stderr.on('data', (chunk: Buffer) => {
      if (stderr.length < 4096) stderr += chunk.toString('utf8');
    });
    // A program that ends without reading its input breaks the pipe; its exit code tells the story.
    child.stdin.on('error', () => undefined);
    child.stdin.end(request.stdin ?? '');
    child.once('error', (error: NodeJS.ErrnoException) => {
      clearTimeout(timer);
      resolve(
        error.code === 'ENOENT'
          ? fail({ code: 'not-found' })
          : fail({ code: 'failed', exitCode: null, stderr: error.message }),
      );
    });
    child.once('close', (exitCode) => {
      clearTimeout(timer);
      if (ended !== undefined) resolve(fail(ended));
      else if (exitCode !== 0) resolve(fail({ code: 'failed', exitCode, stderr: stderr.trim() }));
      else resolve(ok(Buffer.concat(out).toString('utf8')));
    });
  });
}

/** Starts a program that takes this one's place before the person, with its terminal; its exit code, or undefined where it was ended by a signal. */
export function execInForeground(
  program: string,
  args: readonly string[],
): Promise<Outcome<number | undefined, ExecFault>> {
  if (!isAbsolute(program)) throw new Error(`exec: ${program} is not an absolute path`);
  return new Promise((resolve) => {
    const child = spawn(program, [...args], { shell: false, stdio: 'inherit' });
    const pass = (signal: NodeJS.Signals): void => void child.kill(signal);
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, pass);
    const settle = (outcome: Outcome<number | undefined, ExecFault>): void => {
      for (const signal of ['SIGTERM', 'SIGINT'] as const) process.off(signal, pass);
      resolve(outcome);
    };
    child.once('error', () => settle(fail({ code: 'not-found' })));
    child.once('close', (code) => settle(ok(code ?? undefined)));
  });
}
