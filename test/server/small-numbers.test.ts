import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Reported } from '#protocol/console-report.ts';
import { tellingOf } from '#server/fleet/small-numbers.ts';

/** Every way in which what is told could have come about. */
function* possible(told: readonly Reported[], total: number): Generator<number[]> {
  const [first, ...others] = told;
  if (first === undefined) return yield [];
  for (let count = typeof first === 'number' ? first : 0; count <= total; count += 1) {
    if (typeof first === 'number' && count !== first) return;
    if (typeof first !== 'number' && count >= first.under) return;
    for (const rest of possible(others, total - count)) yield [count, ...rest];
  }
}

describe('the numbers of a small unit', () => {
  it('cannot be worked out from the others of their row', () => {
    expect.hasAssertions();
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 4 }),
        fc.integer({ min: 0, max: 6 }),
        (counts, rest) => {
          const total = counts.reduce((all, count) => all + count, 0) + rest;
          fc.pre(total < 20);
          const told = tellingOf(total).row(counts, total);
          const ways = [...possible(told, total)];
          for (const [at, count] of counts.entries())
            if (count > 0 && count < 5) expect(new Set(ways.map((way) => way[at])).size).toBeGreaterThan(1);
          if (rest > 0 && rest < 5)
            expect(
              new Set(ways.map((way) => total - way.reduce((all, one) => all + one, 0))).size,
            ).toBeGreaterThan(1);
        },
      ),
    );
  });

  it('are told where none is small, and of many PCs always', () => {
    expect(tellingOf(12).row([7, 5, 0], 12)).toEqual([7, 5, 0]);
    expect(tellingOf(12).row([7], 9)).toEqual([{ under: 20 }]);
    expect(tellingOf(7).row([5, 2, 0], 7)).toEqual([{ under: 20 }, { under: 20 }, 0]);
    expect(tellingOf(2).row([2, 0], 2)).toEqual([{ under: 20 }, { under: 20 }]);
    expect(tellingOf(20).row([19, 1], 20)).toEqual([19, 1]);
    expect(tellingOf(7).told(3)).toEqual({ under: 5 });
    expect(tellingOf(20).told(3)).toBe(3);
  });
});
