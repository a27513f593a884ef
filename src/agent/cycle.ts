import { createAppMatcher, type AppMatcher } from '#agent/facts/app-matcher.ts';
import { createInstalledFacts, type InstalledFacts } from '#agent/facts/installed-facts.ts';
import { nextChange } from '#agent/facts/next-change.ts';
import { ageOf, justStartedMs, runningSubject } from '#agent/facts/running-facts.ts';
import type { ProcessEvent, ProcessSnapshot } from '#platform/processes/port.ts';
import type { ProgramFile, ProgramIdentity } from '#platform/program-identity/port.ts';
import { decide, judgeFor } from '#policy/decide.ts';
import type { DecideInput } from '#policy/decide-input.ts';
import type { Decisions } from '#policy/decision.ts';
import type { Fact, InstalledSubject, RunningSubject } from '#policy/facts.ts';
import { plan } from '#policy/plan.ts';
import type { Truth } from '#policy/proof.ts';
import { truthHere } from './own-truth.ts';
import { peopleOf } from './people.ts';
import { createSteps, type Steps } from './steps.ts';
import type { CycleParts, PolicyInForce } from './cycle-parts.ts';

/** What the last full cycle found. */
export type Picture = {
  readonly decisions: Decisions;
  readonly installed: number;
  readonly running: number;
  readonly truth: readonly Truth[];
};

/** policy in → facts in → decide → plan → actions → notices → events out. */
export interface Cycle extends AsyncDisposable {
  start(): Promise<void>;
  /** Everything anew; calls that come while one is under way share the next. */
  full(): Promise<void>;
  picture(): Picture | undefined;
  /** What the policy would do about a program of this identity now; for explanations. */
  judge(subject: RunningSubject): ReturnType<ReturnType<typeof judgeFor>['judge']>;
  readonly match: AppMatcher;
  /** Whether a catalogue app is installed or ran in the last week. */
  isHere(app: string): boolean;
}

/** An announced program that is looked at this late was perhaps worked with: it gets a countdown. */
const lateMs = 15_000;
const longestWaitMs = 43_200_000;
const packageKinds = new Set(['deb-package', 'rpm-package', 'pacman-package', 'flatpak-id', 'snap-name']);
/** What a package owns is known by that; anything else is looked into. */
const closerLookIsDue = (one: {
  readonly process: ProcessSnapshot;
  readonly identity: ProgramIdentity;
}): boolean =>
  one.process.exe !== undefined && !one.identity.evidence.some(({ kind }) => packageKinds.has(kind));
const nothingKnown = { state: 'unknown', why: 'not read yet' } as const;

export function createCycle(parts: CycleParts): Cycle {
  return new AgentCycle(parts);
}

class AgentCycle implements Cycle {
  readonly match: AppMatcher;
  readonly #parts: CycleParts;
  readonly #installedFacts: InstalledFacts;
  readonly #steps: Steps;
  #installed: Fact<readonly InstalledSubject[]> = nothingKnown;
  #inventoryIsWhole = false;
  #picture: Picture | undefined;
  #underWay: Promise<void> | undefined;
  #again: Promise<void> | undefined;
  #timer: Disposable | undefined;
  #closer: Promise<void> = Promise.resolve();
  #watching: Disposable | undefined;
  #seenToday = '';
  #closed = false;

