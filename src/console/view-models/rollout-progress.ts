import type { ResponseOf } from '#protocol/console-server.ts';

type Ring = ResponseOf<'getRollout'>['rings'][number];

/** Of the ring's PCs, how many have the release, 0..1. */
export const shareApplied = ({ applied, devices }: Pick<Ring, 'applied' | 'devices'>): number =>
  devices === 0 ? 0 : Math.min(1, applied / devices);

/** Whole hours until the next ring; undefined where nothing is counted down. */
export const soakHoursLeft = (
  { soakUntil, state }: Pick<Ring, 'soakUntil' | 'state'>,
  now: number,
): number | undefined =>
  soakUntil === undefined || state !== 'soaking'
    ? undefined
    : Math.max(0, Math.floor((soakUntil - now) / 3_600_000));

export type Measure = {
  readonly what: 'hits' | 'faults' | 'requests';
  readonly perDevice: number;
  /** Above it the rollout halts; absent: this one never halts it. */
  readonly limit?: number;
  /** Of the limit, 0..1. */
  readonly share: number;
};
type Brake = NonNullable<ResponseOf<'getPolicyContent'>['content']['server']['brake']>;

/** What is measured in a ring against the brake's limits, per PC that has the release. */
export function measuresOf(
  ring: Pick<Ring, 'hits' | 'faults' | 'requests' | 'applied'>,
  brake: Brake = {},
): readonly Measure[] {
  const limits = {
    hits: brake.hitsPerDevice,
    faults: brake.faultsPerDevice,
    requests: brake.requestsPerDevice,
  };
  return (['hits', 'faults', 'requests'] as const).map((what) => {
    const perDevice = ring.applied === 0 ? 0 : ring[what] / ring.applied;
    const limit = limits[what];
    return limit === undefined
      ? { what, perDevice, share: 0 }
      : {
          what,
          perDevice,
          limit,
          share: limit === 0 ? (perDevice > 0 ? 1 : 0) : Math.min(1, perDevice / limit),
        };
  });
}
