import { spawn, type ChildProcess } from 'node:child_process';
import { constants, setPriority } from 'node:os';
import { isAbsolute } from 'node:path';
import type { Outcome } from '#policy/outcome.ts';
import { fail, ok } from '#policy/outcome.ts';

export type ExecFault =
  /** `not-permitted`: the kernel, or whoever it asked, refused the start (EPERM). */
  | { readonly code: 'not-found' | 'not-permitted' | 'timed-out' | 'too-much-output' | 'ended' }
  | {
      readonly code: 'failed';
      readonly exitCode: number | null;
      readonly stderr: string;
      /** What it printed, and what ended it where it did not end by itself; absent where it could not be started. */
      readonly stdout?: string;
      readonly signal?: string;
    };

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
  /** Ends the program, and whatever it started with it; the answer is then `ended`. */
  readonly signal?: AbortSignal;
  /** The program heads a group of its own, and the whole group ends with it: for programs that start others. */
  readonly group?: true;
  /** It, and what it starts, runs when nothing else wants to. */
  readonly background?: true;
};

/** So long after a group was ended, what left it may hold its output open. */
const lettingGoMs = 2_000;

/** The one door through which this product starts another program. */
export function exec(request: ExecRequest): Promise<Outcome<string, ExecFault>> {
  if (!isAbsolute(request.program)) throw new Error(`exec: ${request.program} is not an absolute path`);
  const limit = request.outputLimit ?? 1_048_576;
  return new Promise((resolve) => {
    let child: ReturnType<typeof begin>;
    try {
      child = begin(request);
    } catch (error) {
      // Most faults of the start come as an event; the rarer ones are thrown.
      resolve(fail(startFault(error as NodeJS.ErrnoException)));
      return;
    }
    if (request.background === true) stepBack(child);
    const out: Buffer[] = [];
    let size = 0;
    let stderr = '';
    let ended: ExecFault | undefined;
    const end = (why: ExecFault): void => {
      ended ??= why;
      killAll(child, request.group === true);
    };
    const timer = setTimeout(() => end({ code: 'timed-out' }), request.deadlineMs);
    const abort = (): void => end({ code: 'ended' });
    if (request.signal?.aborted === true) abort();
    request.signal?.addEventListener('abort', abort, { once: true });
    child.stdout.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > limit) end({ code: 'too-much-output' });
      else out.push(chunk);
    });
    child.stderr.on('data', (chunk: Buffer) => {
      if (stderr.length < 4096) stderr += chunk.toString('utf8');
    });
    // A program that ends without reading its input breaks the pipe; its exit code tells the story.
    child.stdin.on('error', () => undefined);
    child.stdin.end(request.stdin ?? '');
    child.once('error', (error: NodeJS.ErrnoException) => {
      clearTimeout(timer);
      request.signal?.removeEventListener('abort', abort);
      resolve(fail(startFault(error)));
    });
    child.once('exit', () => {
      // What it left behind would hold its output open, and live on.
      if (request.group !== true) return;
      killAll(child, true);
      setTimeout(() => {
        child.stdout.destroy();
        child.stderr.destroy();
      }, lettingGoMs).unref();
    });
    child.once('close', (exitCode, signal) => {
      clearTimeout(timer);
      request.signal?.removeEventListener('abort', abort);
      const stdout = Buffer.concat(out).toString('utf8');
      const by = signal === null ? {} : { signal };
      if (ended !== undefined) resolve(fail(ended));
      else if (exitCode !== 0)
        resolve(fail({ code: 'failed', exitCode, stderr: stderr.trim(), stdout, ...by }));
      else resolve(ok(stdout));
    });
  });
}

const begin = (request: ExecRequest) =>
  spawn(request.program, [...request.args], {
    cwd: '/',
    env: { LC_ALL: 'C.UTF-8', ...request.env },
    shell: false,
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: request.group === true,
    ...(request.uid === undefined ? {} : { uid: request.uid }),
    ...(request.gid === undefined ? {} : { gid: request.gid }),
  });

function startFault({ code, message }: NodeJS.ErrnoException): ExecFault {
  if (code === 'ENOENT') return { code: 'not-found' };
  return code === 'EPERM' ? { code: 'not-permitted' } : { code: 'failed', exitCode: null, stderr: message };
}

function stepBack({ pid }: ChildProcess): void {
  try {
    if (pid !== undefined) setPriority(pid, constants.priority.PRIORITY_LOW);
  } catch {
    // It has ended already, or the system does not let it: it runs as everything does.
  }
}

/** A group is named by its first process, whose pid nobody else gets while a member lives. */
function killAll(child: ChildProcess, group: boolean): void {
  if (!group || child.pid === undefined) {
    child.kill('SIGKILL');
    return;
  }
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    child.kill('SIGKILL');
  }
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

/** A process of our own that works beside this one; what it is told and tells passes the structured clone. */
export type Partner = {
  readonly pid: number;
  /** `sent` is called when the message has left this process, or cannot any more. */
  send(message: object, sent?: () => void): void;
  /** SIGKILL, to nobody else than it. */
  kill(): void;
};

export type PartnerRequest = {
  /** A program of this product, run by this very Node. */
  readonly program: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Most that its main thread may keep, in MiB; it ends itself when that is not enough. */
  readonly heapMb: number;
  readonly onMessage: (message: unknown) => void;
  /** Once, with an end of a sentence: it has ended and its pid is free. Also where it could not be started at all. */
  readonly onEnd: (how: string) => void;
};

/**
 * Starts a program of this product that lives until it is ended. Its standard error is ours. Undefined where it could not be
 * started.
 */
export function startPartner(request: PartnerRequest): Partner | undefined {
  if (!isAbsolute(request.program)) throw new Error(`partner: ${request.program} is not an absolute path`);
  const child = spawn(
    process.execPath,
    // The young generation would take 16 MB more before anything in it is collected. No signal opens a debugger in it.
    [
      ...[`--max-old-space-size=${request.heapMb}`, '--max-semi-space-size=1', '--disable-sigusr1'],
      ...[request.program, ...request.args],
    ],
    {
      cwd: '/',
      env: { LC_ALL: 'C.UTF-8', ...request.env },
      shell: false,
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      serialization: 'advanced',
    },
  );
  const { pid } = child;
  // Told of once: a program that could not be started has no exit, one that ended may have an error besides.
  let isOver = false;
  const over = (how: string): void => {
    if (isOver) return;
    isOver = true;
    request.onEnd(how);
  };
  child.on('error', (error) => {
    if (pid === undefined) over(`could not be started: ${error.message}`);
  });
  child.once('exit', (code, signal) =>
    over(signal === null ? `ended with code ${code}` : `was ended by ${signal}`),
  );
  child.on('message', request.onMessage);
  if (pid === undefined) return undefined;
  return {
    pid,
    send: (message, sent = () => undefined) => {
      if (child.connected) child.send(message, sent);
      else sent();
    },
    kill: () => void child.kill('SIGKILL'),
  };
}
