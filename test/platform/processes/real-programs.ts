import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, copyFileSync, mkdtempDisposableSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { statOf } from '#platform/processes/proc-sweep.ts';
import type { ProcessRef } from '#platform/processes/port.ts';
import type { FileStamp } from '#platform/program-identity/port.ts';
import { canRunAsRoot } from '#test/kit/needs-root.ts';

export type StartOptions = {
  readonly args?: readonly string[];
  readonly argv0?: string;
  readonly uid?: number;
};

/** A folder with a program of our own in it, and everything started from it; all gone at the end of the scope. */
export class RealPrograms implements AsyncDisposable {
  readonly #folder = mkdtempDisposableSync(join(tmpdir(), 'portvakt-programs-'));
  readonly #children: ChildProcess[] = [];
  readonly folder: string;
  readonly exe: string;

  constructor(name = 'Some App (beta) 2', original = '/usr/bin/sleep') {
    this.folder = this.#folder.path;
    chmodSync(this.folder, 0o755);
    this.exe = join(this.folder, name);
    copyFileSync(original, this.exe);
    chmodSync(this.exe, 0o755);
  }

  stamp(): FileStamp {
    const { dev, ino, size, ctimeNs, mtimeNs } = statSync(this.exe, { bigint: true });
    return { dev, ino, size, ctimeNs, mtimeNs };
  }

  spawn(options: StartOptions = {}): ChildProcess {
    const child = spawn(this.exe, [...(options.args ?? ['600'])], {
      stdio: ['ignore', 'pipe', 'ignore'],
      ...(options.argv0 === undefined ? {} : { argv0: options.argv0 }),
      ...(options.uid === undefined ? {} : { uid: options.uid, gid: options.uid }),
    });
    this.#children.push(child);
    return child;
  }

  async start(options: StartOptions = {}): Promise<ProcessRef & { readonly exe: string }> {
    const child = this.spawn(options);
    // Synchronously after the spawn: an armed program may be reaped as soon as the event loop turns.
    const stat = child.pid === undefined ? undefined : statOf(child.pid);
    await once(child, 'spawn');
    if (child.pid === undefined || stat === undefined) throw new Error('the program did not start');
    return { pid: child.pid, startTicks: stat.startTicks, exe: this.exe };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const child of this.#children) {
      if (child.exitCode !== null || child.signalCode !== null) continue;
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
    this.#folder.remove();
  }
}

export const asRoot = canRunAsRoot('what the kernel announces');
