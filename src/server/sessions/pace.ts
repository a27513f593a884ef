import type { Clock } from '#runtime/clock.ts';

/** Keys that are remembered; the one that was not heard of for longest is forgotten first, and begins anew. */
const mostKeys = 10_000;

export type Pace = {
  /** Takes one turn of that key; else the seconds until there is one. */
  readonly take: (key: string) => { readonly waitSeconds: number } | undefined;
  /** The turn shall not count. */
  readonly giveBack: (key: string) => void;
};

/** Token buckets by key: `perMinute` on average, `burst` at once. */
export function createPace(
  clock: Pick<Clock, 'monotonic'>,
  { perMinute, burst }: { readonly perMinute: number; readonly burst: number },
): Pace {
  const buckets = new Map<string, { left: number; at: number }>();
  return {
    take: (key) => {
      const now = clock.monotonic();
      const bucket = buckets.get(key) ?? { left: burst, at: now };
      buckets.delete(key);
      buckets.set(key, bucket);
      const [oldest] = buckets.keys();
      if (buckets.size > mostKeys && oldest !== undefined) buckets.delete(oldest);
      bucket.left = Math.min(burst, bucket.left + ((now - bucket.at) * perMinute) / 60_000);
      bucket.at = now;
      if (bucket.left < 1) return { waitSeconds: Math.ceil(((1 - bucket.left) * 60) / perMinute) };
      bucket.left -= 1;
      return undefined;
    },
    giveBack: (key) => {
      const bucket = buckets.get(key);
      if (bucket !== undefined) bucket.left = Math.min(burst, bucket.left + 1);
    },
  };
}

/** Attempts to sign in: those that fail count, by address and over all. */
export type Attempts = {
  readonly take: (address: string) => { readonly waitSeconds: number } | undefined;
  readonly succeeded: (address: string) => void;
};
export function createAttempts(clock: Pick<Clock, 'monotonic'>): Attempts {
  const byAddress = createPace(clock, { perMinute: 10, burst: 10 });
  const overall = createPace(clock, { perMinute: 100, burst: 100 });
  return {
    take: (address) => {
      const refused = byAddress.take(address);
      if (refused !== undefined) return refused;
      const full = overall.take('all');
      if (full !== undefined) byAddress.giveBack(address);
      return full;
    },
    succeeded: (address) => {
      byAddress.giveBack(address);
      overall.giveBack('all');
    },
  };
}
