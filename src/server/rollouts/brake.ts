import type { Brake } from '#policy/server-file.ts';
import type { RolloutMeasure } from '#protocol/console-rollouts.ts';
import type { Counted } from './tally.ts';

/** The ring that soaks, since it began. */
export type RingReports = {
  /** Devices of the ring that apply the release. */
  readonly applied: number;
  /** What each of those that reported something did. */
  readonly reports: Iterable<Counted>;
};

const defaultAtLeast = 5;

/**
 * The first limit that is exceeded; undefined while too few devices hold the release, or all is well. However much one
 * device reports, it counts for no more than brings `atLeastDevices` of them to the limit: a single PC, broken or in the
 * wrong hands, must not halt a rollout and pause a ban for everybody. Only with `atLeastDevices: 1` one is enough.
 */
export function exceeded({ applied, reports }: RingReports, brake: Brake): RolloutMeasure | undefined {
  const atLeast = brake.atLeastDevices ?? defaultAtLeast;
  if (applied < atLeast) return undefined;
  const all = [...reports];
  const limits = [
    ['hits', brake.hitsPerDevice],
    ['faults', brake.faultsPerDevice],
    ['requests', brake.requestsPerDevice],
  ] as const;
  for (const [what, limit] of limits) {
    if (limit === undefined) continue;
    const most = atLeast === 1 ? Infinity : Math.max(1, limit * atLeast);
    const perDevice = all.reduce((sum, one) => sum + Math.min(one[what], most), 0) / applied;
    if (perDevice > limit) return { what, perDevice, limit, devices: applied };
  }
  return undefined;
}

const names = { hits: 'hits', faults: 'faults', requests: 'exemption requests' } as const;

export function brakeSentence({ devices, limit, perDevice, what }: RolloutMeasure): string {
  const measured = Number(perDevice.toPrecision(3));
  return `${measured} ${names[what]} per device on ${devices} devices, more than the limit of ${limit}`;
}
