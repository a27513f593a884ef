/** Operations on how a release reaches the fleet, ring by ring. */
export const rolloutOperations = {} as const;
