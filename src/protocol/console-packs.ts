/** Operations on ban packs: those that are followed, and those that this organisation publishes. */
export const packOperations = {} as const;
