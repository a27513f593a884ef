import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Ban } from '#policy/ban.ts';
import { buildSquashfs } from './appimage.ts';
import { buildFlatpakRepo, type FlatpakRepo } from './flatpak-repo.ts';
import { flatpaksOf } from './guard-forms.ts';
import { mountedForms, type GuardGround } from './guard-tries.ts';
import { buildNative } from './native-programs.ts';
import { ban } from './policy-builder.ts';
import { scratchMount, type ScratchKind } from './scratch-mount.ts';
import { tempFolder } from './temp-folder.ts';
import type { Person } from './tray-person.ts';

/** Debian's, the program that is banned; and the harmless one that is banned by its name. */
export const telegram = '/usr/bin/telegram-desktop';
export const guardBans: readonly Ban[] = [
  ban({ exemptions: { allowed: true, longestDays: 30 }, review: '2099-01-01' }),
  ban({ id: 'canary-ban', apps: ['portvakt-canary'], review: '2099-01-01' }),
];

/** What takes long to make and every form on every file system can share. */
export type GuardTools = Disposable & {
  readonly starter: string;
  readonly squashfs: string;
  readonly flatpaks: FlatpakRepo;
};

export function guardTools(): GuardTools {
  using made = new DisposableStack();
  const { path } = made.use(tempFolder());
  chmodSync(path, 0o755);
  const starter = join(path, 'starter');
  buildNative('starter', starter);
  const squashfs = join(path, 'image.squashfs');
  buildSquashfs({ program: telegram, as: 'notes', starter }, squashfs);
  const flatpaks = made.use(buildFlatpakRepo(flatpaksOf(telegram, starter)));
  const all = made.move();
  return { starter, squashfs, flatpaks, [Symbol.dispose]: () => all.dispose() };
}

/** A scratch mount with the program on it, and the mount points that the forms need. */
export function scratchGround(
  kind: ScratchKind,
  tools: GuardTools,
  person: Person,
): GuardGround & Disposable & { readonly points: readonly string[] } {
  using made = new DisposableStack();
  const { path } = made.use(scratchMount(kind));
  const subject = join(path, 'telegram-desktop');
  execFileSync('/usr/bin/cp', ['--preserve=mode', telegram, subject]);
  const point = pointsIn(path, person);
  const all = made.move();
  return {
    ...tools,
    ...{ telegram, subject, person, point, folder: path, early: earlyCopy(path, person) },
    points: [path, ...mountedForms.map(point)],
    [Symbol.dispose]: () => all.dispose(),
  };
}

/** The machine's own root file system: the installed program, and a folder in the person's home. */
export function rootGround(tools: GuardTools, person: Person): GuardGround & Disposable {
  using made = new DisposableStack();
  const folder = mkdtempSync(join(person.home, 'forms-'));
  made.defer(() => rmSync(folder, { recursive: true, force: true }));
  chmodSync(folder, 0o755);
  const snap = '/snap/telegram-desktop/6000';
  const first = mkdirSync(snap, { recursive: true });
  if (first !== undefined) made.defer(() => rmSync(first, { recursive: true }));
  // Where AppImages mount themselves.
  const fuse = mkdtempSync('/tmp/.mount_');
  // A runtime that was killed has left its mount there.
  made.defer(() => {
    spawnSync('/usr/bin/umount', ['--lazy', fuse], { stdio: 'ignore' });
    rmdirSync(fuse);
  });
  chownSync(fuse, person.uid, person.uid);
  const inFolder = pointsIn(folder, person);
  const all = made.move();
  return {
    ...tools,
    ...{ telegram, subject: telegram, person, folder, early: earlyCopy(folder, person) },
    point: (of) => (of === 'snap' ? snap : of === 'fuse' ? fuse : inFolder(of)),
    [Symbol.dispose]: () => all.dispose(),
  };
}

function pointsIn(folder: string, person: Person): GuardGround['point'] {
  const point: GuardGround['point'] = (of) => join(folder, 'points', of);
  for (const of of mountedForms) mkdirSync(point(of), { recursive: true });
  chownSync(point('fuse'), person.uid, person.uid);
  return point;
}

function earlyCopy(folder: string, person: Person): string {
  const early = join(folder, 'early');
  execFileSync('/usr/bin/cp', ['--preserve=mode', telegram, early]);
  chownSync(early, person.uid, person.uid);
  return early;
}
