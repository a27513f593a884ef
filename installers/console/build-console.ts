import react from '@vitejs/plugin-react';
import { join } from 'node:path';
import { build } from 'vite';
import { slimModules } from './slim-modules.ts';

/** Packages whose modules do nothing but define: what nobody uses of them can be left out. */
const pure = /[\\/]node_modules[\\/](?:@navikt[\\/]aksel-icons|@digdir[\\/]designsystemet-react)[\\/]/;

/** Builds the console into a folder: one page, and files that carry the hash of what is in them. */
export async function buildConsole(top: string, folder: string): Promise<void> {
  await build({
    configFile: false,
    root: join(top, 'src/console'),
    base: '/',
    logLevel: 'warn',
    mode: 'production',
    plugins: [slimModules(), react()],
    build: {
      outDir: folder,
      emptyOutDir: true,
      target: ['chrome130', 'firefox132', 'safari18'],
      // The content policy allows no data: script, and a font in a stylesheet cannot be kept for long.
      assetsInlineLimit: 0,
      chunkSizeWarningLimit: 900,
      rolldownOptions: { treeshake: { moduleSideEffects: (id) => !pure.test(id) } },
    },
  });
}
