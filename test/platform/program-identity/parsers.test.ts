import { describe, expect, it } from 'vitest';
import { readOnlyRanges } from '#platform/program-identity/elf-read-only.ts';
import { canonicalPath, parseProgramPaths } from '#platform/program-identity/linux-dpkg-owner.ts';
import { parsePacmanFiles } from '#platform/program-identity/linux-pacman-owner.ts';
import {
  appImageEvidence,
  flatpakClaimedBy,
  flatpakFolderIn,
  isAppImageMount,
  packageFolderOf,
} from '#platform/program-identity/linux-sandbox.ts';
import { fakeElf } from './fake-elf.ts';

describe('control groups', () => {
  it.each([
    [
      '0::/user.slice/user-1000.slice/user@1000.service/app.slice/app-flatpak-org.telegram.desktop-4711.scope\n',
      'org.telegram.desktop',
    ],
    ['0::/user.slice/app-flatpak-io.github.a\\x2db.App-1.scope', 'io.github.a-b.App'],
    ['0::/user.slice/app-flatpak-..-1.scope', undefined],
    ['0::/user.slice/app-flatpak-a.b\\x2f..\\x2fc-1.scope', undefined],
    ['0::/system.slice/ssh.service', undefined],
    ['', undefined],
    ['garbage', undefined],
  ])('%j', (cgroup, id) => {
    expect(flatpakClaimedBy(cgroup)).toBe(id);
  });
});

describe('folders of packages', () => {
  const system = '/var/lib/flatpak/app/org.telegram.desktop/x86_64/stable/abc/files/bin/Telegram';
  const user = '/home/a/.local/share/flatpak/app/org.x.Y/x86_64/stable/active/files/bin/y';
  it.each([
    [system, '/home/a', { of: 'machine', evidence: [{ kind: 'flatpak-id', value: 'org.telegram.desktop' }] }],
    [user, '/home/a', { of: 'account', evidence: [{ kind: 'flatpak-id', value: 'org.x.Y' }] }],
    [user, '/home/b', undefined],
    [user, undefined, undefined],
    ['/home/a/flatpak/app/org.x.Y/x86_64/stable/active/files/y', '/home/a', undefined],
    [`/tmp${system}`, undefined, undefined],
    [
      '/snap/telegram-desktop/6000/usr/bin/Telegram',
      undefined,
      { of: 'machine', evidence: [{ kind: 'snap-name', value: 'telegram-desktop' }] },
    ],
    ['/home/a/snap/x/1/y', '/home/a', undefined],
  ])('%s for %s', (path, home, folder) => {
    expect(packageFolderOf(path, home)).toEqual(folder);
  });
  it('takes the folder of .flatpak-info from its own group only, and none that climbs', () => {
    const path = '/var/lib/flatpak/app/a.b/x/y/z/files';
    expect(flatpakFolderIn(`[Application]\nname=a.b\n\n[Instance]\nx=y\napp-path=${path}\n`)).toBe(path);
    expect(flatpakFolderIn(`[Application]\napp-path=${path}\n`)).toBeUndefined();
    expect(flatpakFolderIn('[Instance]\napp-path=/var/lib/flatpak/app/../x\n')).toBeUndefined();
  });
  it('names an AppImage by the source of the mount that its program lies in', () => {
    const path = '/tmp/.mount_Telegrab12/usr/bin/Telegram';
    const mountinfo =
      '30 1 8:1 / /tmp rw - ext4 /dev/sda rw\n' +
      '40 30 0:50 / /tmp/.mount_Telegrab12 ro,nosuid - fuse.Telegram-4.6-x86_64.AppImage Telegram-4.6-x86_64.AppImage ro\n';
    expect(isAppImageMount(path)).toBe(true);
    expect(appImageEvidence(mountinfo, path)).toEqual([{ kind: 'appimage-name', value: 'Telegram' }]);
    expect(appImageEvidence(mountinfo, '/usr/bin/x')).toEqual([]);
  });
});

describe('owners', () => {
  it('keeps the programs of a dpkg list: no folders, libraries, documents', () => {
    const list =
      [
        '/.',
        '/usr',
        '/usr/bin',
        '/usr/bin/telegram-desktop',
        '/bin/old',
        '/usr/lib',
        '/usr/lib/app',
        '/usr/lib/app/app',
        '/usr/lib/app/app.bin',
        '/usr/lib/x.so.1',
        '/usr/share/doc/a/copyright',
        '/opt',
        '/opt/App',
        '/opt/App/a.b',
        '/etc/conf',
      ].join('\n') + '\n';
    expect(parseProgramPaths(list)).toEqual([
      '/usr/bin/telegram-desktop',
      '/usr/bin/old',
      '/usr/lib/app/app',
      '/usr/lib/app/app.bin',
      '/opt/App/a.b',
    ]);
  });
  it('keeps the programs of a pacman list', () => {
    expect(
      parsePacmanFiles('%FILES%\nusr/\nusr/bin/\nusr/bin/yay\nusr/share/doc/y\n\n%BACKUP%\nusr/bin/no\n'),
    ).toEqual(['/usr/bin/yay']);
    expect(parsePacmanFiles('')).toEqual([]);
  });
  it('knows merged /usr', () => {
    expect(['/bin/x', '/lib64/y', '/usr/bin/z', '/opt/bin/w'].map(canonicalPath)).toEqual([
      '/usr/bin/x',
      '/usr/lib64/y',
      '/usr/bin/z',
      '/opt/bin/w',
    ]);
  });
});

describe('constant data of an ELF file', () => {
  const rangesOf = (file: Buffer) =>
    readOnlyRanges((offset, size) => file.subarray(offset, offset + size), file.length);
  it('is its .rodata section, or its read-only segment where sections are stripped', () => {
    expect(rangesOf(fakeElf('constant'))).toEqual([{ offset: 120, size: 8 }]);
    expect(rangesOf(fakeElf('constant', { stripped: true }))).toEqual([{ offset: 120, size: 8 }]);
  });
  it('is nowhere in a script, a short file, or another kind of ELF', () => {
    expect(rangesOf(Buffer.from('#!/bin/sh\n'))).toBeUndefined();
    expect(rangesOf(Buffer.from('\x7fELF'))).toBeUndefined();
    expect(rangesOf(Buffer.concat([Buffer.from('\x7fELF\x01\x01'), Buffer.alloc(100)]))).toBeUndefined();
  });
  it('is never outside of the file, whatever the headers say', () => {
    const file = fakeElf('constant');
    for (let at = 16; at < 64; at += 1) {
      const broken = Buffer.from(file);
      broken[at] = 0xff;
      for (const { offset, size } of rangesOf(broken) ?? []) {
        expect(offset).toBeGreaterThanOrEqual(0);
        expect(offset + size).toBeLessThanOrEqual(file.length);
      }
    }
  });
});
