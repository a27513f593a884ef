import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { isPerson, parsePasswd, type PasswdEntry } from './passwd.ts';
import type { Account, Sessions } from './port.ts';

export type SessionsOptions = {
  /** Folder that stands for `/`; for tests. Homes are given as the account database has them. */
  readonly root?: string;
};

export const createSessions = (options: SessionsOptions = {}): Sessions =>
  new PasswdSessions(options.root ?? '/');

/** One `stat` a call tells whether the file is still the one that was read; a watch would miss its replacement. */
class PasswdSessions implements Sessions {
  readonly #root: string;
  readonly #path: string;
  #stamp = '';
  #people: readonly PasswdEntry[] = [];
  #names: ReadonlyMap<number, string> = new Map();

  constructor(root: string) {
    this.#root = root;
    this.#path = join(root, 'etc/passwd');
  }

  accounts(): readonly Account[] {
    this.#refresh();
    return this.#people
      .filter(({ home }) => statSync(join(this.#root, home), { throwIfNoEntry: false })?.isDirectory())
      .map(({ name, uid, gid, home }) => ({ name, uid, gid, home }));
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
    // The first entry of a uid is the one that the system itself shows.
    this.#names = new Map(entries.toReversed().map(({ uid, name }) => [uid, name]));
  }
}
