import { lstatSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { mayHang, readMounts } from '#platform/installed-apps/linux-mounts.ts';
import { isPerson, parsePasswd, type PasswdEntry } from './passwd.ts';
import type { Account, Sessions } from './port.ts';

export type SessionsOptions = {
  /** Folder that stands for `/`; for tests. Homes are given as the account database has them. */
  readonly root?: string;
};

export const createSessions = (options: SessionsOptions = {}): Sessions =>
  new PasswdSessions(options.root ?? '/');

/** Homes that were not there are looked for no more often than this. */
const absentStandMs = 5000;

/** One `stat` a call tells whether the file is still the one that was read; a watch would miss its replacement. */
class PasswdSessions implements Sessions {
  readonly #root: string;
  readonly #path: string;
  #stamp = '';
  #people: readonly PasswdEntry[] = [];
  /** Those of them whose home was not there when it was last looked for. */
  #absent: readonly PasswdEntry[] = [];
  #accounts: readonly Account[] = [];
  #lookedAt = -Infinity;
  #names: ReadonlyMap<number, string> = new Map();

  constructor(root: string) {
    this.#root = root;
    this.#path = join(root, 'etc/passwd');
  }

  accounts(): readonly Account[] {
    this.#refresh();
    const now = performance.now();
    if (this.#absent.length > 0 && now - this.#lookedAt >= absentStandMs) this.#lookForHomes(now);
    return this.#accounts;
  }

  nameOf(uid: number): string {
    this.#refresh();
    return this.#names.get(uid) ?? String(uid);
  }

  #refresh(): void {
    const stats = statSync(this.#path, { bigint: true, throwIfNoEntry: false });
    // While it is being replaced, or if it was never there, what we know stands.
    if (stats === undefined) return;
    const stamp = `${stats.dev}:${stats.ino}:${stats.size}:${stats.mtimeNs}:${stats.ctimeNs}`;
    if (stamp === this.#stamp) return;
    const entries = parsePasswd(readFileSync(this.#path, 'utf8'));
    this.#stamp = stamp;
    this.#people = entries.filter(isPerson);
    this.#absent = this.#people;
    this.#accounts = [];
    this.#lookForHomes(performance.now());
    // The first entry of a uid is the one that the system itself shows.
    this.#names = new Map(entries.toReversed().map(({ uid, name }) => [uid, name]));
  }

  /** A home that was there once counts from then on: it may be encrypted, and its owner logged out. */
  #lookForHomes(now: number): void {
    this.#lookedAt = now;
    const mounts = readMounts();
    // What may hang is not asked; its account counts.
    this.#absent = this.#absent.filter(({ home }) => {
      const path = join(this.#root, home);
      return !mayHang(mounts, path) && !isFolder(path);
    });
    this.#accounts = this.#people
      .filter((person) => !this.#absent.includes(person))
      .map(({ name, uid, gid, home }) => ({ name, uid, gid, home }));
  }
}

/** Without following a link: it may lead to a server that hangs. Where the home is one, somebody made it. */
function isFolder(path: string): boolean {
  try {
    const stats = lstatSync(path, { throwIfNoEntry: false });
    return stats?.isDirectory() === true || stats?.isSymbolicLink() === true;
  } catch (error) {
    if (error instanceof Error && 'code' in error) return false;
    throw error;
  }
}
