import { desktopFileLimit, parseDesktopFile } from '#platform/installed-apps/linux-desktop-file.ts';
import {
  resolveCommand,
  systemLauncherFolders,
  userLauncherFolders,
} from '#platform/installed-apps/linux-desktop.ts';
import { Disk, type Look } from '#platform/installed-apps/linux-disk.ts';
import { readMounts, type Mount } from '#platform/installed-apps/linux-mounts.ts';
import { unchanged } from '#platform/installed-apps/linux-watch.ts';
import { canonicalPath } from './linux-dpkg-owner.ts';

type Index = {
  readonly disk: Disk;
  readonly parse: (path: string) => ReturnType<typeof parseDesktopFile>;
  readonly folders: readonly string[];
  looked: ReadonlyMap<string, Look> | undefined;
  byProgram: Map<string, string[]>;
};

const homeLimit = 64;

/** Which `.desktop` files launch a program: those of the machine, and those of the account that runs it. */
export class Launchers {
  readonly #root: string;
  readonly #indexes = new Map<string, Index>();
  #mounts: readonly Mount[] = [];

  constructor(root: string) {
    this.#root = root;
  }

  /** Reads again what changed. Answers whether anything did. */
  refresh(): boolean {
    let changed = false;
    if (this.#indexes.size > 1) this.#mounts = readMounts();
    for (const [home, index] of this.#indexes)
      if (index.looked !== undefined && !unchanged(index.looked, this.#mounts)) {
        this.#read(home, index);
        changed = true;
      }
    return changed;
  }

  /** Names of launchers of this program, with their ending. */
  idsOf(path: string, home: string | undefined): readonly string[] {
    const homes = home === undefined ? [''] : ['', home];
    return [...new Set(homes.flatMap((key) => this.#indexOf(key).byProgram.get(canonicalPath(path)) ?? []))];
  }

  /** Programs of the machine's launchers whose name is one of these. */
  programsOfThose(isMeant: (id: string) => boolean): readonly string[] {
    return [...this.#indexOf('').byProgram].flatMap(([program, ids]) => (ids.some(isMeant) ? [program] : []));
  }

  #indexOf(home: string): Index {
    const known = this.#indexes.get(home);
    if (known !== undefined) return known;
    if (this.#indexes.size > homeLimit) this.#indexes.clear();
    const disk = new Disk({
      root: this.#root,
      ...(home === '' ? {} : { fence: home, mounts: () => this.#mounts }),
    });
    const index: Index = {
      disk,
      parse: disk.parser({ limit: desktopFileLimit }, parseDesktopFile),
      folders: home === '' ? systemLauncherFolders : userLauncherFolders.map((folder) => `${home}/${folder}`),
      looked: undefined,
      byProgram: new Map(),
    };
    this.#indexes.set(home, index);
    this.#read(home, index);
    return index;
  }

  #read(home: string, index: Index): void {
    this.#mounts = readMounts();
    index.disk.begin();
    index.byProgram = new Map();
    for (const folder of index.folders)
      for (const { name } of index.disk.list(folder, (file) => file.endsWith('.desktop'))?.entries ?? []) {
        const target = index.parse(`${folder}/${name}`)?.target;
        if (target?.kind !== 'program') continue;
        const path = resolveCommand(
          target.command,
          home === '' ? undefined : home,
          (candidate) => index.disk.lstat(candidate) !== undefined,
        );
        if (path === undefined) continue;
        for (const program of new Set([path, index.disk.resolve(path)].map(canonicalPath))) {
          const ids = index.byProgram.get(program);
          if (ids === undefined) index.byProgram.set(program, [name]);
          else if (!ids.includes(name)) ids.push(name);
        }
      }
    index.looked = index.disk.end().looked;
  }
}
