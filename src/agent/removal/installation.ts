import type { Decision } from '#policy/decision.ts';
import type { InstalledApp, InstalledSubject } from '#policy/facts.ts';
import type { Removable } from '#protocol/tray-agent.ts';

/** An entry of the inventory that a ban is about. */
export type Found = {
  readonly app: InstalledApp;
  readonly subject: InstalledSubject;
  readonly decision: Decision;
  /** Sure enough to remove something for it. */
  readonly isCertain: boolean;
};

/** One thing to remove: what it is to the system, and whose. */
export type Installation = {
  readonly found: Found;
  readonly source: Removable['source'];
  readonly name: string;
  readonly files: readonly string[];
  /** `package`: in a database of the machine; `home`: files in the own home; `own-flatpak`; `none`: nothing of ours removes it. */
  readonly kind: 'package' | 'home' | 'own-flatpak' | 'web-app' | 'none';
};

const machineFlatpaks = '/var/lib/flatpak/app/';
const mostFiles = 20;
/** Shorter names are parts of too many words. */
const shortestName = 3;

/**
 * The installations among what was found, each once. Launchers go with what they launch. `inventory` holds more than what
 * the ban is about: the launchers of a program may tell nothing of it.
 */
export function installationsOf(
  found: readonly Found[],
  inventory: readonly InstalledApp[],
  home: string,
): readonly Installation[] {
  const launchers = inventory.filter(
    ({ key, source }) => source === 'desktop-file' && nameIn(key).startsWith(`${home}/`),
  );
  const launchersFor = (path: string): readonly string[] =>
    launchers
      .filter((one) => one.path === path || one.path?.startsWith(`${path}/`) === true)
      .map(({ key }) => nameIn(key))
      .filter((file) => file !== path)
      .slice(0, mostFiles);

  const solid = found
    .filter(({ app }) => app.source !== 'desktop-file')
    .map((one) => plain(one, launchersFor));
  const webApps = withLaunchers(solid, inventory, home);
  const rest = found
    .filter(({ app }) => app.source === 'desktop-file')
    .flatMap((one) => byLauncher(one, webApps, home, launchersFor));
  return [...webApps, ...rest];
}

function plain(found: Found, launchersFor: (path: string) => readonly string[]): Installation {
  const { name, path, scope, source } = found.app;
  const isOwn = scope.kind === 'account';
  switch (source) {
    case 'dpkg':
    case 'rpm':
    case 'snap':
      return { found, source, name, files: [], kind: 'package' };
    case 'flatpak':
      if (isOwn) return { found, source, name, files: [], kind: 'own-flatpak' };
      // Another installation than the usual one has a name of its own, which nobody told us.
      return {
        found,
        source,
        name,
        files: [],
        kind: path === `${machineFlatpaks}${name}` ? 'package' : 'none',
      };
    case 'appimage':
    case 'folder':
      if (path === undefined) return { found, source, name, files: [], kind: 'none' };
      return {
        found,
        source,
        name: path,
        files: isOwn ? launchersFor(path) : [],
        kind: isOwn && (source === 'appimage' || isNamedForApp(path, found)) ? 'home' : 'none',
      };
    case 'pwa':
      return {
        found,
        source: 'web-app',
        name: webAppId(found.app) ?? name,
        files: [],
        kind: isOwn ? 'web-app' : 'none',
      };
    case 'desktop-file':
    case 'pacman':
    case 'arp':
    case 'appx':
    case 'app-bundle':
      return { found, source: 'other', name: path ?? name, files: [], kind: 'none' };
  }
}

/**
 * A program may lie among the person's own files: whatever is to go must bear the app's name, or that of its program. Who
 * unpacked it into `~/Documents` would otherwise be helped to remove their documents.
 */
function isNamedForApp(path: string, { app, decision }: Found): boolean {
  const plainly = (name: string): string => name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
  const own = plainly(path.slice(path.lastIndexOf('/') + 1));
  const programs = [...app.evidence, ...decision.evidence].flatMap(({ kind, value }) =>
    kind === 'exe-name' ? [value] : [],
  );
  return [decision.app ?? '', ...programs]
    .map(plainly)
    .filter((name) => name.length >= shortestName)
    .some((name) => own.includes(name) || (own.length >= shortestName && name.startsWith(own)));
}

/** A web app is known by its profile; its launchers are files of it. One whose profile is gone is only a launcher. */
function withLaunchers(
  all: readonly Installation[],
  inventory: readonly InstalledApp[],
  home: string,
): readonly Installation[] {
  const launchers = inventory.filter(
    ({ key, source }) => source === 'pwa' && nameIn(key).startsWith(`${home}/`),
  );
  const inProfiles = new Set(
    all.flatMap(({ found: { app }, kind }) =>
      kind === 'web-app' && !isLauncher(app) ? [webAppId(app)] : [],
    ),
  );
  return all.flatMap((one) => {
    const { app } = one.found;
    if (one.kind !== 'web-app') return [one];
    const id = webAppId(app);
    if (isLauncher(app)) {
      if (id !== undefined && inProfiles.has(id)) return [];
      return [{ ...one, kind: 'home' as const, name: nameIn(app.key) }];
    }
    const files = launchers.filter((launcher) => id !== undefined && webAppId(launcher) === id);
    return [{ ...one, files: files.map(({ key }) => nameIn(key)).slice(0, mostFiles) }];
  });
}

/** A launcher is an installation only where what it launches is none. */
function byLauncher(
  found: Found,
  others: readonly Installation[],
  home: string,
  launchersFor: (path: string) => readonly string[],
): readonly Installation[] {
  const { key, path, scope } = found.app;
  const launcher = nameIn(key);
  if (path === undefined) return [];
  const isCovered = others.some(({ name }) => path === name || path.startsWith(`${name}/`));
  const isInHome = scope.kind === 'account' && path.startsWith(`${home}/`);
  if (isCovered || (!isInHome && others.length > 0)) return [];
  // It names no program of its own, but a flatpak or a snap, which is listed itself.
  if (path === launcher && others.length > 0) return [];
  if (!isInHome) return [{ found, source: 'other', name: path, files: [], kind: 'none' }];
  return [
    {
      found,
      source: path === launcher ? 'other' : 'folder',
      name: path,
      files: launchersFor(path),
      kind: 'home',
    },
  ];
}

/** The third part of an inventory key, `source:whose:name`. */
function nameIn(key: string): string {
  return key.slice(key.indexOf(':', key.indexOf(':') + 1) + 1);
}
const isLauncher = ({ key }: InstalledApp): boolean => nameIn(key).startsWith('/');
const webAppId = ({ evidence }: InstalledApp): string | undefined =>
  evidence.find(({ kind }) => kind === 'pwa-app-id')?.value;
