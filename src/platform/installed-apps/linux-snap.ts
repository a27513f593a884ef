import type { InstalledApp } from '#policy/facts.ts';
import { evidenceOf } from './linux-evidence.ts';
import { keyOf, type Part, type Place } from './linux-part.ts';

export type Snap = { readonly name: string; readonly version?: string };

const snapFolders = ['/snap', '/var/lib/snapd/snap'];
const blobFolder = '/var/lib/snapd/snaps';

/** Name and version of a `snap.yaml`: top-level plain or quoted scalars, which is all that snapd writes there. */
export function parseSnapYaml(content: Buffer): Snap | undefined {
  const text = content.toString('utf8');
  const scalar = (key: string): string | undefined =>
    new RegExp(`^${key}:[ \\t]*(?:'([^'\\n]*)'|"([^"\\n]*)"|([^#\\n]*))`, 'm')
      .exec(text)
      ?.slice(1)
      .find((value) => value !== undefined)
      ?.trim();
  const name = scalar('name');
  if (name === undefined || name === '') return undefined;
  const version = scalar('version');
  return { name, ...(version === undefined || version === '' ? {} : { version }) };
}

export function snapPart(place: Place): Part {
  const { disk } = place;
  const toApp = (snap: Snap, path: string): InstalledApp => {
    const born = disk.lstat(path)?.birthtimeMs ?? 0;
    return {
      key: keyOf('snap', place, snap.name),
      source: 'snap',
      scope: { kind: 'machine' },
      evidence: evidenceOf('snap-name', snap.name),
      path,
      ...snap,
      ...(born > 0 ? { installedAt: Math.floor(born) } : {}),
    };
  };
  const readYaml = disk.parser({ limit: 1_048_576 }, (content, _stats, path): InstalledApp | undefined => {
    const snap = parseSnapYaml(content);
    return snap === undefined ? undefined : toApp(snap, path.slice(0, path.indexOf('/current/')));
  });
  const mounted = (): readonly InstalledApp[] =>
    snapFolders.flatMap((snaps) =>
      (disk.list(snaps)?.entries ?? [])
        .filter((entry) => entry.kind === 'folder' && entry.name !== 'bin')
        .map(({ name }) => {
          disk.exists(`${snaps}/${name}/current`);
          return readYaml(`${snaps}/${name}/current/meta/snap.yaml`);
        })
        .filter((app) => app !== undefined),
    );
  // A disabled snap is not mounted, but its file is still here.
  const stored = (): readonly InstalledApp[] =>
    (disk.list(blobFolder)?.entries ?? [])
      .map(({ name }) => ({ path: `${blobFolder}/${name}`, snap: /^(.+)_x?\d+\.snap$/.exec(name)?.[1] }))
      .flatMap(({ path, snap }) => (snap === undefined ? [] : [toApp({ name: snap }, path)]));
  return {
    key: 'snap',
    source: 'snap',
    disk,
    read: () => {
      const byKey = new Map<string, InstalledApp>();
      for (const app of [...mounted(), ...stored()]) if (!byKey.has(app.key)) byKey.set(app.key, app);
      return [...byKey.values()];
    },
  };
}
