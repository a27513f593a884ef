import { describe, expect, it } from 'vitest';
import { canRunAsRoot } from '#test/kit/needs-root.ts';
import { eventually } from '../eventually.ts';
import { Marking } from './marking.ts';
import { MountStage, stagePrograms } from './mount-stage.ts';

const times = 100;

const percentile = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;

describe.runIf(canRunAsRoot('marks in time', { programs: stagePrograms }))('marks in time', () => {
  it.for(['tmpfs', 'squashfs'] as const)(
    'is there before a program can be started from a new %s, in at least 95 of 100 tries',
    async (kind) => {
      await using stage = new MountStage();
      const point = stage.point('often');
      const source = kind === 'tmpfs' ? kind : stage.loopDevice(stage.squashfsImage());
      await using marking = await Marking.of([point]);
      const text = await stage.mountOften(source, point, times, marking.local.fdinfo());
      const lines = text.trimEnd().split('\n');
      const busy = lines.pop();
      const sorted = lines.map(Number).toSorted((a, b) => a - b);
      const [half, most, last] = [0.5, 0.95, 1].map((share) => percentile(sorted, share));
      console.log(
        `${kind}: mounted → marked p50 ${half} µs, p95 ${most} µs, max ${last} µs; ${marking.local.asked()} of ${times} starts asked; ${busy}`,
      );
      expect(sorted).toHaveLength(times);
      expect(marking.local.asked()).toBeGreaterThanOrEqual(95);
      await eventually(() => expect(marking.marker.marked()).toBe(0));
      expect(marking.local.devices()).toEqual([]);
    },
  );
});
