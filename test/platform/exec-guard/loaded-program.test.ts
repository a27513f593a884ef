import { spawn } from 'node:child_process';
import { copyFileSync, existsSync, realpathSync, symlinkSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadedPrograms, mappedPrograms, programIn } from '#platform/exec-guard/loaded-program.ts';
import { createProgramIdentifier } from '#platform/program-identity/linux.ts';
import { tempFolder } from '#test/kit/temp-folder.ts';

const loader = '/lib64/ld-linux-x86-64.so.2';
const isHere = existsSync(loader);

/** A program under its loader, ended with its scope. */
function loading(words: readonly string[], at: { readonly cwd: string; readonly env?: NodeJS.ProcessEnv }) {
  const child = spawn(loader, words, { ...at, stdio: 'ignore' });
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  return {
    pid: child.pid ?? 0,
    gone,
    [Symbol.asyncDispose]: async () => {
      child.kill('SIGKILL');
      await gone;
    },
  };
}
async function loadedIn(pid: number) {
  for (;;) {
    const found = await loadedPrograms(pid);
    if (found === undefined || found.length > 0) return found;
  }
}

describe.runIf(isHere)('what a dynamic loader runs', () => {
  const sleeping = () => {
    const folder = tempFolder();
    copyFileSync('/bin/sleep', join(folder.path, 'notes'));
    symlinkSync('notes', join(folder.path, 'other'));
    return { ...folder, real: join(realpathSync(folder.path), 'notes') };
  };

  it.each([
    ['by its path', (path: string) => [join(path, 'notes'), '60']],
    ['from the folder it is in', () => ['./notes', '60']],
    ['through a link, after options', () => ['--argv0', 'x', '--inhibit-cache', './other', '60']],
  ])('is found: %s', async (_, words) => {
    using folder = sleeping();
    await using run = loading(words(folder.path), { cwd: folder.path });
    const found = await loadedIn(run.pid);
    expect(found?.map(({ path }) => path)).toEqual([folder.real]);
  });

  it('is told by what the process has mapped, wherever it lies and also once it is deleted', async () => {
    using folder = sleeping();
    await using run = loading(['./notes', '60'], { cwd: folder.path });
    const [found] = (await loadedIn(run.pid)) ?? [];
    await using identifier = createProgramIdentifier({ deadlineMs: 30_000 });
    identifier.setMarkers({ markers: ['GNU coreutils'] });
    const file = { path: folder.real, pid: run.pid, mapped: found?.mapped ?? '' };
    const there = await identifier.thorough(file);
    expect(there).toMatchObject({ complete: true });
    expect(there.foreign).toBeUndefined();
    expect(there.evidence).toContainEqual({ kind: 'binary-marker', value: 'GNU coreutils' });
    unlinkSync(folder.real);
    const deleted = await identifier.thorough(file);
    expect(deleted).toMatchObject({ foreign: true, complete: true });
    expect(deleted.stamp?.ino).toBe(there.stamp?.ino);
  });

  it('is nothing where it only tells what a program needs', async () => {
    using folder = sleeping();
    const env = { LD_TRACE_LOADED_OBJECTS: '1' };
    // It sleeps in the shell, which has the variable too.
    const shell = spawn('/bin/sleep', ['60'], { env, stdio: 'ignore' });
    try {
      expect(await loadedPrograms(shell.pid ?? 0)).toBeUndefined();
    } finally {
      shell.kill('SIGKILL');
    }
    await using list = loading(['--list', './notes'], { cwd: folder.path });
    expect(await loadedIn(list.pid)).toBeUndefined();
  });
});

describe('the words of a loader', () => {
  it.each([
    [['./a', '--list'], './a'],
    [['--preload', '/x.so', '--argv0', 'b', './a'], './a'],
    [['--library-path=/x', './a'], './a'],
    [['--verify', './a'], undefined],
    [['--list', './a'], undefined],
    [[], undefined],
    [['--argv0'], undefined],
  ] as const)('%j: %s', (words, program) => {
    expect(programIn([...words])).toBe(program);
  });

  it('mappings: each file that may be run, without the loader', () => {
    const maps = [
      '7f0000000000-7f0000001000 r--p 00000000 08:01 10                         /tmp/a b',
      '7f0000001000-7f0000002000 r-xp 00001000 08:01 10                         /tmp/a b',
      '7f0000002000-7f0000003000 r-xp 00000000 08:01 11                         /tmp/gone (deleted)',
      '7f0000003000-7f0000004000 r-xp 00000000 08:01 12                         /lib/ld.so',
      '7f0000004000-7f0000005000 r-xp 00000000 00:00 0                          [vdso]',
      '7f0000005000-7f0000006000 r-xp 00000000 00:00 0 ',
    ].join('\n');
    expect(mappedPrograms(maps, 7, '/lib/ld.so')).toEqual([
      { path: '/tmp/a b', mapped: '/proc/7/map_files/7f0000001000-7f0000002000' },
      { path: '/tmp/gone', mapped: '/proc/7/map_files/7f0000002000-7f0000003000' },
    ]);
  });
});
