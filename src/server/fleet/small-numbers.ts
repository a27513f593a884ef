import type { Reported } from '#protocol/console-report.ts';

/** Fewer PCs than this: a small number may point to a person. */
export const fewDevices = 20;
const few = 5;

const isSmall = (count: number): boolean => count > 0 && count < few;

/** How the numbers of one group of PCs are told. */
export type Telling = {
  /** A number that is part of no sum: `{ under: 5 }` where it is small. */
  readonly told: (count: number) => Reported;
  /**
   * Numbers of PCs that add up to `total`, the rest of them told nowhere. Where one of them or the rest is small it could be
   * worked out from the others: then none is told.
   */
  readonly row: (counts: readonly number[], total: number) => readonly Reported[];
  readonly hides: boolean;
};

/** For a group of that many PCs. */
export function tellingOf(devices: number): Telling {
  const hides = devices < fewDevices;
  return {
    hides,
    told: (count) => (hides && isSmall(count) ? { under: few } : count),
    row: (counts, total) => {
      const rest = total - counts.reduce((all, count) => all + count, 0);
      if (!hides || ![...counts, rest].some(isSmall)) return counts;
      // Of very few PCs, or of as many as there are numbers, it would say much already which are not 0.
      const saysMuch = total < few || counts.filter((count) => count > 0).length >= total;
      return counts.map((count) => (count === 0 && !saysMuch ? 0 : { under: fewDevices }));
    },
  };
}
