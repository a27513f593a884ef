import { realpath } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, normalize, relative, sep } from 'node:path';

/** Folders that hold other things than one app: never to the trash, whoever names them. */
const ofManyThings: ReadonlySet<string> = new Set([
  '.local/share',
  '.local/bin',
  '.local/state',
  '.local/lib',
  '.local/share/applications',
  '.local/share/flatpak',
  '.local/share/icons',
  '.config/autostart',
  '.var/app',
  'Applications',
  'bin',
  'snap',
]);

/**
 * The real path of something in the person's home that may go to the trash; undefined for anything outside it, the home
 * itself, the folders that programs share, and the person's own: `papers`, such as the documents and the desktop, and
 * whatever holds one of them. The last part is not followed when it is a link: the link itself goes.
 */
export async function trashable(
  path: string,
  home: string,
  papers: readonly string[] = [],
): Promise<string | undefined> {
  if (!isAbsolute(path) || normalize(path) !== path || path.endsWith(sep)) return undefined;
  let inside: string;
  let real: string;
  try {
    real = join(await realpath(dirname(path)), basename(path));
    inside = relative(await realpath(home), real);
  } catch {
    return undefined;
  }
  if (inside === '' || inside === '..' || inside.startsWith(`..${sep}`) || isAbsolute(inside))
    return undefined;
  const parts = inside.split(sep);
  if (parts.length === 1 && inside.startsWith('.')) return undefined;
  if (ofManyThings.has(parts.join('/'))) return undefined;
  return papers.some((one) => one === path || one.startsWith(`${path}${sep}`)) ? undefined : real;
}
