import type { Evidence } from '#policy/evidence.ts';
import { appImageName } from '#platform/installed-apps/linux-appimage.ts';
import { evidenceOf } from '#platform/installed-apps/linux-evidence.ts';

/**
 * Evidence from a process's control groups: systemd scopes name the flatpak or snap they were made for. Escapes such as
 * `\x2d` are undone.
 */
export function cgroupEvidence(cgroup: string): readonly Evidence[] {
  for (const line of cgroup.split('\n', 32)) {
    const path = line.slice(line.indexOf(':', line.indexOf(':') + 1) + 1);
    for (const part of path.split('/')) {
      const unit = part.replace(/\\x([0-9a-f]{2})/g, (_, hex: string) =>
        String.fromCharCode(Number.parseInt(hex, 16)),
      );
      const flatpak = /^app-flatpak-(.+)-\d+\.scope$/.exec(unit)?.[1];
      if (flatpak !== undefined) return evidenceOf('flatpak-id', flatpak);
      const snap = /^snap\.([a-z0-9][a-z0-9_-]*)\..+\.(?:scope|service)$/.exec(unit)?.[1];
      if (snap !== undefined) return evidenceOf('snap-name', snap);
    }
  }
  return [];
}

/** Evidence from where the file lies: a flatpak deployment or a mounted snap. */
export function packagePathEvidence(path: string): readonly Evidence[] {
  const flatpak = /\/flatpak\/app\/([^/]+)\/[^/]+\/[^/]+\/[^/]+\/files\//.exec(path)?.[1];
  const snap = /^(?:\/var\/lib\/snapd)?\/snap\/([^/]+)\/[^/]+\//.exec(path)?.[1];
  return [...evidenceOf('flatpak-id', flatpak), ...evidenceOf('snap-name', snap)];
}

/** Id of the app in a `/.flatpak-info` file, which the sandbox cannot write. */
export function flatpakInfoEvidence(content: string): readonly Evidence[] {
  const group = /^\[Application\]\n((?:(?!\[).*\n?)*)/m.exec(content)?.[1] ?? '';
  return evidenceOf('flatpak-id', /^name=([^\n]+)$/m.exec(group)?.[1]);
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
