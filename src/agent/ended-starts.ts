import type { ArmedPrograms } from '#agent/actions/armed-programs.ts';
import { deniedSubject } from '#agent/facts/running-facts.ts';
import type { AppMatcher } from '#agent/facts/app-matcher.ts';
import type { DeniedStart } from '#platform/exec-guard/port.ts';
import type { ProcessEvent } from '#platform/processes/port.ts';
import type { ProgramIdentity } from '#platform/program-identity/port.ts';
import type { Decision } from '#policy/decision.ts';
import type { RunningSubject } from '#policy/facts.ts';
import { plan } from '#policy/plan.ts';
import { hitKey, type History } from '#policy/step.ts';
import type { CycleParts, PolicyInForce } from './cycle-parts.ts';
import type { Met } from './inside-looks.ts';
import { groupSteps } from './step-groups.ts';
import type { Telling } from './telling.ts';

export type EndedStartsParts = {
  readonly cycle: Pick<
    CycleParts,
    'bootId' | 'clock' | 'faults' | 'identifier' | 'log' | 'now' | 'policyIn' | 'processes' | 'sessions'
  >;
  readonly telling: Telling;
  readonly armed: Pick<ArmedPrograms, 'add' | 'find'>;
  readonly match: AppMatcher;
  readonly verdict: (subject: RunningSubject) => Decision | undefined;
  readonly history: () => History;
  /** One transaction. */
  readonly keep: (work: () => void) => void;
  /** There are other programs that may be stopped at once. */
  readonly arm: () => void;
  readonly lookInside: (met: Met) => void;
};

/**
 * Tells of programs that were ended, or refused, without this thread: stopped by the listener, or denied before they ran. Person
 * and IT get the same notice and event for both.
 */
export interface EndedStarts extends Disposable {
  stoppedByListener(event: Extract<ProcessEvent, { kind: 'stopped' }>): void;
  /** Whoever tries a thousand times a second costs the disk no more than two writes a second for each ban and account. */
  denied(denied: DeniedStart): void;
}

/** Denials are gathered for so long after some were told. */
const gatherMs = 500;
/** What could not be written down is tried again after so long. */
const tryAgainMs = 60_000;

/** What the guard says of an asker whose account the kernel could not tell. */
const unknownUid = 4_294_967_295;

type Gathered = {
  readonly subject: RunningSubject;
  readonly decision: Decision;
  times: number;
};

export const createEndedStarts = (parts: EndedStartsParts): EndedStarts => new Starts(parts);

class Starts implements EndedStarts {
  readonly #parts: EndedStartsParts;
  /** By what IT would be told: no more of them than bans and accounts allow. */
  readonly #gathered = new Map<string, Gathered>();
  #isArmed = true;
  #closed = false;
  #timer: Disposable | undefined;

  constructor(parts: EndedStartsParts) {
    this.#parts = parts;
  }

  stoppedByListener(event: Extract<ProcessEvent, { kind: 'stopped' }>): void {
    const { bootId, log, now, sessions } = this.#parts.cycle;
    const known = this.#parts.armed.find(event.token);
    if (known === undefined) return;
    const { process } = event;
    const subject: RunningSubject = {
      ...known,
      key: `${bootId}:${process.pid}:${process.startTicks}:armed`,
      account: sessions.nameOf(process.uid),
      pid: process.pid,
      startedAt: now(),
      alreadyRunning: false,
    };
    const decision = this.#parts.verdict(subject);
    const inForce = this.#parts.cycle.policyIn();
    if (decision?.effect !== 'block' || inForce === undefined) {
      // The table was replaced while this was on its way: at that moment it was right.
      log.info('a program was stopped by a table that has just been replaced');
      return;
    }
    this.#parts.keep(() => this.#tell({ subject, decision }, inForce));
  }

  denied(denied: DeniedStart): void {
    const { bootId, log, now, sessions } = this.#parts.cycle;
    const identity = denied.identity ?? this.#byPath(denied);
    if (identity === undefined || this.#closed) return;
    const subject = deniedSubject(
      denied,
      identity,
      { bootId, match: this.#parts.match, nameOf: (uid) => sessions.nameOf(uid) },
      now(),
    );
    const decision = this.#parts.verdict(subject);
    if (decision?.effect !== 'block') {
      // The guard judged by what was in force a moment ago: then it was right.
      log.info('a start was denied by a policy that has just been replaced');
      return;
    }
    // Where the guard does not see it, it is stopped as soon as it runs.
    if (denied.identity !== undefined && this.#parts.armed.add(identity, subject, denied.uid)) {
      this.#isArmed = false;
      this.#parts.lookInside({ identity, subject, path: denied.path, uid: denied.uid });
    }
    const { account: _, ...nameless } = decision;
    const told = denied.uid === unknownUid ? nameless : decision;
    const key = hitKey(told, 'denied');
    const before = this.#gathered.get(key);
    if (before === undefined) this.#gathered.set(key, { subject, decision: told, times: denied.times });
    else before.times += denied.times;
    if (this.#timer === undefined) this.#flush();
  }

  /**
   * The guard does not remember what a file was that has no stamp (a person's FUSE mount), nor each of many thousands. What lies at
   * the path says less, and is nothing to arm. Nobody is told of the canary, which no ban knows.
   */
  #byPath({ path, uid }: DeniedStart): ProgramIdentity | undefined {
    if (path === '') return undefined;
    const { identifier, sessions } = this.#parts.cycle;
    const home = sessions.accounts().find((account) => account.uid === uid)?.home;
    return identifier.quick({ path, ...(home === undefined ? {} : { home }) });
  }

  [Symbol.dispose](): void {
    this.#closed = true;
    this.#timer?.[Symbol.dispose]();
    if (this.#gathered.size > 0) this.#flush();
    this.#timer?.[Symbol.dispose]();
  }

  #flush(): void {
    const { clock, faults, policyIn } = this.#parts.cycle;
    if (!this.#isArmed) this.#parts.arm();
    this.#isArmed = true;
    const inForce = policyIn();
    const all = [...this.#gathered.values()];
    let next = gatherMs;
    try {
      if (inForce !== undefined)
        this.#parts.keep(() => {
          for (const one of all) this.#tell(one, inForce, { level: 'denied-before-start', times: one.times });
        });
      this.#gathered.clear();
    } catch (fault) {
      next = tryAgainMs;
      faults.report('cycle-step-failed', fault);
    }
    this.#timer = clock.after(next, () => {
      this.#timer = undefined;
      if (this.#gathered.size > 0) this.#flush();
    });
  }

  #tell(
    { decision, subject }: Pick<Gathered, 'decision' | 'subject'>,
    inForce: PolicyInForce,
    how: Parameters<Telling['report']>[3] = {},
  ): void {
    const { now } = this.#parts.cycle;
    const steps = plan({
      decisions: { verdicts: [decision] },
      running: { state: 'known', at: now(), value: [subject] },
      history: this.#parts.history(),
      class: inForce.policy.class,
      timeZone: inForce.policy.organisation.calendar.timeZone,
      now: now(),
    });
    const { telling } = this.#parts;
    for (const group of groupSteps(steps)) {
      // What nobody in particular tried is no news for everybody.
      if (group.notice !== undefined && decision.account !== undefined)
        telling.post(group.notice.notice, decision, { times: how.times ?? 1 });
      if (group.hit !== undefined) telling.report(decision, 'stopped', 'block', how);
    }
  }
}
