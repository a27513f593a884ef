import { readFileSync } from 'node:fs';
import { build, type BuildOptions } from 'esbuild';
import { families, type Family, type Sources } from './sources.ts';
import type { Files } from './zip.ts';

export type Bundles = { readonly host: Uint8Array } & Readonly<Record<Family, Files>>;

/** The oldest browsers for which the extension is written: Firefox ESR 128 and a Chromium of the same time. */
const targets: Readonly<Record<Family, string>> = { chromium: 'chrome120', firefox: 'firefox128' };

const common = {
  bundle: true,
  minify: true,
  write: false,
  legalComments: 'none',
  charset: 'utf8',
  logLevel: 'silent',
} as const satisfies BuildOptions;

/**
 * Everything that is packed, in memory. The same sources give the same bytes: no time, path or random name gets in. Throws
 * where the sources do not compile, or where a script could run code that is not in the package.
 */
export async function bundleAll(sources: Sources, version: string, chromiumKey: string): Promise<Bundles> {
  const [host, ...perFamily] = await Promise.all([
    bundleHost(sources),
    ...families.map((family) => bundleFamily(sources, family)),
  ]);
  const [chromium = new Map<string, Uint8Array>(), firefox = new Map<string, Uint8Array>()] = perFamily.map(
    (scripts, at) => {
      const family = families[at] ?? 'chromium';
      const manifest = sources.manifest(family, version, chromiumKey);
      return new Map([
        ['manifest.json', Buffer.from(`${JSON.stringify(manifest, undefined, 2)}\n`)],
        ...scripts,
        ['page.html', readFileSync(sources.page.html)],
        ...[...sources.icons].map(([name, path]) => [`icons/${name}`, readFileSync(path)] as const),
      ]);
    },
  );
  return { host, chromium, firefox };
}

async function bundleFamily(
  { top, background, page, inPages = new Map() }: Sources,
  family: Family,
): Promise<readonly (readonly [string, Uint8Array])[]> {
  const built = await build({
    ...common,
    absWorkingDir: top,
    entryPoints: [
      { in: background[family], out: 'background' },
      { in: page.script, out: 'page' },
      // A second entry of that name: a style, which becomes page.css.
      { in: page.style, out: 'page' },
      ...[...inPages].map(([name, path]) => ({ in: path, out: name })),
    ],
    outdir: '/out',
    platform: 'browser',
    // A classic script, which both kinds of background take.
    format: 'iife',
    target: targets[family],
  });
  return built.outputFiles.map(({ path, contents }) => {
    const name = path.slice(path.lastIndexOf('/') + 1);
    if (name.endsWith('.js')) refuseForeignCode(name, Buffer.from(contents).toString('utf8'));
    return [name, contents] as const;
  });
}

async function bundleHost({ top, host }: Sources): Promise<Uint8Array> {
  const built = await build({
    ...common,
    absWorkingDir: top,
    entryPoints: [{ in: host, out: 'host' }],
    outdir: '/out',
    platform: 'node',
    // Without the module loader it needs half a megabyte less.
    format: 'cjs',
    target: 'node24',
  });
  const [file] = built.outputFiles;
  if (file === undefined) throw new Error('the native host came out empty');
  return file.contents;
}

/** Browsers and their stores take no code from elsewhere, and neither do we. */
function refuseForeignCode(name: string, text: string): void {
  const found = /\beval\(|\bnew Function\b|\bFunction\(|\bimportScripts\(|\bimport\(/.exec(text);
  if (found !== null) throw new Error(`${name} would run code that is not in the package: ${found[0]}`);
}
