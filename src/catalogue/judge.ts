import type { Channel, Confidence } from '#policy/evidence.ts';
import type { AppMatch, MatchedEvidence } from '#policy/facts.ts';
import { packageKinds, type Hit, type Rule } from './rule.ts';

/** What the hits on one app amount to. */
export type Verdict = Pick<AppMatch, 'channel' | 'confidence' | 'strength' | 'evidence'>;

/** `undefined` where there is only what other programs share, or only a maker's name. */
export const judge = (hits: readonly Hit[]): Verdict | undefined => {
  if (!hits.some(({ rule }) => rule.alone)) return undefined;
  return {
    channel: channelOf(hits),
    confidence: confidenceOf(hits),
    strength: isCertain(hits) ? 'certain' : 'hint',
    evidence: evidenceOf(hits),
  };
};

const isCertain = (hits: readonly Hit[]): boolean => {
  for (const [at, one] of hits.entries()) {
    if (decidesAlone(one.rule)) return true;
    for (let other = at + 1; other < hits.length; other += 1) {
      const two = hits[other];
      if (two !== undefined && two.item !== one.item && agree(one.rule, two.rule)) return true;
    }
  }
  return false;
};

// A value read at its origin, or read in two lists that do not come from each other.
const decidesAlone = ({ group, alone, trust, sources }: Rule): boolean =>
  group === 'identifying' && alone && (trust === 3 || (trust === 1 && sources.length > 1));

const agree = (a: Rule, b: Rule): boolean => {
  if (a.trust === 0 || b.trust === 0) return false;
  if (a.group === b.group && (a.group !== 'identifying' || a.evidence.kind === b.evidence.kind)) return false;
  if (!a.alone && !b.alone) return false;
  if (a.trust === 3 && b.trust === 3) return true;
  const identified = (a.group === 'identifying' && a.alone) || (b.group === 'identifying' && b.alone);
  return identified && !a.sources.some((source) => b.sources.includes(source));
};

const confidenceOrder: readonly Confidence[] = ['primary', 'computed', 'secondary', 'unverified'];

const confidenceOf = (hits: readonly Hit[]): Confidence =>
  confidenceOrder.find((level) => hits.some(({ rule }) => rule.confidence === level && rule.alone)) ??
  'unverified';

const groupOrder = ['identifying', 'trace', 'product', 'file', 'vendor'] as const;

const channelOf = (hits: readonly Hit[]): Channel => {
  let best: Rule | undefined;
  for (const { rule } of hits) if (best === undefined || channelRank(rule, best) < 0) best = rule;
  return best?.channel ?? 'native';
};

// Total on everything that can differ, so that the order of the evidence cannot matter.
const channelRank = (a: Rule, b: Rule): number =>
  Number(packageKinds.has(b.evidence.kind)) - Number(packageKinds.has(a.evidence.kind)) ||
  Number(b.alone) - Number(a.alone) ||
  groupOrder.indexOf(a.group) - groupOrder.indexOf(b.group) ||
  b.trust - a.trust ||
  b.specificity - a.specificity ||
  compareText(a.channel, b.channel);

const evidenceOf = (hits: readonly Hit[]): readonly MatchedEvidence[] => {
  if (hits.length === 1) return hits.map(({ rule }) => rule.evidence);
  const sorted = hits.map(({ rule }) => rule.evidence).toSorted(compareEvidence);
  return sorted.filter((one, at) => at === 0 || compareEvidence(one, sorted[at - 1] ?? one) !== 0);
};

const compareEvidence = (a: MatchedEvidence, b: MatchedEvidence): number =>
  compareText(a.kind, b.kind) || compareText(a.value, b.value);

/** By code unit: the same on every machine, unlike `localeCompare`. */
export const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
