import { readFileSync, readdirSync, statSync } from 'node:fs';

/** A path without the links of merged /usr: `/bin/x` is `/usr/bin/x`. */
export function canonicalPath(path: string): string {
  return !path.startsWith('/usr/') && /^\/(?:bin|sbin|lib|lib32|lib64)\//.test(path) ? `/usr${path}` : path;
}

const programFolder = /^\/(?:usr\/(?:local\/)?(?:s?bin|games)|opt)\//;
const elsewhere = /^\/(?:usr\/(?:lib\w*|share)|srv|var\/lib)\//;
const programEnding = /\.(?:bin|exe|run|elf)$/i;

/** Lines of a dpkg file list that may be programs: all below program folders, elsewhere names without an ending. */
export function parseProgramPaths(list: string): readonly string[] {
  const found: string[] = [];
  let start = 0;
  for (let end = list.indexOf('\n'); end !== -1; end = list.indexOf('\n', start)) {
    const path = list.slice(start, end);
    start = end + 1;
    const full = canonicalPath(path);
    if (!programFolder.test(full) && !mayBeProgram(full)) continue;
    // A folder is followed by what it holds.
    if (!list.startsWith(path, start) || list.charCodeAt(start + path.length) !== slash) found.push(full);
  }
  return found;
}

const slash = 47;
/** Documentation and icons are most of what packages hold. */
function mayBeProgram(path: string): boolean {
  if (path.startsWith('/usr/share/doc') || path.startsWith('/usr/share/icons/')) return false;
  const dot = path.indexOf('.', path.lastIndexOf('/') + 1);
  return (dot === -1 || programEnding.test(path)) && elsewhere.test(path);
}

export function pathsOwnedBy(owners: ReadonlyMap<string, string>, owner: string): readonly string[] {
  const paths: string[] = [];
  for (const [path, other] of owners) if (other === owner) paths.push(path);
  return paths;
}

/** Paths of the programs of all owners of which this is true. */
export function pathsOfThose(
  owners: ReadonlyMap<string, string>,
  isMeant: (owner: string) => boolean,
): readonly string[] {
  const asked = new Map<string, boolean>();
  const found: string[] = [];
  for (const [path, owner] of owners) {
    let isIt = asked.get(owner);
    if (isIt === undefined) asked.set(owner, (isIt = isMeant(owner)));
    if (isIt) found.push(path);
  }
  return found;
}

/** Owner of each program by path, from `<package>[:arch].list` files; read in slices so that nobody waits for it. */
export class DpkgOwners {
  readonly #folder: string;
  #owners: ReadonlyMap<string, string> | undefined;
  #builtFrom = -1;
  #building: Promise<void> | undefined;

  constructor(root: string) {
    this.#folder = `${root}/var/lib/dpkg/info`;
  }

  /** Modification time of the database; another one means that owners may have changed. */
  stamp(): number {
    return statSync(this.#folder, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  }

  /** Whether the index answers for the database as it is. Starts to read it otherwise. */
  ready(stamp: number): boolean {
    if (this.#builtFrom === stamp) return true;
    this.#building ??= this.#build(stamp).finally(() => {
      this.#building = undefined;
    });
    return false;
  }

  /** Resolves when the reading under way has ended. */
  async settled(): Promise<void> {
    await this.#building;
  }

  /** Package that owns the program. Before the index is read, only a package of the program's own name is found. */
  ownerOf(path: string): string | undefined {
    const full = canonicalPath(path);
    if (this.#owners !== undefined) return this.#owners.get(full);
    const name = full.slice(full.lastIndexOf('/') + 1);
    if (!/^[a-z0-9][a-z0-9.+-]+$/.test(name)) return undefined;
    const list = readList(`${this.#folder}/${name}.list`);
    return list !== undefined && parseProgramPaths(list).includes(full) ? name : undefined;
  }

  programsOf(owner: string): readonly string[] {
    return pathsOwnedBy(this.#owners ?? new Map(), owner);
  }

  /** As far as the index is read. */
  programsOfThose(isMeant: (owner: string) => boolean): readonly string[] {
    return pathsOfThose(this.#owners ?? new Map(), isMeant);
  }

  async #build(stamp: number): Promise<void> {
    const owners = new Map<string, string>();
    const lists = stamp === 0 ? [] : readdirSync(this.#folder).filter((name) => name.endsWith('.list'));
    let sliceEnd = performance.now() + 2;
    for (const list of lists) {
      const owner = list.slice(0, -'.list'.length).replace(/:.*$/, '');
      for (const path of parseProgramPaths(readList(`${this.#folder}/${list}`) ?? ''))
        owners.set(path, owner);
      if (performance.now() > sliceEnd) {
        await new Promise(setImmediate);
        sliceEnd = performance.now() + 2;
      }
    }
    this.#owners = owners;
    this.#builtFrom = stamp;
  }
}

/** dpkg replaces its lists while it works: one that is gone counts as empty, and the folder's time tells of the change. */
function readList(path: string): string | undefined {
  try {
    return readFileSync(path, 'latin1');
  } catch (error) {
    if (error instanceof Error && 'code' in error) return undefined;
    throw error;
  }
}
