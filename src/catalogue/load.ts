import type { App } from './app.ts';
import { appFiles } from './apps.ts';
import { compileCatalogue, type Catalogue } from './compile.ts';

/**
 * The apps that come with the product. They are part of the program, so a test checks every file with `checkApp`, not
 * every start of every PC.
 */
export const builtInApps = (): readonly App[] => appFiles.filter(isApp);

const isApp = (file: unknown): file is App =>
  typeof file === 'object' && file !== null && 'identifiers' in file;

/** The built-in catalogue, compiled; `extra` are checked apps from elsewhere, which replace a built-in one of their id. */
export const loadCatalogue = (extra: readonly App[] = []): Catalogue => {
  const replaced = new Set(extra.map((app) => app.id));
  return compileCatalogue([...builtInApps().filter((app) => !replaced.has(app.id)), ...extra]);
};
