import { effectivePolicy, readFragment, type EffectivePolicy } from '#policy/effective.ts';
import type { DeviceClass } from '#policy/facts.ts';
import { stringsOf } from '#server/devices/index.ts';
import type { Published } from '#server/policies/index.ts';

/** Unit, labels as they are stored, and class: devices that share them have the same policy. */
export type Place = { readonly unit: string; readonly labels: string; readonly class: DeviceClass };
export type Places = (place: Place) => EffectivePolicy;

/** Policies kept per release; a fleet has a few hundred places. */
const mostKept = 2_000;
const kept = new WeakMap<Published, Places>();

/** What a release means at each place, worked out once. */
export function placesOf(published: Published): Places {
  const known = kept.get(published);
  if (known !== undefined) return known;
  const fragments = [...published.fragmentOf.values()].flatMap((one) => readFragment(one) ?? []);
  const made = new Map<string, EffectivePolicy>();
  const places: Places = ({ unit, labels, class: deviceClass }) => {
    const key = `${unit}\n${deviceClass}\n${labels}`;
    const there = made.get(key);
    if (there !== undefined) return there;
    if (made.size >= mostKept) made.clear();
    const place = { unit, labels: stringsOf(labels), class: deviceClass };
    const policy = effectivePolicy(published.release, fragments, place);
    made.set(key, policy);
    return policy;
  };
  kept.set(published, places);
  return places;
}
