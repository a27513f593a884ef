/** A token bucket: `perSecond` on average, bursts of what gathers in `windowMs`. `now` is monotonic milliseconds. */
export function createRate(perSecond: number, windowMs: number): { take(now: number): boolean } {
  const most = (perSecond * windowMs) / 1_000;
  let left = most;
  let last: number | undefined;
  return {
    take: (now) => {
      left = Math.min(most, left + ((now - (last ?? now)) * perSecond) / 1_000);
      last = now;
      if (left < 1) return false;
      left -= 1;
      return true;
    },
  };
}
