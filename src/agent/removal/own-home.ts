import { lstat, realpath } from 'node:fs/promises';
import { dirname, normalize } from 'node:path';
import type { Clock } from '#runtime/clock.ts';

/** A home that is far away may not answer. */
const patienceMs = 2_000;

/**
 * What this names in the account's real home: by its name, and after every link on the way to it. The last part may be
 * a link itself: then the link is what is meant, and it counts as a file. Undefined: nothing, or it lies elsewhere.
 */
export type HomeCheck = (path: string, home: string) => Promise<'file' | 'folder' | undefined>;

/** While a home does not answer, it is not asked again. */
export function createHomeCheck(clock: Clock): HomeCheck {
  const silent = new Set<string>();
  return async (path, home) => {
    if (home === '/' || normalize(path) !== path || !path.startsWith(`${home}/`)) return undefined;
    if (silent.has(home)) return undefined;
    let timer: Disposable | undefined;
    const tooLate = new Promise<'too late'>((resolve) => {
      timer = clock.after(patienceMs, () => resolve('too late'));
    });
    // What cannot be looked at is nobody's to remove.
    const looking = Promise.all([realpath(home), realpath(dirname(path)), lstat(path)]).catch(
      () => undefined,
    );
    const real = await Promise.race([looking, tooLate]);
    timer?.[Symbol.dispose]();
    if (real === 'too late') {
      silent.add(home);
      void looking.then(() => silent.delete(home));
      return undefined;
    }
    if (real === undefined) return undefined;
    const [realHome, folder, stats] = real;
    if (folder !== realHome && !folder.startsWith(`${realHome}/`)) return undefined;
    return stats.isDirectory() ? 'folder' : 'file';
  };
}
