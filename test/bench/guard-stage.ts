import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  existsSync,
  truncateSync,
  writeFileSync,
  appendFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** `byHash` is a fapolicyd that knows denied programs by content; it is measured only where content is looked at. */
export const sideNames = ['none', 'ours', 'fapolicyd', 'byHash'] as const;
export type SideName = (typeof sideNames)[number];
/** A scratch file system; `root` is its mount point, into which the generator of starts goes. */
export type Side = { readonly name: SideName; readonly root: string };

/** The account whose programs are started: nobody's, so that no file of this machine is its own. */
export const person = 31_337;
export const callsOfScript = 1000;
/** First-seen programs of one round: so many folders with so many files. */
export const freshPieces = 4;
const freshFiles = 20;
/** Fewer of those that lie there from the beginning, for every round: all of them are in memory. */
const oldFiles = 10;
const ordinaryFiles = 200;
/** What both file systems and peers see: a kind that nothing else on this machine is mounted as. */
export const fileSystemType = 'ext2';

/**
 * Three file systems of one kind with the same tree, so that one is asked about by our guard, one by fapolicyd and one by
 * nobody, all in the same minutes. The images lie in memory: the disk has no say in it.
 */
export class GuardStage implements Disposable {
  readonly folder = mkdtempSync(join(tmpdir(), 'portvakt-guard-bench-'));
  /** Below the system's own folders, where programs of root's lie on a PC. */
  readonly #system = mkdtempSync('/usr/lib/portvakt-guard-bench-');
  readonly sides: readonly Side[];
  readonly #images = mkdtempSync(join(memory(), 'portvakt-guard-bench-'));
  readonly #mounted: string[] = [];
  #serial = 0;

