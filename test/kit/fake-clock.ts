import { systemClock, type Clock } from '#runtime/clock.ts';

type Timer = { readonly at: number; readonly order: number; readonly call: () => void };

/** A clock that a test moves. Timers run in their order while it is moved. */
export class FakeClock implements Clock {
  #local: number;
  #passed = 0;
  #order = 0;
  readonly #timers = new Set<Timer>();

  constructor(local: number) {
    this.#local = local;
  }

  now(): number {
    return this.#local;
  }
  monotonic(): number {
    return this.#passed;
  }
  after(ms: number, call: () => void): Disposable {
    this.#order += 1;
    const timer = { at: this.#passed + ms, order: this.#order, call };
    this.#timers.add(timer);
    return { [Symbol.dispose]: () => void this.#timers.delete(timer) };
  }

  /** Somebody sets the local clock; no time passes. */
  setLocal(instant: number): void {
    this.#local = instant;
  }

  /** Lets time pass, and what it sets off happen. */
  async advance(ms: number): Promise<void> {
    const end = this.#passed + ms;
    await settled();
    for (;;) {
      const due = [...this.#timers]
        .filter(({ at }) => at <= end)
        .sort((one, other) => one.at - other.at || one.order - other.order)[0];
      if (due === undefined) break;
      this.#timers.delete(due);
      this.#goTo(Math.max(this.#passed, due.at));
      due.call();
      await settled();
    }
    this.#goTo(end);
    await settled();
  }

  #goTo(passed: number): void {
    this.#local += passed - this.#passed;
    this.#passed = passed;
  }
}

/** Everything that was only waiting for its turn has had it. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 12; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

/** The real clock, from which time can be left out: what would have rung meanwhile rings then. */
export class SkippingClock implements Clock {
  readonly #base: Clock;
  readonly #timers = new Set<{ readonly at: number; readonly ring: () => void }>();
  #skipped = 0;

  constructor(base: Clock) {
    this.#base = base;
  }
  now(): number {
    return this.#base.now() + this.#skipped;
  }
  monotonic(): number {
    return this.#base.monotonic() + this.#skipped;
  }
  after(ms: number, call: () => void): Disposable {
    const ring = (): void => {
      real[Symbol.dispose]();
      if (this.#timers.delete(timer)) call();
    };
    const timer = { at: this.monotonic() + ms, ring };
    const real = this.#base.after(ms, ring);
    this.#timers.add(timer);
    return {
      [Symbol.dispose]: () => {
        real[Symbol.dispose]();
        this.#timers.delete(timer);
      },
    };
  }
  skip(ms: number): void {
    this.#skipped += ms;
    const now = this.monotonic();
    for (const { at, ring } of [...this.#timers].toSorted((one, other) => one.at - other.at))
      if (at <= now) ring();
  }
}

/** The real clock, on another day: for a local clock that agrees with documents signed then. */
export function clockSetTo(instant: number): Clock {
  const shift = instant - Date.now();
  return { ...systemClock, now: () => Date.now() + shift };
}
