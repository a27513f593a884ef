import type { Stats } from 'node:fs';
import type { InstalledApp } from '#policy/facts.ts';
import { appImageApp, executableKind, headSize } from './linux-appimage.ts';
import type { Entry, Folder } from './linux-disk.ts';
import { evidenceOf, executableEvidence } from './linux-evidence.ts';
import { keyOf, scopeOf, type Part, type Place } from './linux-part.ts';
import { userFoldersOf } from './linux-user-folders.ts';

const limits = { folders: 400, filesPerFolder: 256, programsPerFolder: 16, subfolders: 32 } as const;
const smallestProgram = 4096;

/** A program has no ending, or one of these, or a version at its end. */
const programName = /^[^.]+$|\.(?:appimage|bin|run|exe|elf|out|linux|x86|x86_64|x64|\d+)$/i;
const notHidden = (name: string): boolean => !name.startsWith('.');

type Probe = { readonly kind: 'elf' | 'appimage'; readonly stats: Stats };
/** `loose`: programs lie side by side here, each is an app of its own. Otherwise the folder is the app. */
type Root = { readonly path: string; readonly loose: boolean; readonly depth: number };

/** Programs that nobody registered: AppImages, and ELF programs unpacked in a home or under `/opt`. */
export function folderPart(place: Place): Part {
  const { disk, account } = place;
  const home = account?.home;
  const userFolders = home === undefined ? undefined : userFoldersOf(disk, home);
  const probe = disk.parser({ limit: headSize, head: true }, (head, stats): Probe | undefined => {
    const kind = executableKind(head);
    return kind === undefined ? undefined : { kind, stats };
  });

  const roots = (): readonly Root[] => {
    if (home === undefined || userFolders === undefined)
      return [
        { path: '/opt', loose: true, depth: 2 },
        { path: '/usr/local/bin', loose: true, depth: 0 },
        { path: '/usr/local/games', loose: true, depth: 0 },
      ];
    const { desktop, downloads } = userFolders();
    return [
      ...[desktop, downloads, `${home}/Applications`].map((path) => ({ path, loose: true, depth: 1 })),
      ...[`${home}/.local/bin`, `${home}/bin`].map((path) => ({ path, loose: true, depth: 0 })),
      { path: `${home}/.local/opt`, loose: true, depth: 1 },
      { path: `${home}/.dropbox-dist`, loose: false, depth: 1 },
      { path: home, loose: true, depth: 2 },
    ];
  };

  const programsIn = (folder: Folder): readonly (Probe & { readonly path: string })[] => {
    const files = folder.entries.filter((entry) => entry.kind === 'file' && programName.test(entry.name));
    if (files.length > limits.filesPerFolder)
      disk.fault(folder.path, `only ${limits.filesPerFolder} files were looked at`);
    return files.slice(0, limits.filesPerFolder).flatMap(({ name }) => {
      const path = `${folder.path}/${name}`;
      const stats = disk.lstat(path);
      if (stats === undefined || !stats.isFile() || stats.size < smallestProgram) return [];
      if ((stats.mode & 0o111) === 0 && !/\.appimage$/i.test(name)) return [];
      const probed = probe(path);
      return probed === undefined ? [] : [{ ...probed, path }];
    });
  };

  const looseApp = (path: string, stats: Stats): InstalledApp => ({
    key: keyOf('folder', place, path),
    source: 'folder',
    name: path.slice(path.lastIndexOf('/') + 1),
    scope: scopeOf(place),
    evidence: executableEvidence(path, home),
    installedAt: Math.floor(stats.birthtimeMs > 0 ? stats.birthtimeMs : stats.ctimeMs),
    path,
  });

  const folderApp = (folder: Folder, programs: readonly string[]): InstalledApp => {
    const born = disk.lstat(folder.path)?.birthtimeMs ?? 0;
    return {
      key: keyOf('folder', place, folder.path),
      source: 'folder',
      name: folder.path.slice(folder.path.lastIndexOf('/') + 1),
      scope: scopeOf(place),
      evidence: [
        ...programs.slice(0, limits.programsPerFolder).flatMap((path) => executableEvidence(path, home)),
        ...subfoldersOf(folder).flatMap(({ name }) => evidenceOf('data-folder', name)),
      ],
      ...(born > 0 ? { installedAt: Math.floor(born) } : {}),
      path: folder.path,
    };
  };

  const read = (): readonly InstalledApp[] => {
    const apps: InstalledApp[] = [];
    const visited = new Set<string>();
    const visit = (root: Root): void => {
      if (visited.has(root.path)) return;
      if (visited.size >= limits.folders) {
        disk.fault(root.path, `only ${limits.folders} folders were looked at`);
        return;
      }
      visited.add(root.path);
      const folder = disk.list(root.path, notHidden);
      if (folder === undefined) return;
      const programs = programsIn(folder);
      for (const { kind, path, stats } of programs)
        if (kind === 'appimage') apps.push(appImageApp(place, path, stats));
        else if (root.loose) apps.push(looseApp(path, stats));
      const elves = programs.filter(({ kind }) => kind === 'elf').map(({ path }) => path);
      if (!root.loose && elves.length > 0) apps.push(folderApp(folder, elves));
      if (root.depth > 0)
        for (const { name } of folder.entries.filter(({ kind }) => kind === 'folder'))
          if (!(folder.path === home && name === 'snap') && name !== 'node_modules')
            visit({ path: `${folder.path}/${name}`, loose: false, depth: root.depth - 1 });
    };
    for (const root of roots()) visit(root);
    return apps;
  };
  return { key: `folder:${home ?? ''}`, source: 'folder', disk, read };
}

function subfoldersOf(folder: Folder): readonly Entry[] {
  return folder.entries.filter(({ kind }) => kind === 'folder').slice(0, limits.subfolders);
}