  constructor(parts: CycleParts) {
    this.#parts = parts;
    this.match = createAppMatcher(parts.catalogue);
    this.#installedFacts = createInstalledFacts(parts.state, this.match);
    this.#steps = createSteps(
      parts,
      (subject) => {
        const input = this.#inputFor(subject);
        return input === undefined ? undefined : judgeFor(input).verdict(subject);
      },
      () => void this.full(),
    );
  }

  async start(): Promise<void> {
    const { processes, installedApps, faults, mode } = this.#parts;
    if (processes.source.kind === 'swept' && mode === 'system')
      faults.report('watch-weaker', processes.source.why);
    await processes.watch((event) => this.#guarded(() => this.#announced(event)));
    this.#watching = installedApps.onChange(() => void this.full());
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

  judge(subject: RunningSubject): ReturnType<ReturnType<typeof judgeFor>['judge']> {
    const input = this.#inputFor(subject);
    return input === undefined ? [] : judgeFor(input).judge(subject);
  }

  isHere(app: string): boolean {
    const installed = this.#installed.state === 'known' ? this.#installed.value : [];
    return (
      installed.some(({ matches }) => matches.some((match) => match.app === app)) ||
      this.#parts.usage.ranLately(app, this.#today())
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true;
    this.#timer?.[Symbol.dispose]();
    this.#watching?.[Symbol.dispose]();
    this.#steps[Symbol.dispose]();
    await this.#underWay;
    await this.#closer;
  }

  /** The sentence that this agent is. Each part may fail alone; the next still happens. */
  async #full(): Promise<void> {
    await this.#readInstalled();
    const swept = await this.#sweep();
    const inForce = this.#parts.policyIn();
    this.#guarded(() => this.#tick());
    if (inForce !== undefined) {
      this.#guarded(() => this.#steps.forget(inForce.policy));
      this.#guarded(() => this.#decideAndAct(inForce, swept));
      this.#guarded(() => this.#steps.tellEndingExemptions(inForce));
      const { decisions } = this.#picture ?? {};
      if (decisions !== undefined)
        this.#guarded(() => this.#steps.tellRemoved(decisions, this.#inventoryIsWhole));
    } else this.#picture = undefined;
    await this.#steps.arm().catch((fault: unknown) => this.#parts.faults.report('cycle-step-failed', fault));
    this.#guarded(() => this.#schedule());
    this.#guarded(() => this.#parts.onCycle());
  }

  #decideAndAct(inForce: PolicyInForce, swept: Fact<readonly ProcessSnapshot[]>): void {
    const { clock, now } = this.#parts;
    const seen =
      swept.state === 'known'
        ? swept.value.map((process) => {
            const identity = this.#quick(process);
            const alreadyRunning = ageOf(process, clock.now()) >= justStartedMs;
            return { process, identity, subject: this.#subject(process, identity, alreadyRunning) };
          })
        : [];
    const running: Fact<readonly RunningSubject[]> =
      swept.state === 'known' ? { ...swept, value: seen.map(({ subject }) => subject) } : swept;
    const decisions = decide(this.#input(inForce, running));
    for (const { subject } of seen) this.#noteUse(subject);
    this.#picture = {
      decisions,
      installed: this.#installed.state === 'known' ? this.#installed.value.length : 0,
      running: seen.length,
      truth: truthHere(inForce.policy, decisions.standings, {
        mode: this.#parts.mode,
        watch: this.#parts.processes.source,
        canStop: this.#steps.canStop,
        canListApps: this.#installed.state === 'known',
      }),
    };
    // A weak match of a file that is about to be looked into waits for what is found there: one event, one notice.
    const open = new Set(seen.filter(closerLookIsDue).map(({ subject }) => subject.key));
    const verdicts = decisions.verdicts.filter((one) => one.reason !== 'hint-only' || !open.has(one.subject));
    const steps = plan({
      decisions: { verdicts },
      running,
      history: this.#steps.history(),
      class: inForce.policy.class,
      timeZone: inForce.policy.organisation.calendar.timeZone,
      now: now(),
    });
    this.#steps.act(steps, new Map(seen.map((one) => [one.subject.key, one] as const)));
    for (const { process, identity, subject } of seen)
      this.#lookCloser(process, identity, subject.alreadyRunning);
  }

  #announced(event: ProcessEvent): void {
    switch (event.kind) {
      case 'started':
        this.#started(event.process);
        return;
      case 'stopped':
        this.#steps.stoppedByListener(event);
        return;
      case 'lost':
        this.#parts.faults.report('watch-lost');
        void this.full();
    }
  }

  #started(process: ProcessSnapshot): void {
    this.#noteDay(process);
    const identity = this.#quick(process);
    this.#consider(process, identity, { wasRunning: false, final: !closerLookIsDue({ process, identity }) });
    this.#lookCloser(process, identity, false);
  }

  /** One program: judge, plan, act. Before its identity is final a weak match does nothing. */
  #consider(
    process: ProcessSnapshot,
    identity: ProgramIdentity,
    about: { readonly wasRunning: boolean; readonly final: boolean },
  ): void {
    const { clock, now } = this.#parts;
    const alreadyRunning = about.wasRunning || ageOf(process, clock.now()) > lateMs;
    const subject = this.#subject(process, identity, alreadyRunning);
    this.#noteUse(subject);
    const inForce = this.#parts.policyIn();
    if (inForce === undefined) return;
    if (subject.matches.length === 0 && !inForce.policy.bans.some(({ ban }) => ban.matcher !== undefined))
      return;
    const running = { state: 'known', at: now(), value: [subject] } as const;
    const verdict = judgeFor(this.#input(inForce, running)).verdict(subject);
    if (verdict === undefined || (!about.final && verdict.reason === 'hint-only')) return;
    const steps = plan({
      decisions: { verdicts: [verdict] },
      running,
      history: this.#steps.history(),
      class: inForce.policy.class,
      timeZone: inForce.policy.organisation.calendar.timeZone,
      now: now(),
    });
    this.#steps.act(steps, new Map([[subject.key, { process, identity, subject }]]));
  }

  /** Markers inside the file may tell more than its name and place; asked one after the other, off the path of starts. */
  #lookCloser(process: ProcessSnapshot, quick: ProgramIdentity, wasRunning: boolean): void {
    if (!closerLookIsDue({ process, identity: quick }) || this.#parts.policyIn() === undefined) return;
    this.#closer = this.#closer.then(async () => {
      if (this.#closed || !this.#parts.processes.alive(process)) return;
      const thorough = await this.#parts.identifier.thorough(this.#fileOf(process));
      if (this.#closed) return;
      this.#guarded(() => this.#consider(process, thorough, { wasRunning, final: true }));
    });
    this.#closer = this.#closer.catch((fault: unknown) =>
      this.#parts.faults.report('cycle-step-failed', fault),
    );
  }

  async #readInstalled(): Promise<void> {
    const { installedApps, faults, log, now } = this.#parts;
    try {
      const inventory = await installedApps.read();
      this.#installed = this.#installedFacts.take(inventory, now());
      this.#inventoryIsWhole = inventory.faults.length === 0;
      if (inventory.faults.length > 0) {
        log.warn({ faults: inventory.faults }, 'a part of the inventory could not be read');
        faults.report('inventory-partial');
      }
    } catch (fault) {
      this.#inventoryIsWhole = false;
      faults.report('inventory-partial', fault);
    }
  }

  async #sweep(): Promise<Fact<readonly ProcessSnapshot[]>> {
    try {
      const value = await this.#parts.processes.sweep();
      return { state: 'known', at: this.#parts.now(), value };
    } catch (fault) {
      this.#parts.faults.report('cycle-step-failed', fault);
      return { state: 'unknown', why: 'the running programs could not be listed' };
    }
  }

  #input(inForce: PolicyInForce, running: Fact<readonly RunningSubject[]>): DecideInput {
    const { os, ownPaths, notices, now, sessions } = this.#parts;
    return {
      ...inForce,
      facts: {
        device: { os, class: inForce.policy.class, accounts: peopleOf(sessions).map(({ name }) => name) },
        installed: this.#installed,
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

  #subject(process: ProcessSnapshot, identity: ProgramIdentity, alreadyRunning: boolean): RunningSubject {
    const { bootId, clock, now, sessions } = this.#parts;
    const parts = { bootId, match: this.match, nameOf: (uid: number) => sessions.nameOf(uid) };
    return runningSubject(process, identity, parts, { now: now(), local: clock.now(), alreadyRunning });
  }

  #quick(process: ProcessSnapshot): ProgramIdentity {
    return process.exe === undefined ? { evidence: [] } : this.#parts.identifier.quick(this.#fileOf(process));
  }

  #fileOf({ exe, pid, uid }: ProcessSnapshot): ProgramFile {
    const home = this.#parts.sessions.accounts().find((account) => account.uid === uid)?.home;
    return { path: exe ?? '', pid, ...(home === undefined ? {} : { home }) };
  }

  #noteUse(subject: RunningSubject): void {
    for (const { app, strength } of subject.matches)
      if (strength === 'certain') this.#parts.usage.ran(app, this.#today());
  }

  #noteDay({ uid }: ProcessSnapshot): void {
    const { sessions, notices } = this.#parts;
    const today = this.#today();
    const note = `${today} ${uid}`;
    if (this.#seenToday.includes(`${note}\n`)) return;
    this.#seenToday = (this.#seenToday.startsWith(today) ? this.#seenToday : '') + `${note}\n`;
    if (peopleOf(sessions).some((account) => account.uid === uid))
      notices.seenOn(sessions.nameOf(uid), today);
  }

  #today(): string {
    const now = this.#parts.now();
    return this.#parts.policyIn()?.policy.zone.dayOf(now) ?? new Date(now).toISOString().slice(0, 10);
  }

  #tick(): void {
    this.#parts.journal.tick(this.#parts.now(), this.#today());
  }

  /** Sleeps until time itself changes something. */
  #schedule(): void {
    const { clock, journal, now, policyIn } = this.#parts;
    this.#timer?.[Symbol.dispose]();
    if (this.#closed) return;
    const inForce = policyIn();
    const change =
      inForce && nextChange({ ...inForce, decisions: this.#picture?.decisions.all ?? [] }, now());
    const tick = journal.nextTick();
    const at = Math.min(change ?? Infinity, tick ?? Infinity, now() + longestWaitMs);
    this.#timer = clock.after(Math.max(1_000, at - now()), () => {
      if (change !== undefined && now() >= change) void this.full();
      else {
        this.#guarded(() => this.#tick());
        this.#guarded(() => this.#schedule());
      }
    });
  }

  #guarded(work: () => void): void {
    try {
      work();
    } catch (fault) {
      this.#parts.faults.report('cycle-step-failed', fault);
    }
  }
}
