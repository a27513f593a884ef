import fc from 'fast-check';
import { expect, it } from 'vitest';
import { backoff } from '#runtime/backoff.ts';

it('spreads the first try over 30 s, then doubles from 5 s to 5 min', () => {
  const wait = backoff(() => 1);
  expect(Array.from({ length: 9 }, () => wait.next())).toEqual([
    30_000, 5_000, 10_000, 20_000, 40_000, 80_000, 160_000, 300_000, 300_000,
  ]);
  wait.reset();
  expect(wait.next()).toBe(30_000);
});

it('is full jitter: any share of the window, never more', () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 30 }),
      (shares) => {
        let at = 0;
        const wait = backoff(() => shares[at++ % shares.length] ?? 0);
        for (let tries = 0; tries < 40; tries += 1) {
          const ms = wait.next();
          expect(ms).toBeGreaterThanOrEqual(0);
          expect(ms).toBeLessThanOrEqual(300_000);
        }
      },
    ),
  );
});
