import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  existsSync,
  linkSync,
  mkdirSync,
  renameSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { buildAppImage, fuseForEverybody } from './appimage.ts';
import type { FlatpakApp } from './flatpak-repo.ts';
import {
  bindMount,
  mountImage,
  mountMemory,
  overlayMount,
  remountReadOnly,
  unmount,
} from './scratch-mount.ts';
import type { Form, GuardPlace } from './guard-tries.ts';

/** The forms in which people start a program, and what the guard and the agent make of each. */

/** Applications of the repository that the forms install from; nobody bans the last one. */
export const flatpaksOf = (telegram: string, starter: string): readonly FlatpakApp[] => [
  { id: 'org.telegram.desktop', programs: [{ name: 'telegram-desktop', from: telegram }] },
  {
    id: 'org.example.Notes',
    programs: [
      { name: 'starter', from: starter },
      { name: 'notes', from: telegram },
    ],
  },
  { id: 'org.example.Allowed', programs: [{ name: 'starter', from: starter }] },
];

const loader = '/lib64/ld-linux-x86-64.so.2';

const start = (place: GuardPlace, program: string, how = 'path'): readonly string[] => [
  place.starter,
  how,
  program,
];
const script = (path: string, ...lines: readonly string[]): string => {
  writeFileSync(path, `${lines.join('\n')}\n`);
  chmodSync(path, 0o755);
  return path;
};
const inShell = (...lines: readonly string[]): readonly string[] => [
  '/bin/sh',
  '-c',
  ['set -e', ...lines].join('\n'),
];
/** Tried once before, so that the guard knows this very file. */
const known = (place: GuardPlace, program: string): string => {
  place.tryOnce(start(place, program));
  return program;
};

function inAppImage(place: GuardPlace, name: string): readonly string[] {
  buildAppImage(place.squashfs, place.at(name));
  place.stack.use(fuseForEverybody());
  return ['/usr/bin/env', `MOUNT_POINT=${place.point('fuse')}`, place.at(name)];
}

/** Long enough for the loader to open it, and to say aloud where it cannot. */
export const byLoader = (place: GuardPlace, program: string): readonly string[] => [
  ...['/usr/bin/env', 'STARTER_LOUD=1', `STARTER_PATIENCE_MS=${Math.max(400, place.patienceMs)}`],
  ...[place.starter, 'path', loader, program],
];

