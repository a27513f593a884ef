import type { Evidence } from '#policy/evidence.ts';
import { appImageName } from '#platform/installed-apps/linux-appimage.ts';
import { evidenceOf } from '#platform/installed-apps/linux-evidence.ts';

/**
 * Flatpak that a process's control groups name; escapes such as `\x2d` are undone. Any account can name its groups so: this
 * is where to look for a proof, never evidence.
 */
export function flatpakClaimedBy(cgroup: string): string | undefined {
  for (const line of cgroup.split('\n', 32)) {
    const path = line.slice(line.indexOf(':', line.indexOf(':') + 1) + 1);
    for (const part of path.split('/')) {
      const unit = part.replace(/\\x([0-9a-f]{2})/g, (_, hex: string) =>
        String.fromCharCode(Number.parseInt(hex, 16)),
      );
      const id = /^app-flatpak-(.+)-\d+\.scope$/.exec(unit)?.[1];
      if (id !== undefined && isFlatpakId(id)) return id;
    }
  }
  return undefined;
}

const isFlatpakId = (id: string): boolean => /^[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)+$/.test(id);

/** An installed flatpak or snap that a path lies in, and whose it is. */
export type PackageFolder = { readonly evidence: readonly Evidence[]; readonly of: 'machine' | 'account' };

const systemFlatpaks = '/var/lib/flatpak';
const userFlatpaks = '.local/share/flatpak';

/** The flatpak deployment or mounted snap that a file lies in. Whether it really lies there is the caller's to find out. */
export function packageFolderOf(path: string, home: string | undefined): PackageFolder | undefined {
  const snap = /^(?:\/var\/lib\/snapd)?\/snap\/([^/]+)\/[^/]+\//.exec(path)?.[1];
  if (snap !== undefined) return { evidence: evidenceOf('snap-name', snap), of: 'machine' };
  const system = flatpakIn(path, systemFlatpaks);
  if (system !== undefined) return { evidence: evidenceOf('flatpak-id', system), of: 'machine' };
  const user = home === undefined ? undefined : flatpakIn(path, `${home}/${userFlatpaks}`);
  return user === undefined ? undefined : { evidence: evidenceOf('flatpak-id', user), of: 'account' };
}

function flatpakIn(path: string, installation: string): string | undefined {
  if (!path.startsWith(`${installation}/app/`)) return undefined;
  const [id = '', , , , files] = path.slice(installation.length + 5).split('/', 5);
  return files === 'files' && isFlatpakId(id) ? id : undefined;
}

/** Where a sandbox's `/app` comes from if the system's current deployment of this flatpak is what runs; with links in it. */
export const currentDeployment = (id: string): string => `${systemFlatpaks}/app/${id}/current/active/files`;

/** Folder behind `/app` by a `/.flatpak-info` file, which an account can forge in a sandbox of its own making. */
export function flatpakFolderIn(info: string): string | undefined {
  const group = /^\[Instance\]\n((?:(?!\[).*\n?)*)/m.exec(info)?.[1] ?? '';
  const folder = /^app-path=(\/[^\n]+)$/m.exec(group)?.[1];
  return folder === undefined || folder.split('/').includes('..') ? undefined : folder;
}

/** Whether a path lies where AppImages mount themselves. */
export function isAppImageMount(path: string): boolean {
  return /\/\.mount_[^/]+\//.test(path);
}

/** Name of the AppImage behind a path below its mount, from the process's mountinfo: the mount's source is its file name. */
export function appImageEvidence(mountinfo: string, path: string): readonly Evidence[] {
  for (const line of mountinfo.split('\n')) {
    const [before = '', after = ''] = line.split(' - ', 2);
    const point = before.split(' ', 5)[4];
    const [type = '', source = ''] = after.split(' ', 2);
    if (point === undefined || !path.startsWith(`${point}/`) || !type.startsWith('fuse')) continue;
    const file = unescape(source.slice(source.lastIndexOf('/') + 1));
    return evidenceOf('appimage-name', appImageName(file));
  }
  return [];
}

function unescape(text: string): string {
  return text.replace(/\\(\d{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));
}
