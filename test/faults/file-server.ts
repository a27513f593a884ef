import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { until } from '#test/kit/system-under-test.ts';
import type { GuardPlace } from './guard-stage.ts';

const nobody = 65_534;
const serverSource = join(import.meta.dirname, '../kit/native/stalling-fuse.c');

/** A person's file server (`stalling-fuse.c`) that answers the guard or does not, as it likes. */
export class FileServer implements AsyncDisposable {
  readonly point: string;
  readonly #child: ChildProcess;

  private constructor(
    program: string,
    { point, content, uid }: { point: string; content: string; uid: number },
  ) {
    this.point = point;
    this.#child = spawn(program, [point, String(uid), content], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
  }
  static async start(place: GuardPlace, uid = nobody): Promise<FileServer> {
    const [program, point] = [join(place.folder, 'stalling-fuse'), join(place.folder, 'persons')];
    execFileSync('/usr/bin/gcc', ['-O1', '-o', program, serverSource]);
    mkdirSync(point, { recursive: true });
    chmodSync(place.folder, 0o755);
    const server = new FileServer(program, { point, content: place.programs.nothing, uid });
    await until('it is mounted', () => readFileSync('/proc/self/mountinfo', 'utf8').includes(` ${point} `));
    return server;
  }
  stalls(isStalling: boolean): void {
    this.#child.kill(isStalling ? 'SIGUSR1' : 'SIGUSR2');
  }
  /** By its own account, which alone may. How long that took, and its exit code. */
  async startsProgram(): Promise<{ readonly ms: number; readonly code: unknown }> {
    const account = ['--reuid', String(nobody), '--regid', String(nobody), '--clear-groups'];
    const from = performance.now();
    // By a shell: what a child of ours starts itself is never asked about.
    const child = spawn('/bin/sh', ['-c', `setpriv "$@" ${this.point}/program; exit $?`, 'sh', ...account], {
      stdio: ['ignore', 'ignore', 'ignore'],
    });
    const [code] = (await once(child, 'exit')) as [unknown];
    return { ms: performance.now() - from, code };
  }
  #isOver = false;
  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#isOver) return;
    this.#isOver = true;
    if (this.#child.exitCode === null && this.#child.signalCode === null) {
      const ended = once(this.#child, 'exit');
      this.#child.kill('SIGKILL');
      await ended;
    }
    execFileSync('/usr/bin/umount', ['--lazy', this.point]);
  }
}
