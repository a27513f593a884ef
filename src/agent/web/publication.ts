import {
  chmodSync,
  chownSync,
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmdirSync,
  rmSync,
  statSync,
  type Stats,
} from 'node:fs';
import { copyFile, rename, rm, utimes } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import { dirname, join } from 'node:path';
import { fail, ok, type Outcome } from '#policy/outcome.ts';
import type { ExtensionPackage } from '#protocol/extension-package.ts';
import { chromiumUpdates, fileAddress, firefoxUpdates } from '#protocol/extension-updates.ts';
import { writeFileAtomically } from '#runtime/atomic-file.ts';

export type PublicationPlaces = {
  /** Where the build of the extension left it; nobody but the agent need be able to read it. */
  readonly from: string;
  /** Absolute path of a folder of the agent's own, seen from which every account may read. Made where it is missing. */
  readonly to: string;
  /** The Node program that is to run the native host. */
  readonly node: string;
};

/** Where browsers of every account find what they install and start. */
export type Published = {
  /** Folder of the packed files, their update manifests and the host script. */
  readonly folder: string;
  /** A Node that every account may start: the agent's own, or a copy of it. */
  readonly node: string;
};

const extensionName = 'extension';
const nodeName = 'node';
/** Many times what the extension weighs. */
const fileLimit = 64 * 1024 * 1024;

/**
 * Puts a copy of what browsers install where every account may read it: the project may lie in a home that is nobody
 * else's. Update manifests are rendered for that place; what an older version left is taken away; what stands there as it
 * should is not written again. The Node program is copied only where others cannot start it where it is. The fault is a
 * sentence.
 */
export async function publishExtension(
  about: ExtensionPackage,
  { from, node, to }: PublicationPlaces,
): Promise<Outcome<Published, string>> {
  try {
    const folder = join(to, extensionName);
    const files = new Map<string, Buffer>();
    for (const name of [about.chromium.crx, about.firefox.xpi, about.host]) {
      const read = readOwn(join(from, name));
      if (!read.ok) return read;
      files.set(name, read.value);
    }
    const why = ownFolder(to) ?? ownFolder(folder);
    if (why !== undefined) return fail(why);
    for (const [name, text] of manifests(about, folder, files)) files.set(name, Buffer.from(text));
    // Manifests come last in the map: whoever finds one finds what it names.
    for (const [name, bytes] of files) writeFor(join(folder, name), bytes);
    for (const name of readdirSync(folder))
      if (!files.has(name)) rmSync(join(folder, name), { recursive: true, force: true });
    return ok({ folder, node: await reachableNode(node, to) });
  } catch (fault) {
    return fail(`the extension could not be put where browsers can read it: ${codeOf(fault)}`);
  }
}

/** Takes away what `publishExtension` put there, and the folder where nothing else is left in it. */
export function withdrawExtension(to: string): void {
  if (lstatSync(to, { throwIfNoEntry: false })?.isDirectory() !== true) return;
  for (const name of [extensionName, nodeName, fresh(nodeName)])
    rmSync(join(to, name), { recursive: true, force: true });
  if (readdirSync(to).length === 0) rmdirSync(to);
}

function manifests(
  { chromium, firefox, version }: ExtensionPackage,
  folder: string,
  files: ReadonlyMap<string, Buffer>,
): readonly (readonly [string, string])[] {
  const update = (id: string, name: string) => ({
    id,
    version,
    address: fileAddress(join(folder, name)),
    sha256: createHash('sha256')
      .update(files.get(name) ?? '')
      .digest('hex'),
  });
  return [
    [chromium.updates, chromiumUpdates(update(chromium.id, chromium.crx))],
    [firefox.updates, firefoxUpdates(update(firefox.id, firefox.xpi))],
  ];
}

