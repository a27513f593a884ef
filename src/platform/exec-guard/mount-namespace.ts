import { readlinkSync } from 'node:fs';

/** What names the mount namespace of a process (namespaces(7)); undefined where it is gone or may not be looked at. */
export function mountNamespaceOf(pid: number | 'self'): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/ns/mnt`);
  } catch {
    return undefined;
  }
}
