import { readFileSync } from 'node:fs';
import { openMountMarker } from '#platform/exec-guard/mount-marker.ts';
import { parseMountinfo, type Mount } from '#platform/exec-guard/mountinfo.ts';
import type { MountMarker } from '#platform/exec-guard/mounts-port.ts';
import { AnsweredGroup } from './answered-group.ts';

const ownMounts = (): Mount[] => parseMountinfo(readFileSync('/proc/self/mountinfo', 'latin1'));
export const mountAt = (point: string): Mount => {
  const found = ownMounts().findLast((mount) => mount.point === point);
  if (found === undefined) throw new Error(`${point} is not mounted`);
  return found;
};
export const deviceOf = (point: string): string => mountAt(point).device;

/** Two gates that say yes, and a marker that keeps to the given mount points. */
export class Marking implements AsyncDisposable {
  readonly local = new AnsweredGroup();
  readonly remote = new AnsweredGroup();
  readonly opened: string[] = [];
  readonly told: (readonly string[])[] = [];
  #marker: MountMarker | undefined;

  static async of(only: readonly string[]): Promise<Marking & { readonly marker: MountMarker }> {
    const marking = new Marking();
    const marker = await openMountMarker({
      gateFor: (kind) => {
        marking.opened.push(kind);
        return Promise.resolve(marking[kind].fd);
      },
      only,
      onChange: (unguarded) => marking.told.push(unguarded),
    });
    marking.#marker = marker;
    return Object.assign(marking, { marker });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#marker?.[Symbol.asyncDispose]();
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
