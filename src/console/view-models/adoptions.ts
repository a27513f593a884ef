import type { Adoption, Ban, Effect } from '#policy/ban.ts';

/** Weakest first, as `policy/ban.ts` has them. */
const order: readonly Effect[] = ['inform', 'warn', 'block'];

/** What a unit may say to a recommended ban; `withdrawn` takes an answer back. */
export type Answer =
  | { readonly choice: 'same' | 'stricter' | 'weaker'; readonly effect: Effect }
  | { readonly choice: 'declined' | 'withdrawn' };

/** Every answer that a unit can give, the plainest first. */
export function answersTo({ effect }: Pick<Ban, 'effect'>, answered: boolean): readonly Answer[] {
  const others = order.filter((one) => one !== effect);
  const choiceOf = (one: Effect): 'stricter' | 'weaker' =>
    order.indexOf(one) > order.indexOf(effect) ? 'stricter' : 'weaker';
  return [
    { choice: 'same', effect },
    ...others.toReversed().map((one) => ({ choice: choiceOf(one), effect: one })),
    { choice: 'declined' },
    ...(answered ? [{ choice: 'withdrawn' } as const] : []),
  ];
}

/** An answer as the policy writes it; undefined takes it out. What is adopted as it is follows the ban when it changes. */
export function adoptionOf(ban: string, answer: Answer, reason: string): Adoption | undefined {
  switch (answer.choice) {
    case 'withdrawn':
      return undefined;
    case 'declined':
      return { ban, as: 'declined', reason };
    case 'same':
      return { ban, as: 'adopted', reason };
    case 'stricter':
    case 'weaker':
      return { ban, as: 'adopted', effect: answer.effect, reason };
  }
}

/** What a written answer means beside the ban as it is now. */
export function answerOf({ effect }: Pick<Ban, 'effect'>, adoption: Adoption): Answer {
  if (adoption.as === 'declined') return { choice: 'declined' };
  const here = adoption.effect ?? effect;
  const apart = order.indexOf(here) - order.indexOf(effect);
  return { choice: apart === 0 ? 'same' : apart > 0 ? 'stricter' : 'weaker', effect: here };
}

type Node = {
  readonly unit: string;
  readonly name: string;
  readonly parent?: string;
  readonly outside?: boolean;
};

/** The units under one that the operator speaks for, in the order given. */
export function unitsUnder<Unit extends Node>(units: readonly Unit[], top: string): readonly Unit[] {
  const parents = new Map(units.map(({ unit, parent }) => [unit, parent]));
  const liesUnder = (unit: string): boolean => {
    const seen = new Set<string>();
    for (let at = parents.get(unit); at !== undefined && !seen.has(at); at = parents.get(at)) {
      if (at === top) return true;
      seen.add(at);
    }
    return false;
  };
  return units.filter(({ unit, outside }) => outside !== true && liesUnder(unit));
}
