import { createAppMatcher, type AppMatcher } from '#agent/facts/app-matcher.ts';
import { createInstalledFacts } from '#agent/facts/installed-facts.ts';
import { nextChange } from '#agent/facts/next-change.ts';
import type { Means } from '#agent/proof/truth.ts';
import type { DeniedStart } from '#platform/exec-guard/port.ts';
import type { Inventory } from '#platform/installed-apps/port.ts';
import type { ProcessEvent, ProcessSnapshot } from '#platform/processes/port.ts';
import type { ProgramIdentity } from '#platform/program-identity/port.ts';
import { decide, judgeFor } from '#policy/decide.ts';
import type { DecideInput } from '#policy/decide-input.ts';
import type { Decision, Decisions } from '#policy/decision.ts';
import type { Fact, InstalledSubject, RunningSubject, Subject } from '#policy/facts.ts';
import { plan } from '#policy/plan.ts';
import type { Truth } from '#policy/proof.ts';
import { closerLookIsDue, createCloserLooks, type CloserLooks } from './closer-looks.ts';
import { CycleTimer } from './cycle-timer.ts';
import { createDayNotes, type DayNotes } from './day-notes.ts';
import { InventoryLook } from './inventory-look.ts';
import { truthHere } from './own-truth.ts';
import { peopleOf } from './people.ts';
import { ProgramLook } from './program-look.ts';
import type { Gone } from './removals.ts';
import { sightOf } from './sight.ts';
import type { WebMet } from './telling.ts';
import { createSteps, type SeenProgram, type Steps } from './steps.ts';
import type { CycleParts, Picture, PolicyInForce } from './cycle-parts.ts';

/** policy in → facts in → decide → plan → actions → notices → events out. */
export interface Cycle extends AsyncDisposable {
  start(): Promise<void>;
  /** Everything anew; calls that come while one is under way share the next. */
  full(): Promise<void>;
  picture(): Picture | undefined;
  /** What the policy would do about a program of this identity now; for explanations. */
  judge(subject: Subject): ReturnType<ReturnType<typeof judgeFor>['judge']>;
  readonly match: AppMatcher;
  /** What the last look found. */
  inventory(): Inventory | undefined;
  subjects(): Subjects;
  /** Tells at once, and not again, of what the last look no longer found. */
  confirmRemoved(gone: Gone): void;
  /** A page of a web client that a person met. Throws where it could not be kept. */
  tellWeb(met: WebMet, origin: Decision['origin']): void;
  /** A start that was refused before the program ran. */
  denied(denied: DeniedStart): void;
  /** Whether a catalogue app is installed or ran in the last week. */
  isHere(app: string): boolean;
}

type Subjects = {
  readonly installed: readonly InstalledSubject[];
  readonly running: readonly RunningSubject[];
};
/** What one full cycle found and decided. */
type Found = {
  readonly inForce: PolicyInForce;
  readonly seen: readonly SeenProgram[];
  readonly running: Fact<readonly RunningSubject[]>;
  readonly decisions: Decisions;
};

export const createCycle = (parts: CycleParts): Cycle => new AgentCycle(parts);

class AgentCycle implements Cycle {
  readonly match: AppMatcher;
  readonly #parts: CycleParts;
  readonly #look: InventoryLook;
  readonly #programs: ProgramLook;
  readonly #steps: Steps;
  #picture: Picture | undefined;
  #running: readonly RunningSubject[] = [];
  #underWay: Promise<void> | undefined;
  #again: Promise<void> | undefined;
  readonly #timer: CycleTimer;
  readonly #closer: CloserLooks;
  readonly #days: DayNotes;
  #wasCutShort = false;
  #canLookInside = true;
  #watching: Disposable | undefined;
  #closed = false;

