/** Operations on the fleet as a whole: units, coverage, import, erasure. */
export const fleetOperations = {} as const;
