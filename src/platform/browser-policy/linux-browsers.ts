import { lstatSync } from 'node:fs';
import { normalize } from 'node:path';
import { Disk } from '#platform/installed-apps/linux-disk.ts';
import { readMounts } from '#platform/installed-apps/linux-mounts.ts';
import type { BrowserPackaging } from '#policy/proof.ts';
import { knownBrowsers, otherBrowserNames, type KnownBrowser } from './known-browsers.ts';
import type { FoundBrowser, RecogniseBrowser } from './port.ts';

export type BrowserAccount = { readonly uid: number; readonly home: string };

/** What of a browser is read in people's homes. */
export type FoundUserData = { readonly browser: KnownBrowser; readonly path: string };

type Home = { readonly home: string; readonly disk: Disk };

const folderOf = ({ folder }: { readonly folder: string }): string => folder;
const userDataOf = (packages: readonly { readonly userData: readonly string[] }[]): readonly string[] => [
  ...new Set(packages.flatMap(({ userData }) => userData)),
];

const profileName = (name: string): boolean => /^(?:Default|Profile \d{1,4})$/.test(name);
const profilesLimit = 256 * 1024;
const isHere = (path: string): boolean => lstatSync(path, { throwIfNoEntry: false }) !== undefined;

/** Sections of `profiles.ini` that are a profile. */
function countFirefoxProfiles(ini: Buffer): number {
  return ini
    .toString('utf8')
    .split(/^\[/m)
    .filter((section) => /^Profile\d+\]/.test(section) && /^Path=./m.test(section)).length;
}

/** Where Firefox keeps people's profiles, in whatever package. */
const firefoxFolders = knownBrowsers
  .filter(({ family }) => family === 'firefox')
  .flatMap(({ userData, flatpaks, snaps }) => [...userData, ...userDataOf(flatpaks), ...userDataOf(snaps)]);

/** Paths of the profiles that `profiles.ini` names in this folder, and of whatever else could be one. */
function firefoxProfiles(disk: Disk, folder: string): readonly string[] {
  const named =
    disk.parser({ limit: profilesLimit, watched: false }, (ini) =>
      [...ini.toString('utf8').matchAll(/^Path=(.+?)\r?$/gm)].map(([, path = '']) => normalize(path)),
    )(`${folder}/profiles.ini`) ?? [];
  const inside = (disk.list(folder)?.entries ?? []).map(({ name }) => name);
  return [...named, ...inside].map((path) => (path.startsWith('/') ? path : normalize(`${folder}/${path}`)));
}

/**
 * The browsers of this PC. Homes are read as their owner may not expect of root: no link leads out of one, and nothing is
 * touched that a server or a user's program may let hang.
 */
export class LinuxBrowsers {
  readonly #root: string;
  readonly #accounts: () => readonly BrowserAccount[];

  constructor(root: string, accounts: () => readonly BrowserAccount[]) {
    this.#root = root === '/' ? '' : root;
    this.#accounts = accounts;
  }

  find(): readonly FoundBrowser[] {
    const homes = this.#homes();
    const flatpakHere = this.#flatpaks(homes);
    return knownBrowsers.flatMap((browser) => {
      const programs = browser.programs.filter((path) => isHere(this.#root + path));
      const flatpaks = browser.flatpaks.flatMap((known) =>
        flatpakHere(known.id).map((folder) => ({ ...known, folder })),
      );
      const snaps = browser.snaps.filter(({ name }) => isHere(`${this.#root}/snap/${name}/current`));
      const found = (packaging: BrowserPackaging, own: readonly string[], userData: readonly string[]) => ({
        kind: browser.kind,
        packaging,
        family: browser.family,
        programs: own,
        profiles: this.#profiles(browser, homes, userData),
        takesPolicy: packaging === 'system' && browser.managedFolder !== undefined,
      });
      return [
        ...(programs.length > 0 ? [found('system', programs, browser.userData)] : []),
        ...(flatpaks.length > 0 ? [found('flatpak', flatpaks.map(folderOf), userDataOf(flatpaks))] : []),
        ...(snaps.length > 0
          ? [
              found(
                'snap',
                snaps.map(({ name }) => `/snap/${name}/current`),
                userDataOf(snaps),
              ),
            ]
          : []),
      ];
    });
  }

  /** Folders of Chromium profiles that exist, absolute and outside `root` as the system sees them. */
  userData(): readonly FoundUserData[] {
    return this.#homes().flatMap(({ disk, home }) =>
      knownBrowsers
        .filter(({ family, managedFolder }) => family === 'chromium' && managedFolder !== undefined)
        .flatMap((browser) =>
          browser.userData.flatMap((folder) => {
            const listed = disk.list(`${home}/${folder}`, () => false);
            return listed === undefined ? [] : [{ browser, path: disk.real(listed.path) }];
          }),
        ),
    );
  }

  /** Where a person's own native hosts of Firefox lie. */
  firefoxHostFolders(): readonly string[] {
    return this.#homes().flatMap(({ disk, home }) =>
      disk.list(`${home}/.mozilla`, () => false) === undefined
        ? []
        : [disk.real(`${home}/.mozilla/native-messaging-hosts`)],
    );
  }

