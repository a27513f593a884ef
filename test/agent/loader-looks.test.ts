import { expect, it } from 'vitest';
import { createLoaderLooks } from '#agent/loader-looks.ts';
import type { LoadedProgram } from '#platform/exec-guard/loaded-program.ts';
import type { ProcessSnapshot } from '#platform/processes/port.ts';
import { FakeClock, settled } from '#test/kit/fake-clock.ts';

const loader = '/usr/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2';
const process = (pid: number, exe = loader): ProcessSnapshot => ({
  ...{ pid, exe, startTicks: 1n, parent: 1, uid: 1000, startedAt: 0 },
});
const notes: LoadedProgram = { path: '/home/kari/notes', mapped: '/proc/7/map_files/1-2' };

function looking(loadedBy: (pid: number) => Promise<readonly LoadedProgram[] | undefined>) {
  const clock = new FakeClock(0);
  const found: ProcessSnapshot[] = [];
  const faults: unknown[] = [];
  const asked: number[] = [];
  const gone = new Set<number>();
  const looks = createLoaderLooks({
    clock,
    loadedBy: (pid) => {
      asked.push(pid);
      return loadedBy(pid);
    },
    alive: ({ pid }) => !gone.has(pid),
    found: (one) => found.push(one),
    onFault: (fault) => faults.push(fault),
  });
  return { asked, clock, faults, found, gone, looks };
}

it('says what a loader runs as soon as it has loaded it', async () => {
  let loaded: readonly LoadedProgram[] = [];
  const { clock, found, looks } = looking(() => Promise.resolve(loaded));
  looks.started(process(7));
  await clock.advance(50);
  expect(found).toEqual([]);
  loaded = [notes];
  await clock.advance(50);
  expect(found).toEqual([{ ...process(7), exe: notes.path, mapped: notes.mapped }]);
  // From then on it is seen as that, but not once it runs another program.
  expect(looks.seenAs(process(7))).toEqual(found[0]);
  expect(looks.seenAs(process(7, '/bin/sh'))).toEqual(process(7, '/bin/sh'));
  await clock.advance(10_000);
  expect(found).toHaveLength(1);
});

it('asks again where the same process starts a loader again', async () => {
  const { asked, found, looks } = looking(() => Promise.resolve([notes]));
  looks.started(process(7));
  await settled();
  looks.started(process(7));
  await settled();
  expect(asked).toEqual([7, 7]);
  expect(found).toHaveLength(2);
});

it('looks at no other programs, nor at what it has told of', async () => {
  const { asked, looks } = looking(() => Promise.resolve([notes]));
  looks.started(process(7, '/usr/bin/ldd'));
  looks.started({ ...process(7), mapped: notes.mapped });
  expect(looks.seenAs(process(7, '/usr/bin/ldd'))).toEqual(process(7, '/usr/bin/ldd'));
  await settled();
  expect(asked).toEqual([]);
});

it('looks at one that nobody announced when it is swept, once', async () => {
  const { asked, clock, looks } = looking(() => Promise.resolve(undefined));
  for (let sweep = 0; sweep < 3; sweep += 1) {
    expect(looks.seenAs(process(7))).toEqual(process(7));
    await clock.advance(60_000);
  }
  expect(asked).toEqual([7]);
});

it('says nothing of one that has ended, and nothing once it is over', async () => {
  const { clock, found, gone, looks } = looking(() => Promise.resolve([notes]));
  gone.add(7);
  looks.started(process(7));
  await clock.advance(10_000);
  looks[Symbol.dispose]();
  looks.started(process(8));
  await clock.advance(10_000);
  expect(found).toEqual([]);
});

it('is not held up by processes that do not let themselves be looked at, for more than two looks', async () => {
  const { asked, clock, looks } = looking(() => new Promise(() => undefined));
  for (let pid = 1; pid <= 100; pid += 1) looks.started(process(pid));
  await clock.advance(60_000);
  expect(asked).toEqual([1, 2]);
});

it('tells of a look that failed', async () => {
  const { faults, looks } = looking(() => Promise.reject(new Error('no proc')));
  looks.started(process(7));
  await settled();
  expect(faults).toEqual([new Error('no proc')]);
});
