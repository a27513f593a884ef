import { createArmedPrograms } from '#agent/actions/armed-programs.ts';
import { createActionHistory, type StopOrder } from '#agent/actions/history.ts';
import { coarse, hitOf } from '#agent/actions/hit.ts';
import { noticeContent } from '#agent/actions/notice-content.ts';
import { createStopper, type StopResult } from '#agent/actions/stopper.ts';
import { endsSoonMs } from '#agent/facts/next-change.ts';
import type { ArmedProgram, ProcessEvent, ProcessSnapshot } from '#platform/processes/port.ts';
import type { ProgramIdentity } from '#platform/program-identity/port.ts';
import type { Decision, Decisions } from '#policy/decision.ts';
import type { EffectivePolicy } from '#policy/effective.ts';
import type { RunningSubject } from '#policy/facts.ts';
import { plan } from '#policy/plan.ts';
import {
  handledKey,
  hitKey,
  noticeKey,
  type History,
  type PlannedNoticeKind,
  type Step,
} from '#policy/step.ts';
import type { Hit } from '#protocol/event.ts';
import type { CycleParts, PolicyInForce } from './cycle-parts.ts';
import type { NewNotice } from './notices/port.ts';
import { createRemovals } from './removals.ts';
import { groupSteps, type StepGroup } from './step-groups.ts';

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
  stoppedByListener(event: Extract<ProcessEvent, { kind: 'stopped' }>): void;
  tellEndingExemptions(inForce: PolicyInForce): void;
  /** Gives the listener the programs that it may stop by itself at this moment. */
  arm(): Promise<void>;
  forget(policy: EffectivePolicy): void;
  /** Tells person and IT of reported installations that are gone. */
  tellRemoved(decisions: Decisions, inventoryIsWhole: boolean): void;
  /** False once the system said that this agent cannot end programs. */
  readonly canStop: boolean;
}

/** A hit leaves the PC at the latest so long after it happened, seen or not. */
const holdMs = 86_400_000;

type Verdict = (subject: RunningSubject) => Decision | undefined;

export function createSteps(parts: CycleParts, verdict: Verdict, lookAgain: () => void): Steps {
  return new AgentSteps(parts, verdict, lookAgain);
}

class AgentSteps implements Steps {
  canStop = true;
  readonly #parts: CycleParts;
  readonly #verdict: Verdict;
  readonly #history;
  readonly #stopper;
  readonly #removals;
  readonly #armed = createArmedPrograms();
  readonly #seen = new Map<string, SeenProgram>();
  #lastTable = '';

  constructor(parts: CycleParts, verdict: Verdict, lookAgain: () => void) {
    this.#parts = parts;
    this.#verdict = verdict;
    this.#history = createActionHistory(parts.state);
    this.#removals = createRemovals(parts, this.#history, (removed) => this.#tellRemoved(removed), lookAgain);
    this.#stopper = createStopper({
      processes: parts.processes,
      clock: parts.clock,
      bootId: parts.bootId,
      os: parts.os,
      ownPaths: parts.ownPaths,
      now: parts.now,
      stillDemanded: (order) => this.#stillDemanded(order),
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
    for (const group of groupSteps(steps)) {
      const program = seen.get(group.decision.subject);
      try {
        if (group.stop === undefined) this.#tell(group, program);
        else if (program !== undefined) this.#stop(group, group.stop, program);
      } catch (fault) {
        this.#parts.faults.report('cycle-step-failed', fault);
      }
    }
  }

