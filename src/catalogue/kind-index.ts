import type { EvidenceKind } from '#policy/evidence.ts';
import type { MatchMode } from './identifier.ts';
import { normalForm } from './normal-form.ts';
import { compilePattern, type Pattern } from './pattern.ts';
import type { Rule, Slot } from './rule.ts';

type BuildSlot = { rules: Rule[]; excludes: number[] };
type PatternSlot = { readonly pattern: Pattern; readonly slot: Slot };

/** What the catalogue knows of one kind of evidence, laid out so that a value which means nothing costs one look-up. */
export type KindIndex = {
  readonly exact: ReadonlyMap<string, Slot>;
  readonly prefixes: ReadonlyMap<string, Slot>;
  /** Distinct (length, last character) of `prefixes`: only where both fit is a substring taken. */
  readonly prefixShapes: readonly { readonly length: number; readonly last: number }[];
  /** Globs and regexes by the first character of what every match begins with; `undefined` where it can be anything. */
  readonly patterns: ReadonlyMap<number | undefined, readonly PatternSlot[]>;
};

export type IndexEntry = {
  readonly kind: EvidenceKind;
  readonly value: string;
  readonly match: MatchMode;
  /** Either speaks for an app or rules one out. */
  readonly means: { readonly rule: Rule } | { readonly excludes: number };
};

/** @throws when a pattern is not of the simple form; `checkApp` finds such faults beforehand */
export const buildKindIndexes = (entries: readonly IndexEntry[]): ReadonlyMap<EvidenceKind, KindIndex> => {
  const byKind = Map.groupBy(entries, (entry) => entry.kind);
  return new Map([...byKind].map(([kind, list]) => [kind, buildKindIndex(list)]));
};

const buildKindIndex = (entries: readonly IndexEntry[]): KindIndex => {
  const exact = new Map<string, BuildSlot>();
  const prefixes = new Map<string, BuildSlot>();
  const patterns = new Map<number | undefined, { pattern: Pattern; slot: BuildSlot }[]>();
  for (const { kind, value, match, means } of entries) {
    const normal = normalForm(kind, value);
    if (match === 'exact') add(slotAt(exact, normal), means);
    else if (match === 'prefix') add(slotAt(prefixes, normal), means);
    else {
      const compiled = compilePattern(match, normal);
      if (!compiled.ok) throw new Error(`catalogue pattern ${value}: ${compiled.fault}`);
      const first = compiled.value.literal === '' ? undefined : compiled.value.literal.charCodeAt(0);
      const slot = { rules: [], excludes: [] };
      add(slot, means);
      const list = patterns.get(first) ?? [];
      list.push({ pattern: compiled.value, slot });
      patterns.set(first, list);
    }
  }
  return { exact, prefixes, prefixShapes: shapesOf([...prefixes.keys()]), patterns };
};

const slotAt = (slots: Map<string, BuildSlot>, key: string): BuildSlot => {
  const slot = slots.get(key) ?? { rules: [], excludes: [] };
  slots.set(key, slot);
  return slot;
};

const add = (slot: BuildSlot, means: IndexEntry['means']): void => {
  if ('rule' in means) slot.rules.push(means.rule);
  else slot.excludes.push(means.excludes);
};

const shapesOf = (prefixes: readonly string[]): KindIndex['prefixShapes'] => {
  const shapes = new Map<string, { length: number; last: number }>();
  for (const prefix of prefixes) {
    const shape = { length: prefix.length, last: prefix.charCodeAt(prefix.length - 1) };
    shapes.set(`${shape.length}:${shape.last}`, shape);
  }
  return [...shapes.values()].toSorted((a, b) => a.length - b.length);
};

/** Everything that a value means, or undefined, which is by far the most frequent answer. */
export const lookUp = (index: KindIndex, normal: string): Slot[] | undefined => {
  let found: Slot[] | undefined;
  const exact = index.exact.get(normal);
  if (exact !== undefined) found = [exact];
  for (const { length, last } of index.prefixShapes) {
    if (length > normal.length) break;
    if (normal.charCodeAt(length - 1) !== last) continue;
    const slot = index.prefixes.get(normal.slice(0, length));
    if (slot !== undefined) (found ??= []).push(slot);
  }
  if (index.patterns.size === 0) return found;
  found = tryPatterns(index.patterns.get(normal.charCodeAt(0)), normal, found);
  return tryPatterns(index.patterns.get(undefined), normal, found);
};

const tryPatterns = (
  patterns: readonly PatternSlot[] | undefined,
  normal: string,
  found: Slot[] | undefined,
): Slot[] | undefined => {
  if (patterns === undefined) return found;
  let all = found;
  for (const { pattern, slot } of patterns) {
    if (normal.startsWith(pattern.literal) && pattern.test(normal)) (all ??= []).push(slot);
  }
  return all;
};
