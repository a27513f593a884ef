import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A file system of the test's own: nothing that is done to it can be felt elsewhere on the machine. */
export type ScratchMount = Disposable & { readonly path: string; readonly kind: ScratchKind };
export type ScratchKind = 'ext4' | 'xfs' | 'tmpfs';

const mount = '/usr/bin/mount';
const umount = '/usr/bin/umount';
const say = (program: string, ...words: readonly string[]): string =>
  execFileSync(program, [...words], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });

/** Needs root. Everybody may enter it; programs may be started from it. Takes no room on the disk before it is written to. */
export function scratchMount(kind: ScratchKind, megabytes = 1_024): ScratchMount {
  const base = mkdtempSync('/tmp/portvakt-scratch-');
  chmodSync(base, 0o755);
  const path = join(base, 'root');
  mkdirSync(path);
  try {
    if (kind === 'tmpfs') say(mount, '-t', 'tmpfs', '-o', `size=${megabytes}m`, 'portvakt-scratch', path);
    else {
      const image = join(base, 'image');
      writeFileSync(image, '');
      truncateSync(image, megabytes * 1_048_576);
      if (kind === 'xfs') say('/usr/sbin/mkfs.xfs', '-q', image);
      else say('/usr/sbin/mkfs.ext4', '-q', '-m', '0', '-E', 'lazy_itable_init=1', image);
      mountImage(image, path, 'rw');
    }
  } catch (fault) {
    rmSync(base, { recursive: true, force: true });
    throw fault;
  }
  chmodSync(path, 0o755);
  return {
    path,
    kind,
    [Symbol.dispose]: () => {
      unmount(path);
      rmSync(base, { recursive: true, force: true });
    },
  };
}

/** Mounts the file system in this file; `unmount` gives the loop device back. */
export function mountImage(image: string, to: string, options: 'ro' | 'rw'): void {
  say(mount, '-o', `loop,${options}`, image, to);
}

/** Nobody can write to it any more; what is there can still be started. */
export const remountReadOnly = (path: string): void => void say(mount, '-o', 'remount,ro', path);

/** A `tmpfs` there. */
export const mountMemory = (to: string): void => void say(mount, '-t', 'tmpfs', 'portvakt-memory', to);

/** A bind of `from`, seen in this mount namespace at `to` also. */
export const bindMount = (from: string, to: string): void => void say(mount, '--bind', from, to);

/** What lies in `lower`, seen through an overlay that takes writes apart. */
export function overlayMount({ lower, upper, to }: Record<'lower' | 'upper' | 'to', string>): void {
  for (const folder of ['up', 'work']) mkdirSync(join(upper, folder), { recursive: true });
  const layers = `lowerdir=${lower},upperdir=${join(upper, 'up')},workdir=${join(upper, 'work')}`;
  say(mount, '-t', 'overlay', '-o', layers, 'portvakt-overlay', to);
}

/**
 * With all that is mounted below it. A FUSE program that was told to go still closes its files for a moment; whoever holds the
 * mount for longer than that makes it fail, rather than leave it half there.
 */
export function unmount(path: string): void {
  const end = performance.now() + 3_000;
  for (;;)
    try {
      say(umount, '--recursive', path);
      return;
    } catch (fault) {
      if (performance.now() > end || !String(fault).includes('busy')) throw fault;
      Atomics.wait(pause, 0, 0, 20);
    }
}
const pause = new Int32Array(new SharedArrayBuffer(4));
