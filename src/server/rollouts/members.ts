import { ringOf, type RingRule } from './rings.ts';

/** What of a device counts here. */
export type Place = {
  readonly id: string;
  readonly labels: readonly string[];
  readonly state: 'awaiting-approval' | 'active' | 'revoked';
  readonly release: number;
};
type Member = { ring: number; release: number };

/** Which ring each active device is in, and which release it says that it applies: in memory, so that a release to thousands asks no store. */
export class Members {
  readonly #rings: readonly RingRule[];
  readonly #all = new Map<string, Member>();

  constructor(rings: readonly RingRule[]) {
    this.#rings = rings;
  }

  note({ id, labels, release, state }: Place): void {
    if (this.#rings.length === 0) return;
    const known = this.#all.get(id);
    if (state !== 'active') this.#all.delete(id);
    else if (known === undefined) this.#all.set(id, { ring: ringOf(this.#rings, id, labels), release });
    else {
      known.ring = ringOf(this.#rings, id, labels);
      // A row that was read before the device applied more is older than what was heard.
      known.release = Math.max(known.release, release);
    }
  }

  applied(device: string, release: number): void {
    const known = this.#all.get(device);
    if (known !== undefined) known.release = release;
  }

  /** What was heard from devices while these were read. */
  takeOver(before: Members): void {
    for (const [device, { release }] of before.#all) {
      const known = this.#all.get(device);
      if (known !== undefined) known.release = Math.max(known.release, release);
    }
  }

  ringOf(device: string): number | undefined {
    return this.#all.get(device)?.ring;
  }

  holds(device: string, version: number): boolean {
    return (this.#all.get(device)?.release ?? 0) >= version;
  }

  /** Per ring: how many devices, and how many of them apply at least this version. */
  counts(version: number): { devices: number; applied: number }[] {
    const counts = this.#rings.map(() => ({ devices: 0, applied: 0 }));
    for (const { ring, release } of this.#all.values()) {
      const count = counts[ring];
      if (count === undefined) continue;
      count.devices += 1;
      if (release >= version) count.applied += 1;
    }
    return counts;
  }
}
