/** Operations on the compliance report and on how long data are kept. */
export const reportOperations = {} as const;
