import { ruleFor } from '#policy/assignment-rules.ts';
import type { AssignmentRule } from '#policy/server-file.ts';
import { stringsOf } from './summary.ts';
import type { DeviceRow } from './tables.ts';

const mostLabels = 50;

type Place = Pick<DeviceRow, 'unit' | 'labels' | 'class' | 'set_by'>;
type Placeable = Place &
  Pick<DeviceRow, 'host_name' | 'os' | 'accounts' | 'base_unit' | 'base_labels' | 'base_class'>;
export type Placed = { readonly values: Place; readonly rule: string | undefined };

/**
 * Where the rules put a device; undefined where it is there already, or where a person or an import decided. A rule lies
 * upon what the token said: when it goes, so does what it did.
 */
export function placedByRules(
  row: Placeable,
  rules: readonly AssignmentRule[],
  unitOrRoot: (unit: string) => string,
): Placed | undefined {
  if (row.set_by === 'hand' || row.set_by === 'import') return undefined;
  const accounts = row.accounts === null ? [] : stringsOf(row.accounts);
  const rule = ruleFor(rules, { hostName: row.host_name, os: row.os, accounts });
  const values: Place = {
    unit: unitOrRoot(rule?.unit ?? row.base_unit),
    labels: labelsText([...stringsOf(row.base_labels), ...(rule?.labels ?? [])]),
    // `private` is chosen at installation: no rule makes it.
    class: rule?.class === undefined || rule.class === 'private' ? row.base_class : rule.class,
    set_by: rule === undefined ? null : 'rule',
  };
  const same =
    values.unit === row.unit &&
    values.labels === row.labels &&
    values.class === row.class &&
    values.set_by === row.set_by;
  return same ? undefined : { values, rule: rule?.name };
}

/** Labels as they are stored: each once, sorted, as many as an assignment may carry. */
export function labelsText(labels: readonly string[]): string {
  return JSON.stringify([...new Set(labels)].sort().slice(0, mostLabels));
}
