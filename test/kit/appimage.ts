import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildNative } from './native-programs.ts';

/** Words to start a program with from inside an image: the static `starter` is copied in beside it. */
export type ImageContent = { readonly program: string; readonly as: string; readonly starter: string };

/** A squashfs with `usr/bin/<as>`, `usr/bin/starter` and an `AppRun` that starts the one through the other.
 * Compressed, as real ones are: what it holds is not to be found in the file itself. */
export function buildSquashfs({ program, as, starter }: ImageContent, to: string): void {
  const tree = `${to}.tree`;
  mkdirSync(join(tree, 'usr/bin'), { recursive: true });
  execFileSync('/usr/bin/cp', [program, join(tree, 'usr/bin', as)]);
  execFileSync('/usr/bin/cp', [starter, join(tree, 'usr/bin/starter')]);
  const inside = `exec "$APPDIR/usr/bin/starter" path "$APPDIR/usr/bin/${as}" "$@"`;
  writeFileSync(join(tree, 'AppRun'), `#!/bin/sh\n${inside}\n`);
  chmodSync(join(tree, 'AppRun'), 0o755);
  const packed = ['-comp', 'zstd', '-Xcompression-level', '1', '-no-progress', '-quiet', '-all-root'];
  execFileSync('/usr/bin/mksquashfs', [tree, to, ...packed], { stdio: 'ignore' });
  rmSync(tree, { recursive: true });
}

/** A type-2 AppImage: a runtime that mounts what is appended to it, by FUSE, and starts its `AppRun`. */
export function buildAppImage(squashfs: string, to: string): void {
  buildNative('appimage-runtime', to);
  const runtime = readFileSync(to);
  const place = runtime.indexOf('PORTVAKT-IMAGE-OFFSET');
  runtime.fill(0, place, place + 32).write(String(runtime.length), place, 'latin1');
  // What every AppImage bears: "AI" and its type in the unused end of the ELF identification.
  runtime.write('AI\u0002', 8, 'latin1');
  writeFileSync(to, Buffer.concat([runtime, readFileSync(squashfs)]));
  chmodSync(to, 0o755);
}

/** Lets everybody use FUSE, as udev does on a desktop, until it is disposed of. */
export function fuseForEverybody(): Disposable {
  const device = '/dev/fuse';
  const before = statSync(device).mode & 0o777;
  if ((before & 0o006) !== 0o006) chmodSync(device, 0o666);
  return { [Symbol.dispose]: () => chmodSync(device, before) };
}
