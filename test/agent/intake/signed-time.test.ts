import { describe, expect, it } from 'vitest';
import { createSignedTime } from '#agent/intake/signed-time.ts';
import { openState } from '#agent/state/open-state.ts';
import { FakeClock } from '#test/kit/fake-clock.ts';
import { day, monday } from '#test/kit/policy-builder.ts';
import { tempFolder } from '#test/kit/temp-folder.ts';

const stateIn = (folder: string) => openState({ folder, now: () => 0 }).state;

describe('signed time', () => {
  it('is the highest signed instant plus monotonic time, whatever the local clock says', async () => {
    using folder = tempFolder();
    using state = stateIn(folder.path);
    const clock = new FakeClock(monday - 400 * day);
    const time = createSignedTime(state, clock);
    expect(time.observe(monday).localClockFar).toBe(true);
    expect(time.now()).toBe(monday);
    await clock.advance(5_000);
    clock.setLocal(monday + 900 * day);
    expect(time.now()).toBe(monday + 5_000);
    time.observe(monday - day);
    expect(time.now()).toBe(monday + 5_000);
    expect(time.observe(monday + day).localClockFar).toBe(true);
    expect(time.now()).toBe(monday + day);
  });

  it('goes on after a restart from where it was; time off does not count', async () => {
    using folder = tempFolder();
    const clock = new FakeClock(monday);
    {
      using state = stateIn(folder.path);
      const time = createSignedTime(state, clock);
      time.observe(monday);
      await clock.advance(60_000);
      time.save();
    }
    await clock.advance(10 * day);
    using state = stateIn(folder.path);
    const time = createSignedTime(state, clock);
    expect(time.now()).toBe(monday + 60_000);
    await clock.advance(1_000);
    expect(time.now()).toBe(monday + 61_000);
  });

  it('does not follow a server beyond the calendar', () => {
    using folder = tempFolder();
    using state = stateIn(folder.path);
    const time = createSignedTime(state, new FakeClock(monday));
    time.observe(monday);
    expect(time.observe(8_640_000_000_000_000).localClockFar).toBe(true);
    expect(time.now()).toBe(monday);
  });

  it('finds a local clock that is near not far', () => {
    using folder = tempFolder();
    using state = stateIn(folder.path);
    const time = createSignedTime(state, new FakeClock(monday));
    expect(time.observe(monday + 60_000).localClockFar).toBe(false);
  });

  it('follows a server only so far, and says that it was asked to go further', () => {
    using folder = tempFolder();
    using state = stateIn(folder.path);
    const time = createSignedTime(state, new FakeClock(monday));
    const latest = monday + 400 * 86_400_000;
    expect(time.observe(Date.UTC(2090, 0, 1), latest)).toMatchObject({ beyond: true });
    expect(time.now()).toBe(latest);
    expect(time.observe(latest, latest)).toMatchObject({ beyond: false });
  });

  it('goes on from what was kept elsewhere when its own state was lost', () => {
    using folder = tempFolder();
    using state = stateIn(folder.path);
    const time = createSignedTime(state, new FakeClock(monday - 86_400_000), monday);
    expect(time.now()).toBe(monday);
    time.observe(monday - 1);
    expect(time.reached()).toBe(monday);
  });
});
