import { createArmedPrograms } from '#agent/actions/armed-programs.ts';
import { createActionHistory, type StopOrder } from '#agent/actions/history.ts';
import { createStopper, type StopResult } from '#agent/actions/stopper.ts';
import type { AppMatcher } from '#agent/facts/app-matcher.ts';
import type { LoadedStart } from '#agent/guard/basis.ts';
import type { ArmedProgram, ProcessSnapshot } from '#platform/processes/port.ts';
import type { ProgramIdentity } from '#platform/program-identity/port.ts';
import type { Decision, Decisions } from '#policy/decision.ts';
import type { EffectivePolicy } from '#policy/effective.ts';
import type { RunningSubject } from '#policy/facts.ts';
import { handledKey, noticeKey, type History, type PlannedNoticeKind, type Step } from '#policy/step.ts';
import { atMostEvery } from './at-most-every.ts';
import type { CycleParts, PolicyInForce } from './cycle-parts.ts';
import { createEndedStarts, type EndedStarts } from './ended-starts.ts';
import { createInsideLooks } from './inside-looks.ts';
import { createMilder } from './milder.ts';
import { createRemovals, type Gone, type Sight } from './removals.ts';
import { groupSteps, type StepGroup } from './step-groups.ts';
import { createTelling, type Telling, type WebMet } from './telling.ts';

export type SeenProgram = {
  readonly process: ProcessSnapshot;
  readonly identity: ProgramIdentity;
  readonly subject: RunningSubject;
};

/** Carries steps out. What a step leaves behind is one transaction: a kill at any point loses nothing and doubles nothing. */
export interface Steps extends Disposable {
  history(): History;
  act(steps: readonly Step[], seen: ReadonlyMap<string, SeenProgram>): void;
  /** Finishes the stops that were under way when the agent ended. */
  resume(): void;
  /** What was ended, or refused, without this thread. */
  readonly ended: EndedStarts;
  tellEndingExemptions(inForce: PolicyInForce): void;
  /** A page that a person met, in one transaction. */
  tellWeb(met: WebMet, origin: Decision['origin']): void;
  /** Gives the listener the programs that it may stop by itself at this moment. */
  arm(): Promise<void>;
  forget(policy: EffectivePolicy): void;
  /** Tells person and IT of reported installations that are gone. */
  tellRemoved(decisions: Decisions, sight: Sight): void;
  /** Tells at once of what is gone, where it would otherwise be told after a while. */
  confirmRemoved(gone: Gone, decisions: Decisions | undefined): void;
  /** Tells people of bans that act less than they were told. */
  tellMilder(decisions: Decisions): void;
  /** Whether the system let this agent end the last program that it was to end. */
  readonly canStop: boolean;
  /** Programs that were ended because a loader ran them; the last 64. */
  readonly loaded: readonly LoadedStart[];
}

/** A countdown whose notice could not be posted is begun anew after so long. */
const tryAgainMs = 60_000;
const mostLoaded = 64;
/** All that the kernel remembers of files is forgotten when the guard is told: not for each of a thousand copies. */
const tellGuardMs = 1_000;

/** What the steps ask of the cycle. */
export type StepsAsk = {
  readonly match: AppMatcher;
  /** What the policy demands of this program now. */
  readonly verdict: (subject: RunningSubject) => Decision | undefined;
  readonly lookAgain: () => void;
};

export function createSteps(parts: CycleParts, ask: StepsAsk): Steps {
  return new AgentSteps(parts, ask);
}

class AgentSteps implements Steps {
  canStop = true;
  loaded: readonly LoadedStart[] = [];
  readonly ended: EndedStarts;
  readonly #parts: CycleParts;
  readonly #verdict: StepsAsk['verdict'];
  readonly #history;
  readonly #stopper;
  readonly #removals;
  readonly #telling: Telling;
  readonly #milder;
  readonly #lookAgain: () => void;
  readonly #lookSoon;
  readonly #armed;
  readonly #lookInside;
  readonly #seen = new Map<string, SeenProgram>();
  #lastTable = '';
  /** What was judged when it was last looked at. */
  #found: Decisions | undefined;
  #retry: Disposable | undefined;

