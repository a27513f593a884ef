import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fillFolder } from './folder.ts';
import { loadKey, type KeySource } from './key.ts';
import { packExtension } from './package-files.ts';
import { projectSources } from './project-sources.ts';
import type { Sources } from './sources.ts';
import { storeKit } from './store-kit.ts';

export type Build = {
  /** The top of the project. */
  readonly top: string;
  /** Absolute. */
  readonly folder: string;
  /** Absolute: where the files will lie when browsers look for them. `folder`, where it is left out. */
  readonly installedIn?: string;
  readonly key: KeySource;
  /** Path of the XPI that Mozilla signed. */
  readonly firefoxSigned?: string;
  /** Whether to make the kit for the stores too. */
  readonly store: boolean;
  /** Another extension than the project's own. */
  readonly sources?: Sources;
};

/** Builds the folder; answers with what to tell whoever built. Throws, with a sentence for that person. */
export async function buildExtension(build: Build): Promise<readonly string[]> {
  const { top, folder, store, sources = projectSources(top) } = build;
  const key = loadKey(build.key);
  const { version } = JSON.parse(readFileSync(join(top, 'package.json'), 'utf8')) as { version: string };
  const signedXpi = build.firefoxSigned === undefined ? undefined : readXpi(build.firefoxSigned);
  const packed = await packExtension({
    sources,
    version,
    pem: key.pem,
    folder: build.installedIn ?? folder,
    ...(signedXpi === undefined ? {} : { signedXpi }),
  });
  const kit = store ? storeKit({ top, version, bundles: packed.bundles }) : new Map<string, Uint8Array>();
  fillFolder(folder, new Map([...kit, ...packed.files]));
  const { chromium, firefox } = packed.description;
  return [
    `the browser extension ${version} is built in ${folder}`,
    `Chromium: ${chromium.crx}, id ${chromium.id}`,
    ...(key.own
      ? [
          `  signed with this machine's own key ${build.key.own}${key.made ? ', made just now' : ''}: the id is for this machine only`,
        ]
      : []),
    `Firefox: ${firefox.xpi}, id ${firefox.id}`,
    ...(firefox.signed ? [] : ['  not signed by Mozilla: only Firefox ESR can be told to take it']),
    ...(store ? [`for the stores: ${join(folder, 'store')}`] : []),
  ];
}

function readXpi(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    throw new Error(`the signed XPI ${path} cannot be read (${code})`, { cause: error });
  }
}
