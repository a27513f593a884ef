import type { Evidence } from '#policy/evidence.ts';
import type { AppMatch } from '#policy/facts.ts';
import type { Catalogue } from './compile.ts';
import { settleFamilies, type Candidate } from './families.ts';
import { compareText, judge, type Verdict } from './judge.ts';
import { lookUp } from './kind-index.ts';
import { normalForm } from './normal-form.ts';
import type { Hit, Rule, Slot } from './rule.ts';
import { lookUpWeb, splitUrl } from './web-index.ts';

const nothing: readonly AppMatch[] = [];

/**
 * Which apps a program is, by its evidence. `README.md` has the rules.
 *
 * Promise: at most one match per app, sorted by app, the same for every order of the evidence; only the catalogue's own
 * values appear in the result. A fork's match has the channel by which the fork came, and `forkOf`.
 */
export const matchApps = (catalogue: Catalogue, evidence: readonly Evidence[]): readonly AppMatch[] => {
  let hits: Hit[] | undefined;
  let excluded: Set<number> | undefined;
  let markers: Set<string> | undefined;
  for (const [item, one] of evidence.entries()) {
    if (one.kind === 'binary-marker') (markers ??= new Set()).add(one.value);
    const slots = slotsFor(catalogue, one);
    if (slots === undefined) continue;
    for (const slot of slots) for (const app of slot.excludes) (excluded ??= new Set()).add(app);
    hits = takeMostSpecific(slots, item, hits);
  }
  if (markers !== undefined) hits = matchMarkers(catalogue, markers, hits);
  return hits === undefined ? nothing : conclude(catalogue, hits, excluded);
};

const slotsFor = (catalogue: Catalogue, { kind, value }: Evidence): Slot[] | undefined => {
  const index = catalogue.kinds.get(kind);
  const found = index === undefined ? undefined : lookUp(index, normalForm(kind, value));
  if (kind === 'web-host') return both(found, lookUpWeb(catalogue.web, value.toLowerCase(), undefined));
  if (kind !== 'pwa-start-url') return found;
  const url = splitUrl(value);
  return url === undefined ? found : both(found, lookUpWeb(catalogue.web, url.host, url.path));
};

const both = (a: Slot[] | undefined, b: Slot[] | undefined): Slot[] | undefined =>
  a === undefined ? b : b === undefined ? a : [...a, ...b];

/**
 * Where several apps claim one item, the most specific claim wins and takes all that its app says of the item along; an
 * unverified claim wins over no verified one.
 */
const takeMostSpecific = (
  slots: readonly Slot[],
  item: number,
  hits: Hit[] | undefined,
): Hit[] | undefined => {
  let all = hits;
  const rules = slots.length === 1 ? (slots[0]?.rules ?? []) : slots.flatMap((slot) => slot.rules);
  for (const rule of rules) {
    if (rules.length === 1 || !isOutbid(rule, rules)) (all ??= []).push({ rule, item });
  }
  return all;
};

const isOutbid = (rule: Rule, rules: readonly Rule[]): boolean => {
  const own = rules.reduce(
    (best, { app, specificity }) => (app === rule.app ? Math.max(best, specificity) : best),
    0,
  );
  return rules.some(
    ({ app, specificity, trust }) => app !== rule.app && specificity > own && (trust > 0 || rule.trust === 0),
  );
};

const matchMarkers = (
  catalogue: Catalogue,
  found: ReadonlySet<string>,
  hits: Hit[] | undefined,
): Hit[] | undefined => {
  let all = hits;
  for (const { app, not, sets } of catalogue.markers) {
    if (not.some((string) => found.has(string))) continue;
    for (const { strings, atLeast, rule } of sets) {
      const count = strings.reduce((sum, string) => sum + Number(found.has(string)), 0);
      if (count >= atLeast) (all ??= []).push({ rule, item: -1 - app });
    }
  }
  return all;
};

const conclude = (
  catalogue: Catalogue,
  hits: readonly Hit[],
  excluded: ReadonlySet<number> | undefined,
): readonly AppMatch[] => {
  const byApp = Map.groupBy(hits, ({ rule }) => rule.app);
  const candidates: Candidate[] = [];
  for (const [app, own] of byApp) {
    if (excluded?.has(app) === true) continue;
    const verdict = judge(own);
    if (verdict !== undefined) candidates.push({ app, hits: own, verdict });
  }
  if (candidates.length === 0) return nothing;
  const matches = settleFamilies(catalogue, candidates).map(({ app, verdict }) =>
    toMatch(catalogue, app, verdict),
  );
  return matches.toSorted((a, b) => compareText(a.app, b.app));
};

const toMatch = (catalogue: Catalogue, app: number, verdict: Verdict): AppMatch => {
  const parent = catalogue.parents[app];
  const forkOf = parent === undefined ? undefined : catalogue.ids[parent];
  return { app: catalogue.ids[app] ?? '', ...(forkOf === undefined ? {} : { forkOf }), ...verdict };
};