export const forms: readonly Form[] = [
  { form: 'itself', ends: 'before-start', lay: (place) => start(place, place.subject) },
  { form: 'renamed', ends: 'before-start', lay: (place) => start(place, place.copy('notes')) },
  {
    form: "copied before the ban, a person's file",
    ends: 'before-start',
    lay: (place) => start(place, place.early),
  },
  {
    form: 'hard-linked',
    ends: 'before-start',
    lay: (place) => {
      const to = place.at('linked');
      linkSync(place.copy('real'), to);
      return start(place, to);
    },
  },
  {
    form: 'through a symlink',
    ends: 'before-start',
    lay: (place) => {
      symlinkSync(place.subject, place.at('symbolic'));
      return start(place, place.at('symbolic'));
    },
  },
  {
    form: 'AppImage: the program in its FUSE mount',
    ends: 'before-start',
    lay: (place) => inAppImage(place, 'Telegram_Desktop-x86_64.AppImage'),
  },
  {
    form: 'AppImage, renamed',
    ends: 'before-start',
    lay: (place) => inAppImage(place, 'notes'),
  },
  {
    form: 'flatpak org.telegram.desktop',
    ends: 'before-start',
    lay: (place) => {
      place.installFlatpak('org.telegram.desktop');
      return ['/usr/bin/flatpak', 'run', '--branch=1', 'org.telegram.desktop'];
    },
  },
  {
    form: 'flatpak under another name',
    ends: 'before-start',
    lay: (place) => {
      place.installFlatpak('org.example.Notes');
      return ['/usr/bin/flatpak', 'run', '--branch=1', 'org.example.Notes', 'path', '/app/bin/notes'];
    },
  },
  {
    form: 'snap-shaped squashfs',
    ends: 'before-start',
    lay: (place) => {
      const to = place.point('snap');
      mountImage(place.squashfs, to, 'ro');
      place.stack.defer(() => unmount(to));
      return start(place, join(to, 'usr/bin/notes'));
    },
  },
  {
    form: 'tarball: ~/Telegram/Telegram',
    ends: 'before-start',
    lay: (place) => {
      const made = place.folder('made/Telegram');
      execFileSync('/usr/bin/cp', [place.telegram, join(made, 'Telegram')]);
      execFileSync('/usr/bin/cp', ['/bin/true', join(made, 'Updater')]);
      const archive = place.at('tsetup.tar');
      execFileSync('/usr/bin/tar', ['-C', place.at('made'), '-cf', archive, 'Telegram']);
      place.asPerson(['/usr/bin/tar', '-C', place.folder('home'), '-xf', archive]);
      return start(place, place.at('home/Telegram/Telegram'));
    },
  },
  {
    form: 'as argument of its loader, known to the guard',
    ends: 'before-start',
    lay: (place) => byLoader(place, known(place, place.copy('notes'))),
  },
  {
    form: 'as argument of its loader, never seen',
    ends: 'after-start',
    lay: (place) => byLoader(place, place.copy('notes')),
  },
  {
    form: 'unshare --mount',
    ends: 'before-start',
    asRoot: true,
    lay: (place) => [
      '/usr/bin/unshare',
      '--mount',
      ...place.personWords,
      ...start(place, place.copy('notes')),
    ],
  },
  {
    form: 'unshare with a user namespace',
    ends: 'before-start',
    lay: (place) => ['/usr/bin/unshare', '-Urm', ...start(place, place.copy('notes'))],
  },
  {
    form: 'user namespace, tmpfs in it: a copy of a known file',
    ends: 'before-start',
    lay: (place) => {
      const file = known(place, place.copy('notes'));
      const words = inShell(
        'mount -t tmpfs none /mnt',
        `cp '${file}' /mnt/p`,
        `exec '${place.starter}' path /mnt/p`,
      );
      return ['/usr/bin/unshare', '-Urm', ...words];
    },
  },
  {
    form: 'user namespace, tmpfs in it: a fresh copy',
    ends: 'one-or-other',
    lay: (place) => {
      const words = inShell(
        'mount -t tmpfs none /mnt',
        `cp '${place.copy('notes')}' /mnt/p`,
        `exec '${place.starter}' path /mnt/p`,
      );
      return ['/usr/bin/unshare', '-Urm', ...words];
    },
  },
  {
    form: 'bubblewrap',
    ends: 'before-start',
    lay: (place) => [
      ...['/usr/bin/bwrap', '--ro-bind', '/', '/', '--dev', '/dev', '--proc', '/proc', '--unshare-all'],
      ...start(place, place.copy('notes')),
    ],
  },
  {
    form: 'chroot',
    ends: 'before-start',
    asRoot: true,
    lay: (place) => {
      mkdirSync(join(place.folder('jail'), 'lib64'));
      execFileSync('/usr/bin/cp', [loader, place.at('jail/lib64/')]);
      execFileSync('/usr/bin/cp', [place.starter, place.at('jail/starter')]);
      renameSync(place.copy('notes'), place.at('jail/notes'));
      const person = `--userspec=${place.uid}:${place.uid}`;
      return ['/usr/sbin/chroot', person, place.at('jail'), '/starter', 'path', '/notes'];
    },
  },
  {
    form: 'overlayfs, from its lower folder',
    ends: 'before-start',
    lay: (place) => {
      renameSync(place.copy('notes'), join(place.folder('lower'), 'notes'));
      const to = place.point('overlay');
      overlayMount({ lower: place.at('lower'), upper: place.folder('upper'), to });
      place.stack.defer(() => unmount(to));
      return start(place, join(to, 'notes'));
    },
  },
  {
    form: 'bind mount',
    ends: 'before-start',
    lay: (place) => {
      renameSync(place.copy('notes'), join(place.folder('from'), 'notes'));
      const to = place.point('bind');
      bindMount(place.at('from'), to);
      place.stack.defer(() => unmount(to));
      return start(place, join(to, 'notes'));
    },
  },
  {
    form: 'on a mount that became read-only',
    ends: 'before-start',
    lay: (place) => {
      const to = place.point('read-only');
      mountMemory(to);
      place.stack.defer(() => unmount(to));
      execFileSync('/usr/bin/cp', [place.telegram, join(to, 'notes')]);
      remountReadOnly(to);
      return start(place, join(to, 'notes'));
    },
  },
  {
    form: 'execveat of an open descriptor',
    ends: 'before-start',
    lay: (place) => start(place, place.copy('notes'), 'descriptor'),
  },
  {
    form: 'execveat of a deleted file',
    ends: 'before-start',
    lay: (place) => start(place, place.copy('notes', 'person'), 'deleted'),
  },
  {
    form: 'a script whose interpreter it is',
    ends: 'before-start',
    lay: (place) => start(place, script(place.at('script'), `#!${place.copy('notes')}`)),
  },
  {
    form: 'one byte appended',
    ends: 'before-start',
    lay: (place) => {
      const file = known(place, place.copy('notes'));
      appendFileSync(file, 'x');
      return start(place, file);
    },
  },
  {
    form: 'updated by itself: another file under its name',
    ends: 'before-start',
    lay: (place) => {
      const file = known(place, place.copy('notes', 'person'));
      const next = place.copy('next', 'person');
      appendFileSync(next, 'version 2');
      renameSync(next, file);
      return start(place, file);
    },
  },
  {
    form: 'memfd of a known file',
    ends: 'before-start',
    lay: (place) => start(place, known(place, place.copy('notes')), 'memory'),
  },
  {
    form: 'memfd of a fresh copy',
    ends: 'after-start',
    lay: (place) => start(place, place.copy('notes'), 'memory'),
  },
  {
    form: 'a script that is banned by its name, started itself',
    ends: 'before-start',
    lay: (place) => start(place, script(place.at('portvakt-canary'), '#!/bin/sh', 'exit 0')),
  },
  {
    form: 'a script that is banned by its name, as argument of its interpreter',
    ends: 'nobody',
    lay: (place) => {
      const file = script(place.at('portvakt-canary'), '#!/bin/sh', 'sleep 1');
      return [place.starter, 'path', '/bin/sh', file];
    },
  },
];

/** What the forms need beside root; undefined where all is there. */
export const formsNeed = [
  '/usr/bin/telegram-desktop',
  '/usr/bin/flatpak',
  '/usr/bin/ostree',
  '/usr/bin/mksquashfs',
  '/usr/bin/squashfuse',
  '/usr/bin/fusermount',
  '/usr/bin/bwrap',
  '/usr/bin/gcc',
  '/usr/sbin/mkfs.ext4',
  '/usr/sbin/mkfs.xfs',
  '/usr/sbin/useradd',
  '/usr/bin/sudo',
];
export const whyNoForms = (): string | undefined =>
  existsSync(loader) && existsSync('/dev/fuse') && existsSync('/dev/loop-control')
    ? undefined
    : 'needs loop devices and FUSE on x86_64';
