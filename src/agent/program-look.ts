import type { AppMatcher } from '#agent/facts/app-matcher.ts';
import { ageOf, justStartedMs, runningSubject } from '#agent/facts/running-facts.ts';
import type { ProcessSnapshot } from '#platform/processes/port.ts';
import type { ProgramFile, ProgramIdentity } from '#platform/program-identity/port.ts';
import type { Fact } from '#policy/facts.ts';
import { hasFile } from './closer-looks.ts';
import type { CycleParts } from './cycle-parts.ts';
import type { SeenProgram } from './steps.ts';

export type ProgramLookParts = Pick<
  CycleParts,
  'bootId' | 'clock' | 'faults' | 'identifier' | 'now' | 'onSwept' | 'processes' | 'sessions'
>;

/** What runs, and what can be said of a running program at once. */
export class ProgramLook {
  readonly #parts: ProgramLookParts;
  readonly #match: AppMatcher;

  constructor(parts: ProgramLookParts, match: AppMatcher) {
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

  /** Everything that runs now, or why that is unknown. */
  async sweep(): Promise<Fact<readonly ProcessSnapshot[]>> {
    const { faults, now, onSwept, processes } = this.#parts;
    try {
      const value = await processes.sweep();
      try {
        onSwept?.(value);
      } catch (fault) {
        faults.report('cycle-step-failed', fault);
      }
      return { state: 'known', at: now(), value };
    } catch (fault) {
      faults.report('cycle-step-failed', fault);
      return { state: 'unknown', why: 'the running programs could not be listed' };
    }
  }

  fileOf({ exe, pid, uid }: ProcessSnapshot): ProgramFile {
    const home = this.#parts.sessions.accounts().find((account) => account.uid === uid)?.home;
    return { path: exe ?? '', pid, ...(home === undefined ? {} : { home }) };
  }

  #quick(process: ProcessSnapshot): ProgramIdentity {
    return hasFile(process) ? this.#parts.identifier.quick(this.fileOf(process)) : { evidence: [] };
  }
}
