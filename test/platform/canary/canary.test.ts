import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempDisposableSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createCanaries as ofDarwin } from '#platform/canary/darwin.ts';
import { canaryProgram } from '#platform/canary/elf.ts';
import { createCanaries } from '#platform/canary/linux.ts';
import type { CanaryPair } from '#platform/canary/port.ts';
import { createCanaries as ofWin32 } from '#platform/canary/win32.ts';
import { createProcesses } from '#platform/processes/linux.ts';
import { canRunAsRoot } from '#test/kit/needs-root.ts';
import { scratchMount } from '#test/kit/scratch-mount.ts';

const asRoot = canRunAsRoot('the canary as another account');
const notEnded = new AbortController().signal;

/** A folder that every account may enter. */
function place(): Disposable & { readonly path: string } {
  const folder = mkdtempDisposableSync(join(tmpdir(), 'portvakt-canary-'));
  chmodSync(folder.path, 0o755);
  return { path: join(folder.path, 'canary'), [Symbol.dispose]: () => folder.remove() };
}
function placed(folder: string): CanaryPair {
  const pair = createCanaries({ folder }).place();
  if (!pair.ok) throw new Error(pair.fault);
  return pair.value;
}

describe('the canary program', () => {
  it.runIf(process.arch === 'x64' || process.arch === 'arm64')(
    'prints one line and ends with 42',
    async () => {
      using folder = place();
      const { guarded, stopped } = placed(folder.path);
      for (const { path } of [guarded, stopped])
        expect(await createCanaries({ folder: folder.path }).start(path, notEnded)).toEqual({ kind: 'ran' });
    },
  );

  it.each([
    // As other tools read it: a static program of two segments, of which none is both written and executed.
    ['x64', 'Advanced Micro Devices X86-64'],
    ['arm64', 'AArch64'],
  ] as const)('is a sound ELF file for %s', (arch, machine) => {
    using folder = place();
    writeFileSync(folder.path, canaryProgram(arch, 'one'));
    const told = execFileSync('/usr/bin/readelf', ['--file-header', '--segments', '--wide', folder.path], {
      encoding: 'utf8',
    });
    expect(told).toContain(machine);
    expect(told).toMatch(/LOAD .* R E 0x10000/);
    expect(told).toMatch(/GNU_STACK .* RW {2}/);
    expect(told).not.toMatch(/warning|RWE/i);
  });

  it('says the same on arm64 to the letter', () => {
    // Tried once under an emulator, which printed the line and ended with 42; a change of a byte is to be tried again.
    const code = Buffer.from(canaryProgram('arm64', 'x')).subarray(176, 224).toString('hex');
    expect(code).toBe(
      '80010010010080d2a80c80d2010000d4' +
        '200080d261010010820280d2080880d2' +
        '010000d4400580d2c80b80d2010000d4',
    );
  });
});

describe('where it lies', () => {
  it('is for everybody to start and for nobody else to write, whatever the umask', () => {
    using folder = place();
    const before = process.umask(0o077);
    try {
      const { guarded, stopped } = placed(folder.path);
      expect(statSync(folder.path).mode & 0o777).toBe(0o755);
      for (const { path } of [guarded, stopped]) expect(statSync(path).mode & 0o7777).toBe(0o755);
      expect(guarded.stamp.ino).not.toBe(stopped.stamp.ino);
    } finally {
      process.umask(before);
    }
  });

  it('stays the same file until it is changed', () => {
    using folder = place();
    const first = placed(folder.path);
    expect(placed(folder.path)).toEqual(first);
    writeFileSync(first.guarded.path, 'something else');
    const second = placed(folder.path);
    expect(second.guarded.stamp).not.toEqual(first.guarded.stamp);
    expect(second.stopped).toEqual(first.stopped);
    chmodSync(second.stopped.path, 0o4755);
    expect(statSync(placed(folder.path).stopped.path).mode & 0o7777).toBe(0o755);
  });

  it('says why it cannot be there', () => {
    using folder = place();
    mkdirSync(folder.path);
    chmodSync(folder.path, 0o777);
    expect(createCanaries({ folder: folder.path }).place()).toMatchObject({ ok: false });
    expect(existsSync(join(folder.path, 'guarded'))).toBe(false);
    const link = `${folder.path}-link`;
    symlinkSync('/usr', link);
    expect(createCanaries({ folder: link }).place()).toMatchObject({ ok: false });
    expect(createCanaries({ folder: '/proc/portvakt' }).place()).toMatchObject({ ok: false });
    const fault = 'no canary for this processor: riscv64';
    expect(createCanaries({ folder: folder.path, arch: 'riscv64' }).place()).toEqual({ ok: false, fault });
  });

  it('is nowhere on systems where nothing is tried with it', async () => {
    for (const canaries of [ofWin32(), ofDarwin()]) {
      expect(canaries.place().ok).toBe(false);
      expect((await canaries.start('/x', notEnded)).kind).toBe('not-tried');
    }
  });
});

describe.skipIf(!asRoot)('what becomes of it', () => {
  it('is ended by the listener before it prints', async () => {
    using folder = place();
    const { stopped } = placed(folder.path);
    await using processes = await createProcesses();
    await processes.watch(() => undefined);
    await processes.arm([{ stamp: stopped.stamp, uids: 'all', token: 'canary' }]);
    expect(await createCanaries({ folder: folder.path }).start(stopped.path, notEnded)).toEqual({
      kind: 'ended',
    });
  });

  it('is not tried from a file system that starts no programs, and says so', async () => {
    using mount = scratchMount('tmpfs', 4);
    const folder = join(mount.path, 'canary');
    const { guarded } = placed(folder);
    execFileSync('/usr/bin/mount', ['-o', 'remount,noexec', mount.path]);
    const end = await createCanaries({ folder }).start(guarded.path, notEnded);
    expect(end).toMatchObject({ kind: 'not-tried', why: expect.stringContaining('noexec') });
    expect(end).toMatchObject({ why: expect.stringContaining(folder) });
  });

  it('is not tried where the account may not come to it, or something else ends it', async () => {
    using folder = place();
    const { guarded } = placed(folder.path);
    chmodSync(guarded.path, 0o700);
    expect(await createCanaries({ folder: folder.path }).start(guarded.path, notEnded)).toMatchObject({
      kind: 'not-tried',
      why: expect.stringContaining('EACCES'),
    });
    const ended = AbortSignal.abort();
    expect(await createCanaries({ folder: folder.path }).start('/bin/cat', ended)).toEqual({
      kind: 'not-tried',
      why: 'the canary: ended',
    });
  });
});
