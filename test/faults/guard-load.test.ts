import {
  chmodSync,
  chownSync,
  rmSync,
  closeSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { canRunAsRoot } from '#test/kit/needs-root.ts';
import { scratchMount } from '#test/kit/scratch-mount.ts';
import { StartStorm } from '#test/kit/start-storm.ts';
import { until } from '#test/kit/system-under-test.ts';
import type { FaultyBasis } from './guard-basis.ts';
import { expectUnhindered, GuardPlace, GuardStage } from './guard-stage.ts';

const canRun = canRunAsRoot('guard-load', { programs: ['/usr/bin/gcc'] });
/** A day of one start a second, unless CI has to be quick. */
const startsOfADay = process.env['PORTVAKT_LONG'] === '1' ? 86_400 : 6_000;
/** What the guard process may grow by once it has seen a tenth of the day. */
const growthKb = 16_384;

type Means = { readonly descriptors: number; readonly rssKb: number; readonly marks: number };

/** Descriptors, memory and marks of the guard process, from its `/proc` entry. */
function meansOf(pid: number): Means {
  const descriptors = readdirSync(`/proc/${pid}/fd`);
  const rss = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1];
  const marks = descriptors.flatMap((fd) => {
    try {
      return readFileSync(`/proc/${pid}/fdinfo/${fd}`, 'latin1').match(/^fanotify (ino|sdev)/gm) ?? [];
    } catch {
      return []; // closed meanwhile
    }
  });
  return { descriptors: descriptors.length, rssKb: Number(rss), marks: marks.length };
}

