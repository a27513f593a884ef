import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { canRunAsRoot } from '#test/kit/needs-root.ts';
import { scratchMount } from '#test/kit/scratch-mount.ts';
import { until } from '#test/kit/system-under-test.ts';
import type { FaultyBasis } from './guard-basis.ts';
import { FileServer } from './file-server.ts';
import { GuardPlace, GuardStage, isGone } from './guard-stage.ts';

const canRun = canRunAsRoot('guard-hangs', { programs: ['/usr/bin/gcc', '/usr/bin/umount', '/dev/fuse'] });

/** Whether a thread of it waits for a file server; once the process is ended, no signal wakes it. */
const waitsForDisk = (pid: number): boolean =>
  readdirSync(`/proc/${pid}/task`).some((thread) => {
    const path = `/proc/${pid}/task/${thread}/wchan`;
    try {
      return readFileSync(path, 'latin1') === 'request_wait_answer';
    } catch (error) {
      if (existsSync(path)) throw error;
      return false; // that thread has ended
    }
  });

describe.skipIf(!canRun)('a guard that goes wrong', () => {
  let place: GuardPlace;
  beforeAll(() => {
    place = new GuardPlace();
  });
  afterAll(() => place[Symbol.dispose]());
  const stage = (name: string, basis: FaultyBasis, program = 'guard-program'): Promise<GuardStage> =>
    GuardStage.open(place, { name, basis, program });

  it('that is well refuses what is banned, and tells of it once and then in sums', async () => {
    await using staged = await stage('well', { banned: ['banned'] });
    expect(staged.isGuarding).toBe(true);
    expect(place.try('banned', 200)).toMatchObject({ started: 0, refused: 200 });
    await until('a report', () => staged.denied.length > 0);
    expect(staged.denied[0]).toMatchObject({
      path: place.program('banned'),
      how: 'exec',
      uid: 0,
      times: 1,
    });
    expect(staged.denied.length).toBeLessThan(5);
    const { asked, denied, gaps, markedFileSystems, pid } = await staged.guard.counts();
    expect({ gaps, markedFileSystems }).toEqual({ gaps: 0, markedFileSystems: 1 });
    expect(denied).toBeGreaterThanOrEqual(200);
    expect(asked).toBeGreaterThan(denied);
    await staged.guard.judgeBy(undefined);
    expect(staged.guard.state()).toEqual({ kind: 'off' });
    expect(isGone(pid)).toBe(true);
    expect(place.try('banned', 3)).toMatchObject({ started: 3, refused: 0 });
  });

  it.each(['SIGSTOP', 'SIGKILL'] as const)('by %s is replaced', async (signal) => {
    await using staged = await stage(signal, { banned: ['banned'] });
    const pid = await staged.pid();
    process.kill(pid, signal);
    await staged.isBack(pid);
    expect(isGone(pid)).toBe(true);
    expect(staged.gaps.at(-1)).toBe(
      signal === 'SIGSTOP' ? 'it did not answer for a second' : 'it was ended by SIGKILL',
    );
    expect((await staged.guard.counts()).gaps).toBe(1);
  });

  it.each([
    ['guard-program-loops', 'it did not answer for a second'],
    ['guard-program-throws', 'it was ended by SIGKILL'],
  ])('in the thread that answers (%s) is ended and replaced, over and over', async (program, why) => {
    await using staged = await stage(program, { banned: ['banned'] }, program);
    await until('three gaps', () => staged.gaps.filter((one) => one === why).length >= 3);
    await staged.storm.goesOn();
    expect((await staged.guard.counts()).gaps).toBeGreaterThanOrEqual(3);
  });

  it.each(['SIGSTOP', 'not wanted'] as const)(
    'and cannot end, because a thread of it waits for a disk, holds nobody up (%s)',
    async (how) => {
      await using disk = await FileServer.start(place, 0);
      disk.stalls(true);
      await using staged = await stage(`disk ${how}`, {
        banned: ['banned'],
        disk: join(disk.point, 'program'),
        fault: { when: 'looks', what: 'disk' },
      });
      const pid = await staged.pid();
      place.put('looks');
      expect(place.try('looks')).toMatchObject({ started: 1 });
      await until('a thread waits', () => waitsForDisk(pid));
      if (how === 'SIGSTOP') process.kill(pid, how);
      else await staged.guard.judgeBy(undefined);
      await until('nobody is asked', () => place.try('banned').started === 1);
      await staged.storm.goesOn();
      expect(isGone(pid)).toBe(false);
      expect(place.try('banned', 3)).toMatchObject({ started: 3, refused: 0 });
      await disk[Symbol.asyncDispose]();
      if (how === 'SIGSTOP') await staged.isBack(pid);
      await until('it is gone', () => isGone(pid));
    },
  );

  it('in an endless loop of the judge answers for it, and is replaced when it stays away', async () => {
    await using staged = await stage('judge loops', {
      banned: ['banned'],
      fault: { when: 'loops', what: 'loop' },
    });
    const pid = await staged.pid();
    place.put('loops', 'later');
    const looped = place.try('loops');
    expect(looped).toMatchObject({ started: 1 });
    // What is known does not wait; what is not waits for the deadline.
    expect(place.try('banned', 3)).toMatchObject({ started: 0, refused: 3 });
    expect(place.try('later')).toMatchObject({ started: 1 });
    await staged.isBack(pid);
    expect(staged.gaps).toContain('its judge did not answer for ten seconds');
  });

  it.each(['throw', 'reject', 'never'] as const)(
    'whose judge does this (%s) allows that file and goes on',
    async (what) => {
      await using staged = await stage(`judge ${what}`, {
        banned: ['banned'],
        fault: { when: 'spoiler', what },
      });
      const pid = await staged.pid();
      place.put('spoiler');
      expect(place.try('spoiler', 2)).toMatchObject({ started: 2, refused: 0 });
      expect(place.try('banned', 3)).toMatchObject({ started: 0, refused: 3 });
      expect(await staged.guard.counts()).toMatchObject({ pid, gaps: 0 });
    },
  );

  it.each([
    ['crash', 'it was ended by SIGKILL'],
    ['mounts', 'it was ended by SIGKILL'],
    ['memory', 'it was ended by SIGABRT'],
  ] as const)('by what nobody handles (%s) is replaced', async (what, why) => {
    await using staged = await stage(what, { banned: ['banned'], fault: { when: 'spoiler', what } });
    const pid = await staged.pid();
    place.put('spoiler');
    expect(place.try('spoiler')).toMatchObject({ started: 1 });
    // That thread sleeps in the kernel until mounts change, and cannot end before.
    if (what === 'mounts') scratchMount('tmpfs', 1)[Symbol.dispose]();
    await staged.isBack(pid);
    expect(staged.gaps).toContain(why);
  });
});