  constructor(parts: CycleParts) {
    this.#parts = parts;
    this.match = createAppMatcher(parts.catalogue);
    this.#programs = new ProgramLook(parts, this.match, (of) => this.#guarded(() => this.#started(of)));
    this.#look = new InventoryLook(parts, createInstalledFacts(parts.state, this.match));
    this.#days = createDayNotes(parts);
    this.#timer = new CycleTimer({
      cycle: parts,
      full: () => void this.full(),
      tick: () => this.#tick(),
      onFault: (fault) => parts.faults.report('cycle-step-failed', fault),
    });
    this.#closer = createCloserLooks({
      identifier: parts.identifier,
      isWanted: ({ process }) => !this.#closed && parts.processes.alive(process),
      found: (one, identity, isFinal) => this.#foundCloser(one, identity, isFinal),
      cutShort: (why) => this.#cutShort(why),
      onFault: (fault) => parts.faults.report('cycle-step-failed', fault),
    });
    this.#steps = createSteps(parts, {
      match: this.match,
      verdict: (subject) => {
        const input = this.#inputFor(subject);
        return input === undefined ? undefined : judgeFor(input).verdict(subject);
      },
      lookAgain: () => void this.full(),
    });
  }

  async start(): Promise<void> {
    const { processes, identifier, installedApps, faults, mode } = this.#parts;
    if (processes.source.kind === 'swept' && mode === 'system')
      faults.report('watch-weaker', processes.source.why);
    await processes.watch((event) => this.#guarded(() => this.#announced(event)));
    this.#watching = installedApps.onChange(() => void this.full());
    identifier.onFault?.((fault) => {
      this.#canLookInside = fault === undefined;
      if (fault !== undefined) faults.report('look-cut-short', fault);
      void this.full();
    });
    this.#steps.resume();
    await this.full();
  }

  full(): Promise<void> {
    if (this.#closed) return Promise.resolve();
    if (this.#underWay === undefined) {
      this.#underWay = this.#full().finally(() => {
        this.#underWay = undefined;
      });
      return this.#underWay;
    }
    this.#again ??= this.#underWay.then(() => {
      this.#again = undefined;
      return this.full();
    });
    return this.#again;
  }

  picture(): Picture | undefined {
    return this.#picture;
  }

  judge(subject: Subject): ReturnType<ReturnType<typeof judgeFor>['judge']> {
    const inForce = this.#parts.policyIn();
    const value = subject.kind === 'running' ? [subject] : [];
    const running = { state: 'known', at: this.#parts.now(), value } as const;
    return inForce === undefined ? [] : judgeFor(this.#input(inForce, running)).judge(subject);
  }

  inventory(): Inventory | undefined {
    return this.#look.inventory;
  }

  subjects(): Subjects {
    return { installed: this.#look.subjects, running: this.#running };
  }

  confirmRemoved(gone: Gone): void {
    this.#guarded(() => this.#steps.confirmRemoved(gone, this.#picture?.decisions));
  }

  tellWeb(met: WebMet, origin: Decision['origin']): void {
    this.#steps.tellWeb(met, origin);
  }

  denied(denied: DeniedStart): void {
    this.#guarded(() => this.#steps.ended.denied(denied));
  }

  isHere(app: string): boolean {
    return (
      this.#look.subjects.some(({ matches }) => matches.some((match) => match.app === app)) ||
      this.#parts.usage.ranLately(app, this.#days.today())
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true;
    this.#timer[Symbol.dispose]();
    this.#watching?.[Symbol.dispose]();
    this.#programs[Symbol.dispose]();
    this.#steps[Symbol.dispose]();
    await this.#underWay;
    await this.#closer.end();
  }

  /** The sentence that this agent is. Each part may fail alone; the next still happens. */
  async #full(): Promise<void> {
    this.#wasCutShort = false;
    this.#guarded(() => this.#parts.onLook?.());
    await this.#look.read();
    const swept = await this.#programs.sweep();
    const inForce = this.#parts.policyIn();
    this.#guarded(() => this.#tick());
    if (inForce === undefined) {
      this.#picture = undefined;
      this.#guarded(() => void this.#parts.onDecided?.(undefined));
    } else {
      this.#guarded(() => this.#steps.forget(inForce.policy));
      const found = this.#guarded(() => this.#decide(inForce, swept));
      if (found !== undefined) {
        const waiting = this.#guarded(() => this.#tellGuard(found));
        // Before anybody is told that a program may be used, its start must not be refused any more.
        if (waiting !== undefined) await waiting;
        this.#guarded(() => this.#act(found));
      }
      this.#guarded(() => this.#steps.tellEndingExemptions(inForce));
      const { decisions } = this.#picture ?? {};
      if (decisions !== undefined)
        this.#guarded(() =>
          this.#steps.tellRemoved(decisions, sightOf(this.#look, swept, this.#parts.sessions)),
        );
    }
    await this.#steps.arm().catch((fault: unknown) => this.#parts.faults.report('cycle-step-failed', fault));
    this.#guarded(() => this.#schedule());
    this.#guarded(() => this.#parts.onCycle());
  }

  #decide(inForce: PolicyInForce, swept: Fact<readonly ProcessSnapshot[]>): Found {
    const seen = swept.state === 'known' ? swept.value.map((process) => this.#programs.see(process)) : [];
    // What could not be listed may run on: what was known stands.
    if (swept.state === 'known') this.#running = seen.map(({ subject }) => subject);
    const running: Found['running'] = swept.state === 'known' ? { ...swept, value: this.#running } : swept;
    const decisions = decide(this.#input(inForce, running));
    const truth = (): readonly Truth[] =>
      truthHere(inForce.policy, decisions.standings, this.#means(inForce));
    this.#picture = {
      decisions,
      installed: this.#look.subjects.length,
      running: seen.length,
      get truth() {
        return truth();
      },
    };
    return { decisions, inForce, running, seen };
  }

  #means(inForce: PolicyInForce): Means {
    const { guardMeans, mode, processes } = this.#parts;
    const guard = guardMeans?.(inForce);
    return {
      mode,
      watch: processes.source,
      canStop: this.#steps.canStop,
      canListApps: this.#look.fact.state === 'known',
      canLookInside: this.#canLookInside,
      ...(guard === undefined ? {} : { guard }),
    };
  }

  #tellGuard({ decisions, inForce }: Found): Promise<void> | undefined {
    return this.#parts.onDecided?.({
      inForce,
      standings: decisions.standings,
      installed: this.#look.fact,
      loaded: this.#steps.loaded,
      inventoryRevision: this.#look.inventory?.revision ?? 0,
      standsUntil: nextChange({ ...inForce, decisions: decisions.all }, this.#parts.now()),
    });
  }

  #act({ decisions, inForce, running, seen }: Found): void {
    this.#guarded(() => this.#steps.tellMilder(decisions));
    // A weak match of a file that is about to be looked into waits for what is found there: one event, one notice.
    const open = new Set(seen.filter(closerLookIsDue).map(({ subject }) => subject.key));
    const verdicts = decisions.verdicts.filter((one) => one.reason !== 'hint-only' || !open.has(one.subject));
    const steps = plan({
      decisions: { verdicts },
      running,
      history: this.#steps.history(),
      class: inForce.policy.class,
      timeZone: inForce.policy.organisation.calendar.timeZone,
      now: this.#parts.now(),
    });
    this.#steps.act(steps, new Map(seen.map((one) => [one.subject.key, one] as const)));
    for (const one of seen) this.#lookCloser(one);
    this.#guarded(() => seen.forEach(({ subject }) => this.#days.used(subject)));
  }

  #announced(event: ProcessEvent): void {
    switch (event.kind) {
      case 'started':
        this.#started(event.process);
        return;
      case 'stopped':
        this.#steps.ended.stoppedByListener(event);
        return;
      case 'lost':
        this.#parts.faults.report('watch-lost');
        void this.full();
    }
  }

  /** What must be done at once comes first; what is noted of it may fail. */
  #started(process: ProcessSnapshot): void {
    const one = this.#programs.see(process);
    this.#guarded(() => this.#consider(one, !closerLookIsDue(one)));
    this.#guarded(() => this.#parts.onStarted?.(process));
    this.#programs.started(process);
    this.#lookCloser(one);
    this.#guarded(() => this.#days.used(one.subject));
    this.#guarded(() => {
      const { account } = one.subject;
      // A day that counts may move the end of somebody's grace.
      if (
        this.#days.atWork(process) &&
        this.#parts.notices.graces().some((grace) => grace.account === account)
      )
        void this.full();
    });
  }

  /** One program: judge, plan, act. Before its identity is final a weak match does nothing. */
  #consider(one: SeenProgram, isFinal: boolean): void {
    const { now } = this.#parts;
    const { subject } = one;
    const inForce = this.#parts.policyIn();
    if (inForce === undefined) return;
    if (subject.matches.length === 0 && !inForce.policy.bans.some(({ ban }) => ban.matcher !== undefined))
      return;
    const running = { state: 'known', at: now(), value: [subject] } as const;
    const verdict = judgeFor(this.#input(inForce, running)).verdict(subject);
    if (verdict === undefined || (!isFinal && verdict.reason === 'hint-only')) return;
    const steps = plan({
      decisions: { verdicts: [verdict] },
      running,
      history: this.#steps.history(),
      class: inForce.policy.class,
      timeZone: inForce.policy.organisation.calendar.timeZone,
      now: now(),
    });
    this.#steps.act(steps, new Map([[subject.key, one]]));
  }

  /** Markers inside the file may tell more than its name and place. */
  #lookCloser(one: SeenProgram): void {
    if (closerLookIsDue(one) && this.#parts.policyIn() !== undefined)
      this.#closer.ask(one, this.#programs.fileOf(one.process));
  }

  #foundCloser({ process, subject }: SeenProgram, identity: ProgramIdentity, isFinal: boolean): void {
    this.#guarded(() => {
      const closer = this.#programs.see(process, identity, subject.alreadyRunning);
      this.#consider(closer, isFinal);
      this.#days.used(closer.subject);
    });
  }

  /** The next full cycle looks again, and comes soon. */
  #cutShort(why: string): void {
    if (this.#closed) return;
    this.#parts.faults.report('look-cut-short', why);
    if (this.#wasCutShort) return;
    this.#wasCutShort = true;
    this.#guarded(() => this.#schedule());
  }

  #input(inForce: PolicyInForce, running: Fact<readonly RunningSubject[]>): DecideInput {
    const { os, ownPaths, notices, now, sessions } = this.#parts;
    return {
      ...inForce,
      facts: {
        device: { os, class: inForce.policy.class, accounts: peopleOf(sessions).map(({ name }) => name) },
        installed: this.#look.fact,
        running,
      },
      grace: notices.graces(),
      ownPaths,
      now: now(),
    };
  }

  #inputFor(subject: RunningSubject): DecideInput | undefined {
    const inForce = this.#parts.policyIn();
    return inForce && this.#input(inForce, { state: 'known', at: this.#parts.now(), value: [subject] });
  }

  #tick(): void {
    this.#parts.journal.tick(this.#parts.now(), this.#days.today());
  }

  #schedule(): void {
    this.#timer.schedule(this.#picture?.decisions.all ?? [], this.#wasCutShort);
  }

  #guarded<T>(work: () => T): T | undefined {
    try {
      return work();
    } catch (fault) {
      this.#parts.faults.report('cycle-step-failed', fault);
      return undefined;
    }
  }
}
