import type { Libc } from './libc.ts';
import { deviceNumber, majorOf } from './stamp-now.ts';

/**
 * File systems that answer without anybody's help: on a disk, or in memory. Not overlayfs, whose files may lie anywhere. Those with
 * several device numbers for one mount (Btrfs) are not found in the mount table, and so count as not local.
 */
const localKinds: ReadonlySet<string> = new Set([
  ...['tmpfs', 'ramfs', 'ext2', 'ext3', 'ext4', 'xfs', 'f2fs'],
  ...['vfat', 'exfat', 'squashfs', 'erofs', 'iso9660', 'ntfs3'],
]);
const O_CLOEXEC = 0o2000000;
/** Some hundreds of mounts; the kernel's own come first. Whoever makes more of them must not have each of his starts read for long. */
const largestTable = 131_072;
/** Block devices that are files (`LOOP_MAJOR`): who sits at a PC may mount an image, and what that lies on answers when it likes. */
const loopMajor = 7n;

/**
 * Whether a device holds a local file system, by the mount table of a process that has a file of it open: asking the file system
 * itself may never end.
 */
export function localDevice(libc: Libc): (pid: number, device: bigint) => boolean {
  const buffer = Buffer.alloc(65_536);
  const tableOf = (pid: number): string => {
    const fd = libc.open(`/proc/${pid}/mountinfo`, O_CLOEXEC, 0);
    if (fd < 0) return '';
    let text = '';
    for (;;) {
      const length = libc.read(fd, buffer, buffer.length);
      if (length > 0) text += buffer.toString('latin1', 0, length);
      if (length <= 0 || text.length > largestTable) break;
    }
    libc.close(fd);
    return text;
  };
  return (pid, device) =>
    majorOf(device) !== loopMajor && localKinds.has(kindOfDevice(tableOf(pid), device) ?? '');
}

/** The kind of the file system with this device in a mount table (`/proc/<pid>/mountinfo`, proc(5)). */
export function kindOfDevice(table: string, device: bigint): string | undefined {
  for (let at = 0; at < table.length;) {
    const end = table.indexOf('\n', at);
    if (end < 0) return undefined;
    // Blanks inside a field are escaped by the kernel, so that the third field is the device, whoever chose the others.
    const first = table.indexOf(' ', table.indexOf(' ', at) + 1) + 1;
    const colon = table.indexOf(':', first);
    const major = Number(table.slice(first, colon));
    const minor = Number(table.slice(colon + 1, table.indexOf(' ', colon)));
    if (deviceNumber(BigInt(major), BigInt(minor)) === device) {
      const kind = table.indexOf(' - ', colon) + 3;
      return table.slice(kind, table.indexOf(' ', kind));
    }
    at = end + 1;
  }
  return undefined;
}
