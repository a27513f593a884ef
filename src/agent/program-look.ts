import type { AppMatcher } from '#agent/facts/app-matcher.ts';
import { ageOf, justStartedMs, runningSubject } from '#agent/facts/running-facts.ts';
import type { ProcessSnapshot } from '#platform/processes/port.ts';
import type { ProgramFile, ProgramIdentity } from '#platform/program-identity/port.ts';
import type { Fact } from '#policy/facts.ts';
import { loadedPrograms } from '#platform/exec-guard/loaded-program.ts';
import { createLoaderLooks, type LoaderLooks } from './loader-looks.ts';
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
  readonly #loaders: LoaderLooks;

  /** `loaded`: a process turned out to be a loader, here as one of the program that it runs. */
  constructor(parts: ProgramLookParts, match: AppMatcher, loaded: (process: ProcessSnapshot) => void) {
    this.#parts = parts;
    this.#match = match;
    this.#loaders = createLoaderLooks({
      clock: parts.clock,
      loadedBy: loadedPrograms,
      alive: (process) => parts.processes.alive(process),
      found: loaded,
      onFault: (fault) => parts.faults.report('cycle-step-failed', fault),
    });
  }

  /** What a loader runs is seen a moment later. */
  started(process: ProcessSnapshot): void {
    this.#loaders.started(process);
  }

  [Symbol.dispose](): void {
    this.#loaders[Symbol.dispose]();
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
      return { state: 'known', at: now(), value: value.map((one) => this.#loaders.seenAs(one)) };
    } catch (fault) {
      faults.report('cycle-step-failed', fault);
      return { state: 'unknown', why: 'the running programs could not be listed' };
    }
  }

  fileOf({ exe, mapped, pid, uid }: ProcessSnapshot): ProgramFile {
    const home = this.#parts.sessions.accounts().find((account) => account.uid === uid)?.home;
    return {
      path: exe ?? '',
      pid,
      ...(mapped === undefined ? {} : { mapped }),
      ...(home === undefined ? {} : { home }),
    };
  }

  #quick(process: ProcessSnapshot): ProgramIdentity {
    return hasFile(process) ? this.#parts.identifier.quick(this.fileOf(process)) : { evidence: [] };
  }
}