/** Why this folder cannot be used; made, and opened to every reader, where it can. */
function ownFolder(path: string): string | undefined {
  for (const above of foldersTo(dirname(path))) {
    const stats = lstatSync(above, { throwIfNoEntry: false });
    if (stats === undefined) {
      mkdirSync(above, { mode: 0o755 });
      chmodSync(above, 0o755);
    } else if (!isSafe(stats)) return `${above} can be changed by others`;
  }
  const stats = lstatSync(path, { throwIfNoEntry: false });
  if (stats === undefined) mkdirSync(path, { mode: 0o755 });
  else if (!stats.isDirectory() || !isOwn(stats.uid)) return `${path} is not a folder of the agent's own`;
  chmodSync(path, 0o755);
  return undefined;
}

/** `/`, `/a`, `/a/b` for `/a/b`. */
function foldersTo(path: string): readonly string[] {
  const names = path.split('/').filter((name) => name !== '');
  return names.reduce<string[]>((made, name) => [...made, join(made.at(-1) ?? '/', name)], ['/']);
}

const isOwn = (uid: number): boolean => uid === 0 || uid === process.geteuid?.();

/** A folder above ours: nobody else may put another in the place of ours. Others may write where only owners may rename. */
function isSafe(stats: Stats): boolean {
  const { gid, mode, uid } = stats;
  if (!stats.isDirectory() || !isOwn(uid)) return false;
  const group = (mode & 0o020) !== 0 && gid !== 0;
  return (!group && (mode & 0o002) === 0) || (mode & 0o1000) !== 0;
}

/** Only what nobody else could have written: browsers run it, in everybody's profile. */
function readOwn(path: string): Outcome<Buffer, string> {
  let file: number;
  try {
    file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (fault) {
    return fail(`${path} cannot be read (${codeOf(fault)})`);
  }
  try {
    const stats = fstatSync(file);
    if (!stats.isFile() || stats.size > fileLimit) return fail(`${path} is no file of the extension`);
    const group = (stats.mode & 0o020) !== 0 && stats.gid !== 0;
    if (!isOwn(stats.uid) || group || (stats.mode & 0o002) !== 0)
      return fail(`${path} can be changed by others`);
    return ok(readFileSync(file));
  } finally {
    closeSync(file);
  }
}

const fresh = (path: string): string => `${path}.new`;

/** Whole or not at all, 0644 whatever the umask. */
function writeFor(path: string, bytes: Buffer): void {
  const there = lstatSync(path, { throwIfNoEntry: false });
  const stands =
    there?.isFile() === true &&
    isOwn(there.uid) &&
    (there.mode & 0o777) === 0o644 &&
    there.size === bytes.length &&
    readFileSync(path).equals(bytes);
  if (stands) return;
  if (there?.isDirectory() === true) rmSync(path, { recursive: true });
  writeFileAtomically(path, bytes, 0o644);
}

async function reachableNode(node: string, to: string): Promise<string> {
  const real = realpathSync(node);
  const copy = join(to, nodeName);
  if (isForEveryone(real)) {
    rmSync(copy, { recursive: true, force: true });
    return real;
  }
  const source = statSync(real);
  const there = lstatSync(copy, { throwIfNoEntry: false });
  const stands =
    there?.isFile() === true &&
    isOwn(there.uid) &&
    (there.mode & 0o777) === 0o755 &&
    there.size === source.size &&
    Math.trunc(there.mtimeMs / 1_000) === Math.trunc(source.mtimeMs / 1_000);
  if (stands) return copy;
  const next = fresh(copy);
  await rm(next, { recursive: true, force: true });
  try {
    // One that runs is replaced, not written over; on a disk that can, this costs no room.
    await copyFile(real, next, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
    if (process.geteuid?.() === 0) chownSync(next, 0, 0);
    chmodSync(next, 0o755);
    await utimes(next, source.atime, source.mtime);
    await rename(next, copy);
  } catch (fault) {
    await rm(next, { force: true });
    throw fault;
  }
  return copy;
}

/** Whether every account may start this program where it is. */
export function isForEveryone(program: string): boolean {
  if ((statSync(program).mode & 0o005) !== 0o005) return false;
  return foldersTo(dirname(program)).every((folder) => (statSync(folder).mode & 0o001) !== 0);
}

const codeOf = (fault: unknown): string =>
  fault instanceof Error && 'code' in fault ? String(fault.code) : String(fault);
