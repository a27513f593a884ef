import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  renameSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { describe, expect, it, vi } from 'vitest';
import { createProgramIdentifier } from '#platform/program-identity/linux.ts';
import { canRunAsRoot } from '#test/kit/needs-root.ts';
import { fakeElf } from './fake-elf.ts';
import { coreutils, markers, running, tempHome, values } from './real-files.ts';

const asRoot = canRunAsRoot('launchers of a program’s owner');
const mayUnshare = canRunAsRoot('a path that means another file in the sandbox', {
  also: () =>
    spawnSync('unshare', ['--mount', 'true']).status === 0
      ? undefined
      : 'needs the right to make mount namespaces',
});

describe('a renamed copy in a home', () => {
  it('is known by its path at once, and by the strings in it after a closer look', async () => {
    using home = tempHome();
    copyFileSync('/bin/sleep', home.at('notes'));
    using program = await running(home.at('notes'), ['60']);
    await using identifier = createProgramIdentifier();
    identifier.setMarkers({ markers });
    const file = { path: home.at('notes'), pid: program.pid, home: home.home };
    const quick = identifier.quick(file);
    expect(quick.evidence).toEqual([
      { kind: 'exe-name', value: 'notes' },
      { kind: 'exe-path', value: home.at('notes') },
      { kind: 'exe-path', value: '~/notes' },
    ]);
    expect(quick.stamp?.size).toBeGreaterThan(4096n);
    const thorough = await identifier.thorough(file);
    expect(values(thorough, 'binary-marker')).toEqual([coreutils]);
    expect(values(identifier.quick(file), 'binary-marker')).toEqual([coreutils]);
    // By what it holds it is known again in any other copy.
    copyFileSync('/bin/sleep', home.at('others'));
    const other = await identifier.thorough({ path: home.at('others'), home: home.home });
    expect(quick.print).toBeUndefined();
    expect(thorough.print).toMatch(/^[A-Za-z0-9+/]{43}=$/);
    expect(other.print).toBe(thorough.print);
  });

  it('is still found when its file was deleted, and when another one took its name', async () => {
    using home = tempHome();
    copyFileSync('/bin/sleep', home.at('Telegram'));
    using program = await running(home.at('Telegram'), ['60']);
    unlinkSync(home.at('Telegram'));
    writeFileSync(home.at('Telegram'), fakeElf('something else'));
    await using identifier = createProgramIdentifier();
    identifier.setMarkers({ markers });
    const thorough = await identifier.thorough({ path: home.at('Telegram'), pid: program.pid });
    expect(values(thorough, 'binary-marker')).toEqual([coreutils]);
  });

  it('shows the data folder beside it after a closer look, and no folder elsewhere', async () => {
    using home = tempHome();
    writeFileSync(home.at('Telegram'), fakeElf('x'));
    mkdirSync(home.at('tdata'));
    await using identifier = createProgramIdentifier();
    identifier.setDataFolders(['tdata', 'other', '../..', '~/x', '/etc']);
    const file = { path: home.at('Telegram'), home: home.home };
    expect(values(identifier.quick(file), 'data-folder')).toEqual([]);
    expect(values(await identifier.thorough(file), 'data-folder')).toEqual(['tdata']);
  });

  it('is looked at again when its content changed or the markers did', async () => {
    using home = tempHome();
    const file = { path: home.at('x') };
    writeFileSync(file.path, fakeElf('one tdata/ two'));
    await using identifier = createProgramIdentifier();
    identifier.setMarkers({ markers: ['tdata/', 'other'] });
    expect(values(await identifier.thorough(file), 'binary-marker')).toEqual(['tdata/']);
    writeFileSync(file.path, fakeElf('now the other', { stripped: true }));
    utimesSync(file.path, 1, 1);
    expect(values(await identifier.thorough(file), 'binary-marker')).toEqual(['other']);
    identifier.setMarkers({ markers: ['the other', 'now'] });
    expect(values(await identifier.thorough(file), 'binary-marker')).toEqual(['the other']);
  });

  it('is found where a marker lies across two pieces of a large file', async () => {
    using home = tempHome();
    const file = { path: home.at('big') };
    const piece = 64 * 1024;
    writeFileSync(file.path, fakeElf(`${'x'.repeat(piece - 5)}Telegram Desktop${'y'.repeat(piece)}`));
    await using identifier = createProgramIdentifier();
    identifier.setMarkers({ markers: ['Telegram Desktop'] });
    expect(values(await identifier.thorough(file), 'binary-marker')).toEqual(['Telegram Desktop']);
  });

  it('keeps its identity apart from that of a new file under its name', async () => {
    using home = tempHome();
    await using identifier = createProgramIdentifier();
    writeFileSync(home.at('a'), fakeElf('one'));
    const first = identifier.quick({ path: home.at('a') });
    writeFileSync(home.at('b'), fakeElf('two'));
    renameSync(home.at('b'), home.at('a'));
    expect(identifier.quick({ path: home.at('a') }).stamp).not.toEqual(first.stamp);
  });
});

