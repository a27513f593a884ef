/** What of a ring decides who is in it. */
export type RingRule = {
  readonly percent?: number | undefined;
  readonly labels?: readonly string[] | undefined;
};

const shares = 10_000;

/** Where a device stands among all, 0..9999, always the same: its id is random, so its beginning is a fair draw. */
export function shareOf(device: string): number {
  return Number.parseInt(device.slice(0, 12), 16) % shares;
}

/** The first ring that takes the device; with the last where none does. */
export function ringOf(rings: readonly RingRule[], device: string, labels: readonly string[]): number {
  const share = shareOf(device);
  const found = rings.findIndex(
    (ring) =>
      (ring.percent !== undefined && share < (ring.percent * shares) / 100) ||
      ring.labels?.some((label) => labels.includes(label)) === true,
  );
  return found === -1 ? Math.max(0, rings.length - 1) : found;
}