  /** `rounds`: so many times there are programs that were there before anybody watched, and that nobody has started. */
  constructor(rounds: number) {
    // The person passes through.
    for (const folder of [this.folder, this.#system]) chmodSync(folder, 0o755);
    try {
      this.#compile();
      this.sides = sideNames.map((name) => {
        const root = join(this.#system, name);
        mountImage(join(this.#images, name), root);
        this.#mounted.push(root);
        this.#furnish(root);
        for (let round = 0; round < rounds; round += 1) this.#installed(root, round);
        // Nothing of it is still to be written when the first start is timed.
        execFileSync('/bin/sync', ['-f', root]);
        return { name, root };
      });
    } catch (error) {
      this[Symbol.dispose]();
      throw error;
    }
  }

  /** A compiled C program of the bench. */
  built(name: 'load' | 'escape' | 'static' | 'asked' | 'banned'): string {
    return join(this.folder, 'built', name);
  }

  side(name: SideName): Side {
    const side = this.sides.find((one) => one.name === name);
    if (side === undefined) throw new Error(`no side ${name}`);
    return side;
  }

  /** New files that nobody has seen: root's programs to be started, programs to be asked for, and what a package manager unpacks. */
  refresh({ root }: Side): void {
    const opt = join(root, 'opt');
    const home = join(root, 'home/person');
    for (const folder of [join(opt, 'fresh'), join(opt, 'asked')]) {
      rmSync(folder, { recursive: true, force: true });
      mkdirSync(folder, { recursive: true });
    }
    // Not removed: inodes that were freed lately make new files slower.
    if (existsSync(join(home, 'npm')))
      renameSync(join(home, 'npm'), join(home, `npm-${(this.#serial += 1)}`));
    mkdirSync(join(home, 'npm'));
    for (let piece = 0; piece < freshPieces; piece += 1) {
      for (const [kind, program] of [
        ['fresh', 'static'],
        ['asked', 'asked'],
      ] as const) {
        const folder = join(opt, kind, String(piece));
        mkdirSync(folder);
        for (let number = 0; number < freshFiles; number += 1) {
          this.#distinct(this.built(program), join(folder, `program-${number}`));
        }
      }
    }
    const bin = join(home, 'npm/bin');
    mkdirSync(bin);
    for (let number = 0; number < 10; number += 1) {
      this.#distinct(this.built('static'), join(bin, `native-${number}`));
      for (const each of [0, 1]) {
        const script = join(bin, `script-${number}-${each}`);
        writeFileSync(script, `#!/bin/sh\n/bin/true ${(this.#serial += 1)}\n`, { mode: 0o755 });
      }
    }
    for (const entry of readdirSync(bin)) chownSync(join(bin, entry), person, person);
    chownSync(bin, person, person);
    chownSync(join(home, 'npm'), person, person);
  }

  #installed(root: string, round: number): void {
    for (let piece = 0; piece < freshPieces; piece += 1) {
      const folder = join(root, 'opt/old', String(round), String(piece));
      mkdirSync(folder, { recursive: true });
      for (let number = 0; number < oldFiles; number += 1)
        this.#distinct(this.built('static'), join(folder, `program-${number}`));
    }
  }

  [Symbol.dispose](): void {
    for (const root of this.#mounted.splice(0)) execFileSync('/bin/umount', [root]);
    rmSync(this.#system, { recursive: true, force: true });
    rmSync(this.#images, { recursive: true, force: true });
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Other content, and thereby another program, each time. */
  #distinct(from: string, to: string): void {
    copyFileSync(from, to);
    appendFileSync(to, `\0portvakt-bench-${(this.#serial += 1)}`);
    chmodSync(to, 0o755);
  }

  #compile(): void {
    mkdirSync(join(this.folder, 'built'));
    const compile = (to: Parameters<typeof this.built>[0], source: string, ...flags: string[]): void => {
      const path = fileURLToPath(new URL(`guard/${source}.c`, import.meta.url));
      execFileSync('/usr/bin/gcc', ['-O1', ...flags, '-o', this.built(to), path]);
    };
    compile('load', 'load', '-O2');
    compile('escape', 'escape', '-O2');
    compile('static', 'nothing', '-static');
    compile('asked', 'nothing', '-DWEIGHT=745000', '-Wl,--dynamic-linker=/no/such/loader');
    compile('banned', 'banned', '-static');
  }

  #furnish(root: string): void {
    const put = (from: string, to = from): void => {
      mkdirSync(join(root, dirname(to)), { recursive: true });
      copyFileSync(from, join(root, to));
      chmodSync(join(root, to), 0o755);
    };
    put('/bin/true');
    put('/bin/dash', '/bin/sh');
    for (const library of librariesOf('/bin/true', '/bin/dash')) put(library);
    for (const folder of ['opt', 'srv/files', 'home/person', 'tmp', 'mnt']) {
      mkdirSync(join(root, folder), { recursive: true });
    }
    const home = join(root, 'home/person');
    copyFileSync('/bin/true', join(home, 'true'));
    chmodSync(join(home, 'true'), 0o755);
    const loop = `i=0\nwhile [ $i -lt ${callsOfScript} ]; do /bin/true; i=$((i+1)); done\n`;
    writeFileSync(join(home, 'thousand.sh'), `#!/bin/sh\n${loop}`, { mode: 0o755 });
    copyFileSync(this.built('banned'), join(home, 'banned'));
    chmodSync(join(home, 'banned'), 0o755);
    for (const path of ['', 'true', 'thousand.sh', 'banned']) chownSync(join(home, path), person, person);
    for (let number = 0; number < ordinaryFiles; number += 1) {
      writeFileSync(join(root, 'srv/files', `file-${number}`), `ordinary ${number}\n`.repeat(100));
    }
  }
}

const memory = (): string => (existsSync('/dev/shm') ? '/dev/shm' : tmpdir());

function mountImage(image: string, root: string): void {
  writeFileSync(image, '');
  truncateSync(image, 2048 * 1_048_576);
  mkdirSync(root);
  execFileSync('/usr/sbin/mkfs.ext2', ['-q', '-N', '200000', image]);
  execFileSync('/bin/mount', ['-t', fileSystemType, '-o', 'loop', image, root]);
}

/** Absolute paths of the shared libraries and the loader of these programs. */
function librariesOf(...programs: readonly string[]): readonly string[] {
  const text = execFileSync('/usr/bin/ldd', [...programs], { encoding: 'utf8' });
  return [...new Set([...text.matchAll(/(\/\S+)\s\(0x/g)].flatMap(([, path]) => path ?? []))];
}
