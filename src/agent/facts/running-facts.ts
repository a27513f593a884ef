import { createHash } from 'node:crypto';
import type { ProcessSnapshot } from '#platform/processes/port.ts';
import type { ProgramIdentity } from '#platform/program-identity/port.ts';
import type { RunningSubject } from '#policy/facts.ts';
import type { AppMatcher } from './app-matcher.ts';

/** A program younger than this has nothing to save. */
export const justStartedMs = 2_000;

export type RunningParts = {
  readonly bootId: string;
  readonly match: AppMatcher;
  readonly nameOf: (uid: number) => string;
};
/** `local` tells the age of a process by the local clock, `now` is the signed time in which its start is told. */
export type Moment = { readonly now: number; readonly local: number };

export const ageOf = (process: ProcessSnapshot, local: number): number =>
  Math.max(0, local - process.startedAt);

/**
 * A process as a subject of decisions. The key names boot, pid, start and program file, so that neither a recycled pid nor
 * another program started by the same process is taken for it.
 */
export function runningSubject(
  process: ProcessSnapshot,
  identity: ProgramIdentity,
  parts: RunningParts,
  moment: Moment & { readonly alreadyRunning: boolean },
): RunningSubject {
  const program = createHash('sha256')
    .update(process.exe ?? '')
    .digest('hex')
    .slice(0, 12);
  return {
    kind: 'running',
    key: `${parts.bootId}:${process.pid}:${process.startTicks}:${program}`,
    account: parts.nameOf(process.uid),
    evidence: identity.evidence,
    matches: parts.match(identity.evidence),
    ...(process.exe === undefined ? {} : { path: process.exe }),
    pid: process.pid,
    startedAt: moment.now - ageOf(process, moment.local),
    alreadyRunning: moment.alreadyRunning,
  };
}
