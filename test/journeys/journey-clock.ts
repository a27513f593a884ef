import { systemClock, type Clock } from '#runtime/clock.ts';

type Timer = { readonly at: number; readonly call: () => void; real: Disposable };

/** The real clock on another day, which a journey moves on: what falls due on the way happens at once, oldest first. */
export class JourneyClock implements Clock {
  #now: number;
  #monotonic = 0;
  readonly #timers = new Set<Timer>();

  constructor(instant: number) {
    this.#now = instant - Date.now();
  }

  now(): number {
    return Date.now() + this.#now;
  }
  monotonic(): number {
    return systemClock.monotonic() + this.#monotonic;
  }
  after(ms: number, call: () => void): Disposable {
    const fire = (): void => {
      if (!this.#timers.delete(timer)) return;
      timer.real[Symbol.dispose]();
      call();
    };
    const timer: Timer = { at: this.monotonic() + ms, call: fire, real: systemClock.after(ms, () => fire()) };
    this.#timers.add(timer);
    return {
      [Symbol.dispose]: () => {
        this.#timers.delete(timer);
        timer.real[Symbol.dispose]();
      },
    };
  }

  /** Time passes for everybody who goes by this clock; never backwards. */
  moveTo(instant: number): void {
    const ms = instant - this.now();
    if (ms < 0) throw new RangeError('a journey does not go back in time');
    this.#now += ms;
    this.#monotonic += ms;
    const due = [...this.#timers].filter(({ at }) => at <= this.monotonic());
    for (const { call } of due.toSorted((one, other) => one.at - other.at)) call();
  }
}
