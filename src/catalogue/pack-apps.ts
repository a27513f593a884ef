import type { App } from './app.ts';
import { checkApp } from './check-app.ts';
import { builtInApps } from './load.ts';

/** Prefix of ids that only Portvakt's own test programs bear. */
const ownPrefix = 'portvakt-';

/**
 * Takes app entries that a ban pack brought, each on its own: one that is not fit harms no other. An entry never replaces
 * a built-in one, so that a pack cannot make a known app unknown. Two packs may bring the same entry; of two that differ
 * the first stands.
 *
 * @returns entries that compile together with the built-in ones, and why the others were left out
 */
export function takePackApps(entries: readonly unknown[]): {
  readonly apps: readonly App[];
  readonly faults: readonly string[];
} {
  const builtIn = new Set(builtInApps().map(({ id }) => id));
  const taken = new Map<string, App>();
  const faults: string[] = [];
  for (const entry of entries) {
    const checked = checkApp(entry);
    if (!checked.ok) {
      faults.push(`app \`${idOf(entry)}\`: ${checked.fault.slice(0, 3).join('; ')}`);
      continue;
    }
    const app = checked.value;
    const other = taken.get(app.id);
    if (builtIn.has(app.id))
      faults.push(`app \`${app.id}\`: the built-in catalogue has it, and a pack cannot replace it`);
    else if (app.id.startsWith(ownPrefix))
      faults.push(`app \`${app.id}\`: names of Portvakt's own are not free`);
    else if (other !== undefined && JSON.stringify(other) !== JSON.stringify(app))
      faults.push(`app \`${app.id}\`: there is another entry of that id`);
    else taken.set(app.id, app);
  }
  for (const { id, forkOf } of [...taken.values()])
    if (forkOf !== undefined && !builtIn.has(forkOf) && !taken.has(forkOf)) {
      faults.push(`app \`${id}\`: it is a fork of \`${forkOf}\`, which nobody knows`);
      taken.delete(id);
    }
  return { apps: [...taken.values()], faults };
}

function idOf(entry: unknown): string {
  const id = typeof entry === 'object' && entry !== null && 'id' in entry ? entry.id : undefined;
  return typeof id === 'string' ? id.slice(0, 64) : 'without an id';
}
