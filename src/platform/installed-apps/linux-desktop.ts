import type { Evidence } from '#policy/evidence.ts';
import type { InstalledApp } from '#policy/facts.ts';
import { desktopFileLimit, parseDesktopFile, type Launcher } from './linux-desktop-file.ts';
import { evidenceOf, executableEvidence } from './linux-evidence.ts';
import { keyOf, scopeOf, type Part, type Place } from './linux-part.ts';
import { userFoldersOf } from './linux-user-folders.ts';

/** Folders of launchers that serve every account. */
export const systemLauncherFolders = [
  '/usr/share/applications',
  '/usr/local/share/applications',
  '/var/lib/flatpak/exports/share/applications',
  '/var/lib/snapd/desktop/applications',
];
/** Folders of one account's launchers, within its home. */
export const userLauncherFolders = [
  '.local/share/applications',
  '.local/share/flatpak/exports/share/applications',
];

const searchFolders = ['/usr/local/bin', '/usr/bin', '/usr/games', '/usr/local/games', '/bin', '/snap/bin'];
const deepest = 3;
const launcherLimit = 2000;
const isLauncherOrFolder = (name: string): boolean => name.endsWith('.desktop') || !name.includes('.');

/** Where a launcher's program lies: the absolute path it names, or the first of the usual folders that holds it. */
export function resolveCommand(
  command: string,
  home: string | undefined,
  exists: (path: string) => boolean,
): string | undefined {
  if (command.startsWith('/')) return exists(command) ? command : undefined;
  const folders =
    home === undefined ? searchFolders : [...searchFolders, `${home}/.local/bin`, `${home}/bin`];
  return folders.map((folder) => `${folder}/${command}`).find(exists);
}

/** Launchers of one system folder, or of one account. A launcher whose program is gone is not an installed app. */
export function desktopPart(place: Place, systemFolder?: string): Part {
  const { disk, account } = place;
  const home = account?.home;
  const userFolders = home === undefined ? undefined : userFoldersOf(disk, home);
  const parse = disk.parser({ limit: desktopFileLimit }, (content, stats) => {
    const launcher = parseDesktopFile(content);
    return launcher === undefined ? undefined : { launcher, born: stats.birthtimeMs || stats.ctimeMs };
  });

  const filesBelow = (folder: string, depth: number): readonly string[] => {
    const listed = disk.list(folder, isLauncherOrFolder);
    return (listed?.entries ?? []).flatMap(({ name, kind }) => {
      const path = `${listed?.path ?? folder}/${name}`;
      if (name.endsWith('.desktop')) return [path];
      return kind === 'folder' && depth > 0 ? filesBelow(path, depth - 1) : [];
    });
  };

  /** A launcher often names a link: the program behind it is what will run. */
  const programEvidence = (program: string | undefined): readonly Evidence[] => {
    if (program === undefined) return [];
    const behind = disk.resolve(program);
    return [
      ...executableEvidence(program, home),
      ...(behind === program ? [] : executableEvidence(behind, home)),
    ];
  };

  const toApp = (path: string): InstalledApp | undefined => {
    const parsed = parse(path);
    if (parsed === undefined) return undefined;
    const { target, name } = parsed.launcher;
    const id = path.slice(path.lastIndexOf('/') + 1);
    const program =
      target.kind === 'program'
        ? resolveCommand(target.command, home, (candidate) => disk.exists(candidate))
        : undefined;
    if (target.kind === 'program' && program === undefined) return undefined;
    const source = target.kind === 'web-app' ? 'pwa' : 'desktop-file';
    return {
      key: keyOf(source, place, path),
      source,
      name: name === '' ? id : name,
      scope: scopeOf(place),
      evidence: [
        ...evidenceOf('desktop-id', id),
        ...programEvidence(program),
        ...targetEvidence(parsed.launcher),
      ],
      installedAt: Math.floor(parsed.born),
      path: program ?? path,
    };
  };

  return {
    key: `desktop-file:${home ?? systemFolder ?? ''}`,
    source: 'desktop-file',
    disk,
    read: () => {
      const files =
        home === undefined
          ? filesBelow(systemFolder ?? '', deepest)
          : [
              ...userLauncherFolders.flatMap((folder) => filesBelow(`${home}/${folder}`, deepest)),
              ...(userFolders === undefined ? [] : filesBelow(userFolders().desktop, 0)),
            ];
      if (files.length > launcherLimit)
        disk.fault(home ?? systemFolder ?? '', `only ${launcherLimit} launchers were read`);
      return files
        .slice(0, launcherLimit)
        .map(toApp)
        .filter((app) => app !== undefined);
    },
  };
}

function targetEvidence({ target }: Launcher): readonly Evidence[] {
  switch (target.kind) {
    case 'web-app':
      return [...evidenceOf('pwa-app-id', target.appId), ...evidenceOf('pwa-start-url', target.startUrl)];
    case 'flatpak':
      return evidenceOf('flatpak-id', target.id);
    case 'snap':
      return evidenceOf('snap-name', target.name);
    case 'program':
    case 'unclear':
      return [];
    default:
      return target satisfies never;
  }
}
