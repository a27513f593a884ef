import { join } from 'node:path';
import type { Plugin } from 'esbuild';

/** Packages whose modules do nothing but define: what nobody uses of them can be left out. */
const pure = /[\\/]node_modules[\\/](@navikt[\\/]aksel-icons|@digdir[\\/]designsystemet-react)[\\/]/;
const pureNames = /^@navikt\/aksel-icons$|^@digdir\/designsystemet-react$/;

/**
 * Says of those packages what they do not say where esbuild looks for it. Without it the window's script is two
 * megabytes, most of it icons that are never shown.
 */
export const freeOfSideEffects: Plugin = {
  name: 'free-of-side-effects',
  setup(build) {
    build.onResolve({ filter: pureNames }, async ({ path, pluginData, resolveDir, kind, importer }) => {
      if (pluginData === 'resolving') return undefined;
      const found = await build.resolve(path, { resolveDir, kind, importer, pluginData: 'resolving' });
      return { ...found, sideEffects: false };
    });
    build.onResolve({ filter: /^\./ }, ({ path, importer, resolveDir }) =>
      pure.test(importer) ? { path: join(resolveDir, path), sideEffects: false } : undefined,
    );
  },
};
