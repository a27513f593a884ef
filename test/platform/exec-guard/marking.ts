import { readFileSync } from 'node:fs';
import { openMountMarker } from '#platform/exec-guard/mount-marker.ts';
import { parseMountinfo, type Mount } from '#platform/exec-guard/mountinfo.ts';
import type { MountMarker, RemoteMounts } from '#platform/exec-guard/mounts-port.ts';
import { AnsweredGroup } from './answered-group.ts';

const ownMounts = (): Mount[] => parseMountinfo(readFileSync('/proc/self/mountinfo', 'latin1'));
export const mountAt = (point: string): Mount => {
  const found = ownMounts().findLast((mount) => mount.point === point);
  if (found === undefined) throw new Error(`${point} is not mounted`);
  return found;
};
export const deviceOf = (point: string): string => mountAt(point).device;

/** Two gates that say yes, and a marker for each that keeps to the given mount points. */
export class Marking implements AsyncDisposable {
  readonly local = new AnsweredGroup();
  readonly remote = new AnsweredGroup();
  /** Every change of what both leave unguarded. */
  readonly told: (readonly string[])[] = [];
  readonly #markers: MountMarker[] = [];
  readonly marker = {
    marked: (): number => this.#markers.reduce((sum, marker) => sum + marker.marked(), 0),
    unguarded: (): readonly string[] => [...new Set(this.#markers.flatMap((one) => one.unguarded()))],
    /** As the marker of the local ones sees them. */
    remote: (): RemoteMounts | undefined => this.#markers[0]?.remote(),
    lookAt: (pid: number): void => {
      for (const marker of this.#markers) marker.lookAt(pid);
    },
  };

  static async of(only: readonly string[]): Promise<Marking> {
    const marking = new Marking();
    for (const kind of ['local', 'remote'] as const) {
      const { fd: group } = marking[kind];
      const onChange = (): void => marking.#note();
      marking.#markers.push(await openMountMarker({ kind, group, only, onChange }));
    }
    marking.#note();
    return marking;
  }

  #note(): void {
    const now = this.marker.unguarded();
    if (now.join() !== (this.told.at(-1) ?? []).join()) this.told.push(now);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const marker of this.#markers) await marker[Symbol.asyncDispose]();
    await this.local[Symbol.asyncDispose]();
    await this.remote[Symbol.asyncDispose]();
  }
}

/** How many questions this raised. */
export const asksOf = async (group: AnsweredGroup, start: () => Promise<unknown>): Promise<number> => {
  const before = group.asked();
  await start();
  return group.asked() - before;
};
