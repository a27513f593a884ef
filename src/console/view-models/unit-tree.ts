export type UnitInTree<Unit> = {
  readonly unit: Unit;
  /** 0 for the outermost. */
  readonly depth: number;
};
type Node = { readonly unit: string; readonly name: string; readonly parent?: string };

/** Units from the root down, each followed by those below it, siblings by name. A unit whose parent is not told is outermost. */
export function unitTree<Unit extends Node>(
  units: readonly Unit[],
  locale: string,
): readonly UnitInTree<Unit>[] {
  const known = new Set(units.map(({ unit }) => unit));
  const byName = units.toSorted((a, b) => a.name.localeCompare(b.name, locale));
  const below = new Map<string | undefined, Unit[]>();
  for (const unit of byName) {
    const parent = unit.parent !== undefined && known.has(unit.parent) ? unit.parent : undefined;
    const siblings = below.get(parent);
    if (siblings === undefined) below.set(parent, [unit]);
    else siblings.push(unit);
  }
  const walk = (parent: string | undefined, depth: number): UnitInTree<Unit>[] =>
    (below.get(parent) ?? []).flatMap((unit) => [{ unit, depth }, ...walk(unit.unit, depth + 1)]);
  return walk(undefined, 0);
}

type Counted = Node & { readonly devices?: number; readonly awaiting?: number; readonly silent?: number };
export type UnitSums = { readonly devices: number; readonly awaiting: number; readonly silent: number };

/** What a unit has together with all below it: a filter by a unit shows those below it too. */
export function unitSums(units: readonly Counted[], of: string): UnitSums {
  const sums = { devices: 0, awaiting: 0, silent: 0 };
  const waiting = [of];
  const seen = new Set<string>();
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    if (seen.has(id)) continue;
    seen.add(id);
    for (const one of units) {
      if (one.unit === id) {
        sums.devices += one.devices ?? 0;
        sums.awaiting += one.awaiting ?? 0;
        sums.silent += one.silent ?? 0;
      }
      if (one.parent === id) waiting.push(one.unit);
    }
  }
  return sums;
}
