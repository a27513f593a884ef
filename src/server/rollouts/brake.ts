import type { Brake } from '#policy/server-file.ts';
import type { RolloutMeasure } from '#protocol/console-rollouts.ts';

/** What was counted in the ring that soaks, since it began. */
export type RingCounts = {
  /** Devices of the ring that apply the release. */
  readonly applied: number;
  readonly hits: number;
  readonly faults: number;
  readonly requests: number;
};

const defaultAtLeast = 5;

/** The first limit that is exceeded; undefined while too few devices hold the release, or all is well. */
export function exceeded(counts: RingCounts, brake: Brake): RolloutMeasure | undefined {
  const devices = counts.applied;
  if (devices < (brake.atLeastDevices ?? defaultAtLeast)) return undefined;
  const limits = [
    ['hits', brake.hitsPerDevice],
    ['faults', brake.faultsPerDevice],
    ['requests', brake.requestsPerDevice],
  ] as const;
  for (const [what, limit] of limits) {
    const perDevice = counts[what] / devices;
    if (limit !== undefined && perDevice > limit) return { what, perDevice, limit, devices };
  }
  return undefined;
}

const names = { hits: 'hits', faults: 'faults', requests: 'exemption requests' } as const;

export function brakeSentence({ devices, limit, perDevice, what }: RolloutMeasure): string {
  const measured = Number(perDevice.toPrecision(3));
  return `${measured} ${names[what]} per device on ${devices} devices, more than the limit of ${limit}`;
}
