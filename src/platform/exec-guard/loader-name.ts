import type { Libc } from '#platform/processes/libc.ts';
import type { Refusal } from './gate-port.ts';

/** Whether a program of this path is a dynamic loader: glibc's `ld-linux-x86-64.so.2` and `ld-2.31.so`, musl's `ld-musl-x86_64.so.1`. */
export const isLoader = (path: string): boolean =>
  /^ld(-linux|-musl|64)?[-.\w]*\.so(\.\d+)?$/.test(path.slice(path.lastIndexOf('/') + 1));

/** Tells for what a process wanted a file that it may not have; to be asked while it still waits. */
export function wantedFor(libc: Libc): (pid: number, isOpening: boolean) => Refusal['how'] {
  const text = Buffer.alloc(4096);
  return (pid, isOpening) => {
    if (!isOpening) return 'exec';
    const length = libc.readlink(`/proc/${pid}/exe`, text, text.length);
    return length > 0 && isLoader(text.toString('latin1', 0, length)) ? 'loader' : 'open';
  };
}
