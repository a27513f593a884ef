import { lstatSync, readlinkSync } from 'node:fs';
import { dirname } from 'node:path';

/** A path without links, or why it was not followed to its end. `there` says whether anything lies at it. */
export type Walked =
  | { readonly ok: true; readonly path: string; readonly there: boolean }
  | { readonly ok: false; readonly why: string };

export type WalkOptions = {
  /** Whether a link at the end is followed too. */
  readonly follow: boolean;
  readonly mayHang: (path: string) => boolean;
  /** Told of every link on the way. */
  readonly onLink: (path: string) => void;
};

export const mayHangHere = 'on a network or user-made file system';
/** As in the kernel. */
const linkLimit = 40;

/**
 * Follows a path link by link, as the kernel would, but looks at where each leads before it goes there: a link that
 * somebody laid to a dead server would hold up whoever follows it. `from` is a folder, free of links, in which `path` lies.
 */
export function walk(from: string, path: string, options: WalkOptions): Walked {
  let at = from;
  let rest = path.slice(from.length).split('/');
  let links = 0;
  for (let name = rest.shift(); name !== undefined; name = rest.shift()) {
    if (name === '' || name === '.') continue;
    if (name === '..') {
      at = at === '' ? '' : dirname(at);
      if (at === '/') at = '';
      continue;
    }
    const next = `${at}/${name}`;
    if (options.mayHang(next)) return { ok: false, why: mayHangHere };
    const stats = lstatSync(next, { throwIfNoEntry: false });
    if (stats === undefined) return { ok: true, path: [next, ...rest].join('/'), there: false };
    if (!stats.isSymbolicLink() || (rest.length === 0 && !options.follow)) {
      at = next;
      continue;
    }
    links += 1;
    if (links > linkLimit) return { ok: false, why: 'ELOOP' };
    options.onLink(next);
    const target = readlinkSync(next);
    if (target.startsWith('/')) at = '';
    rest = [...target.split('/'), ...rest];
  }
  return { ok: true, path: at === '' ? '/' : at, there: true };
}
