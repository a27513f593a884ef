import {
  chownSync,
  closeSync,
  copyFileSync,
  existsSync,
  openSync,
  renameSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createProgramIdentifier } from '#platform/program-identity/linux.ts';
import { canRunAsRoot } from '#test/kit/needs-root.ts';
import { fakeElf } from './fake-elf.ts';
import { coreutils, markers, tempHome, values } from './real-files.ts';

const asRoot = canRunAsRoot('who may vouch for an open file');

/** An open file that is closed with its scope. */
const opened = (path: string) => {
  const fd = openSync(path, 'r');
  return { fd, [Symbol.dispose]: () => closeSync(fd) };
};

describe('a file that is about to be started', () => {
  it('is told by itself, not by the program that its process still runs', async () => {
    using home = tempHome();
    copyFileSync('/bin/sleep', home.at('notes'));
    await using identifier = createProgramIdentifier({ deadlineMs: 30_000 });
    identifier.setMarkers({ markers });
    using file = opened(home.at('notes'));
    const about = { path: home.at('notes'), pid: process.pid, fd: file.fd };
    expect(identifier.quick(about).foreign).toBeUndefined();
    expect(values(identifier.quick(about), 'exe-name')).toEqual(['notes']);
    const thorough = await identifier.thorough(about);
    expect(values(thorough, 'binary-marker')).toEqual([coreutils]);
    // What runs as this process is Node, and stays so for who asks about the running program.
    expect(identifier.quick({ path: process.execPath, pid: process.pid }).stamp).not.toEqual(thorough.stamp);
  });

  it.runIf(asRoot && existsSync('/var/lib/dpkg/info/coreutils.list'))(
    'is its package’s where it lies there',
    async () => {
      await using identifier = createProgramIdentifier({ deadlineMs: 30_000 });
      await identifier.lookAnew?.();
      using file = opened('/usr/bin/sleep');
      const identity = identifier.quick({ path: '/usr/bin/sleep', pid: process.pid, fd: file.fd });
      expect(values(identity, 'deb-package')).toEqual(['coreutils']);
      expect(identity.owned).toBe(true);
    },
  );

  it('is found where it was deleted, and is not the one that took its name', async () => {
    using home = tempHome();
    copyFileSync('/bin/sleep', home.at('x'));
    using file = opened(home.at('x'));
    await using identifier = createProgramIdentifier({ deadlineMs: 30_000 });
    identifier.setMarkers({ markers });
    const about = { path: home.at('x'), pid: process.pid, fd: file.fd };
    writeFileSync(home.at('y'), fakeElf('something else'));
    renameSync(home.at('y'), home.at('x'));
    const replaced = await identifier.thorough(about);
    expect(replaced.foreign).toBe(true);
    expect(values(replaced, 'exe-path')).toEqual([]);
    expect(values(replaced, 'binary-marker')).toEqual([coreutils]);
    unlinkSync(home.at('x'));
    const deleted = await identifier.thorough(about);
    expect(deleted.foreign).toBe(true);
    expect(values(deleted, 'binary-marker')).toEqual([coreutils]);
  });

  it('is never mixed up with another file that has its number by the time of the look', async () => {
    using home = tempHome();
    copyFileSync('/bin/sleep', home.at('banned'));
    writeFileSync(home.at('other'), fakeElf('tdata/'));
    await using identifier = createProgramIdentifier({ deadlineMs: 30_000 });
    identifier.setMarkers({ markers });
    await identifier.lookAnew?.();
    const fd = openSync(home.at('banned'), 'r');
    const looking = identifier.thorough({ path: home.at('banned'), pid: process.pid, fd });
    closeSync(fd);
    using other = opened(home.at('other'));
    expect(other.fd).toBe(fd);
    const found = await looking;
    expect(values(found, 'binary-marker')).toEqual([]);
    expect(found.complete).toBe(false);
  });

  it('is looked into for those strings alone that a file of its size can hold', async () => {
    using home = tempHome();
    copyFileSync('/bin/sleep', home.at('x'));
    using file = opened(home.at('x'));
    await using identifier = createProgramIdentifier({ deadlineMs: 30_000 });
    const about = { path: home.at('x'), pid: process.pid, fd: file.fd };
    const size = Number(identifier.quick(about).stamp?.size);
    for (const [bytes, found] of [
      [size, [coreutils]],
      [size + 1, []],
    ] as const) {
      identifier.setMarkers({ markers: [coreutils], atLeastBytes: new Map([[coreutils, bytes]]) });
      const identity = await identifier.thorough(about);
      expect(values(identity, 'binary-marker')).toEqual(found);
      expect(identity.complete).toBe(true);
    }
  });

  it.runIf(asRoot)('has evidence of its account’s making where it is the account’s', async () => {
    using home = tempHome();
    copyFileSync('/bin/sleep', home.at('x'));
    chownSync(home.at('x'), 1000, 1000);
    using file = opened(home.at('x'));
    await using identifier = createProgramIdentifier();
    const identity = identifier.quick({ path: home.at('x'), pid: process.pid, fd: file.fd, home: home.home });
    expect(identity.accountMade).toContainEqual({ kind: 'exe-path', value: '~/x' });
    expect(identity.owned).toBeUndefined();
  });
});
