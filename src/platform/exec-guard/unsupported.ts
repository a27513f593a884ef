import type { ExecGuard, GuardCounts } from './port.ts';

const noCounts: GuardCounts = {
  asked: 0,
  denied: 0,
  judged: 0,
  timedOut: 0,
  crowded: 0,
  markedFileSystems: 0,
  gaps: 0,
  remoteGaps: 0,
  pid: 0,
  remotePid: 0,
};

/** A guard where the system does not ask us: it says why, and does nothing. */
export function unsupportedGuard<Basis>(why: string): ExecGuard<Basis> {
  return {
    state: () => ({ kind: 'unsupported', why }),
    onState: () => ({ [Symbol.dispose]: () => undefined }),
    onDenied: () => undefined,
    judgeBy: () => Promise.resolve(),
    lookAtNamespaceOf: () => undefined,
    counts: () => Promise.resolve(noCounts),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}
