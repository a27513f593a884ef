import type { Unit } from '#policy/organisation.ts';
import type { Published } from '#server/policies/index.ts';

export type UnitTree = {
  readonly root: string;
  readonly exists: (unit: string) => boolean;
  /** The unit itself and all below it; a unit that is no more has nothing but its name. */
  readonly under: (unit: string) => readonly string[];
  /** The unit and all above it, nearest first. */
  readonly above: (unit: string) => readonly string[];
  readonly units: readonly Unit[];
};

/** The org tree of the release in force; made once per release. Before the first one there is the organisation alone. */
export function createUnitTrees(
  current: () => Published | undefined,
  organisation: { readonly id: string; readonly name: string },
): () => UnitTree {
  let made: { readonly of: Published | undefined; readonly tree: UnitTree } | undefined;
  return () => {
    const now = current();
    if (made === undefined || made.of !== now)
      made = { of: now, tree: treeOf(now?.release.organisation.units ?? [organisation]) };
    return made.tree;
  };
}

function treeOf(units: readonly Unit[]): UnitTree {
  const byId = new Map(units.map((unit) => [unit.id, unit]));
  const children = new Map<string, string[]>();
  for (const { id, parent } of units)
    if (parent !== undefined) children.set(parent, [...(children.get(parent) ?? []), id]);
  const kept = new Map<string, readonly string[]>();
  const under = (unit: string): readonly string[] => {
    const known = kept.get(unit);
    if (known !== undefined) return known;
    const found = new Set([unit]);
    // A set that grows while it is walked: each unit once, also where a tree had a loop.
    for (const one of found) for (const child of children.get(one) ?? []) found.add(child);
    const all = [...found];
    if (byId.has(unit)) kept.set(unit, all);
    return all;
  };
  const above = (unit: string): readonly string[] => {
    const path = new Set<string>();
    for (let at = byId.get(unit); at !== undefined && !path.has(at.id);) {
      path.add(at.id);
      at = at.parent === undefined ? undefined : byId.get(at.parent);
    }
    return [...path];
  };
  const root = units.find(({ parent }) => parent === undefined)?.id ?? units[0]?.id ?? '';
  return { root, exists: (unit) => byId.has(unit), under, above, units };
}
