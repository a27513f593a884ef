import type { Operator } from '#server/operators/index.ts';

export type ScopePorts = {
  readonly rootUnit: () => string;
  /** The unit for which an operator speaks. */
  readonly unitOf: (operator: Operator) => string;
  readonly unitExists: (unit: string) => boolean;
  /** The unit and all below it. */
  readonly unitsUnder: (unit: string) => readonly string[];
};

export type Scope = ReturnType<typeof createScope>;

/** What of the org tree an operator sees. */
export function createScope({ rootUnit, unitExists, unitOf, unitsUnder }: ScopePorts) {
  const all = (operator: Operator): boolean => unitOf(operator) === rootUnit();
  return {
    /** Whether a device of this unit is the operator's. */
    sees: (operator: Operator, unit: string): boolean =>
      all(operator) || unitsUnder(unitOf(operator)).includes(unit),
    /** The units that a list may show; undefined: all of them. `wanted` narrows it. */
    within: (
      operator: Operator,
      wanted: string | undefined,
    ): readonly string[] | undefined | 'unknown' | 'outside' => {
      if (wanted === undefined) return all(operator) ? undefined : unitsUnder(unitOf(operator));
      if (!unitExists(wanted)) return 'unknown';
      if (!all(operator) && !unitsUnder(unitOf(operator)).includes(wanted)) return 'outside';
      return unitsUnder(wanted);
    },
  };
}
