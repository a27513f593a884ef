import { chmodSync, lstatSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { writeFileAtomically } from '#runtime/atomic-file.ts';
import { extensionPackageFile } from '#protocol/extension-package.ts';
import { isPackedName } from './package-files.ts';
import type { Files } from './zip.ts';

/** Folders that hold nothing but what the build puts there. A build without the store kit leaves that of another. */
const ownFolders = ['chromium', 'firefox', 'store'];

/**
 * Leaves exactly these files: writes those that are new or differ, in order, each whole, and then takes away what an earlier
 * build left. Browsers of every account must be able to read them. Other files of the folder stay.
 */
export function fillFolder(folder: string, files: Files): void {
  makeFolder(folder);
  // An interrupted build left no description, but what it packed.
  const isOfABuild = readdirSync(folder).some((name) => name === extensionPackageFile || isPackedName(name));
  for (const name of ownFolders) {
    const path = join(folder, name);
    // Somebody's own folder may have such a name; the build would empty it.
    if (!isOfABuild && isFilled(path))
      throw new Error(`${path} is there and is not of an earlier build: choose another folder`);
    if (lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true)
      throw new Error(`${path} is a link: the build would write somewhere else`);
  }
  for (const [name, bytes] of files) {
    const path = join(folder, name);
    makeFolder(dirname(path));
    if (!holds(path, bytes)) writeFileAtomically(path, bytes, 0o644);
    chmodSync(path, 0o644);
  }
  for (const name of readdirSync(folder))
    if (isPackedName(name) && !files.has(name)) rmSync(join(folder, name), { force: true });
  for (const own of ownFolders)
    if ([...files.keys()].some((name) => name.startsWith(`${own}/`))) removeOthers(folder, own, files);
}

const isFilled = (path: string): boolean =>
  lstatSync(path, { throwIfNoEntry: false })?.isDirectory() === true && readdirSync(path).length > 0;

function removeOthers(folder: string, own: string, files: Files): void {
  const root = join(folder, own);
  if (lstatSync(root, { throwIfNoEntry: false }) === undefined) return;
  const isWanted = (name: string): boolean =>
    files.has(name) || [...files.keys()].some((one) => one.startsWith(`${name}/`));
  for (const name of readdirSync(root, { recursive: true, encoding: 'utf8' }))
    if (!isWanted(`${own}/${name}`)) rmSync(join(root, name), { recursive: true, force: true });
}

function makeFolder(path: string): void {
  if (mkdirSync(path, { recursive: true, mode: 0o755 }) !== undefined) chmodSync(path, 0o755);
}

function holds(path: string, bytes: Uint8Array): boolean {
  try {
    return lstatSync(path).isFile() && readFileSync(path).equals(bytes);
  } catch {
    return false;
  }
}
