import type { AppMatcher } from '#agent/facts/app-matcher.ts';
import { ageOf, justStartedMs, runningSubject } from '#agent/facts/running-facts.ts';
import type { ProcessSnapshot } from '#platform/processes/port.ts';
import type { ProgramFile, ProgramIdentity } from '#platform/program-identity/port.ts';
import { hasFile } from './closer-looks.ts';
import type { CycleParts } from './cycle-parts.ts';
import type { SeenProgram } from './steps.ts';

/** What can be said of a running program at once. */
export class ProgramLook {
  readonly #parts: Pick<CycleParts, 'bootId' | 'clock' | 'identifier' | 'now' | 'sessions'>;
  readonly #match: AppMatcher;

  constructor(
    parts: Pick<CycleParts, 'bootId' | 'clock' | 'identifier' | 'now' | 'sessions'>,
    match: AppMatcher,
  ) {
    this.#parts = parts;
    this.#match = match;
  }

  /** A program that has run for a while may have something to save, also where only this agent was slow to look at it. */
  see(process: ProcessSnapshot, identity = this.#quick(process), wasRunning = false): SeenProgram {
    const { bootId, clock, now, sessions } = this.#parts;
    const alreadyRunning = wasRunning || ageOf(process, clock.now()) >= justStartedMs;
    const parts = { bootId, match: this.#match, nameOf: (uid: number) => sessions.nameOf(uid) };
    const moment = { now: now(), local: clock.now(), alreadyRunning };
    return { process, identity, subject: runningSubject(process, identity, parts, moment) };
  }

  fileOf({ exe, pid, uid }: ProcessSnapshot): ProgramFile {
    const home = this.#parts.sessions.accounts().find((account) => account.uid === uid)?.home;
    return { path: exe ?? '', pid, ...(home === undefined ? {} : { home }) };
  }

  #quick(process: ProcessSnapshot): ProgramIdentity {
    return hasFile(process) ? this.#parts.identifier.quick(this.fileOf(process)) : { evidence: [] };
  }
}
