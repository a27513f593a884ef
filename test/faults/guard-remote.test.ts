import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createExecGuard } from '#platform/exec-guard/linux.ts';
import type { ExecGuard, GuardState } from '#platform/exec-guard/port.ts';
import { canRunAsRoot } from '#test/kit/needs-root.ts';
import { until } from '#test/kit/system-under-test.ts';
import type { FaultyBasis } from './guard-basis.ts';
import { expectUnhindered, GuardPlace, isGone } from './guard-stage.ts';
import { FileServer } from './file-server.ts';

const canRun = canRunAsRoot('guard-remote', {
  programs: ['/usr/bin/gcc', '/usr/bin/setpriv', '/usr/bin/umount', '/dev/fuse'],
});
const door = '/sys/fs/fuse/connections';
/** In fours, after which the process is left alone. */
const repeats = process.env['PORTVAKT_LONG'] === '1' ? 20 : 4;

describe.skipIf(!canRun)('a guard that is asked about what a person’s file server answers', () => {
  let place: GuardPlace;
  /** As systemd mounts it on every PC. */
  let isDoorOurs = false;
  beforeAll(() => {
    place = new GuardPlace();
    isDoorOurs = !readFileSync('/proc/self/mountinfo', 'utf8').includes(` ${door} `);
    if (isDoorOurs) execFileSync('/usr/bin/mount', ['-t', 'fusectl', 'fusectl', door]);
  });
  afterAll(() => {
    if (isDoorOurs) execFileSync('/usr/bin/umount', [door]);
    place[Symbol.dispose]();
  });

  const guardOf = (states: GuardState[], persons = 'persons'): ExecGuard<FaultyBasis> => {
    const guard = createExecGuard<FaultyBasis>({
      program: new URL('./guard-program.ts', import.meta.url),
      folder: join(place.folder, 'guard'),
      only: [place.mount, join(place.folder, persons)],
      protectedPaths: [],
      remoteQuietMs: 500,
    });
    guard.onState((state) => states.push(state));
    return guard;
  };
  const isWhole = (guard: ExecGuard<FaultyBasis>): boolean => {
    const state = guard.state();
    return state.kind === 'guarding' && state.unguarded.length === 0;
  };

  it('has a process of its own for that while there is something to mark, and tells of both alike', async () => {
    await using guard = guardOf([]);
    const denied: string[] = [];
    guard.onDenied(({ path }) => denied.push(path));
    await guard.judgeBy({ banned: ['banned', 'program'] });
    expect(guard.state()).toEqual({ kind: 'guarding', unguarded: [] });
    expect(await guard.counts()).toMatchObject({ remotePid: 0, markedFileSystems: 1 });
    const server = await FileServer.start(place);
    try {
      await until('both', async () => (await guard.counts()).markedFileSystems === 2);
      await until('nothing is unguarded', () => isWhole(guard));
      expect((await server.startsProgram()).code).toBe(126);
      expect(place.try('banned', 2)).toMatchObject({ started: 0, refused: 2 });
      await until('both are told', () => denied.length === 2);
      expect(denied).toEqual([join(server.point, 'program'), place.program('banned')]);
      // Both judge by it when it is said that they do.
      await guard.judgeBy({ banned: ['banned'] });
      expect((await server.startsProgram()).code).toBe(0);
      await guard.judgeBy({ banned: ['program'] });
      expect((await server.startsProgram()).code).toBe(126);
      expect(place.try('banned')).toMatchObject({ started: 1 });
    } finally {
      await server[Symbol.asyncDispose]();
    }
    const { remotePid } = await guard.counts();
    await until('the process ends', async () => (await guard.counts()).remotePid === 0);
    expect(remotePid === 0 || isGone(remotePid)).toBe(true);
    expect(await guard.counts()).toMatchObject({ gaps: 0, remoteGaps: 0, markedFileSystems: 1 });
  });

  it(`that does not answer loses that process alone, and nobody waits longer for it, ${repeats} times`, async () => {
    const states: GuardState[] = [];
    let longest = 0;
    for (let time = 0; time < repeats; time += 4) {
      await using guard = guardOf(states);
      await guard.judgeBy({ banned: ['banned'] });
      const { pid } = await guard.counts();
      await using storm = place.storm(`remote ${time}`);
      for (let kill = 1; kill <= 4; kill += 1) {
        await using server = await FileServer.start(place);
        await until(
          'it is marked',
          async () => isWhole(guard) && (await guard.counts()).markedFileSystems === 2,
        );
        server.stalls(true);
        longest = Math.max(longest, (await server.startsProgram()).ms);
        expect(place.try('banned', 3)).toMatchObject({ started: 0, refused: 3 });
        await until('it is counted', async () => (await guard.counts()).remoteGaps === kill);
        expect(await guard.counts()).toMatchObject({ pid, gaps: 0 });
      }
      // After the fourth it is left alone, also when it was not wanted in between.
      await using server = await FileServer.start(place);
      await until('it is left alone', () => 'why' in guard.state());
      await guard.judgeBy(undefined);
      await guard.judgeBy({ banned: ['banned'] });
      await until('it is left alone still', () => 'why' in guard.state());
      expect(guard.state()).toEqual({
        kind: 'guarding',
        unguarded: ['fuse.stalling'],
        why: 'it did not answer for a second, 4 times within ten minutes',
      });
      expect(await guard.counts()).toMatchObject({ remotePid: 0 });
      expect((await server.startsProgram()).code).toBe(0);
      await storm[Symbol.asyncDispose]();
      expectUnhindered(`remote ${time}`, storm.books());
    }
    console.log(`guard, a stalling file server: longest wait ${longest.toFixed(0)} ms of ${repeats}`);
    expect(longest).toBeLessThanOrEqual(2_000);
    expect(states.filter(({ kind }) => kind === 'gap')).toEqual([]);
  });
});
