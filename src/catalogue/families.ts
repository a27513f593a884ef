import type { Catalogue } from './compile.ts';
import type { Verdict } from './judge.ts';
import type { Hit } from './rule.ts';

/** An app that the evidence may mean. */
export type Candidate = { readonly app: number; readonly hits: readonly Hit[]; readonly verdict: Verdict };

/**
 * One program is one member of a family. A member that rests on nothing but what another one claims too, and is less
 * sure or claims less, is dropped (on a tie the parent stays); a fork that is certain replaces its parent; otherwise all
 * stand.
 */
export const settleFamilies = (
  catalogue: Catalogue,
  candidates: readonly Candidate[],
): readonly Candidate[] => {
  if (!candidates.some(({ app }) => catalogue.parents[app] !== undefined)) return candidates;
  const rootOf = ({ app }: Candidate): number => catalogue.parents[app] ?? app;
  const isBeatenBy = (one: Candidate, other: Candidate): boolean => {
    if (one === other || rootOf(one) !== rootOf(other)) return false;
    const isParent = one.app === rootOf(one);
    return (isParent && isSure(other)) || addsNothing(one, other, other.app === rootOf(other));
  };
  return candidates.filter((one) => !candidates.some((other) => isBeatenBy(one, other)));
};

const isSure = ({ verdict }: Candidate): boolean => verdict.strength === 'certain';

const addsNothing = (one: Candidate, other: Candidate, otherIsParent: boolean): boolean => {
  if (!isWithin(one, other)) return false;
  if (isSure(one) !== isSure(other)) return isSure(other);
  return otherIsParent || !isWithin(other, one);
};

const isWithin = (one: Candidate, other: Candidate): boolean =>
  one.hits.every(({ item }) => other.hits.some((hit) => hit.item === item));
