import { realpath } from 'node:fs/promises';
import { dirname, normalize } from 'node:path';
import type { Clock } from '#runtime/clock.ts';

/** A home that is far away may not answer. */
const patienceMs = 2_000;

/**
 * Whether this names something in the account's real home: by its name, and after every link on the way to it. The last
 * part may be a link itself: then the link is what is meant. Nothing is opened, and nothing of what is found is told.
 */
export type HomeCheck = (path: string, home: string) => Promise<boolean>;

/** While a home does not answer, it is not asked again. */
export function createHomeCheck(clock: Clock): HomeCheck {
  const silent = new Set<string>();
  return async (path, home) => {
    if (home === '/' || normalize(path) !== path || !path.startsWith(`${home}/`)) return false;
    if (silent.has(home)) return false;
    let timer: Disposable | undefined;
    const tooLate = new Promise<'too late'>((resolve) => {
      timer = clock.after(patienceMs, () => resolve('too late'));
    });
    // What cannot be looked at is nobody's to remove.
    const looking = Promise.all([realpath(home), realpath(dirname(path))]).catch(() => undefined);
    const real = await Promise.race([looking, tooLate]);
    timer?.[Symbol.dispose]();
    if (real === 'too late') {
      silent.add(home);
      void looking.then(() => silent.delete(home));
      return false;
    }
    if (real === undefined) return false;
    const [realHome, folder] = real;
    return folder === realHome || folder.startsWith(`${realHome}/`);
  };
}
