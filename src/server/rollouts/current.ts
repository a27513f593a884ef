import type { PlacedDevice } from '#server/devices/index.ts';
import type { Published } from '#server/policies/index.ts';
import { Members } from './members.ts';
import { positionOf, ruleOf, type RingRow, type RolloutRow } from './rollout-rows.ts';

/** The newest rollout, in memory: what every device is to hold is answered from here. */
export class Current {
  row: RolloutRow;
  rings: readonly RingRow[];
  readonly published: Published;
  /** What those hold who are not to have the release yet. */
  readonly base: Published | undefined;
  members: Members;

  constructor(parts: {
    readonly row: RolloutRow;
    readonly rings: readonly RingRow[];
    readonly published: Published;
    readonly base: Published | undefined;
  }) {
    this.row = parts.row;
    this.rings = parts.rings;
    this.published = parts.published;
    this.base = parts.base;
    this.members = new Members(parts.rings.map(ruleOf));
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
    for await (const device of devices) this.members.note(device);
  }

  /** Once halted nobody else gets the release; who applies it keeps it. */
  targetOf(device: string): Published | undefined {
    if (this.everywhere || this.base === undefined) return this.published;
    if (this.members.holds(device, this.version)) return this.published;
    const ring = this.members.ringOf(device);
    const reached = this.row.state === 'running' && ring !== undefined && ring <= this.position;
    return reached ? this.published : this.base;
  }
}