  constructor(parts: CycleParts, { lookAgain, match, verdict }: StepsAsk) {
    this.#parts = parts;
    this.#armed = createArmedPrograms(match);
    this.#verdict = verdict;
    this.#lookAgain = lookAgain;
    this.#lookSoon = atMostEvery(tellGuardMs, parts.clock, lookAgain);
    this.#history = createActionHistory(parts.state);
    this.#telling = createTelling(parts, this.#history);
    this.#milder = createMilder(parts, this.#telling);
    this.#removals = createRemovals(
      parts,
      this.#history,
      (removed) => this.#telling.removed(removed, this.#isLeft(removed)),
      lookAgain,
    );
    this.#lookInside = createInsideLooks({
      ...{ identifier: parts.identifier, sessions: parts.sessions, armed: this.#armed },
      arm: () => this.#armSoon(),
      onFault: (fault) => parts.faults.report('cycle-step-failed', fault),
    });
    this.ended = createEndedStarts({
      ...{ cycle: parts, telling: this.#telling, armed: this.#armed, match, verdict },
      history: () => this.history(),
      keep: (work) => this.#keep(work),
      arm: () => this.#armSoon(),
      lookInside: this.#lookInside,
    });
    this.#stopper = createStopper({
      processes: parts.processes,
      clock: parts.clock,
      bootId: parts.bootId,
      os: parts.os,
      ownPaths: parts.ownPaths,
      now: parts.now,
      stillDemanded: (order) => this.#stillDemanded(order),
      signalling: (order) => this.#signalling(order),
      finish: (order, result) => this.#finish(order, result),
      onFault: (fault) => parts.faults.report('cycle-step-failed', fault),
      faultPoint: parts.faultPoint,
    });
  }

  history(): History {
    const { handled, hits } = this.#history;
    return { handled, hits, notices: this.#parts.notices.records() };
  }

  act(steps: readonly Step[], seen: ReadonlyMap<string, SeenProgram>): void {
    /** Countdowns that share the notice of an earlier one, which could not be posted. */
    const untold = new Set<string>();
    for (const group of groupSteps(steps)) {
      const program = seen.get(group.decision.subject);
      try {
        if (group.stop === undefined) this.#tell(group, program);
        else if (program !== undefined && !(group.stop.how === 'countdown' && untold.has(closingKey(group))))
          if (!this.#stop(group, group.stop, program)) untold.add(closingKey(group));
      } catch (fault) {
        this.#parts.faults.report('cycle-step-failed', fault);
      }
    }
  }

  resume(): void {
    for (const order of this.#history.orders()) this.#stopper.carryOut(order);
  }

  tellEndingExemptions(inForce: PolicyInForce): void {
    this.#telling.endingExemptions(inForce);
  }

  tellWeb(met: WebMet, origin: Decision['origin']): void {
    this.#keep(() => this.#telling.web(met, origin));
  }

  async arm(): Promise<void> {
    const accounts = this.#parts.sessions.accounts();
    const banned = this.#parts.policyIn() === undefined ? [] : this.#armed.table(this.#verdict, accounts);
    const table: readonly ArmedProgram[] = [...(this.#parts.alwaysArmed?.() ?? []), ...banned];
    const text = table
      .map(({ copies, token, uids }) => [token, uids, copies?.print, copies?.uids].map(String).join('='))
      .join(' ');
    if (text === this.#lastTable) return;
    await this.#parts.processes.arm(table);
    this.#lastTable = text;
  }

  forget(policy: EffectivePolicy): void {
    const { bootId, processes } = this.#parts;
    this.#history.forget({
      bootId,
      alive: (process) => processes.alive(process),
      bans: new Set([...policy.bans.map(({ ban }) => ban.id), ...policy.unreadable.map(({ id }) => id)]),
    });
  }

  tellRemoved(decisions: Decisions, sight: Sight): void {
    this.#found = decisions;
    this.#removals.look(decisions, sight);
  }

  confirmRemoved(gone: Gone, decisions: Decisions | undefined): void {
    this.#found = decisions;
    if (this.#removals.confirm(gone) !== 'never-reported') return;
    // IT was never told of it, so that there is nothing to take back: the person alone is told, once.
    if (!this.#isLeft(gone)) this.#keep(() => this.#telling.removedForPerson(gone));
  }

  /** Another installation of the same app that concerns the same people, or anybody where it concerned all. */
  #isLeft({ account, app, ban }: Pick<Gone, 'ban' | 'app'> & { readonly account?: string }): boolean {
    return (this.#found?.all ?? []).some(
      (one) =>
        one.ban === ban &&
        one.subjectKind === 'installed' &&
        (app === undefined || one.app === app) &&
        (account === undefined || one.account === undefined || one.account === account),
    );
  }

  tellMilder(decisions: Decisions): void {
    this.#milder.look(decisions);
  }

  [Symbol.dispose](): void {
    this.#retry?.[Symbol.dispose]();
    this.#lookSoon[Symbol.dispose]();
    this.#removals[Symbol.dispose]();
    this.ended[Symbol.dispose]();
    this.#stopper[Symbol.dispose]();
  }

  /** One transaction; when it fails, what is remembered is what the state still says, so that the step is done anew. */
  #keep(work: () => void): void {
    try {
      this.#parts.state.transaction(work);
    } catch (fault) {
      this.#history.reload();
      throw fault;
    }
  }

  /** Notice and hit without a stop. */
  #tell(group: StepGroup, program: SeenProgram | undefined): void {
    const { bootId, faultPoint } = this.#parts;
    const { decision } = group;
    faultPoint('before-telling');
    this.#keep(() => {
      if (group.notice !== undefined) this.#telling.post(group.notice.notice, decision);
      faultPoint('notice-posted');
      if (group.hit !== undefined)
        this.#telling.report(decision, group.hit.action, kindOfNotice(decision, program?.subject));
      if (program !== undefined && decision.effect !== 'none')
        this.#history.markHandled(handledKey(decision.effect, decision.subject), program.process, bootId);
      faultPoint('before-telling-kept');
    });
    faultPoint('telling-kept');
  }

  /** False: it is a countdown of which the person could not be told, so it was not begun. */
  #stop(group: StepGroup, stop: Extract<Step, { kind: 'stop' }>, program: SeenProgram): boolean {
    const { bootId, faultPoint, faults, now } = this.#parts;
    const { exe } = program.process;
    const order: StopOrder = {
      key: stop.key,
      decision: group.decision,
      process: { pid: program.process.pid, startTicks: program.process.startTicks },
      bootId,
      subject: program.subject,
      ...(exe === undefined ? {} : { exe }),
      how: stop.how,
      closesAt: now() + stop.countdownMs,
      report: group.hit !== undefined,
      tell: group.notice !== undefined && stop.how === 'at-once',
    };
    this.#seen.set(order.key, program);
    faultPoint('before-intent');
    try {
      this.#keep(() => {
        this.#history.begin(order);
        if (group.notice !== undefined && stop.how === 'countdown')
          if (!this.#telling.post('closing', group.decision, { closesAt: order.closesAt }))
            throw new Error('a countdown that nobody is told of');
        faultPoint('intent-written');
      });
    } catch (fault) {
      faults.report('cycle-step-failed', fault);
      if (stop.how === 'countdown') {
        // Work must not be lost unannounced: it runs on until its notice can be posted.
        this.#seen.delete(order.key);
        this.#retry?.[Symbol.dispose]();
        this.#retry = this.#parts.clock.after(tryAgainMs, this.#lookAgain);
        return false;
      }
      // A full disk must not let a program that just started run on: it is stopped without the note.
    }
    faultPoint('intent-kept');
    this.#stopper.carryOut(order);
    return true;
  }

  #stillDemanded(order: StopOrder): boolean {
    return this.#verdict(order.subject)?.effect === 'block';
  }

  #signalling(order: StopOrder): void {
    try {
      this.#keep(() => this.#history.begin({ ...order, signalled: true }));
    } catch (fault) {
      this.#parts.faults.report('cycle-step-failed', fault);
    }
  }

  /** What the system answered to the last stop is what this agent says that it can do. */
  #learn(result: StopResult): void {
    if (result === 'left-alone' || result === 'outlived') return;
    const canStop = result === 'stopped';
    if (canStop === this.canStop) return;
    this.canStop = canStop;
    this.#lookAgain();
  }

  /** The result of a stop and all that follows from it, in one transaction with the end of the order. */
  #finish(order: StopOrder, result: StopResult): void {
    const { faultPoint, faults } = this.#parts;
    const { decision } = order;
    const program = this.#seen.get(order.key);
    this.#seen.delete(order.key);
    this.#learn(result);
    faultPoint('before-result');
    this.#keep(() => {
      this.#history.end(order.key);
      if (result === 'left-alone') return;
      this.#history.markHandled(order.key, order.process, order.bootId);
      const kind = order.how === 'countdown' ? 'closing' : 'block';
      if (order.tell && result === 'stopped') this.#telling.post('block', decision);
      if (order.report)
        this.#telling.report(decision, result === 'stopped' ? 'stopped' : 'stop-failed', kind);
      faultPoint('result-written');
    });
    faultPoint('result-kept');
    if (result !== 'left-alone' && result !== 'stopped') faults.report('stop-failed', result);
    if (result !== 'stopped' || program === undefined) return;
    const { identity, process, subject } = program;
    if (this.#armed.add(identity, subject, process.uid))
      this.#lookInside({ identity, subject, path: process.exe ?? '', uid: process.uid });
    this.#armSoon();
    if (process.mapped !== undefined && process.exe !== undefined)
      this.#noteLoaded({ path: process.exe, uid: process.uid });
  }

  /** The next time the guard refuses the file to the loader. */
  #noteLoaded(one: LoadedStart): void {
    if (this.loaded.some(({ path, uid }) => path === one.path && uid === one.uid)) return;
    this.loaded = [...this.loaded, one].slice(-mostLoaded);
    this.#lookSoon();
  }

  #armSoon(): void {
    this.arm().catch((fault: unknown) => this.#parts.faults.report('cycle-step-failed', fault));
  }
}

function kindOfNotice(decision: Decision, subject: RunningSubject | undefined): PlannedNoticeKind {
  if (decision.effect !== 'block') return decision.effect === 'none' ? 'warn' : decision.effect;
  if (subject === undefined) return 'warn';
  return subject.alreadyRunning ? 'closing' : 'block';
}

const closingKey = ({ decision }: StepGroup): string => noticeKey(decision.ban, decision.account, 'closing');
