import type { Pause } from '#policy/assignment.ts';
import { decide } from '#policy/decide.ts';
import type { Exemption } from '#policy/exemption.ts';
import { exemptionInForce } from '#policy/exemption-in-force.ts';
import { pathToRoot } from '#policy/effective.ts';
import type { Truth } from '#policy/proof.ts';
import type { ReasonCode } from '#policy/reasons.ts';
import type { DevicePolicy, EffectiveValue } from '#protocol/console-fleet.ts';
import { classOf, stringsOf, type DeviceRow } from '#server/devices/index.ts';
import type { Published } from '#server/policies/index.ts';
import { placesOf } from './places.ts';

export type DeviceFactsKnown = {
  readonly exemptions: readonly Exemption[];
  readonly pauses: readonly Pause[];
  readonly truth: readonly Truth[];
  readonly now: number;
};

/** Reasons that only say that the ban does what was written. */
const plain: ReadonlySet<ReasonCode> = new Set(['blocked', 'warned', 'informed']);

/**
 * What holds for one device, by the very function by which its agent decides; what is found on the PC is not known here and
 * not asked. Bans for other devices are left out.
 */
export function devicePolicy(
  published: Published,
  row: DeviceRow,
  { exemptions, pauses, truth, now }: DeviceFactsKnown,
): DevicePolicy {
  const deviceClass = classOf(row);
  const policy = placesOf(published)({ unit: row.unit, labels: row.labels, class: deviceClass });
  const unknown = { state: 'unknown', why: 'not known to the server' } as const;
  const facts = {
    device: { os: row.os, class: deviceClass, accounts: [] },
    installed: unknown,
    running: unknown,
  };
  const input = { policy, exemptions, pauses, facts, grace: [], ownPaths: [], now };
  const standings = new Map(
    decide(input).standings.map((one) => [`${one.origin.unit} ${one.ban}`, one] as const),
  );
  const values = policy.bans
    .filter(({ forThisDevice }) => forThisDevice)
    .map((effective): EffectiveValue => {
      const { ban, origin, allowed } = effective;
      const standing = standings.get(`${origin.unit} ${ban.id}`);
      const why: ReasonCode[] = [];
      if (standing !== undefined && !plain.has(standing.reason)) why.push(standing.reason);
      // The org tree may lower it besides what lowers it today.
      if (allowed !== ban.effect && origin.binding === 'recommended' && !why.includes('recommended'))
        why.push('recommended');
      if (allowed === 'none' && !why.includes('declined')) why.push('declined');
      const exemption =
        exemptionInForce(effective, undefined, input) ??
        exemptions.find(({ ban: of, from, until }) => of === ban.id && from <= now && now < until);
      return {
        ban: ban.id,
        unit: origin.unit,
        binding: origin.binding,
        effect: ban.effect,
        effectToday: standing?.effect ?? 'none',
        why,
        from: ban.from,
        review: ban.review,
        ...(exemption === undefined
          ? {}
          : {
              exemption: {
                until: exemption.until,
                ...(exemption.account === undefined ? {} : { account: exemption.account }),
              },
            }),
        truth: truth
          .filter((one) => one.ban === ban.id)
          .map(({ channel, level, why: because }) => ({
            channel,
            level,
            ...(because === undefined ? {} : { why: because }),
          })),
      };
    });
  return {
    release: row.release,
    target: published.version,
    unit: row.unit,
    path: [...pathToRoot(published.release.organisation.units, row.unit)],
    labels: stringsOf(row.labels),
    class: deviceClass,
    values,
  };
}