describe.skipIf(!canRun)('a guard with much to do', () => {
  let place: GuardPlace;
  beforeAll(() => {
    place = new GuardPlace();
  });
  afterAll(() => place[Symbol.dispose]());

  it('with 64 descriptors refuses nobody for want of them', async () => {
    await using stage = await GuardStage.open(place, {
      name: '64 descriptors',
      basis: { banned: ['banned'], fileLimit: 64 },
    });
    await stage.storm.goesOn(200);
    expect(place.try('banned', 3)).toMatchObject({ started: 0, refused: 3 });
    expect((await stage.guard.counts()).gaps).toBe(0);
  });

  it('whose judge leaks descriptors is replaced before anybody is refused for want of them', async () => {
    await using stage = await GuardStage.open(place, {
      name: 'leak',
      basis: { banned: ['banned'], fileLimit: 200, fault: { when: 'fresh', what: 'leak' } },
    });
    // Each new file costs it one: that is over and over after about a hundred.
    await until(
      'three gaps',
      () => stage.gaps.filter((why) => why === 'it was ended by SIGKILL').length >= 3,
    );
    expect(place.try('known', 20)).toMatchObject({ started: 20 });
  });

  it('changes what it judges by 200 times under load, and nobody is judged by what was before', async () => {
    await using stage = await GuardStage.open(place, {
      name: 'changes',
      basis: { banned: [] },
      paceUs: 2_000,
    });
    for (let serial = 0; serial < 200; serial += 1) {
      const isBanned = serial % 2 === 0;
      await stage.guard.judgeBy({ banned: isBanned ? ['banned'] : [], serial });
      expect(place.try('banned', 2), `change ${serial}`).toMatchObject(
        isBanned ? { started: 0, refused: 2 } : { started: 2, refused: 0 },
      );
    }
    expect((await stage.guard.counts()).gaps).toBe(0);
  });

  it('takes the same again without forgetting what it judged', async () => {
    await using guarded = await GuardStage.open(place, { name: 'same', basis: { banned: ['banned'] } });
    const { guard } = guarded;
    place.put('once');
    chownSync(place.program('once'), 1000, 1000); // not root's: the kernel keeps nothing of it
    const judgedOf = async (what: () => Promise<void> | void): Promise<number> => {
      const before = (await guard.counts()).judged;
      await what();
      return (await guard.counts()).judged - before;
    };
    await guarded.storm[Symbol.asyncDispose]();
    // While the kernel's clock may not have moved on since the file changed, nothing is kept of it.
    await until('it is known', async () => (await judgedOf(() => void place.try('once'))) === 0);
    const again = async (basis: FaultyBasis): Promise<void> => {
      await guard.judgeBy(basis);
      place.try('once', 5);
    };
    expect(await judgedOf(() => again({ banned: ['banned'] }))).toBe(0);
    expect(await judgedOf(() => again({ banned: ['other'] }))).toBe(1);
  });

  it('wanted again while it ends is another one, and that is no gap', async () => {
    await using stage = await GuardStage.open(place, { name: 'again', basis: { banned: ['banned'] } });
    const pid = await stage.pid();
    for (let each = 0; each < 3; each += 1) {
      const ended = stage.guard.judgeBy(undefined);
      await stage.guard.judgeBy({ banned: ['banned'], serial: each });
      await ended;
      expect(place.try('banned', 2)).toMatchObject({ started: 0, refused: 2 });
    }
    const offAndOn = ['off', 'guarding'];
    expect(stage.states.map(({ kind }) => kind)).toEqual(['guarding', ...offAndOn, ...offAndOn, ...offAndOn]);
    expect(await stage.guard.counts()).toMatchObject({ gaps: 0 });
    expect(await stage.pid()).not.toBe(pid);
  });

  it('works with its folder on a full disk', async () => {
    using disk = scratchMount('tmpfs', 1);
    const fill = openSync(join(disk.path, 'filling'), 'w');
    expect(() => {
      for (;;) writeSync(fill, Buffer.alloc(65_536));
    }).toThrow('ENOSPC');
    closeSync(fill);
    const folder = join(disk.path, 'guard');
    await using stage = await GuardStage.open(place, {
      name: 'full disk',
      basis: { banned: ['banned'] },
      folder,
    });
    expect(place.try('banned', 3)).toMatchObject({ started: 0, refused: 3 });
    const pid = await stage.pid();
    process.kill(pid, 'SIGKILL');
    await stage.isBack(pid);
  });

  it('says why where it cannot have its folder, and programs start', async () => {
    const taken = join(place.folder, 'taken');
    writeFileSync(taken, '');
    await using stage = await GuardStage.open(place, {
      name: 'no folder',
      basis: { banned: ['banned'] },
      folder: join(taken, 'guard'),
    });
    expect(stage.gaps.at(-1)).toMatch('could not be started: ENOTDIR');
    expect(place.try('banned')).toMatchObject({ started: 1 });
    rmSync(taken);
    mkdirSync(taken);
    await until('the guard', () => stage.isGuarding);
  });

  it('judges a file that nobody may read', async () => {
    place.put('unreadable');
    chmodSync(place.program('unreadable'), 0o111);
    await using stage = await GuardStage.open(place, {
      name: 'unreadable',
      basis: { banned: ['unreadable'] },
    });
    expect(place.try('unreadable', 3)).toMatchObject({ started: 0, refused: 3 });
    await stage.guard.judgeBy({ banned: [] });
    expect(place.try('unreadable', 3)).toMatchObject({ started: 3 });
  });

  it(`does not grow over ${startsOfADay} starts as fast as the machine can`, async () => {
    await using stage = await GuardStage.open(place, { name: 'day, others', basis: { banned: ['banned'] } });
    const pid = await stage.pid();
    // Not root's: the kernel keeps nothing of it, and every start is asked about.
    const folder = place.program('person');
    mkdirSync(folder);
    place.programs.put(folder, 'known', 'template', 'banned');
    chownSync(join(folder, 'known'), 1000, 1000);
    const day = async (starts: number): Promise<number> => {
      const before = stage.storm.books();
      const from = performance.now();
      await using fast = new StartStorm(place.programs, {
        folder,
        books: join(place.folder, `day-${starts}`),
        paceUs: 0,
        starts,
      });
      const books = await fast.ended();
      expectUnhindered('day', books);
      const others = stage.storm.books();
      const made =
        books.known.started +
        books.fresh.started +
        others.known.started -
        before.known.started +
        others.fresh.started -
        before.fresh.started;
      return made / ((performance.now() - from) / 1000);
    };
    await day(startsOfADay / 10);
    const settled = meansOf(pid);
    const rate = await day(startsOfADay);
    const after = meansOf(pid);
    console.log(
      `guard, a day: ${rate.toFixed(0)} starts/s; settled ${JSON.stringify(settled)}, after ${JSON.stringify(after)}`,
    );
    expect(after.descriptors).toBeLessThanOrEqual(settled.descriptors + 8);
    expect(after.marks).toBeLessThanOrEqual(settled.marks + 8);
    expect(after.rssKb).toBeLessThanOrEqual(settled.rssKb + growthKb);
    expect(await stage.guard.counts()).toMatchObject({ pid, gaps: 0 });
  }, 1_800_000);
});
