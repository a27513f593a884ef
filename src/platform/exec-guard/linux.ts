import { loadLibc, errno } from '#platform/processes/libc.ts';
import { fanotify } from './fanotify.ts';
import { KeptGuard } from './kept-guard.ts';
import type { ExecGuardOptions } from './options.ts';
import type { ExecGuard } from './port.ts';
import { unsupportedGuard } from './unsupported.ts';

/** Asked by the kernel (fanotify permission events, since Linux 5.0), where this process may and the kernel can. */
export function createExecGuard<Basis>(options: ExecGuardOptions): ExecGuard<Basis> {
  const why = whyNot();
  return why === undefined ? new KeptGuard(options) : unsupportedGuard(why);
}

/** A group without marks asks nobody anything; opening one says whether the guard process could. */
function whyNot(): string | undefined {
  const libc = loadLibc();
  const group = libc.fanotifyInit(fanotify.FAN_CLOEXEC | fanotify.FAN_CLASS_CONTENT, fanotify.eventFlags);
  if (group >= 0) {
    libc.close(group);
    return undefined;
  }
  const code = libc.lastErrno();
  if (code === errno.EPERM) return 'only root may be asked before programs start';
  if (code === errno.ENOSYS || code === errno.EINVAL)
    return 'this kernel does not ask before programs start (CONFIG_FANOTIFY_ACCESS_PERMISSIONS)';
  return `the kernel does not let itself be asked now: errno ${code}`;
}
