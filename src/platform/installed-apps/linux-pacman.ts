import type { InstalledApp } from '#policy/facts.ts';
import { evidenceOf } from './linux-evidence.ts';
import { keyOf, type Part, type Place } from './linux-part.ts';

export type PacmanPackage = {
  readonly name: string;
  readonly version: string;
  /** Epoch ms. */
  readonly installedAt?: number;
};

export const pacmanFolder = '/var/lib/pacman/local';

/** One `desc` file of pacman's local database. */
export function parsePacmanDesc(content: Buffer): PacmanPackage | undefined {
  const fields = new Map<string, string>();
  const lines = content.toString('utf8').split('\n');
  for (const [index, line] of lines.entries())
    if (line.startsWith('%') && line.endsWith('%')) fields.set(line, lines[index + 1] ?? '');
  const name = fields.get('%NAME%');
  if (name === undefined || name === '') return undefined;
  const seconds = Number(fields.get('%INSTALLDATE%'));
  return {
    name,
    version: fields.get('%VERSION%') ?? '',
    ...(seconds > 0 ? { installedAt: seconds * 1000 } : {}),
  };
}

export function pacmanPart(place: Place): Part {
  const { disk } = place;
  const readDesc = disk.parser({ limit: 1_048_576 }, (content): InstalledApp | undefined => {
    const found = parsePacmanDesc(content);
    if (found === undefined) return undefined;
    return {
      key: keyOf('pacman', place, found.name),
      source: 'pacman',
      scope: { kind: 'machine' },
      evidence: evidenceOf('pacman-package', found.name),
      ...found,
    };
  });
  return {
    key: 'pacman',
    source: 'pacman',
    disk,
    read: () =>
      (disk.list(pacmanFolder)?.entries ?? [])
        .filter((entry) => entry.kind === 'folder')
        .map((entry) => readDesc(`${pacmanFolder}/${entry.name}/desc`))
        .filter((app) => app !== undefined),
  };
}
