import { createHash } from 'node:crypto';
import type { DeniedStart } from '#platform/exec-guard/port.ts';
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
  const path = pathOf(process, identity);
  const program = createHash('sha256')
    .update(process.exe ?? String(identity.stamp?.ino ?? ''))
    .digest('hex')
    .slice(0, 12);
  return {
    kind: 'running',
    key: `${parts.bootId}:${process.pid}:${process.startTicks}:${program}`,
    account: parts.nameOf(process.uid),
    evidence: identity.evidence,
    matches: parts.match(identity.evidence),
    ...(path === undefined ? {} : { path }),
    pid: process.pid,
    startedAt: moment.now - ageOf(process, moment.local),
    alreadyRunning: moment.alreadyRunning,
  };
}

/** A start that was denied, as a subject: nothing of it ever ran, so that its key names no process. */
export function deniedSubject(
  { path, pid, uid }: Pick<DeniedStart, 'path' | 'pid' | 'uid'>,
  identity: ProgramIdentity,
  { bootId, match, nameOf }: RunningParts,
  now: number,
): RunningSubject {
  const { dev = 0n, ino = 0n } = identity.stamp ?? {};
  return {
    kind: 'running',
    key: `${bootId}:denied:${uid}:${dev}:${ino}`,
    account: nameOf(uid),
    evidence: identity.evidence,
    matches: match(identity.evidence),
    // What the kernel cannot name lies in no place that a rule about protected programs knows.
    path: path === '' || identity.foreign === true ? `/proc/${pid}/root${path}` : path,
    pid,
    startedAt: now,
    alreadyRunning: false,
  };
}

/**
 * Path by which this agent sees the program. One of another mount namespace has the name that whoever made the namespace
 * gave it: it is told by its place under the process, for which no rule about protected programs holds. Likewise a
 * program whose name the kernel cannot tell. Undefined where there is no file at all, as for threads of the kernel.
 */
function pathOf({ exe, nameless, pid }: ProcessSnapshot, { foreign }: ProgramIdentity): string | undefined {
  if (exe === undefined) return nameless === true ? `/proc/${pid}/exe` : undefined;
  return foreign === true ? `/proc/${pid}/root${exe}` : exe;
}
