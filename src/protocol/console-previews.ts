/** Operations on the look before publishing: how many PCs a ban would touch. */
export const previewOperations = {} as const;
