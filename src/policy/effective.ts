import { Compile } from 'typebox/compile';
import { Adoption, Ban, type Effect } from './ban.ts';
import { zoneOf, type Zone } from './calendar-day.ts';
import type { Origin } from './decision.ts';
import { stricter, weaker } from './effect-order.ts';
import type { DeviceClass } from './facts.ts';
import type { Organisation, Unit } from './organisation.ts';
import type { Fragment, Release } from './release.ts';

/** Features that this version understands in `ban.needs`. */
export const knownFeatures: ReadonlySet<string> = new Set();

/** One ban as it stands for one device, before facts. */
export type EffectiveBan = {
  readonly ban: Ban;
  readonly origin: Origin;
  /** The strongest effect that org tree and adoption allow here; `none` where declined. */
  readonly allowed: Effect | 'none';
  readonly forThisDevice: boolean;
  readonly understood: boolean;
  /** Distance from the device's unit to the owner's: 0 is the own unit. */
  readonly distance: number;
};

/** A ban that could not be read: it is `blind`, the others stand. */
export type UnreadableBan = { readonly id: string; readonly unit: string; readonly why: string };

export type EffectivePolicy = {
  readonly release: number;
  readonly organisation: Organisation;
  readonly zone: Zone;
  readonly unit: string;
  readonly class: DeviceClass;
  readonly bans: readonly EffectiveBan[];
  readonly unreadable: readonly UnreadableBan[];
};

/** A fragment read with patience: every ban on its own. */
export type ReadFragment = {
  readonly unit: string;
  readonly bans: readonly Ban[];
  readonly adoptions: readonly Adoption[];
  readonly unreadable: readonly UnreadableBan[];
  /** Catalogue entries, unchecked. */
  readonly apps: readonly unknown[];
};

const banCheck = Compile(Ban);
const adoptionCheck = Compile(Adoption);

/** Reads what a fragment's JSON holds. Undefined only when it is no fragment at all. */
export function readFragment(value: unknown): ReadFragment | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { unit, bans, adoptions, apps } = value as Readonly<Partial<Record<keyof Fragment, unknown>>>;
  if (typeof unit !== 'string' || !Array.isArray(bans)) return undefined;
  const good: Ban[] = [];
  const unreadable: UnreadableBan[] = [];
  for (const ban of bans as readonly unknown[]) {
    if (banCheck.Check(ban)) {
      good.push(ban);
      continue;
    }
    const [first] = banCheck.Errors(ban);
    const id = (ban as { id?: unknown } | null)?.id;
    unreadable.push({
      id: typeof id === 'string' ? id.slice(0, 64) : 'unknown',
      unit,
      why: `${first?.instancePath ?? ''} ${first?.message ?? 'not as the schema says'}`.trim(),
    });
  }
  const answers = Array.isArray(adoptions) ? (adoptions as readonly unknown[]) : [];
  return {
    unit,
    bans: good,
    adoptions: answers.filter((answer) => adoptionCheck.Check(answer)),
    unreadable,
    apps: Array.isArray(apps) ? (apps as readonly unknown[]) : [],
  };
}

/** The units from the device's own up to the root; empty when the unit is not in the tree or the tree has a loop. */
export function pathToRoot(units: readonly Unit[], unit: string): readonly string[] {
  const parents = new Map(units.map(({ id, parent }) => [id, parent] as const));
  const path: string[] = [];
  let at: string | undefined = unit;
  while (at !== undefined && parents.has(at)) {
    if (path.includes(at)) return [];
    path.push(at);
    at = parents.get(at);
  }
  return at === undefined ? path : [];
}

export type DevicePlace = {
  readonly unit: string;
  readonly labels: readonly string[];
  readonly class: DeviceClass;
};

/** The bans of the device's unit and of all its ancestors, as they stand for it. Fragments of other units are ignored. */
export function effectivePolicy(
  release: Release,
  fragments: readonly ReadFragment[],
  place: DevicePlace,
): EffectivePolicy {
  const path = pathToRoot(release.organisation.units, place.unit);
  const byUnit = new Map(fragments.map((fragment) => [fragment.unit, fragment] as const));
  const bans: EffectiveBan[] = [];
  const unreadable: UnreadableBan[] = [];
  path.forEach((unit, distance) => {
    const fragment = byUnit.get(unit);
    if (fragment === undefined) return;
    unreadable.push(...fragment.unreadable);
    for (const ban of fragment.bans) {
      const below = path.slice(0, distance).reverse();
      const { allowed, binding } = standing(ban, below, byUnit);
      bans.push({
        ban,
        origin: { unit, binding, release: release.version },
        allowed,
        forThisDevice: isFor(ban, path, place),
        understood: (ban.needs ?? []).every((feature) => knownFeatures.has(feature)),
        distance,
      });
    }
  });
  return {
    release: release.version,
    organisation: release.organisation,
    zone: zoneOf(release.organisation.calendar.timeZone),
    unit: place.unit,
    class: place.class,
    bans,
    unreadable,
  };
}

/**
 * What the org tree leaves of a ban for a device: `below` are the units under the owner, down to the device's own.
 * Once a unit has adopted a recommended ban, units under it can only make it stricter.
 */
function standing(
  ban: Ban,
  below: readonly string[],
  byUnit: ReadonlyMap<string, ReadFragment>,
): { readonly allowed: Effect | 'none'; readonly binding: Origin['binding'] } {
  if (ban.binding === 'mandatory' || below.length === 0) return { allowed: ban.effect, binding: ban.binding };
  let adopted: Effect | undefined;
  let declined = false;
  for (const unit of below) {
    const answer = byUnit.get(unit)?.adoptions.find((candidate) => candidate.ban === ban.id);
    if (answer === undefined) continue;
    if (answer.as === 'adopted') {
      const effect = answer.effect ?? ban.effect;
      adopted = adopted === undefined ? effect : stricter(adopted, effect);
    } else if (adopted === undefined) declined = true;
  }
  if (adopted !== undefined) return { allowed: adopted, binding: 'adopted' };
  return declined
    ? { allowed: 'none', binding: 'declined' }
    : { allowed: weaker(ban.effect, 'inform'), binding: 'recommended' };
}

function isFor(ban: Ban, path: readonly string[], place: DevicePlace): boolean {
  const audience = ban.audience ?? {};
  const classes: readonly DeviceClass[] = audience.classes ?? ['service'];
  return (
    classes.includes(place.class) &&
    (audience.units === undefined || audience.units.some((unit) => path.includes(unit))) &&
    (audience.labels ?? []).every((label) => place.labels.includes(label)) &&
    !(audience.withoutLabels ?? []).some((label) => place.labels.includes(label))
  );
}
