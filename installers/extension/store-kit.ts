import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Bundles } from './bundles.ts';
import { readListing } from './store-listing.ts';
import { isSafeName, packZip, type Files } from './zip.ts';

export type StoreBuild = { readonly top: string; readonly version: string; readonly bundles: Bundles };

/** What Mozilla's reviewers need to build the same: sources, the lock of the packages, and how. */
const reviewed = [
  'package.json',
  'package-lock.json',
  'tsconfig.json',
  'LICENSE',
  'installers/extension',
  'src/extension',
  'src/web-host',
  'src/protocol',
  'src/policy',
  'src/runtime',
  'src/tsconfig.base.json',
  'electron/assets/icons/app-48.png',
  'electron/assets/icons/app-128.png',
];

/** Everything that the stores ask for, by path inside the folder of the build; all under `store/`. */
export function storeKit({ top, version, bundles }: StoreBuild): Files {
  const here = join(top, 'installers/extension/store');
  const texts = filesUnder(here, '').filter(([name]) => name.endsWith('.md') && name !== 'README.md');
  for (const [name, bytes] of texts)
    if (name.startsWith('listing/') && readListing(Buffer.from(bytes).toString('utf8')) === undefined)
      throw new Error(`the listing ${name} lacks a part`);
  const forStore = new Map(bundles.chromium).set(
    'manifest.json',
    withoutKey(bundles.chromium.get('manifest.json')),
  );
  const source = new Map([
    ...reviewed.flatMap((path) => filesUnder(join(top, path), path)),
    // How to build is what a reviewer must find first.
    ['README.md', readFileSync(join(here, 'reviewers.md'))] as const,
  ]);
  return new Map<string, Uint8Array>(
    [
      [`chrome-web-store-${version}.zip`, packZip(forStore)] as const,
      [`edge-add-ons-${version}.zip`, packZip(forStore)] as const,
      [`firefox-add-ons-${version}.zip`, packZip(bundles.firefox)] as const,
      [`firefox-add-ons-${version}-source.zip`, packZip(source)] as const,
      ...texts,
      ...pictures(join(top, '.cache/pictures')),
    ].map(([name, bytes]) => [`store/${name}`, bytes]),
  );
}

/** The stores of Chrome and Edge have a key of their own for each listing, and refuse any other. */
function withoutKey(manifest: Uint8Array = new Uint8Array()): Uint8Array {
  const { key: _key, ...rest } = JSON.parse(Buffer.from(manifest).toString('utf8')) as Record<
    string,
    unknown
  >;
  return Buffer.from(`${JSON.stringify(rest, undefined, 2)}\n`);
}

function filesUnder(path: string, name: string): readonly (readonly [string, Uint8Array])[] {
  if (statSync(path).isFile()) return [[name === '' ? basename(path) : name, readFileSync(path)]];
  return readdirSync(path).flatMap((inside) =>
    filesUnder(join(path, inside), name === '' ? inside : `${name}/${inside}`),
  );
}

/** Pictures of the page, where the page’s tests left some; to be put on a ground of 1280 by 800, as the stores want it. */
function pictures(folder: string): readonly (readonly [string, Uint8Array])[] {
  let names: readonly string[];
  try {
    names = readdirSync(folder);
  } catch {
    return [];
  }
  return names
    .filter((name) => /^page-.*-960-light\.png$/.test(name) && isSafeName(name))
    .map((name) => [`pictures/${name}`, readFileSync(join(folder, name))]);
}
