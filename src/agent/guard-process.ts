import { loadCatalogue } from '#catalogue/load.ts';
import { runGuard } from '#platform/exec-guard/run-guard.ts';
import { loadLibc } from '#platform/processes/libc.ts';
import { stampReader } from '#platform/processes/stamp-now.ts';
import { createProgramIdentifier } from '#platform/program-identity/linux.ts';
import { sameFile } from '#platform/program-identity/marker-scan.ts';
import { createSessions } from '#platform/sessions/linux.ts';
import { holdingForAll } from './actions/armed-programs.ts';
import { bootId } from './boot-id.ts';
import { deniedSubject } from './facts/running-facts.ts';
import type { GuardBasis } from './guard/basis.ts';
import { createGuardJudge } from './guard/judge.ts';

/** Shorter than any start waits: who has too many files that take longer to look into, is answered before the gate must. */
const lookMs = 900;

/**
 * The start guard's own process: the judge, which decides as the agent does, behind the kernel's questions. Linux alone has them,
 * so that its adapters are taken by name: what the process does not load, it does not keep in memory.
 */
runGuard<GuardBasis>(() => {
  const sessions = createSessions();
  const stampAt = stampReader(loadLibc());
  const boot = bootId();
  return createGuardJudge({
    identifier: createProgramIdentifier({ deadlineMs: lookMs }),
    catalogueWith: loadCatalogue,
    subjectOf: (asked, identity, { account, match, now }) =>
      deniedSubject(asked, identity, { bootId: boot, match, nameOf: () => account }, now),
    holdingForAll,
    nameOf: (uid) => sessions.nameOf(uid),
    liesAt: (path, stamp) => {
      const found = stampAt(path, 'itself');
      return found !== undefined && sameFile(stamp, found);
    },
    elapsedMs: () => performance.now(),
    complain: (line) => process.stderr.write(`${line}\n`),
  });
});
