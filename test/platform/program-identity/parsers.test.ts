import { describe, expect, it } from 'vitest';
import { readOnlyRanges } from '#platform/program-identity/elf-read-only.ts';
import { canonicalPath, parseProgramPaths } from '#platform/program-identity/linux-dpkg-owner.ts';
import { parsePacmanFiles } from '#platform/program-identity/linux-pacman-owner.ts';
import {
  appImageEvidence,
  cgroupEvidence,
  flatpakInfoEvidence,
  isAppImageMount,
  packagePathEvidence,
} from '#platform/program-identity/linux-sandbox.ts';
import { fakeElf } from './fake-elf.ts';

describe('control groups', () => {
  it.each([
    [
      '0::/user.slice/user-1000.slice/user@1000.service/app.slice/app-flatpak-org.telegram.desktop-4711.scope\n',
      [{ kind: 'flatpak-id', value: 'org.telegram.desktop' }],
    ],
    [
      '0::/user.slice/app-flatpak-io.github.a\\x2db.App-1.scope',
      [{ kind: 'flatpak-id', value: 'io.github.a-b.App' }],
    ],
    [
      '12:pids:/\n0::/user.slice/user@1000.service/snap.telegram-desktop.telegram-desktop-1b2c.scope',
      [{ kind: 'snap-name', value: 'telegram-desktop' }],
    ],
    ['1:name=systemd:/system.slice/snap.lxd.daemon.service', [{ kind: 'snap-name', value: 'lxd' }]],
    ['0::/system.slice/ssh.service', []],
    ['', []],
    ['garbage', []],
  ])('%j', (cgroup, evidence) => {
    expect(cgroupEvidence(cgroup)).toEqual(evidence);
  });
});

describe('paths of sandboxes', () => {
  it.each([
    [
      '/var/lib/flatpak/app/org.telegram.desktop/x86_64/stable/abc/files/bin/Telegram',
      [{ kind: 'flatpak-id', value: 'org.telegram.desktop' }],
    ],
    [
      '/home/a/.local/share/flatpak/app/org.x.Y/x86_64/stable/active/files/bin/y',
      [{ kind: 'flatpak-id', value: 'org.x.Y' }],
    ],
    ['/snap/telegram-desktop/6000/usr/bin/Telegram', [{ kind: 'snap-name', value: 'telegram-desktop' }]],
    ['/usr/bin/snap/x', []],
  ])('%s', (path, evidence) => {
    expect(packagePathEvidence(path)).toEqual(evidence);
  });
  it('takes the app of .flatpak-info from its own group only', () => {
    expect(
      flatpakInfoEvidence('[Application]\nname=org.telegram.desktop\nruntime=x\n\n[Instance]\nname=no\n'),
    ).toEqual([{ kind: 'flatpak-id', value: 'org.telegram.desktop' }]);
    expect(flatpakInfoEvidence('[Runtime]\nname=x\n')).toEqual([]);
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
