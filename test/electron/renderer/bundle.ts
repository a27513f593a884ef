import { build } from 'esbuild';
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { freeOfSideEffects } from '#electron/side-effects.ts';

const renderer = join(import.meta.dirname, '../../../electron/renderer');

export type Bundle = {
  /** By name, as the window asks for them. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** The sources that went in, relative to the project. */
  readonly inputs: readonly string[];
};

/** The window as the product bundles it: one script, one stylesheet, the fonts and the page. */
export async function bundleWindow(): Promise<Bundle> {
  const { outputFiles, metafile } = await build({
    entryPoints: [join(renderer, 'app.tsx')],
    bundle: true,
    format: 'esm',
    target: 'chrome130',
    jsx: 'automatic',
    minify: true,
    outdir: 'out',
    loader: { '.woff2': 'file' },
    define: { 'process.env.NODE_ENV': '"production"' },
    plugins: [freeOfSideEffects],
    metafile: true,
    write: false,
    logLevel: 'silent',
  });
  const files = new Map(outputFiles.map(({ path, contents }) => [basename(path), contents]));
  files.set('index.html', await readFile(join(renderer, 'index.html')));
  return { files, inputs: Object.keys(metafile.inputs) };
}
