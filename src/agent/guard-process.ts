import { closeSync, constants, fstatSync, openSync, readdirSync } from 'node:fs';
import type { Judge } from '#platform/exec-guard/gate-port.ts';
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
  const judge = createGuardJudge({
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
    clock: () => Date.now(),
    complain: (line) => process.stderr.write(`${line}\n`),
  });
  let isPractised = false;
  return {
    ...judge,
    take: async (basis) => {
      await judge.take(basis);
      if (isPractised) return;
      isPractised = true;
      await practise(judge.judge);
    },
  };
});

const practiceFolder = '/usr/bin';
const practiceFiles = 1000;
/** Nobody looks into so small ones for long. */
const practiceBytes = 1_048_576n;
/** `nobody`: answers are dropped, and say nothing of anybody. */
const practiceUid = 65_534;

/** Judges some programs before anybody waits: code that has never run takes several times as long, and whoever starts programs first would pay. */
async function practise(judge: Judge): Promise<void> {
  let names: readonly string[] = [];
  try {
    names = readdirSync(practiceFolder).slice(0, practiceFiles);
  } catch {
    // A system without it: the first starts take longer.
  }
  for (const name of names) {
    const path = `${practiceFolder}/${name}`;
    let fd: number;
    try {
      fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    } catch {
      // A link to nowhere, or a file that went meanwhile.
      continue;
    }
    try {
      const file = fstatSync(fd, { bigint: true });
      const { ctimeNs, dev, ino, mtimeNs, size } = file;
      if (!file.isFile() || size >= practiceBytes) continue;
      const stamp = { dev, ino, size, mtimeNs, ctimeNs };
      // Not closed before it is done: another file could have the number by then.
      await judge({ fd, path, pid: process.pid, uid: practiceUid, stamp, kept: false });
    } finally {
      closeSync(fd);
    }
  }
}
