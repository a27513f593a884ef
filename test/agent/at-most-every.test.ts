import { describe, expect, it } from 'vitest';
import { atMostEvery } from '#agent/at-most-every.ts';
import { FakeClock } from '#test/kit/fake-clock.ts';

describe('atMostEvery', () => {
  it('calls at once, and for everything asked within the time once more', async () => {
    const clock = new FakeClock(0);
    const calls: number[] = [];
    using ask = atMostEvery(1_000, clock, () => calls.push(clock.monotonic()));
    ask();
    expect(calls).toEqual([0]);
    for (let times = 0; times < 50; times += 1) ask();
    await clock.advance(1_000);
    expect(calls).toEqual([0, 1_000]);
    ask();
    await clock.advance(5_000);
    expect(calls).toEqual([0, 1_000, 2_000]);
    ask();
    expect(calls).toHaveLength(4);
  });

  it('calls no more when it is over', async () => {
    const clock = new FakeClock(0);
    let calls = 0;
    const ask = atMostEvery(1_000, clock, () => (calls += 1));
    ask();
    ask();
    ask[Symbol.dispose]();
    ask();
    await clock.advance(5_000);
    expect(calls).toBe(1);
  });
});
