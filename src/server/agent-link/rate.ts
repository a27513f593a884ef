/** A token bucket: `perSecond` on average, bursts of what gathers in `windowMs`. `now` is monotonic milliseconds. */
export class Rate {
  readonly #perSecond: number;
  readonly #most: number;
  #left: number;
  #last: number | undefined;

  constructor(perSecond: number, windowMs: number) {
    this.#perSecond = perSecond;
    this.#most = (perSecond * windowMs) / 1_000;
    this.#left = this.#most;
  }

  take(now: number): boolean {
    const gathered = ((now - (this.#last ?? now)) * this.#perSecond) / 1_000;
    this.#left = Math.min(this.#most, this.#left + gathered);
    this.#last = now;
    if (this.#left < 1) return false;
    this.#left -= 1;
    return true;
  }
}
