import { fail, ok, type Outcome } from '#policy/outcome.ts';
import { errno, pidfdOpen, pidfdSendSignal, type Libc } from './libc.ts';
import type { ProcessRef, StopFault } from './port.ts';
import { isAlive } from './proc-sweep.ts';

const signals = { polite: 15, kill: 9 } as const;

/**
 * Signals this very process. The descriptor is opened first and the start time compared after, so that the signal reaches
 * the compared process or nobody. The first process and this one are refused.
 */
export function endProcess(libc: Libc, target: ProcessRef, how: 'polite' | 'kill'): Outcome<void, StopFault> {
  if (target.pid <= 1 || target.pid === process.pid) return fail({ code: 'not-permitted' });
  const pidfd = pidfdOpen(libc, target.pid);
  if (pidfd < 0) return fail(faultFor(libc.lastErrno()));
  try {
    if (!isAlive(target)) return fail({ code: 'gone' });
    if (pidfdSendSignal(libc, pidfd, signals[how]) === 0) return ok(undefined);
    return fail(faultFor(libc.lastErrno()));
  } finally {
    libc.close(pidfd);
  }
}

function faultFor(code: number): StopFault {
  switch (code) {
    case errno.ESRCH:
    case errno.EINVAL: // the pid is a thread of another process
      return { code: 'gone' };
    case errno.EPERM:
      return { code: 'not-permitted' };
    case errno.ENOSYS:
      return { code: 'unsupported' };
    default:
      throw new Error(`pidfd: unexpected errno ${code}`);
  }
}
