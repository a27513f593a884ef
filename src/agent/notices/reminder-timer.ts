import type { Clock } from '#runtime/clock.ts';

/** Longest sleep: what runs longer does not fit into the system's timers. */
const longestMs = 1_728_000_000;
const shortestMs = 1_000;

export type ReminderTimer = Disposable & {
  /** Sleeps until `at`, an instant of signed time, in place of what was waited for before. Undefined: nothing to wait for. */
  readonly set: (at: number | undefined) => void;
};

/** One timer that rings once; nothing runs while nothing was put off. */
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
