import { writeFileSync, writeSync } from 'node:fs';
import { setPriority } from 'node:os';
import { loadLibc, type Libc } from '#platform/processes/libc.ts';
import { descriptorLimit } from './descriptor-limit.ts';
import type { GateKind } from './gate-port.ts';
import { letGo } from './let-go.ts';

const PR_SET_PDEATHSIG = 1;
const PR_SET_DUMPABLE = 4;
const SIGKILL = 9;
const RLIMIT_NOFILE = 7;
/** Every file that waits for an answer is a descriptor of ours, and a start is refused by the kernel where it cannot open one. */
const descriptorsWanted = 65_536;
/** Among the last to be ended when memory runs out: while it is being ended, starts wait. */
const oomScore = '-900';
/** The judge comes before ordinary programs, all of which may wait for it, but takes no processor for itself. */
const niceness = -15;

/** One line on standard error, which is the agent's. */
export function complain(why: string): void {
  try {
    writeSync(2, `guard: ${why.slice(0, 500).replaceAll(/\s+/g, ' ')}\n`);
  } catch {
    // Nobody reads it.
  }
}

/** As the keeper said when it started this process: its pid, and whose gate this is to be. */
export const keeperPid = (): number => Number(process.argv[2]);
export const gateKindOfThisProcess = (): GateKind => (process.argv[3] === 'remote' ? 'remote' : 'local');

/**
 * Ends this process at once; whatever waits for it goes on. By a signal, because an ordinary end waits for threads that sleep in
 * the kernel.
 */
export function endNow(why: string): never {
  complain(why);
  // A thread of ours that waits for a disk would keep what is open open.
  if (gateKindOfThisProcess() === 'local') letGo(loadLibc(), process.pid).allowAll();
  process.kill(process.pid, 'SIGKILL');
  throw new Error('unreachable');
}

/**
 * Binds the life of this process to the keeper's: it ends when the thread that started it does (prctl(2)), when the channel to it
 * is closed, and at every error that nobody handles.
 */
export function dieWithTheKeeper(libc: Libc, parent: number): void {
  for (const fault of ['uncaughtException', 'unhandledRejection'] as const)
    process.on(fault, (error) =>
      endNow(error instanceof Error ? (error.stack ?? error.message) : String(error)),
    );
  process.on('disconnect', () => endNow('the agent has gone'));
  // Meant for the agent, where a terminal or the service manager sends them to all: while the agent ends in order, it is guarded.
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => undefined);
  if (libc.prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) !== 0) endNow(`prctl: errno ${libc.lastErrno()}`);
  if (process.ppid !== parent || !process.connected) endNow('the agent had gone');
}

/** Takes what it may of the means that keep it answering; without them it is slower to answer, or answers fewer at a time. */
export function takeMeans(libc: Libc): void {
  // Starts would wait while its memory is written to the disk.
  libc.prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
  try {
    writeFileSync('/proc/self/oom_score_adj', oomScore);
  } catch {
    // Allowed to root with CAP_SYS_RESOURCE only.
  }
  try {
    setPriority(niceness);
  } catch {
    // Allowed to root with CAP_SYS_NICE only.
  }
  const { hard, soft } = descriptorLimit();
  if (soft >= descriptorsWanted) return;
  const limits = (most: number): Uint8Array =>
    new Uint8Array(new BigUint64Array([BigInt(Math.min(descriptorsWanted, most)), BigInt(most)]).buffer);
  if (hard < descriptorsWanted && libc.setrlimit(RLIMIT_NOFILE, limits(descriptorsWanted)) === 0) return;
  if (Number.isFinite(hard)) libc.setrlimit(RLIMIT_NOFILE, limits(hard));
}
