import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempDisposableSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { eventually } from '../eventually.ts';

export const nobody = 65534;

export type MountOften = { readonly times: number; readonly meanwhile: 'look' | 'shell' | 'bare' };

/** Programs that the stage needs, by absolute path. */
export const stagePrograms = [
  '/usr/bin/gcc',
  '/usr/bin/mksquashfs',
  '/usr/bin/squashfuse',
  '/usr/bin/unshare',
  '/usr/bin/setpriv',
  '/usr/sbin/mkfs.ext4',
];

/** A folder with mounts of all kinds in it; unmounted and ended at the end of the scope. */
export class MountStage implements AsyncDisposable {
  readonly #folder = mkdtempDisposableSync(join(tmpdir(), 'portvakt-mounts-'));
  readonly #mounted: string[] = [];
  readonly #children: ChildProcess[] = [];
  readonly #loops: string[] = [];
  readonly folder = this.#folder.path;
  /** Says `hello` and ends. */
  readonly hello: string;

  constructor() {
    chmodSync(this.folder, 0o755);
    const source = this.path('hello.c');
    writeFileSync(source, '#include <stdio.h>\nint main(void) { return 0; }\n');
    this.hello = this.compile(source, 'hello');
  }

  path(name: string): string {
    return join(this.folder, name);
  }

  /** Where something will be mounted. */
  point(name: string): string {
    const point = this.path(name);
    mkdirSync(point);
    return point;
  }

  compile(source: string, name: string): string {
    execFileSync('/usr/bin/gcc', ['-O1', '-o', this.path(name), source]);
    return this.path(name);
  }

  #compileOwn(name: string): string {
    return this.compile(fileURLToPath(new URL(`./${name}.c`, import.meta.url)), name);
  }

  mount(type: string, source: string, point: string, options = 'rw'): string {
    execFileSync('/usr/bin/mount', ['-i', '-t', type, '-o', options, source, point]);
    this.#mounted.push(point);
    return point;
  }

  bind(from: string, point: string): string {
    execFileSync('/usr/bin/mount', ['--bind', from, point]);
    this.#mounted.push(point);
    return point;
  }

  unmount(point: string): void {
    execFileSync('/usr/bin/umount', ['-i', point]);
    this.#mounted.splice(this.#mounted.lastIndexOf(point), 1);
  }

  /** A memory file system with the program in it. */
  tmpfs(point: string): string {
    this.mount('tmpfs', 'portvakt-test', point);
    return this.#fill(point);
  }

  ext4(point: string): string {
    const image = this.path(`ext4-${this.#mounted.length}`);
    execFileSync('/usr/bin/truncate', ['-s', '8M', image]);
    execFileSync('/usr/sbin/mkfs.ext4', ['-q', '-F', image]);
    this.mount('ext4', image, point, 'loop');
    return this.#fill(point);
  }

  squashfsImage(): string {
    const content = this.path('squashed');
    const image = this.path('squashfs');
    mkdirSync(content, { recursive: true });
    this.#fill(content);
    execFileSync('/usr/bin/mksquashfs', [content, image, '-quiet', '-noappend', '-no-progress']);
    return image;
  }

  loopDevice(image: string): string {
    const device = execFileSync('/usr/sbin/losetup', ['--show', '-r', '-f', image], {
      encoding: 'utf8',
    }).trim();
    this.#loops.push(device);
    return device;
  }

  squashfs(point: string): string {
    this.mount('squashfs', this.squashfsImage(), point, 'loop,ro');
    return point;
  }

  overlay(point: string): string {
    const folders = this.tmpfs(this.point(`overlaid-${this.#mounted.length}`));
    const [lower, upper, work] = ['lower', 'upper', 'work'].map((name) => join(folders, name));
    for (const folder of [lower, upper, work]) mkdirSync(folder ?? '');
    this.#fill(lower ?? '');
    return this.mount('overlay', 'overlay', point, `lowerdir=${lower},upperdir=${upper},workdir=${work}`);
  }

  #fill(folder: string): string {
    writeFileSync(join(folder, 'hello'), readFileSync(this.hello));
    chmodSync(join(folder, 'hello'), 0o755);
    return folder;
  }

  /** The program `fuse-mount.c`. */
  fuseMount(): string {
    return this.#compileOwn('fuse-mount');
  }

  /** Served by a program of `nobody`, which lets nobody else in; the process that serves it. */
  async fuse(point: string, options = '', isStopped = false): Promise<ChildProcess> {
    const words = [this.squashfsImage(), point, String(nobody), options, ...(isStopped ? ['stop'] : [])];
    const child = this.spawn(this.fuseMount(), words);
    await eventually(() => {
      if (!readFileSync('/proc/self/mountinfo', 'utf8').includes(` ${point} `))
        throw new Error('not mounted yet');
      // It stops itself some time after that; told to go on before, it would stop all the same.
      if (isStopped && !readFileSync(`/proc/${child.pid}/stat`, 'latin1').includes(') T '))
        throw new Error('not stopped yet');
    });
    this.#mounted.push(point);
    return child;
  }

  /** Mounts and unmounts again and again (see `mount-often.c`); what it printed. */
  async mountOften(
    words: readonly [source: string, point: string, fdinfo: string],
    how: MountOften,
  ): Promise<string[]> {
    const [source, point, fdinfo] = words;
    const program = this.#compileOwn('mount-often');
    const child = this.spawn(program, [source, point, this.hello, String(how.times), fdinfo, how.meanwhile]);
    let text = '';
    child.stdout?.on('data', (part: Buffer) => (text += part.toString()));
    const [code] = await once(child, 'close');
    if (code !== 0) throw new Error(`mount-often ended with ${String(code)}`);
    return text.trimEnd().split('\n');
  }

  spawn(program: string, words: readonly string[]): ChildProcess {
    const child = spawn(program, words, { stdio: ['pipe', 'pipe', 'inherit'] });
    this.#children.push(child);
    return child;
  }

  /** Starts the program of this mount as an account. */
  async start(point: string, uid = 0): Promise<void> {
    const child = spawn(join(point, 'hello'), [], { uid, gid: uid, stdio: 'ignore' });
    const [code] = await once(child, 'exit');
    if (code !== 0) throw new Error(`hello ended with ${String(code)}`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const child of this.#children) {
      if (child.exitCode !== null || child.signalCode !== null) continue;
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
    for (const point of this.#mounted.toReversed()) execFileSync('/usr/bin/umount', ['-i', '-l', point]);
    for (const device of this.#loops) execFileSync('/usr/sbin/losetup', ['-d', device]);
    this.#folder[Symbol.dispose]();
  }
}
