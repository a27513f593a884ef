import { readFileSync } from 'node:fs';

/** A mount point that matters to the question whether a path may hang. */
export type Mount = { readonly point: string; readonly hangs: boolean };

/** File systems whose answers come from a server or from a user's program, and may never come. */
const hangingType = /^(?:nfs\d?|cifs|smb3|smbfs|afs|ceph|glusterfs|lustre|9p|autofs|fuse|fuse\..+|davfs)$/;

/**
 * From `/proc/self/mountinfo`: mounts that may hang, and those that lie on or below them and do not (a local disk behind
 * an automount). What is mounted last on a point is what is seen there.
 */
export function parseMounts(mountinfo: string): readonly Mount[] {
  const byPoint = new Map<string, boolean>();
  for (const line of mountinfo.split('\n')) {
    const cut = line.indexOf(' - ');
    const type = line.slice(cut + 3).split(' ', 1)[0] ?? '';
    const point = line.split(' ', 5)[4];
    if (cut !== -1 && point !== undefined && point !== '/')
      byPoint.set(unescape(point), hangingType.test(type));
  }
  const hanging = [...byPoint].filter(([, hangs]) => hangs).map(([point]) => point);
  return [...byPoint]
    .filter(([point, hangs]) => hangs || hanging.some((other) => liesIn(point, other)))
    .map(([point, hangs]) => ({ point, hangs }));
}

export function readMounts(): readonly Mount[] {
  return parseMounts(readFileSync('/proc/self/mountinfo', 'utf8'));
}

/** Whether a look at this path may never return. */
export function mayHang(mounts: readonly Mount[], path: string): boolean {
  let nearest: Mount | undefined;
  for (const mount of mounts)
    if (liesIn(path, mount.point) && mount.point.length >= (nearest?.point.length ?? 0)) nearest = mount;
  return nearest?.hangs === true;
}

function liesIn(path: string, folder: string): boolean {
  return path.startsWith(folder) && (path.length === folder.length || path[folder.length] === '/');
}

function unescape(text: string): string {
  return text.replace(/\\(\d{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));
}
