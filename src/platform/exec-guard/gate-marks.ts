import type { Libc } from '#platform/processes/libc.ts';
import { fanotify } from './fanotify.ts';

/** How a mark went: false with errno where the kernel refuses. */
export type Marked = { readonly ok: true } | { readonly ok: false; readonly errno: number };

const asked = fanotify.FAN_OPEN_EXEC_PERM;
const askedAndOpened = fanotify.FAN_OPEN_EXEC_PERM | fanotify.FAN_OPEN_PERM;

const outcome = (libc: Libc, result: number): Marked =>
  result === 0 ? { ok: true } : { ok: false, errno: libc.lastErrno() };

export const markFileSystem = (libc: Libc, group: number, path: string): Marked =>
  outcome(
    libc,
    libc.fanotifyMark(
      group,
      fanotify.FAN_MARK_ADD | fanotify.FAN_MARK_FILESYSTEM,
      asked,
      fanotify.AT_FDCWD,
      path,
    ),
  );

/**
 * Flags for marks by which the kernel keeps an `allow`, or undefined where the kernel has no permission events at all. Never
 * FAN_MARK_IGNORED_SURV_MODIFY: a file that is written to must be asked about again. Before Linux 5.19 no mark is evictable; then the
 * inodes of programs stay in memory.
 */
export function ignoreFlags(libc: Libc, group: number): number | undefined {
  const plain = fanotify.FAN_MARK_ADD | fanotify.FAN_MARK_IGNORED_MASK;
  for (const flags of [plain | fanotify.FAN_MARK_EVICTABLE, plain]) {
    if (libc.fanotifyMark(group, flags, asked, fanotify.AT_FDCWD, '/') === 0) {
      forgetInodes(libc, group);
      return flags;
    }
  }
  return undefined;
}

/** The kernel allows starts of this file by itself, until it is written to. */
export const keepAllowed = (
  libc: Libc,
  group: number,
  { fd, flags }: { fd: number; flags: number },
): void => {
  // A file that carries a lasting mark of ours refuses an evictable one: it is then asked about every time, which is right too.
  libc.fanotifyMark(group, flags, asked, fd, null);
};

export const askAgain = (libc: Libc, group: number, fd: number): void => {
  // ENOENT where nothing was kept.
  libc.fanotifyMark(group, fanotify.FAN_MARK_REMOVE | fanotify.FAN_MARK_IGNORED_MASK, asked, fd, null);
};

/** From now on opening the file is asked about, not only starting it: copies and loaders read what they are to run. */
export function askWhenOpened(libc: Libc, group: number, fd: number): void {
  askAgain(libc, group, fd);
  libc.fanotifyMark(group, fanotify.FAN_MARK_ADD, askedAndOpened, fd, null);
}

export const askNoMoreWhenOpened = (libc: Libc, group: number, fd: number): void => {
  libc.fanotifyMark(group, fanotify.FAN_MARK_REMOVE, askedAndOpened, fd, null);
};

export const markInode = (
  libc: Libc,
  group: number,
  { fd, when }: { fd: number; when: 'started' | 'opened' },
): Marked =>
  outcome(
    libc,
    libc.fanotifyMark(
      group,
      fanotify.FAN_MARK_ADD,
      when === 'started' ? fanotify.FAN_OPEN_EXEC_PERM : fanotify.FAN_OPEN_PERM,
      fd,
      null,
    ),
  );

/** Takes all marks of single files away; those of file systems stay. */
export const forgetInodes = (libc: Libc, group: number): void => {
  libc.fanotifyMark(group, fanotify.FAN_MARK_FLUSH, 0, fanotify.AT_FDCWD, '/');
};
