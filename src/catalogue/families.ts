import type { Catalogue } from './compile.ts';
import { compareEvidence, compareText, type Verdict } from './judge.ts';
import type { Hit } from './rule.ts';

/** An app that the evidence may mean. */
export type Candidate = { readonly app: number; readonly hits: readonly Hit[]; readonly verdict: Verdict };
type Settled = { readonly app: number; readonly verdict: Verdict };

/**
 * One program is one member of a family. A member that rests on nothing but what another one claims too, and is less
 * sure or claims less, is dropped (on a tie the parent stays); a fork that is certain replaces its parent; otherwise all
 * stand. Each fork left also speaks for its parent, by channel `fork`.
 */
export const settleFamilies = (
  catalogue: Catalogue,
  candidates: readonly Candidate[],
): readonly Settled[] => {
  if (!candidates.some(({ app }) => catalogue.parents[app] !== undefined)) return candidates;
  const rootOf = ({ app }: Candidate): number => catalogue.parents[app] ?? app;
  const isBeatenBy = (one: Candidate, other: Candidate): boolean => {
    if (one === other || rootOf(one) !== rootOf(other)) return false;
    const isParent = one.app === rootOf(one);
    return (isParent && isSure(other)) || addsNothing(one, other, other.app === rootOf(other));
  };
  const left = candidates.filter((one) => !candidates.some((other) => isBeatenBy(one, other)));
  return [...left, ...asParents(catalogue, left)];
};

const isSure = ({ verdict }: Candidate): boolean => verdict.strength === 'certain';

const addsNothing = (one: Candidate, other: Candidate, otherIsParent: boolean): boolean => {
  if (!isWithin(one, other)) return false;
  if (isSure(one) !== isSure(other)) return isSure(other);
  return otherIsParent || !isWithin(other, one);
};

const isWithin = (one: Candidate, other: Candidate): boolean =>
  one.hits.every(({ item }) => other.hits.some((hit) => hit.item === item));

const asParents = (catalogue: Catalogue, left: readonly Candidate[]): readonly Settled[] => {
  const best = new Map<number, Verdict>();
  for (const { app, verdict } of left) {
    const parent = catalogue.parents[app];
    if (parent === undefined) continue;
    const known = best.get(parent);
    if (known === undefined || compareVerdicts(verdict, known) < 0) best.set(parent, verdict);
  }
  return [...best].map(([app, verdict]) => ({ app, verdict: { ...verdict, channel: 'fork' as const } }));
};

// `certain` before `hint`; the rest only makes the choice the same for every order.
const compareVerdicts = (a: Verdict, b: Verdict): number =>
  compareText(a.strength, b.strength) ||
  compareText(a.confidence, b.confidence) ||
  b.evidence.length - a.evidence.length ||
  a.evidence.reduce((order, one, at) => order || compareEvidence(one, b.evidence[at] ?? one), 0);
