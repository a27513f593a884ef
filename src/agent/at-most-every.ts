import type { Clock } from '#runtime/clock.ts';

/** Calls at once, and what is asked for within `ms` of that once more when they are over. */
export type Coalesced = (() => void) & Disposable;

export function atMostEvery(ms: number, clock: Clock, call: () => void): Coalesced {
  let timer: Disposable | undefined;
  let isWanted = false;
  let isOver = false;
  const ask = (): void => {
    if (isOver) return;
    if (timer !== undefined) {
      isWanted = true;
      return;
    }
    timer = clock.after(ms, () => {
      timer = undefined;
      if (!isWanted) return;
      isWanted = false;
      ask();
    });
    call();
  };
  return Object.assign(ask, {
    [Symbol.dispose]: () => {
      isOver = true;
      timer?.[Symbol.dispose]();
    },
  });
}
