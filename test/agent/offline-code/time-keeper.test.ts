import { expect, it } from 'vitest';
import { createTimeKeeper } from '#agent/offline-code/time-keeper.ts';
import { FakeClock } from '#test/kit/fake-clock.ts';

const minute = 60_000;

it('the time is kept every five minutes while a code acts, once more at its end, and then no more', async () => {
  const clock = new FakeClock(0);
  const saved: number[] = [];
  let acts = false;
  using keeper = createTimeKeeper({
    clock,
    isActing: () => acts,
    save: () => saved.push(clock.now() / minute),
  });
  keeper.watch();
  await clock.advance(60 * minute);
  expect(saved).toEqual([]);
  acts = true;
  keeper.watch();
  keeper.watch();
  await clock.advance(12 * minute);
  acts = false;
  await clock.advance(60 * minute);
  expect(saved).toEqual([65, 70, 75]);
});
