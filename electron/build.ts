import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { build, type BuildOptions } from 'esbuild';
import { freeOfSideEffects } from './side-effects.ts';

const here = import.meta.dirname;
const top = join(here, '..');
export const usualOutFolder = join(top, '.cache/tray');

/** What all three parts have in common. Nothing that differs from run to run gets into the output. */
const common = {
  absWorkingDir: top,
  bundle: true,
  minify: true,
  legalComments: 'none',
  charset: 'utf8',
  logLevel: 'warning',
  define: { 'process.env.NODE_ENV': '"production"' },
} as const satisfies BuildOptions;

/** Adapters that the tray must never load: it looks at no program and stops none. */
const notForTheTray = [
  './installed-apps/*',
  './program-identity/*',
  './processes/*',
  './exec-guard/*',
  './canary/*',
  './device-identity/*',
  './sessions/*',
];

/** Builds the tray's three parts into a folder that Electron can start. */
export async function buildTray(outFolder: string = usualOutFolder): Promise<void> {
  const out = resolve(outFolder);
  rmSync(out, { recursive: true, force: true });
  mkdirSync(out, { recursive: true });
  await Promise.all([
    build({
      ...common,
      entryPoints: [{ in: join(here, 'main/main.ts'), out: 'main' }],
      outdir: out,
      platform: 'node',
      format: 'esm',
      target: 'node20',
      // What an idle tray does not need lies in files of its own.
      splitting: true,
      chunkNames: 'parts/[name]-[hash]',
      external: ['electron', 'koffi', ...notForTheTray],
      // Packages of the older module kind ask for this.
      banner: {
        js: "import{createRequire as portvaktRequire}from'node:module';const require=portvaktRequire(import.meta.url);",
      },
    }),
    build({
      ...common,
      entryPoints: [{ in: join(here, 'preload/preload.ts'), out: 'preload' }],
      outdir: out,
      outExtension: { '.js': '.cjs' },
      platform: 'browser',
      format: 'cjs',
      target: 'chrome130',
      external: ['electron'],
    }),
    build({
      ...common,
      entryPoints: [{ in: join(here, 'renderer/app.tsx'), out: 'app' }],
      outdir: join(out, 'renderer'),
      platform: 'browser',
      format: 'esm',
      target: 'chrome130',
      jsx: 'automatic',
      loader: { '.woff2': 'file', '.svg': 'file', '.png': 'file' },
      assetNames: '[name]',
      plugins: [freeOfSideEffects],
    }),
  ]);
  cpSync(join(here, 'renderer/index.html'), join(out, 'renderer/index.html'));
  const served = readdirSync(join(out, 'renderer')).toSorted();
  writeFileSync(join(out, 'renderer/files.json'), `${JSON.stringify(served, undefined, 2)}\n`);
  cpSync(join(here, 'assets/icons'), join(out, 'icons'), { recursive: true });
  writeFileSync(join(out, 'package.json'), `${JSON.stringify(manifest(), undefined, 2)}\n`);
}

function manifest(): Readonly<Record<string, string>> {
  const { version } = JSON.parse(readFileSync(join(top, 'package.json'), 'utf8')) as { version: string };
  return {
    name: 'portvakt',
    productName: 'Portvakt',
    version,
    type: 'module',
    main: 'main.js',
    // As packaging names the entry of the application menu: desktops group notifications by it.
    desktopName: 'portvakt-tray.desktop',
  };
}

if (import.meta.main) {
  const folder = process.argv[2] ?? usualOutFolder;
  await buildTray(folder);
  console.log(`the tray is built in ${resolve(folder)}`);
}
