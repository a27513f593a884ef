import { readlinkSync } from 'node:fs';
import type { Libc } from './libc.ts';

const SCHED_OTHER = 0;
const SCHED_RR = 2;
const SCHED_RESET_ON_FORK = 0x4000_0000;
const first = new Uint8Array(new Int32Array([1]).buffer);
const none = new Uint8Array(4);

/** Number of the calling thread, as sched_setscheduler(2) takes it. */
export const thisThread = (): number => Number(readlinkSync('/proc/thread-self').split('/').at(-1));

/**
 * Raises a thread, the calling one where none is named, and no other to SCHED_RR 1, so that a busy machine does not delay it; what it
 * starts runs as everything does. False where that is not allowed: it runs on as it was. The kernel keeps 5 % of the time for others
 * (sched(7)).
 */
export const raiseThread = (libc: Libc, thread = 0): boolean =>
  libc.schedSetscheduler(thread, SCHED_RR | SCHED_RESET_ON_FORK, first) === 0;

/** Back to ordinary priority. */
export const lowerThread = (libc: Libc, thread: number): void => {
  libc.schedSetscheduler(thread, SCHED_OTHER, none);
};