  resume(): void {
    for (const order of this.#history.orders()) this.#stopper.carryOut(order);
  }

  stoppedByListener(event: Extract<ProcessEvent, { kind: 'stopped' }>): void {
    const { bootId, log, now, sessions } = this.#parts;
    const known = this.#armed.find(event.token);
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
    const decision = this.#verdict(subject);
    const inForce = this.#parts.policyIn();
    if (decision?.effect !== 'block' || inForce === undefined) {
      // The table was replaced while this was on its way: at that moment it was right.
      log.info('a program was stopped by a table that has just been replaced');
      return;
    }
    const steps = plan({
      decisions: { verdicts: [decision] },
      running: { state: 'known', at: now(), value: [subject] },
      history: this.history(),
      class: inForce.policy.class,
      timeZone: inForce.policy.organisation.calendar.timeZone,
      now: now(),
    });
    for (const group of groupSteps(steps))
      this.#keep(() => {
        if (group.notice !== undefined) this.#post(group.notice.notice, decision);
        if (group.hit !== undefined) this.#report(decision, 'stopped', 'block');
      });
  }

  tellEndingExemptions({ exemptions }: PolicyInForce): void {
    const { notices, now } = this.#parts;
    for (const { account, ban, from, until } of exemptions) {
      const left = until - now();
      if (account === undefined || left <= 0 || left > endsSoonMs || until - from <= 2 * endsSoonMs) continue;
      const told = notices.records().get(noticeKey(ban, account, 'exemption-ends-soon'));
      if (told !== undefined && told.lastAt >= until - endsSoonMs) continue;
      this.#post('exemption-ends-soon', { ban, account, effect: 'block', deadline: until });
    }
  }

  async arm(): Promise<void> {
    const accounts = this.#parts.sessions.accounts();
    const table: readonly ArmedProgram[] =
      this.#parts.policyIn() === undefined ? [] : this.#armed.table(this.#verdict, accounts);
    const text = table.map(({ token, uids }) => `${token}=${uids === 'all' ? uids : uids.join()}`).join(' ');
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

  tellRemoved(decisions: Decisions, inventoryIsWhole: boolean): void {
    this.#removals.look(decisions, inventoryIsWhole);
  }

  [Symbol.dispose](): void {
    this.#removals[Symbol.dispose]();
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
      if (group.notice !== undefined) this.#post(group.notice.notice, decision);
      faultPoint('notice-posted');
      if (group.hit !== undefined)
        this.#report(decision, group.hit.action, kindOfNotice(decision, program?.subject));
      if (program !== undefined && decision.effect !== 'none')
        this.#history.markHandled(handledKey(decision.effect, decision.subject), program.process, bootId);
      faultPoint('before-telling-kept');
    });
    faultPoint('telling-kept');
  }

  #stop(group: StepGroup, stop: Extract<Step, { kind: 'stop' }>, program: SeenProgram): void {
    const { bootId, faultPoint, faults, now } = this.#parts;
    const order: StopOrder = {
      key: stop.key,
      decision: group.decision,
      process: { pid: program.process.pid, startTicks: program.process.startTicks },
      bootId,
      subject: program.subject,
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
          this.#post('closing', group.decision, order.closesAt);
        faultPoint('intent-written');
      });
    } catch (fault) {
      // A full disk must not let a program run on: it is stopped without the note.
      faults.report('cycle-step-failed', fault);
    }
    faultPoint('intent-kept');
    this.#stopper.carryOut(order);
  }

  #stillDemanded(order: StopOrder): boolean {
    return this.#verdict(order.subject)?.effect === 'block';
  }

  /** The result of a stop and all that follows from it, in one transaction with the end of the order. */
  #finish(order: StopOrder, result: StopResult): void {
    const { faultPoint, faults } = this.#parts;
    const { decision } = order;
    faultPoint('before-result');
    this.#keep(() => {
      this.#history.end(order.key);
      if (result === 'left-alone') return;
      this.#history.markHandled(order.key, order.process, order.bootId);
      const kind = order.how === 'countdown' ? 'closing' : 'block';
      if (order.tell && result === 'stopped') this.#post('block', decision);
      if (order.report) this.#report(decision, result === 'stopped' ? 'stopped' : 'stop-failed', kind);
      faultPoint('result-written');
    });
    faultPoint('result-kept');
    const program = this.#seen.get(order.key);
    this.#seen.delete(order.key);
    if (result === 'failed') {
      faults.report('stop-failed');
      return;
    }
    if (result !== 'stopped' || program?.identity.stamp === undefined) return;
    this.#armed.add(program.identity.stamp, program.subject, program.process.uid);
    this.arm().catch((fault: unknown) => faults.report('cycle-step-failed', fault));
  }

  /** It waits for the same notice as the hit that it answers, so that it never tells of that hit first. */
  #tellRemoved(removed: { readonly ban: string; readonly app: string; readonly account?: string }): void {
    const { journal, notices, now } = this.#parts;
    const { account, app, ban } = removed;
    const toSee = noticeKey(ban, account, 'warn');
    const wasSeen = (notices.records().get(toSee)?.shown ?? 0) > 0;
    const body = { type: 'removed', ban, app, at: coarse(now()), verified: true } as const;
    journal.record(body, wasSeen ? undefined : { noticeKey: toSee, until: now() + holdMs });
    this.#post('removed', { ...removed, effect: 'none' });
  }

  #post(
    kind: NewNotice['kind'],
    decision: Pick<Decision, 'ban' | 'app' | 'account' | 'effect' | 'deadline'>,
    closesAt?: number,
  ): void {
    const { catalogue, notices, now, os } = this.#parts;
    const policy = this.#parts.policyIn()?.policy;
    const appOf = (id: string) => catalogue.apps[catalogue.ids.indexOf(id)];
    const content = policy && noticeContent(decision, { policy, os, appOf });
    if (content === undefined) return;
    notices.post({
      key: `${decision.ban} ${decision.account ?? '*'} ${kind}`,
      kind,
      ...(decision.account === undefined ? {} : { account: decision.account }),
      decision,
      content,
      at: now(),
      ...(closesAt === undefined ? {} : { closesAt }),
    });
  }

  /** A first hit becomes an event that waits for the person to have seen the notice; later ones are counted. */
  #report(decision: Decision, action: Hit['action'], notice: PlannedNoticeKind): void {
    const { journal, notices, now } = this.#parts;
    const policy = this.#parts.policyIn()?.policy;
    const key = hitKey(decision, action);
    const hit = hitOf(decision, action, { now: now(), class: policy?.class ?? 'private' });
    if (this.#history.hits.has(key)) {
      const { account, ban, channel } = hit;
      const day = policy?.zone.dayOf(now()) ?? new Date(now()).toISOString().slice(0, 10);
      journal.countRepeat({ ban, channel, day, ...(account === undefined ? {} : { account }) });
      return;
    }
    const toSee = noticeKey(decision.ban, decision.account, notice);
    const wasSeen = (notices.records().get(toSee)?.shown ?? 0) > 0;
    journal.record(hit, wasSeen ? undefined : { noticeKey: toSee, until: now() + holdMs });
    this.#history.markHit(key, decision.ban);
  }
}

function kindOfNotice(decision: Decision, subject: RunningSubject | undefined): PlannedNoticeKind {
  if (decision.effect !== 'block') return decision.effect === 'none' ? 'warn' : decision.effect;
  if (subject === undefined) return 'warn';
  return subject.alreadyRunning ? 'closing' : 'block';
}
