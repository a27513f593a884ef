import { DatabaseSync } from 'node:sqlite';
import type { InstalledApp } from '#policy/facts.ts';
import { evidenceOf } from './linux-evidence.ts';
import { keyOf, type Part, type Place } from './linux-part.ts';
import { parseRpmHeader } from './linux-rpm-header.ts';

/** Folders in which distributions keep the rpm database, the newer place first. */
export const rpmFolders = ['/usr/lib/sysimage/rpm', '/var/lib/rpm'];

const blobLimit = 64 * 1024 * 1024;

/** Runs a read-only look at an rpm SQLite database; a foreseen SQLite error is handed to `onFault`. */
export function withRpmDatabase<T>(
  file: string,
  use: (database: DatabaseSync) => T,
  onFault: (why: string) => void,
): T | undefined {
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(file, { readOnly: true, timeout: 50 });
    return use(database);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ERR_SQLITE_ERROR')) throw error;
    onFault(error.message);
    return undefined;
  } finally {
    database?.close();
  }
}

export function rpmPart(place: Place): Part {
  const { disk } = place;
  const names = new Set(['rpmdb.sqlite', 'rpmdb.sqlite-wal', 'Packages', 'Packages.db']);
  let known = new Map<number, InstalledApp | undefined>();
  let stamp = '';
  let last: readonly InstalledApp[] = [];

  /** Headers never change under their number, so only new numbers are read. */
  const readDatabase = (path: string): readonly InstalledApp[] | undefined =>
    withRpmDatabase(
      disk.real(path),
      (database) => {
        const next = new Map<number, InstalledApp | undefined>();
        const headerOf = database.prepare('SELECT blob FROM Packages WHERE hnum = ? AND length(blob) < ?');
        for (const row of database.prepare('SELECT hnum FROM Packages ORDER BY hnum').iterate()) {
          const number = Number(row['hnum']);
          if (known.has(number)) next.set(number, known.get(number));
          else {
            const blob = headerOf.get(number, blobLimit)?.['blob'];
            const app = blob instanceof Uint8Array ? toApp(blob) : undefined;
            if (app === undefined) disk.fault(path, `package ${number} has no readable header`);
            next.set(number, app);
          }
        }
        known = next;
        return [...next.values()].filter((app) => app !== undefined && app.name !== 'gpg-pubkey');
      },
      (why) => disk.fault(path, why),
    )?.filter((app) => app !== undefined);

  const toApp = (blob: Uint8Array): InstalledApp | undefined => {
    const header = parseRpmHeader(blob);
    if (header === undefined) return undefined;
    const { arch, ...rest } = header;
    return {
      key: keyOf('rpm', place, `${header.name}-${header.version}${arch === '' ? '' : `.${arch}`}`),
      source: 'rpm',
      scope: { kind: 'machine' },
      evidence: evidenceOf('rpm-package', header.name),
      ...rest,
    };
  };

  return {
    key: 'rpm',
    source: 'rpm',
    disk,
    read: () => {
      for (const folder of rpmFolders) {
        const files = disk.list(folder, (name) => names.has(name))?.entries.map((entry) => entry.name) ?? [];
        if (files.includes('rpmdb.sqlite')) {
          const path = `${folder}/rpmdb.sqlite`;
          const now = ['', '-wal']
            .map((ending) => (disk.exists(path + ending) ? disk.lstat(path + ending) : undefined))
            .map((stats) => (stats === undefined ? '' : `${stats.ino}:${stats.size}:${stats.mtimeMs}`))
            .join(' ');
          if (now === stamp && now !== '') return last;
          if (stamp.split(':')[0] !== now.split(':')[0]) known = new Map();
          const apps = readDatabase(path);
          if (apps === undefined) return last;
          [stamp, last] = [now, apps];
          return last;
        }
        if (files.length > 0)
          disk.fault(
            `${folder}/${files[0]}`,
            'rpm database in a format older than SQLite, or NDB, is not read',
          );
      }
      return [];
    },
  };
}
