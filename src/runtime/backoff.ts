/**
 * Waiting times between tries to connect: the first is spread evenly over 0–30 s (full jitter), later ones over a
 * window that begins at 5 s and doubles to 5 min, so that a fleet never returns at once.
 */
export function backoff(random: () => number): { next(): number; reset(): void } {
  const first = 30_000;
  const least = 5_000;
  const most = 300_000;
  let tries = 0;
  return {
    next: () => {
      const window = tries === 0 ? first : Math.min(most, least * 2 ** (tries - 1));
      tries += 1;
      return Math.round(random() * window);
    },
    reset: () => {
      tries = 0;
    },
  };
}
