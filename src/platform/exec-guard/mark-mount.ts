import { closeSync, openSync } from 'node:fs';
import { arch } from 'node:process';
import { errno, type Libc } from '#platform/processes/libc.ts';
import { fanotify } from './fanotify.ts';
import { privateOwner, type FuseOwner, type Mount } from './mountinfo.ts';

const O_CLOEXEC = 0o2000000;
const O_PATH_CLOEXEC = 0o10000000 | O_CLOEXEC;
const EACCES = 13;
/** A mount that its mount point does not lead to: another one lies over it, or it is gone. */
export const unreachable = 116; // ESTALE

/**
 * Marks the file system of this very mount; `root` goes before its mount point (`/proc/<pid>/root`, or empty for our own
 * namespace). Returns 0 or an errno; `unreachable` where the path leads to another mount, so that never the file system below is
 * marked instead. May hang where the way there does. Nothing stays open.
 */
export function markMount(libc: Libc, group: number, mount: Mount, root: string): number {
  let fd: number;
  try {
    fd = openSync(Buffer.from(root + mount.point, 'latin1'), O_PATH_CLOEXEC);
  } catch (error) {
    return error instanceof Error && 'errno' in error ? Math.abs(Number(error.errno)) : errno.EINVAL;
  }
  try {
    if (mountIdOf(libc, fd) !== mount.id) return unreachable;
    const refused = addMark(libc, group, fd);
    const owner = refused === EACCES ? privateOwner(mount) : undefined;
    return owner === undefined ? refused : markAsOwner(libc, owner, () => addMark(libc, group, fd));
  } finally {
    closeSync(fd);
  }
}

const fdinfo = Buffer.alloc(512);

/** What `fdinfo` tells costs no question to the file system, unlike `statx`. Quick, because a mount in use cannot be unmounted. */
function mountIdOf(libc: Libc, fd: number): number | undefined {
  const told = libc.open(`/proc/self/fdinfo/${fd}`, O_CLOEXEC, 0);
  if (told < 0) return undefined;
  const length = libc.read(told, fdinfo, fdinfo.length);
  libc.close(told);
  const found = /^mnt_id:\s*(\d+)$/m.exec(fdinfo.toString('latin1', 0, Math.max(0, length)))?.[1];
  return found === undefined ? undefined : Number(found);
}

/** fanotify_mark(2) takes no `O_PATH` descriptor, but the kernel's link to one. */
function addMark(libc: Libc, group: number, fd: number): number {
  const flags = fanotify.FAN_MARK_ADD | fanotify.FAN_MARK_FILESYSTEM;
  const path = `/proc/self/fd/${fd}`;
  const marked = libc.fanotifyMark(group, flags, fanotify.FAN_OPEN_EXEC_PERM, fanotify.AT_FDCWD, path);
  return marked === 0 ? 0 : libc.lastErrno();
}

const PR_GET_SECUREBITS = 27;
const PR_SET_SECUREBITS = 28;
const SECBIT_NO_SETUID_FIXUP = 1 << 2;
/** The C library's functions change all threads; the kernel's, only the one that calls. */
const setId = { x64: { uid: 117, gid: 119 }, arm64: { uid: 147, gid: 149 } };

/**
 * A FUSE file system (an AppImage, a portal) lets nobody in but its owner, root neither (fs/fuse/dir.c,
 * `fuse_allow_current_process`): for the time of the mark this thread is the owner, with root's capabilities kept. Meanwhile
 * the owner could end our process; but without `default_permissions` the kernel does not ask the owner's program, so that the
 * time is some microseconds and cannot be stretched.
 */
function markAsOwner(libc: Libc, { uid, gid }: FuseOwner, mark: () => number): number {
  const numbers = arch === 'x64' || arch === 'arm64' ? setId[arch] : undefined;
  if (numbers === undefined || uid === 0) return EACCES;
  const before = libc.prctl(PR_GET_SECUREBITS, 0, 0, 0, 0);
  if (before < 0 || libc.prctl(PR_SET_SECUREBITS, before | SECBIT_NO_SETUID_FIXUP, 0, 0, 0) !== 0)
    return EACCES;
  try {
    const isOwner =
      libc.syscall(numbers.gid, gid, gid, gid, 0) === 0 && libc.syscall(numbers.uid, uid, uid, uid, 0) === 0;
    return isOwner ? mark() : EACCES;
  } finally {
    const isRoot = libc.syscall(numbers.uid, 0, 0, 0, 0) === 0 && libc.syscall(numbers.gid, 0, 0, 0, 0) === 0;
    libc.prctl(PR_SET_SECUREBITS, before, 0, 0, 0);
    // oxlint-disable-next-line no-unsafe-finally -- a thread that is somebody else must not go on
    if (!isRoot) throw new Error(`the thread could not become root again: errno ${libc.lastErrno()}`);
  }
}
