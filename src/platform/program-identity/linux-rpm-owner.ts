import { statSync } from 'node:fs';
import { parseRpmHeader, rpmFileAt, rpmFilesIn } from '#platform/installed-apps/linux-rpm-header.ts';
import { rpmFolders, withRpmDatabase } from '#platform/installed-apps/linux-rpm.ts';
import { canonicalPath, parseProgramPaths } from './linux-dpkg-owner.ts';

/** Owners of files in an rpm database, looked up one by one through its index of base names. */
export class RpmOwners {
  readonly #files: readonly string[];

  constructor(root: string) {
    this.#files = rpmFolders.map((folder) => `${root}${folder}/rpmdb.sqlite`);
  }

  /** Modification time of the database; 0 where there is none. */
  stamp(): number {
    let newest = 0;
    for (const file of this.#files)
      for (const ending of ['', '-wal'])
        newest = Math.max(newest, statSync(file + ending, { throwIfNoEntry: false })?.mtimeMs ?? 0);
    return newest;
  }

  programsOf(owner: string): readonly string[] {
    const file = this.#file();
    if (file === undefined) return [];
    const found = withRpmDatabase(
      file,
      (database) =>
        database
          .prepare(
            'SELECT p.blob AS blob FROM Name n JOIN Packages p ON p.hnum = n.hnum WHERE n.key = ? LIMIT 8',
          )
          .all(owner)
          .flatMap(({ blob }) => (blob instanceof Uint8Array ? rpmFilesIn(blob) : [])),
      () => undefined,
    );
    return parseProgramPaths((found ?? []).map((path) => `${path}\n`).join(''));
  }

  /** All files of these packages, not only programs; undefined where there is a database that cannot be read. */
  filesOfThose(isMeant: (owner: string) => boolean): readonly string[] | undefined {
    const file = this.#file();
    if (file === undefined) return [];
    return withRpmDatabase(
      file,
      (database) => {
        const names = database.prepare('SELECT DISTINCT key FROM Name').all();
        const headers = database.prepare(
          'SELECT p.blob AS blob FROM Name n JOIN Packages p ON p.hnum = n.hnum WHERE n.key = ?',
        );
        return names
          .flatMap(({ key }) => (typeof key === 'string' && isMeant(key) ? headers.all(key) : []))
          .flatMap(({ blob }) => (blob instanceof Uint8Array ? rpmFilesIn(blob) : []))
          .map(canonicalPath);
      },
      () => undefined,
    );
  }

  #file(): string | undefined {
    return this.#files.find((candidate) => statSync(candidate, { throwIfNoEntry: false }) !== undefined);
  }

  ownerOf(path: string): string | undefined {
    const file = this.#file();
    if (file === undefined) return undefined;
    const full = canonicalPath(path);
    // A database that cannot be read owns nothing; the inventory reports its fault.
    return withRpmDatabase(
      file,
      (database) => {
        const rows = database
          .prepare(
            'SELECT p.blob AS blob, b.idx AS idx FROM Basenames b JOIN Packages p ON p.hnum = b.hnum WHERE b.key = ? LIMIT 64',
          )
          .all(full.slice(full.lastIndexOf('/') + 1));
        for (const { blob, idx } of rows)
          if (blob instanceof Uint8Array && typeof idx === 'number') {
            const owned = rpmFileAt(blob, idx);
            if (owned !== undefined && canonicalPath(owned) === full) return parseRpmHeader(blob)?.name;
          }
        return undefined;
      },
      () => undefined,
    );
  }
}
