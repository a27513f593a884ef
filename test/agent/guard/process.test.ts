import { spawnSync } from 'node:child_process';
import { appendFileSync, copyFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { expect, it, vi } from 'vitest';
import type { GuardBasis } from '#agent/guard/basis.ts';
import { createExecGuard } from '#platform/exec-guard/linux.ts';
import type { DeniedStart } from '#platform/exec-guard/port.ts';
import { installed, match } from '#test/kit/policy-builder.ts';
import { canRunAsRoot } from '#test/kit/needs-root.ts';
import { scratchMount } from '#test/kit/scratch-mount.ts';
import { tempHome } from '#test/platform/program-identity/real-files.ts';
import { basisOf, sleeperBan } from './stage.ts';

const canGuard = canRunAsRoot('the guard process', {
  also: () =>
    spawnSync('unshare', ['--mount', 'mount', '-t', 'tmpfs', 'none', '/mnt']).status === 0
      ? undefined
      : 'needs the right to mount',
});

const loader = ['/lib64/ld-linux-x86-64.so.2', '/lib/ld-linux-aarch64.so.1'].find((path) => existsSync(path));

/** Not started by this process: what the agent starts itself is never asked about. */
const startOf = (program: string, ...args: readonly string[]): string => {
  const script = '"$0" "$@" 2>&1; echo "ended with $?"';
  return spawnSync('/bin/sh', ['-c', script, program, ...args], { encoding: 'utf8' }).stdout;
};

it.skipIf(!canGuard)('the guard process denies a renamed banned program, and nothing else', async () => {
  using home = tempHome();
  using mount = scratchMount('tmpfs', 64);
  copyFileSync('/bin/sleep', `${mount.path}/notes`);
  appendFileSync(`${mount.path}/notes`, 'more');
  copyFileSync('/usr/bin/dash', `${mount.path}/shell`);
  await using guard = createExecGuard<GuardBasis>({
    program: new URL('../../../src/agent/guard-process.ts', import.meta.url),
    folder: home.at('guard'),
    protectedPaths: [],
    only: [mount.path],
  });
  const denied: DeniedStart[] = [];
  guard.onDenied((one) => denied.push(one));
  await guard.judgeBy(basisOf({}));
  expect(guard.state()).toMatchObject({ kind: 'guarding' });
  expect(startOf(`${mount.path}/notes`, '0')).toContain('Operation not permitted');
  expect(startOf(`${mount.path}/shell`, '-c', ':')).toBe('ended with 0\n');
  await vi.waitFor(() => expect(denied).toHaveLength(1));
  expect(denied[0]).toMatchObject({ path: `${mount.path}/notes`, how: 'exec', times: 1, uid: 0 });
  expect(denied[0]?.identity?.evidence).toContainEqual({ kind: 'binary-marker', value: 'GNU coreutils' });
  await guard.judgeBy(basisOf({ bans: [sleeperBan({ effect: 'warn' })] }));
  expect(startOf(`${mount.path}/notes`, '0')).toBe('ended with 0\n');
  await guard.judgeBy(basisOf({ inventoryRevision: 2 }));
  expect(startOf(`${mount.path}/notes`, '0')).toContain('Operation not permitted');
  const { pid } = await guard.counts();
  const memory = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
  const megabytes = (what: string): number =>
    Math.round(Number(new RegExp(`^${what}:\\s+(\\d+)`, 'm').exec(memory)?.[1]) / 1024);
  console.log(
    `the guard process: ${megabytes('Rss')} MB resident, ${megabytes('Pss')} MB its share, ${megabytes('Private_Dirty')} MB its own`,
  );
});

it.skipIf(!canGuard)(
  'a banned program that nobody tried yet can be neither copied nor given to a loader',
  async () => {
    using home = tempHome();
    using mount = scratchMount('tmpfs', 64);
    const banned = `${mount.path}/app/bin/notes`;
    mkdirSync(dirname(banned), { recursive: true });
    copyFileSync('/bin/sleep', banned);
    copyFileSync('/usr/bin/dash', `${mount.path}/app/bin/shell`);
    await using guard = createExecGuard<GuardBasis>({
      program: new URL('../../../src/agent/guard-process.ts', import.meta.url),
      folder: home.at('guard'),
      protectedPaths: [],
      only: [mount.path],
    });
    const denied: DeniedStart[] = [];
    guard.onDenied((one) => denied.push(one));
    const kari = ['/usr/bin/setpriv', '--reuid=2001', '--regid=2001', '--clear-groups'] as const;
    const asKari = (...words: readonly string[]): string => startOf(...kari, ...words);
    const installedHere = [
      installed({ path: `${mount.path}/app`, evidence: [], matches: [match({ app: 'sleeper' })] }),
    ];
    const copyOf = (path: string): string => asKari('/bin/cp', path, '/dev/null');

    for (const inventoryRevision of [1, 2]) {
      await guard.judgeBy(basisOf({ installed: installedHere, inventoryRevision }));
      expect(copyOf(banned)).toContain('Operation not permitted');
      if (loader !== undefined)
        expect(asKari(loader, banned, '0')).toMatch(/cannot open shared object file|not permitted/);
      expect(copyOf(`${mount.path}/app/bin/shell`)).toBe('ended with 0\n');
    }
    await guard.judgeBy(basisOf({ installed: installedHere, bans: [sleeperBan({ effect: 'warn' })] }));
    expect(copyOf(banned)).toBe('ended with 0\n');
    expect(asKari(banned, '0')).toBe('ended with 0\n');
    // A copy is not a start, and further tries are gathered.
    await vi.waitFor(() => expect(denied).toHaveLength(loader === undefined ? 0 : 1));
    expect(denied.every(({ how, uid }) => how === 'loader' && uid === 2001)).toBe(true);
  },
);
