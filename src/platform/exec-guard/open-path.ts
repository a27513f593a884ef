import type { Libc } from '#platform/processes/libc.ts';
import { withoutDeletedMark } from '#platform/processes/proc-stat.ts';

/** Tells the path of an open file as we see it; empty where it is too long or cannot be told. */
export function openPathReader(libc: Libc): (fd: number) => string {
  const text = Buffer.alloc(4096);
  return (fd) => {
    const length = libc.readlink(`/proc/self/fd/${fd}`, text, text.length);
    if (length <= 0 || length >= text.length) return '';
    return withoutDeletedMark(text.toString('utf8', 0, length));
  };
}

/** A file that this process holds open, by a path that leads to it wherever it lies. */
export const openFile = (fd: number): string => `/proc/self/fd/${fd}`;
