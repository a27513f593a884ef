import type { InstalledApp } from '#policy/facts.ts';
import { evidenceOf } from './linux-evidence.ts';
import { keyOf, scopeOf, type Part, type Place } from './linux-part.ts';

/** Paths of extra system-wide installations, from a file in `/etc/flatpak/installations.d`. */
export function parseFlatpakInstallations(content: Buffer): readonly string[] {
  const paths: string[] = [];
  let inside = false;
  for (const line of content.toString('utf8').split('\n')) {
    if (line.startsWith('[')) inside = line.startsWith('[Installation ');
    const value = /^Path\s*=\s*(\/.*?)\/?\s*$/.exec(line)?.[1];
    if (inside && value !== undefined && value.length < 1024) paths.push(value);
  }
  return paths;
}

/** Apps of the machine's flatpak installations, or of one account's own. */
export function flatpakPart(place: Place): Part {
  const { disk, account } = place;
  const readConfig = disk.parser({ limit: 65_536 }, parseFlatpakInstallations);
  const known = new Map<string, InstalledApp>();
  const usual = account === undefined ? '/var/lib/flatpak' : `${account.home}/.local/share/flatpak`;
  const appsOf = (installation: string): readonly InstalledApp[] => {
    const folder = disk.list(`${installation}/app`);
    return (folder?.entries ?? [])
      .filter((entry) => entry.kind === 'folder' && entry.name.includes('.'))
      .map(({ name }): InstalledApp | undefined => {
        const path = `${installation}/app/${name}`;
        // The folder outlives a removal for a moment; the link to the deployment does not.
        if (!disk.exists(`${path}/current`)) return undefined;
        const before = known.get(path);
        if (before !== undefined) return before;
        const born = disk.lstat(path)?.birthtimeMs ?? 0;
        const app: InstalledApp = {
          key: keyOf('flatpak', place, installation === usual ? name : `${name}@${installation}`),
          source: 'flatpak',
          name,
          scope: scopeOf(place),
          evidence: evidenceOf('flatpak-id', name),
          path,
          ...(born > 0 ? { installedAt: Math.floor(born) } : {}),
        };
        known.set(path, app);
        return app;
      })
      .filter((app) => app !== undefined);
  };
  const installations = (): readonly string[] => {
    if (account !== undefined) return [usual];
    const configs = disk.list('/etc/flatpak/installations.d', (name) => name.endsWith('.conf'));
    const extra = (configs?.entries ?? []).flatMap(
      ({ name }) => readConfig(`/etc/flatpak/installations.d/${name}`) ?? [],
    );
    return [...new Set([usual, ...extra])];
  };
  return {
    key: `flatpak:${account?.home ?? ''}`,
    source: 'flatpak',
    disk,
    read: () => {
      const apps = installations().flatMap(appsOf);
      const present = new Set(apps);
      for (const [path, app] of known) if (!present.has(app)) known.delete(path);
      return apps;
    },
  };
}