  /**
   * Whether a profile of Firefox has this extension: a file of its name, as Firefox lays it down when a policy installs it
   * and takes away when it uninstalls it. Also true where that cannot be known: a home that cannot be entered, a profile
   * outside of it.
   */
  mayHaveExtension(id: string): boolean {
    return this.#homes().some(({ home, disk }) => {
      if (disk.hangs(home)) return true;
      if (disk.shut) return isHere(this.#root + home);
      return firefoxFolders.some((folder) =>
        firefoxProfiles(disk, `${home}/${folder}`).some(
          (profile) =>
            !profile.startsWith(`${home}/`) ||
            (disk.list(`${profile}/extensions`, (name) => name === `${id}.xpi` || name === id)?.entries ?? [])
              .length > 0,
        ),
      );
    });
  }

  /**
   * Whether a folder in somebody's home has an entry of this name. A folder that is a link out of the home is not entered:
   * a browser would enter it, so it counts as holding everything.
   */
  mayHold(folder: string, name: string): boolean {
    const path = folder.slice(this.#root.length);
    const home = this.#homes().find(({ home: own }) => path.startsWith(`${own}/`));
    if (home === undefined) return false;
    const listed = home.disk.list(path, (entry) => entry === name);
    if (listed !== undefined) return listed.entries.length > 0;
    return home.disk.lstat(path)?.isSymbolicLink() === true;
  }

  #homes(): readonly Home[] {
    const homes = new Set(this.#accounts().map(({ home }) => home));
    const mounts = readMounts();
    return [...homes].map((home) => {
      const disk = new Disk({
        root: this.#root === '' ? '/' : this.#root,
        fence: home,
        mounts: () => mounts,
      });
      disk.begin();
      return { home, disk };
    });
  }

  /** The folders of a flatpak: the machine's, and those of people who installed it for themselves. */
  #flatpaks(homes: readonly Home[]): (id: string) => readonly string[] {
    const machine = '/var/lib/flatpak/app';
    const own = homes.flatMap(({ home, disk }) => {
      const folder = `${home}/.local/share/flatpak/app`;
      return (disk.list(folder)?.entries ?? []).map(({ name }) => ({
        id: name,
        folder: `${folder}/${name}`,
      }));
    });
    return (id) => [
      ...(isHere(`${this.#root}${machine}/${id}`) ? [`${machine}/${id}`] : []),
      ...own.filter((one) => one.id === id).map(({ folder }) => folder),
    ];
  }

  #profiles(browser: KnownBrowser, homes: readonly Home[], userData: readonly string[]): number {
    let profiles = 0;
    for (const { home, disk } of homes)
      for (const folder of userData)
        if (browser.family === 'chromium')
          profiles += (disk.list(`${home}/${folder}`, profileName)?.entries ?? []).filter(
            ({ kind }) => kind === 'folder',
          ).length;
        else
          profiles +=
            disk.parser(
              { limit: profilesLimit, watched: false },
              countFirefoxProfiles,
            )(`${home}/${folder}/profiles.ini`) ?? 0;
    return profiles;
  }
}

const programs = new Map(
  knownBrowsers.flatMap(({ kind, programs: paths }) => paths.map((path) => [path, kind] as const)),
);
const snapPath = /^\/snap\/([^/]+)\/[^/]+\//;
const flatpakPath = /\/flatpak\/(?:app|runtime)\/([^/]+)\//;

/**
 * By path alone: no file is opened. A path that ends in ` (deleted)` (its package was replaced while it ran) counts as
 * what it was. Inside a flatpak the kernel shows `/app/…`, which only a sandboxed program has.
 */
export const recogniseBrowser: RecogniseBrowser = (exe) => {
  const path = exe.replace(/ \(deleted\)$/, '');
  const installed = programs.get(path);
  if (installed !== undefined) return { kind: installed, packaging: 'system' };
  const name = path.slice(path.lastIndexOf('/') + 1).toLowerCase();
  const byName = knownBrowsers.find(({ names }) => names.test(name))?.kind;
  // In a snap and a flatpak Chromium's own program is called `chrome`: there the package says which browser it is.
  const snap = snapPath.exec(path)?.[1];
  if (snap !== undefined) {
    const kind = knownBrowsers.find(({ snaps }) => snaps.some((known) => known.name === snap))?.kind;
    return kind === undefined || byName === undefined ? undefined : { kind, packaging: 'snap' };
  }
  const flatpakId = flatpakPath.exec(path)?.[1];
  if (byName !== undefined && (flatpakId !== undefined || path.startsWith('/app/'))) {
    const byId = knownBrowsers.find(({ flatpaks }) => flatpaks.some(({ id }) => id === flatpakId))?.kind;
    const inside = path.startsWith('/app/chromium/') ? 'chromium' : undefined;
    return { kind: byId ?? inside ?? byName, packaging: 'flatpak' };
  }
  if (byName !== undefined) return { kind: byName, packaging: 'portable' };
  return otherBrowserNames.test(name) ? { kind: 'other', packaging: 'portable' } : undefined;
};
