import { readFileSync, readdirSync, statSync } from 'node:fs';
import { pacmanFolder } from '#platform/installed-apps/linux-pacman.ts';
import { canonicalPath, parseProgramPaths, pathsOfThose, pathsOwnedBy } from './linux-dpkg-owner.ts';

/** Program paths in a `files` file of pacman's database. */
export function parsePacmanFiles(content: string): readonly string[] {
  const start = content.indexOf('%FILES%\n');
  if (start === -1) return [];
  const body = content.slice(start + 8);
  const end = body.indexOf('\n\n');
  const paths = (end === -1 ? body : body.slice(0, end)).split('\n').filter((path) => !path.endsWith('/'));
  return parseProgramPaths(`${paths.map((path) => `/${path}`).join('\n')}\n`);
}

/** Owners of programs in pacman's database, read whole on the first question after a change. */
export class PacmanOwners {
  readonly #folder: string;
  #owners = new Map<string, string>();
  #builtFrom = 0;

  constructor(root: string) {
    this.#folder = root + pacmanFolder;
  }

  /** Modification time of the database; 0 where there is none. */
  stamp(): number {
    return statSync(this.#folder, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  }

  ownerOf(path: string): string | undefined {
    const stamp = this.stamp();
    if (stamp !== this.#builtFrom) this.#build(stamp);
    return this.#owners.get(canonicalPath(path));
  }

  programsOf(owner: string): readonly string[] {
    const stamp = this.stamp();
    if (stamp !== this.#builtFrom) this.#build(stamp);
    return pathsOwnedBy(this.#owners, owner);
  }

  programsOfThose(isMeant: (owner: string) => boolean): readonly string[] {
    const stamp = this.stamp();
    if (stamp !== this.#builtFrom) this.#build(stamp);
    return pathsOfThose(this.#owners, isMeant);
  }

  #build(stamp: number): void {
    this.#owners = new Map();
    this.#builtFrom = stamp;
    if (stamp === 0) return;
    for (const entry of readdirSync(this.#folder, { withFileTypes: true })) {
      const owner = /^(.+)-[^-]+-[^-]+$/.exec(entry.name)?.[1];
      if (!entry.isDirectory() || owner === undefined) continue;
      try {
        const files = readFileSync(`${this.#folder}/${entry.name}/files`, 'utf8');
        for (const path of parsePacmanFiles(files)) this.#owners.set(path, owner);
      } catch (error) {
        // Removed while it was read: the folder's time has changed, and the next question reads again.
        if (!(error instanceof Error && 'code' in error)) throw error;
      }
    }
  }
}
