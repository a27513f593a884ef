/**
 * What a ban does, weakest first. Kept apart from the schemas, so that a process that only decides need not load a schema
 * library.
 */
export const effects = ['inform', 'warn', 'block'] as const;
type EffectOrNone = (typeof effects)[number] | 'none';

const strengthOf = (effect: EffectOrNone): number => (effect === 'none' ? -1 : effects.indexOf(effect));
export const stricter = <E extends EffectOrNone>(one: E, other: E): E =>
  strengthOf(one) >= strengthOf(other) ? one : other;
export const compareEffects = (one: EffectOrNone, other: EffectOrNone): number =>
  strengthOf(one) - strengthOf(other);
export const weaker = <E extends EffectOrNone>(one: E, other: E): E =>
  strengthOf(one) <= strengthOf(other) ? one : other;
