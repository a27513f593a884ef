import type { App } from './app.ts';
import { appFiles } from './apps.ts';
import { checkApp } from './check-app.ts';
import { compileCatalogue, type Catalogue } from './compile.ts';

/**
 * The apps that come with the product.
 *
 * @throws when a data file is not valid: a fault of the build, not of the PC
 */
export const builtInApps = (): readonly App[] =>
  appFiles.map((file) => {
    const checked = checkApp(file);
    if (!checked.ok) throw new Error(`built-in catalogue app: ${checked.fault.join('; ')}`);
    return checked.value;
  });

/** The built-in catalogue, compiled; `extra` are checked apps from elsewhere, which replace a built-in one of their id. */
export const loadCatalogue = (extra: readonly App[] = []): Catalogue => {
  const replaced = new Set(extra.map((app) => app.id));
  return compileCatalogue([...builtInApps().filter((app) => !replaced.has(app.id)), ...extra]);
};
