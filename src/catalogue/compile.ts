import type { EvidenceKind } from '#policy/evidence.ts';
import type { App } from './app.ts';
import type { Identifier, Markers } from './identifier.ts';
import { buildKindIndexes, type IndexEntry, type KindIndex } from './kind-index.ts';
import { compilePattern } from './pattern.ts';
import { exactSpecificity, type Rule } from './rule.ts';
import { buildWebIndex, type WebIndex } from './web-index.ts';
import { trustOfConfidence, weigh } from './weight.ts';

/** Prepared marker sets of one app. */
export type MarkerRules = {
  readonly app: number;
  readonly not: readonly string[];
  readonly sets: readonly {
    readonly strings: readonly string[];
    readonly atLeast: number;
    /** Smaller files are not looked into for it. */
    readonly atLeastBytes: number;
    readonly rule: Rule;
  }[];
};

/** A compiled catalogue: immutable, made once, asked for every program that starts. */
export type Catalogue = {
  /** Sorted by id; `ids[n]` is the app that a rule calls `n`. */
  readonly apps: readonly App[];
  readonly ids: readonly string[];
  /** For each app, the index of the app of which it is a fork. */
  readonly parents: readonly (number | undefined)[];
  readonly kinds: ReadonlyMap<EvidenceKind, KindIndex>;
  readonly web: WebIndex;
  readonly markers: readonly MarkerRules[];
};

/**
 * Lays the apps out for matching.
 *
 * @throws on two apps of one id, on an unknown parent and on a pattern that is not of the simple form: entries from
 * outside go through `checkApp` first.
 */
export const compileCatalogue = (apps: readonly App[]): Catalogue => {
  const sorted = apps.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  const ids = sorted.map((app) => app.id);
  const numbers = new Map(ids.map((id, number) => [id, number]));
  if (numbers.size !== ids.length) throw new Error('two catalogue apps have one id');
  return {
    apps: sorted,
    ids,
    parents: sorted.map((app) => parentOf(app, numbers)),
    kinds: buildKindIndexes(sorted.flatMap(entriesOf)),
    web: buildWebIndex(sorted),
    markers: sorted.flatMap((app, number) =>
      app.markers === undefined ? [] : [markersOf(app.markers, number)],
    ),
  };
};

const parentOf = (app: App, numbers: ReadonlyMap<string, number>): number | undefined => {
  if (app.forkOf === undefined) return undefined;
  const parent = numbers.get(app.forkOf);
  if (parent === undefined)
    throw new Error(`${app.id} is a fork of ${app.forkOf}, which the catalogue does not have`);
  return parent;
};

const entriesOf = (app: App, number: number): IndexEntry[] => [
  ...app.identifiers.map((identifier) => ({
    kind: identifier.kind,
    value: identifier.value,
    match: identifier.match ?? 'exact',
    means: { rule: ruleOf(identifier, number) },
  })),
  ...(app.excludes ?? []).map((exclude) => ({
    kind: exclude.kind,
    value: exclude.value,
    match: exclude.match ?? ('exact' as const),
    means: { excludes: number },
  })),
];

const ruleOf = (identifier: Identifier, app: number): Rule => ({
  app,
  evidence: { kind: identifier.kind, value: identifier.value },
  channel: identifier.channel,
  confidence: identifier.confidence,
  ...weigh(identifier),
  sources: identifier.source,
  specificity: specificityOf(identifier),
});

const specificityOf = (identifier: Identifier): number => {
  if (identifier.match === undefined || identifier.match === 'exact') return exactSpecificity;
  const compiled = compilePattern(identifier.match, identifier.value);
  return compiled.ok ? compiled.value.specificity : 0;
};

const markersOf = (markers: Markers, app: number): MarkerRules => ({
  app,
  not: markers.not ?? [],
  sets: markers.sets.map((set) => ({
    strings: set.strings,
    atLeast: set.atLeast,
    atLeastBytes: set.atLeastBytes ?? 0,
    rule: {
      app,
      evidence: { kind: 'binary-marker', value: set.strings.join(' + ') },
      channel: 'portable',
      confidence: set.confidence,
      group: 'identifying',
      alone: true,
      trust: trustOfConfidence[set.confidence],
      sources: set.source,
      specificity: exactSpecificity,
    },
  })),
});

/** The app and its forks, the app first; empty for an id that the catalogue does not have. */
export const family = (catalogue: Catalogue, id: string): readonly string[] => {
  const head = catalogue.ids.indexOf(id);
  if (head < 0) return [];
  return [id, ...catalogue.ids.filter((_, number) => catalogue.parents[number] === head)];
};
