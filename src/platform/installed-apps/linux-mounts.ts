import { readFileSync } from 'node:fs';

/** File systems whose answers come from a server or from a user's program, and may never come. */
const mayHang = /^(?:nfs\d?|cifs|smb3|smbfs|afs|ceph|glusterfs|lustre|9p|autofs|fuse|fuse\..+|davfs)$/;

/** Mount points of such file systems in `/proc/self/mountinfo`. */
export function parseHangingMounts(mountinfo: string): readonly string[] {
  const points: string[] = [];
  for (const line of mountinfo.split('\n')) {
    const cut = line.indexOf(' - ');
    const type = line.slice(cut + 3).split(' ', 1)[0] ?? '';
    const point = line.split(' ', 5)[4];
    if (cut !== -1 && point !== undefined && point !== '/' && mayHang.test(type))
      points.push(
        point.replace(/\\(\d{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8))),
      );
  }
  return points;
}

export function readHangingMounts(): readonly string[] {
  return parseHangingMounts(readFileSync('/proc/self/mountinfo', 'utf8'));
}
