import type { Clock } from '#runtime/clock.ts';

/** What a cut of the power can lengthen a code by, at most. */
const everyMs = 300_000;

export interface TimeKeeper extends Disposable {
  /** A code may act from now on. */
  watch(): void;
}

/**
 * Signed time goes on from what was kept of it: whoever cuts the power again and again would have a code without end. While
 * one acts, the time that was reached is kept every few minutes; otherwise nothing wakes up.
 */
export function createTimeKeeper(parts: {
  readonly clock: Clock;
  readonly isActing: () => boolean;
  readonly save: () => void;
}): TimeKeeper {
  let timer: Disposable | undefined;
  const watch = (): void => {
    if (timer !== undefined || !parts.isActing()) return;
    timer = parts.clock.after(everyMs, () => {
      timer = undefined;
      parts.save();
      watch();
    });
  };
  return { watch, [Symbol.dispose]: () => timer?.[Symbol.dispose]() };
}
