import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { expect, it, vi } from 'vitest';
import type { GuardBasis } from '#agent/guard/basis.ts';
import { createExecGuard } from '#platform/exec-guard/linux.ts';
import { canRunAsRoot } from '#test/kit/needs-root.ts';
import { bindMount, scratchMount, unmount } from '#test/kit/scratch-mount.ts';
import { tempHome } from '#test/platform/program-identity/real-files.ts';
import { basisOf, sleeperBan } from './stage.ts';

const canGuard = canRunAsRoot('what the guard process spares', {
  also: () =>
    spawnSync('unshare', ['--mount', 'mount', '-t', 'tmpfs', 'none', '/mnt']).status === 0
      ? undefined
      : 'needs the right to mount',
});

/** A place below the folders of the system, where the folder is seen too. */
function seenInSystem(folder: string): Disposable & { readonly path: string } {
  const path = mkdtempSync('/usr/lib/portvakt-test-');
  bindMount(folder, path);
  return {
    path,
    [Symbol.dispose]: () => {
      unmount(path);
      rmSync(path, { recursive: true });
    },
  };
}

/** Not started by this process: what the agent starts itself is never asked about. */
const startOf = (program: string): string =>
  spawnSync('/bin/sh', ['-c', '"$0" 0 2>&1; echo "ended with $?"', program], { encoding: 'utf8' }).stdout;

it.skipIf(!canGuard)('the guard process judges nothing that no ban can concern', async () => {
  using home = tempHome();
  using mount = scratchMount('tmpfs', 64);
  using system = seenInSystem(mount.path);
  for (const name of ['one', 'two']) copyFileSync('/bin/sleep', `${system.path}/${name}`);
  await using guard = createExecGuard<GuardBasis>({
    program: new URL('../../../src/agent/guard-process.ts', import.meta.url),
    folder: home.at('guard'),
    protectedPaths: [],
    only: [mount.path],
  });
  const judgedBy = async (path: string): Promise<number> => {
    const before = await guard.counts();
    expect(startOf(path)).toBe('ended with 0\n');
    const after = await guard.counts();
    expect(after.asked).toBeGreaterThan(before.asked);
    return after.judged - before.judged;
  };
  await vi.waitFor(
    () => expect(Date.now() - statSync(`${system.path}/two`).ctimeMs).toBeGreaterThan(2_000),
    10_000,
  );
  const onTelegram = { bans: [sleeperBan({ apps: ['telegram'] })] };
  await guard.judgeBy(basisOf(onTelegram));
  expect(guard.state()).toMatchObject({ kind: 'guarding' });
  expect(await judgedBy(`${system.path}/one`)).toBe(0);
  copyFileSync('/bin/sleep', `${system.path}/unpacked`);
  expect(await judgedBy(`${system.path}/unpacked`)).toBe(1);
  // The same file by a name that is not the system's.
  expect(await judgedBy(`${mount.path}/two`)).toBe(1);
  await guard.judgeBy(basisOf({ ...onTelegram, inventoryRevision: 2 }));
  expect(await judgedBy(`${system.path}/two`)).toBe(0);
  await guard.judgeBy(basisOf({ inventoryRevision: 3 }));
  for (const name of ['one', 'two', 'unpacked'])
    expect(startOf(`${system.path}/${name}`)).toContain('Operation not permitted');
});
