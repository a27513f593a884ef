import { systemClock, type Clock } from '#runtime/clock.ts';

type Timer = { readonly at: number; readonly call: () => void; real: Disposable };

/** The real clock on another day, which a journey moves on: what falls due on the way happens at once, oldest first. */
export class JourneyClock implements Clock {
  readonly #begin: number;
  readonly #realBegin = systemClock.monotonic();
  #moved = 0;
  readonly #timers = new Set<Timer>();

  constructor(instant: number) {
    this.#begin = instant;
  }

  now(): number {
    return this.#begin + this.monotonic();
  }
  monotonic(): number {
    return systemClock.monotonic() - this.#realBegin + this.#moved;
  }
  after(ms: number, call: () => void): Disposable {
    const timer: Timer = { at: this.monotonic() + ms, call, real: { [Symbol.dispose]: () => undefined } };
    this.#timers.add(timer);
    this.#arm(timer);
    return { [Symbol.dispose]: () => this.#drop(timer) };
  }

  /** Time passes for everybody who goes by this clock; never backwards. */
  moveTo(instant: number): void {
    this.#moved += Math.max(0, instant - this.now());
    for (const timer of [...this.#timers].toSorted((one, other) => one.at - other.at)) {
      if (!this.#timers.has(timer)) continue;
      timer.real[Symbol.dispose]();
      if (timer.at <= this.monotonic()) this.#fire(timer);
      else this.#arm(timer);
    }
  }

  #arm(timer: Timer): void {
    timer.real = systemClock.after(Math.max(0, timer.at - this.monotonic()), () => this.#fire(timer));
  }
  #fire(timer: Timer): void {
    this.#drop(timer);
    timer.call();
  }
  #drop(timer: Timer): void {
    this.#timers.delete(timer);
    timer.real[Symbol.dispose]();
  }
}
