/** Repeatable random numbers in [0, 1): mulberry32. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** The seed of this run: from `PORTVAKT_SEED`, else from the clock; printed, so that a failure can be repeated. */
export function printedSeed(what: string): number {
  const seed = Number(process.env['PORTVAKT_SEED'] ?? Date.now() % 4_294_967_296);
  console.log(`${what}: PORTVAKT_SEED=${seed}`);
  return seed;
}
