import type { Clock } from '#runtime/clock.ts';

/** Calls at once, and then at most every `ms`; what was asked for in between is one call at the end of it. */
export class Pace implements Disposable {
  readonly #clock: Clock;
  readonly #ms: number;
  readonly #call: () => void;
  #timer: Disposable | undefined;
  #asked = false;

  constructor(clock: Clock, ms: number, call: () => void) {
    this.#clock = clock;
    this.#ms = ms;
    this.#call = call;
  }

  ask(): void {
    if (this.#timer !== undefined) {
      this.#asked = true;
      return;
    }
    this.#asked = false;
    this.#timer = this.#clock.after(this.#ms, () => {
      this.#timer = undefined;
      if (this.#asked) this.ask();
    });
    this.#call();
  }

  [Symbol.dispose](): void {
    this.#timer?.[Symbol.dispose]();
    this.#timer = undefined;
  }
}
