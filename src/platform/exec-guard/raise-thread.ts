import type { Libc } from '#platform/processes/libc.ts';

const SCHED_RR = 2;
const SCHED_RESET_ON_FORK = 0x4000_0000;

/**
 * Raises the calling thread, and no other, to SCHED_RR 1, so that a busy machine does not delay it; what it starts runs as everything
 * does. Whoever is not allowed to runs on unraised. The kernel keeps 5 % of the time for others (sched(7)).
 */
export const raiseThisThread = (libc: Libc): boolean =>
  libc.schedSetscheduler(0, SCHED_RR | SCHED_RESET_ON_FORK, new Uint8Array(new Int32Array([1]).buffer)) === 0;
