/** How often something is put back before it is left alone for a while: two programs could fight over a file. */
const restoreLimit = 5;
export const restoreWindowMs = 60_000;

/** Counts restorations in a window of time. */
export class RestoreBudget {
  readonly #now: () => number;
  #times: number[] = [];

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Milliseconds until the next restoration is allowed; 0 for now. */
  wait(): number {
    const now = this.#now();
    // A clock that was set back must not hold up anything.
    this.#times = this.#times.filter((at) => at <= now && now - at < restoreWindowMs);
    const newest = this.#times.at(-1);
    return this.#times.length < restoreLimit || newest === undefined ? 0 : newest + restoreWindowMs - now;
  }

  spend(): void {
    this.#times.push(this.#now());
  }
}
