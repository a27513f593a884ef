import type { Clock } from '#runtime/clock.ts';

/** Longest sleep: timers stand still while the PC is suspended, and a morning must not be told in the evening. */
const longestMs = 600_000;
const shortestMs = 1_000;

export type ReminderTimer = Disposable & {
  /** Sleeps until `at`, an instant of signed time, in place of what was waited for before. Undefined: nothing to wait for. */
  readonly set: (at: number | undefined) => void;
};

/** Rings when the time has come, and beforehand every ten minutes; nothing runs while nothing was put off. */
export function createReminderTimer(clock: Clock, now: () => number, ring: () => void): ReminderTimer {
  let timer: Disposable | undefined;
  let closed = false;
  return {
    set: (at) => {
      timer?.[Symbol.dispose]();
      timer = undefined;
      if (at === undefined || closed) return;
      timer = clock.after(Math.min(longestMs, Math.max(shortestMs, at - now())), ring);
    },
    [Symbol.dispose]: () => {
      closed = true;
      timer?.[Symbol.dispose]();
    },
  };
}
