import { readlinkSync } from 'node:fs';
import type { Libc } from '#platform/processes/libc.ts';

const SCHED_OTHER = 0;
const SCHED_RR = 2;
const SCHED_RESET_ON_FORK = 0x4000_0000;
const lowest = new Uint8Array(new Int32Array([1]).buffer);
const none = new Uint8Array(4);

/** Number of the calling thread, as sched_setscheduler(2) takes it. */
export const thisThread = (): number => Number(readlinkSync('/proc/thread-self').split('/').at(-1));

/**
 * Somebody waits for the judge's thread as for the listener's own: it runs at the listener's priority until it has taken up what was
 * asked, or is late. Where that is not permitted it stays as it is.
 */
export const hurry = (libc: Libc, thread: number): void => {
  libc.schedSetscheduler(thread, SCHED_RR | SCHED_RESET_ON_FORK, lowest);
};

/** Back to ordinary priority. */
export const calmDown = (libc: Libc, thread: number): void => {
  libc.schedSetscheduler(thread, SCHED_OTHER, none);
};
