import { lstatSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Homes of trials begin with this; the rest is random. */
export const homePrefix = 'portvakt-trial-';

/** Ends what runs with this home as this account, also what has left its group and its parent. */
export function endAllOf(home: string, uid: number, proc = '/proc'): void {
  for (const name of readdirSync(proc)) {
    if (!/^\d+$/.test(name)) continue;
    try {
      if (statSync(join(proc, name)).uid !== uid) continue;
      const environment = readFileSync(join(proc, name, 'environ'), 'utf8').split('\0');
      if (environment.includes(`HOME=${home}`)) process.kill(Number(name), 'SIGKILL');
    } catch {
      // It has ended, or is not ours to look at.
    }
  }
}

/** Takes away what trials left whose agent was killed: their browsers, and their homes. `owners`: whose homes can be ours. */
export function clearLeftovers(folder: string, owners: readonly number[]): void {
  for (const name of readdirSync(folder)) {
    if (!name.startsWith(homePrefix)) continue;
    const home = join(folder, name);
    const stats = lstatSync(home, { throwIfNoEntry: false });
    // Anybody may put a folder or a link of this name there.
    if (stats === undefined || !stats.isDirectory() || !owners.includes(stats.uid)) continue;
    endAllOf(home, stats.uid);
    removeHome(home);
  }
}

export function removeHome(home: string): void {
  // Its last process may still be putting something there.
  rmSync(home, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
}
