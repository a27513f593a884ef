import { existsSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** Damaged files kept for whoever looks into them; older ones are removed so that they never fill the disk. */
const kept = 3;
const companions = ['-wal', '-shm'] as const;

/**
 * Renames a damaged database, with its companions, to a name that has the date. Returns that name.
 * The companions go first: SQLite would replay a left-behind log into the fresh file.
 */
export function setAside(path: string, now: number): string {
  const stamp = new Date(now).toISOString().replaceAll(':', '-');
  let target = `${path}.damaged-${stamp}`;
  for (let count = 2; existsSync(target); count += 1) target = `${path}.damaged-${stamp}-${count}`;
  for (const end of companions) if (existsSync(path + end)) renameSync(path + end, target + end);
  renameSync(path, target);
  removeOlder(path);
  return basename(target);
}

function removeOlder(path: string): void {
  const folder = dirname(path);
  const damaged = readdirSync(folder)
    .filter((name) => name.startsWith(`${basename(path)}.damaged-`))
    .filter((name) => !companions.some((end) => name.endsWith(end)))
    .sort();
  for (const name of damaged.slice(0, -kept))
    for (const end of ['', ...companions]) rmSync(join(folder, name + end), { force: true });
}
