import { realpath } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, normalize, relative, sep } from 'node:path';

/** Folders that hold other things than one app: never to the trash, whoever names them. */
const ofManyThings: ReadonlySet<string> = new Set([
  '.local/share',
  '.local/bin',
  '.local/state',
  '.local/lib',
]);

/**
 * The real path of something in the person's home that may go to the trash; undefined for anything outside it, the home
 * itself, and the folders that programs share. The last part is not followed when it is a link: the link itself goes.
 */
export async function trashable(path: string, home: string): Promise<string | undefined> {
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
  return ofManyThings.has(parts.join('/')) ? undefined : real;
}
