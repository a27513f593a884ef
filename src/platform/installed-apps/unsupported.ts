import type { InstallSource } from '#policy/facts.ts';
import type { InstalledApps, Inventory } from './port.ts';

/** An inventory that knows nothing and says so, source by source; for systems whose adapter is not written yet. */
export function unsupportedInstalledApps(sources: readonly InstallSource[]): InstalledApps {
  const inventory: Inventory = {
    revision: 1,
    at: Date.now(),
    apps: [],
    faults: sources.map((source) => ({ source, path: '', why: 'unsupported on this system' })),
  };
  return {
    read: () => Promise.resolve(inventory),
    onChange: () => ({ [Symbol.dispose]: () => undefined }),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}
