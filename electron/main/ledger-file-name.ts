/** `portvakt-2026-11-22.json`. */
export const ledgerFileName = (now: number): string =>
  `portvakt-${new Date(now).toISOString().slice(0, 10)}.json`;
