/** Time as the program sees it; a test gives its own. */
export interface Clock {
  /** Local wall clock, epoch ms. Never decides anything: see `agent/intake/signed-time.ts`. */
  now(): number;
  /** Milliseconds that never jump; arbitrary origin. */
  monotonic(): number;
  /** Calls once after `ms`; does not keep the process alive. */
  after(ms: number, call: () => void): Disposable;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => Number(process.hrtime.bigint() / 1_000_000n),
  after: (ms, call) => {
    const timer = setTimeout(call, Math.min(ms, 2_147_483_647));
    timer.unref();
    return { [Symbol.dispose]: () => clearTimeout(timer) };
  },
};
