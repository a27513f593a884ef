import type { PlacedDevice } from '#server/devices/index.ts';
import type { Published } from '#server/policies/index.ts';
import { Members, type Place } from './members.ts';
import type { Reported } from './tally.ts';
import {
  positionOf,
  ruleOf,
  soakEndOf,
  type RingCount,
  type RingRow,
  type RolloutRow,
} from './rollout-rows.ts';

const unitsKnown = new WeakMap<Published, ReadonlySet<string>>();
const none: ReadonlySet<string> = new Set();

/** The units of a release; read once, since every assignment asks. */
export function unitsOf(published: Published | undefined): ReadonlySet<string> {
  if (published === undefined) return none;
  const known = unitsKnown.get(published);
  if (known !== undefined) return known;
  const units = new Set(published.release.organisation.units.map(({ id }) => id));
  unitsKnown.set(published, units);
  return units;
}

/** The newest rollout, in memory: what every device is to hold is answered from here. */
export class Current {
  row: RolloutRow;
  rings: readonly RingRow[];
  readonly published: Published;
  /** What those hold who are not to have the release yet. */
  readonly base: Published | undefined;
  /** Releases that were superseded between the two, newest first: some PCs hold them. */
  readonly older: readonly Published[];
  /** What each device of the ring that soaks reported; undefined until it was counted after a restart. */
  reports: Map<string, Reported> | undefined;
  /** The time of the ring that soaks is over, and none of its devices applies the release. */
  waits = false;
  #members: Members;
  #loading: { readonly members: Members; readonly heard: Set<string> } | undefined;

  constructor(parts: {
    readonly row: RolloutRow;
    readonly rings: readonly RingRow[];
    readonly published: Published;
    readonly base: Published | undefined;
    readonly older: readonly Published[];
  }) {
    this.row = parts.row;
    this.rings = parts.rings;
    this.published = parts.published;
    this.base = parts.base;
    this.older = parts.older;
    this.#members = new Members(parts.rings.map(ruleOf));
  }

  /** The ring that soaks, or did when it halted. */
  get position(): number {
    return positionOf(this.rings);
  }
  get version(): number {
    return this.row.version;
  }
  get everywhere(): boolean {
    return this.row.state === 'done';
  }

  /** Reads anew who is in which ring; what is heard meanwhile is not lost. */
  async load(devices: AsyncIterable<PlacedDevice>): Promise<void> {
    if (this.rings.length === 0) return;
    const fresh = new Members(this.rings.map(ruleOf));
    const heard = new Set<string>();
    this.#loading = { members: fresh, heard };
    // What is heard meanwhile is newer than a row that was read before.
    for await (const device of devices) if (!heard.has(device.id)) fresh.note(device);
    fresh.takeOver(this.#members);
    this.#members = fresh;
    this.#loading = undefined;
  }

  /** Adds what was reported; of other rings nothing is kept here. */
  report(devices: ReadonlyMap<string, Reported>): void {
    this.reports ??= new Map();
    for (const [device, { faults, hits, requests, ring }] of devices) {
      if (ring !== this.position) continue;
      const sum = this.reports.get(device) ?? { ring, hits: 0, faults: 0, requests: 0 };
      this.reports.set(device, sum);
      sum.hits += hits;
      sum.faults += faults;
      sum.requests += requests;
    }
  }

  note(place: Place): void {
    this.#members.note(place);
    this.#loading?.members.note(place);
    this.#loading?.heard.add(place.id);
  }

  applied(device: string, release: number): void {
    this.#members.applied(device, release);
    this.#loading?.members.applied(device, release);
  }

  counts(): RingCount[] {
    return this.#members.counts(this.version);
  }

  /**
   * Whether the ring that soaks has been watched for long enough: `begins` where its first device came after its time. A
   * ring with devices of which none applies the release was not watched at all; one without devices, or without a soak,
   * passes by time alone.
   */
  soak(now: number): 'soaks' | 'begins' | 'over' {
    const ring = this.rings[this.position];
    const { applied = 0, devices = 0 } = this.counts()[this.position] ?? {};
    const isOver = ring !== undefined && now >= soakEndOf(ring);
    const waited = this.waits;
    this.waits = isOver && ring.soak_hours > 0 && devices > 0 && applied === 0;
    if (this.waits || !isOver) return 'soaks';
    return waited && devices > 0 ? 'begins' : 'over';
  }

  /** The position of the device's ring, where it has begun and the device applies the release. */
  heldIn(device: string): number | undefined {
    const ring = this.#members.ringOf(device);
    const began = ring !== undefined && ring <= this.position;
    return began && this.#members.holds(device, this.version) ? ring : undefined;
  }

  /** Every release that a device may hold or be given, newest first. */
  live(): Published[] {
    if (this.everywhere || this.base === undefined) return [this.published];
    return [this.published, ...this.older, this.base];
  }

  /** Units that those who are not to have the release yet still have, and it has no more. */
  goneUnits(): Set<string> {
    if (this.everywhere) return new Set();
    const still = unitsOf(this.published);
    return new Set([...unitsOf(this.base)].filter((unit) => !still.has(unit)));
  }

  /** The unit that an assignment names: a PC that holds the base keeps a unit that only the base has. */
  unitFor(device: string, unit: string): string | undefined {
    const known = [this.targetOf(device), this.published].some((one) => unitsOf(one).has(unit));
    return known ? unit : undefined;
  }

  /** Once halted nobody else gets the release; who applies it keeps it. */
  targetOf(device: string): Published | undefined {
    if (this.everywhere || this.base === undefined) return this.published;
    if (this.#members.holds(device, this.version)) return this.published;
    const ring = this.#members.ringOf(device);
    const reached = this.row.state === 'running' && ring !== undefined && ring <= this.position;
    return reached ? this.published : this.base;
  }
}