describe('a program of a package', () => {
  it.runIf(existsSync('/var/lib/dpkg/info/coreutils.list'))(
    'is known by it, and not searched for markers',
    async () => {
      await using identifier = createProgramIdentifier();
      identifier.setMarkers({ markers });
      using program = await running('/usr/bin/sleep', ['60']);
      const thorough = await identifier.thorough({ path: '/usr/bin/sleep', pid: program.pid });
      expect(values(thorough, 'deb-package')).toEqual(['coreutils']);
      expect(values(thorough, 'binary-marker')).toEqual([]);
      expect(values(await identifier.thorough({ path: '/bin/sleep' }), 'deb-package')).toEqual(['coreutils']);
    },
  );

  it.skipIf(!asRoot)(
    'carries the launchers that start it; those of its account only where that may write to it',
    async () => {
      using home = tempHome();
      const user = '/home/anna';
      const launcher = (exec: string): string => `[Desktop Entry]\nType=Application\nName=T\nExec=${exec}\n`;
      for (const folder of [
        'usr/share/applications',
        `${user}/.local/share/applications`,
        'usr/bin',
        'opt/t',
      ])
        mkdirSync(home.at(folder), { recursive: true });
      writeFileSync(home.at('opt/t/Telegram'), fakeElf('x'));
      writeFileSync(home.at('usr/share/applications/system.desktop'), launcher('/opt/t/Telegram -- %u'));
      writeFileSync(home.at(`${user}/.local/share/applications/own.desktop`), launcher('/opt/t/Telegram'));
      await using identifier = createProgramIdentifier({ root: home.home });
      expect(values(identifier.quick({ path: '/opt/t/Telegram' }), 'desktop-id')).toEqual(['system.desktop']);
      expect(values(identifier.quick({ path: '/opt/t/Telegram', home: user }), 'desktop-id')).toEqual([
        'system.desktop',
      ]);
      chownSync(home.at('opt/t/Telegram'), 1000, 1000);
      const own = createProgramIdentifier({ root: home.home });
      await using _ = own;
      const identity = own.quick({ path: '/opt/t/Telegram', home: user });
      expect(values(identity, 'desktop-id')).toEqual(['system.desktop', 'own.desktop']);
      expect(identity.accountMade).toEqual(identity.evidence);
    },
  );

  it.skipIf(!mayUnshare)('is not taken for it when the path means another file in the sandbox', async () => {
    using home = tempHome();
    copyFileSync('/bin/sleep', home.at('evil'));
    chmodSync(home.at('evil'), 0o755);
    using program = await running(
      'unshare',
      ['--mount', 'sh', '-c', `mount --bind ${home.at('evil')} /usr/bin/env && exec /usr/bin/env 60`],
      '/usr/bin/env',
    );
    await using identifier = createProgramIdentifier();
    identifier.setMarkers({ markers });
    const thorough = await identifier.thorough({ path: '/usr/bin/env', pid: program.pid });
    expect(values(thorough, 'deb-package')).toEqual([]);
    expect(values(thorough, 'binary-marker')).toEqual([coreutils]);
  });
});

describe('what is no program', () => {
  it('gives its path and holds nobody up', async () => {
    using home = tempHome();
    expect(spawnSync('mkfifo', [home.at('fifo')]).status).toBe(0);
    mkdirSync(home.at('folder'));
    writeFileSync(home.at('script'), `#!/bin/sh\n# tdata/ ${coreutils}\n${'#'.repeat(8192)}`);
    await using identifier = createProgramIdentifier();
    identifier.setMarkers({ markers });
    for (const name of ['fifo', 'folder', 'script', 'missing']) {
      const identity = await identifier.thorough({ path: home.at(name) });
      expect(identity.evidence).toEqual([
        { kind: 'exe-name', value: name },
        { kind: 'exe-path', value: home.at(name) },
      ]);
    }
  });

  it('includes a process that has ended', async () => {
    await using identifier = createProgramIdentifier();
    const identity = await identifier.thorough({ path: '/gone', pid: 4_194_304 });
    const evidence = [
      { kind: 'exe-name', value: 'gone' },
      { kind: 'exe-path', value: '/gone' },
    ];
    expect(identity).toEqual({ evidence, accountMade: evidence, complete: false });
  });
});

describe('the deadline', () => {
  it('gives what is known by then; the rest is there the next time', async () => {
    using home = tempHome();
    const file = { path: home.at('x') };
    writeFileSync(file.path, fakeElf('one tdata/ two'));
    await using identifier = createProgramIdentifier({ deadlineMs: 0 });
    identifier.setMarkers({ markers });
    const late = await identifier.thorough(file);
    expect(values(late, 'exe-name')).toEqual(['x']);
    expect(late.complete).toBe(false);
    const later = await late.later;
    expect(later?.complete).toBe(true);
    expect(values({ evidence: later?.evidence ?? [] }, 'binary-marker')).toEqual(['tdata/']);
    await vi.waitFor(
      () => expect(values(identifier.quick(file), 'binary-marker')).toEqual(['tdata/']),
      10_000,
    );
  });
});
