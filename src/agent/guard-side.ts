import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { bearingOnStarts, type GuardBasis } from '#agent/guard/basis.ts';
import type { LiveCatalogue } from '#agent/facts/live-catalogue.ts';
import type { GuardMeans } from '#agent/proof/guard-means.ts';
import { mountNamespaceOf } from '#platform/exec-guard/mount-namespace.ts';
import type { DeniedStart, ExecGuard, GuardState } from '#platform/exec-guard/port.ts';
import type { ProcessSnapshot } from '#platform/processes/port.ts';
import type { Sessions } from '#platform/sessions/port.ts';
import type { Standing } from '#policy/decision.ts';
import type { Channel } from '#policy/evidence.ts';
import type { DeviceFacts, Fact, InstalledSubject } from '#policy/facts.ts';
import { protectedPaths } from '#policy/protected.ts';
import type { Clock } from '#runtime/clock.ts';
import type { PolicyInForce } from './cycle-parts.ts';
import type { FaultReporter } from './faults.ts';
import { createNamespaceLooks, type NamespaceLooks } from './namespace-looks.ts';
import type { Notices } from './notices/port.ts';
import type { AgentOptions } from './running-agent.ts';

export type GuardSideParts = {
  readonly guard: ExecGuard<GuardBasis>;
  readonly catalogue: Pick<LiveCatalogue, 'apps' | 'isBuiltIn'>;
  readonly sessions: Sessions;
  readonly notices: Pick<Notices, 'graces'>;
  readonly faults: FaultReporter;
  readonly clock: Clock;
  readonly os: DeviceFacts['os'];
  readonly ownPaths: readonly string[];
  /** Signed time. */
  readonly now: () => number;
  /** Whether its canary was refused since it began to guard. Absent: nobody tries, and it is believed. */
  readonly proof?: () => 'blocked' | 'not-blocked' | 'untried';
  readonly onState?: (state: GuardState) => void;
  readonly onDenied: (denied: DeniedStart) => void;
  /** What is told of enforcement may be another than before. */
  readonly onTruth: () => void;
  readonly namespaceOf?: typeof mountNamespaceOf;
};

/** What a full cycle found, as far as starts are judged by it. */
export type GuardFacts = {
  readonly inForce: PolicyInForce;
  readonly standings: readonly Standing[];
  readonly installed: Fact<readonly InstalledSubject[]>;
  readonly inventoryRevision: number;
  readonly loaded?: GuardBasis['loaded'];
  /** Signed time at which a decision may be another one. */
  readonly standsUntil: number | undefined;
};

/** The start guard as the rest of the agent sees it. */
export interface GuardSide extends AsyncDisposable {
  state(): GuardState;
  /**
   * Starts are judged by this from now on; undefined where no policy is in force. What is returned, if anything, is waited for
   * before anybody is told: until then a start may be refused by what was before.
   */
  judgeBy(facts: GuardFacts | undefined): Promise<void> | undefined;
  /** What may be claimed of it where this policy is in force. */
  means(inForce: PolicyInForce): GuardMeans | undefined;
  /** Whether it is claimed that a start that the policy blocks would be refused now. */
  refuses(): boolean;
  started(process: ProcessSnapshot): void;
}

/** A guard that does not take its policy keeps nobody from being told for longer than this. */
const longestWaitMs = 2_000;
/** A guard that was restarted more often than this within an hour is believed again only after a while. */
const freeGaps = 3;
const firstPauseMs = 30_000;
const longestPauseMs = 900_000;
const hourMs = 3_600_000;

const programChannels: ReadonlySet<Channel> = new Set<Channel>(['native', 'store', 'portable', 'fork']);

export const createGuardSide = (parts: GuardSideParts): GuardSide => new Side(parts);

/** Without rights for the whole PC nobody asks us; and where it is not wanted, nobody is to. */
export const guardIn = (
  { guard, installRoot, platform }: AgentOptions,
  ownPaths: readonly string[],
  canary: string | undefined,
) =>
  guard === undefined || installRoot.mode !== 'system'
    ? undefined
    : platform.execGuard<GuardBasis>({
        program: new URL('guard-process.ts', import.meta.url),
        folder: join(installRoot.state, 'guard'),
        protectedPaths: protectedPaths(platform.os, ownPaths),
        ...(canary === undefined ? {} : { canary }),
        ...(guard.only === undefined ? {} : { only: guard.only }),
      });

class Side implements GuardSide {
  readonly #parts: GuardSideParts;
  readonly #looks: NamespaceLooks;
  readonly #listening: Disposable;
  #basis: GuardBasis | undefined;
  /** The policy of the basis; another policy object is another policy. */
  #judgesFor: PolicyInForce | undefined;
  #isTaken = false;
  #taking: Promise<void> = Promise.resolve();
  #ticket = 0;
  #gaps: readonly number[] = [];
  /** Runs while a guard that was restarted often is not believed. */
  #pause: Disposable | undefined;
  #last: GuardState;
  /** Kinds of file systems, with the timer that forgets what is there no more. */
  readonly #unguarded = new Map<string, Disposable | undefined>();
  #apps: { readonly of: LiveCatalogue['apps']; readonly own: GuardBasis['apps'] } | undefined;

  constructor(parts: GuardSideParts) {
    const { clock, guard, namespaceOf = mountNamespaceOf } = parts;
    this.#parts = parts;
    this.#last = guard.state();
    this.#looks = createNamespaceLooks({
      ...{ clock, namespaceOf },
      look: (pid) => guard.lookAtNamespaceOf(pid),
    });
    this.#listening = guard.onState((state) => this.#changed(state));
    guard.onDenied((denied) => parts.onDenied(denied));
  }

  state(): GuardState {
    const state = this.#parts.guard.state();
    return state.kind === 'off' && this.#basis !== undefined
      ? { kind: 'gap', why: 'it is being started' }
      : state;
  }

  judgeBy(facts: GuardFacts | undefined): Promise<void> | undefined {
    const { guard } = this.#parts;
    const before = guard.state().kind;
    if (before === 'unsupported') return undefined;
    const basis = facts !== undefined && isAskedAbout(facts) ? this.#basisOf(facts) : undefined;
    this.#judgesFor = facts?.inForce;
    if (!isSame(basis, this.#basis)) {
      this.#basis = basis;
      this.#taking = this.#send(basis);
    }
    // Nobody is refused anything by a guard that does not guard.
    return before === 'guarding' && !this.#isTaken ? this.#atMost(this.#taking) : undefined;
  }

  means(inForce: PolicyInForce): GuardMeans | undefined {
    const state = this.#parts.guard.state();
    switch (state.kind) {
      case 'unsupported':
        return { kind: 'unsupported', why: `starts cannot be refused here: ${state.why}` };
      case 'off':
        return this.#basis === undefined ? undefined : starting;
      case 'gap':
        // One reason for as long as it falls again and again, or each fall would be told.
        return this.#pause === undefined
          ? { kind: 'not-yet', why: `the start guard is being restarted: ${state.why}` }
          : falling;
      case 'guarding':
        break;
    }
    if (this.#pause !== undefined) return falling;
    if (this.#basis === undefined || this.#judgesFor !== inForce || !this.#isTaken) return starting;
    switch (this.#parts.proof?.() ?? 'blocked') {
      case 'blocked':
        return { kind: 'guarding', unguarded: this.#unguardedTold(inForce, state.unguarded) };
      case 'untried':
        return { kind: 'not-yet', why: 'the start guard has not been seen to refuse yet: see its proof' };
      case 'not-blocked':
        return { kind: 'not-yet', why: 'the start guard did not refuse the test program' };
    }
  }

  refuses(): boolean {
    return this.#judgesFor !== undefined && this.means(this.#judgesFor)?.kind === 'guarding';
  }

  started({ pid }: ProcessSnapshot): void {
    if (this.#last.kind === 'guarding') this.#looks.started(pid);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#listening[Symbol.dispose]();
    this.#looks[Symbol.dispose]();
    this.#pause?.[Symbol.dispose]();
    for (const leaving of this.#unguarded.values()) leaving?.[Symbol.dispose]();
    await this.#parts.guard[Symbol.asyncDispose]();
  }

  async #send(basis: GuardBasis | undefined): Promise<void> {
    this.#ticket += 1;
    const ticket = this.#ticket;
    this.#isTaken = false;
    try {
      await this.#parts.guard.judgeBy(basis);
      if (ticket !== this.#ticket) return;
      this.#isTaken = true;
      this.#parts.onTruth();
    } catch (fault) {
      this.#parts.faults.report('cycle-step-failed', fault);
    }
  }

  async #atMost(taking: Promise<void>): Promise<void> {
    const { promise: late, resolve } = Promise.withResolvers<void>();
    using _ = this.#parts.clock.after(longestWaitMs, resolve);
    await Promise.race([taking, late]);
  }

  #changed(state: GuardState): void {
    const before = this.#last;
    this.#last = state;
    if (state.kind === 'gap' && before.kind === 'guarding') this.#noteGap();
    this.#parts.onState?.(state);
    if (state.kind === 'guarding') this.#noteUnguarded(state.unguarded);
    this.#parts.onTruth();
  }

  /** What was mounted is told at once, that it is gone an hour later: else who mounts in turns would fill the day with it. */
  #noteUnguarded(now: readonly string[]): void {
    const kinds = new Set(now.map(kernelName));
    for (const kind of kinds) {
      this.#unguarded.get(kind)?.[Symbol.dispose]();
      this.#unguarded.set(kind, undefined);
    }
    for (const [kind, leaving] of this.#unguarded)
      if (!kinds.has(kind) && leaving === undefined)
        this.#unguarded.set(
          kind,
          this.#parts.clock.after(hourMs, () => {
            this.#unguarded.delete(kind);
            this.#parts.onTruth();
          }),
        );
  }

  /** What somebody mounts at home is nobody else's business. */
  #unguardedTold({ policy }: PolicyInForce, now: readonly string[]): readonly string[] | 'some' {
    const kinds = [...new Set([...now.map(kernelName), ...this.#unguarded.keys()])].sort();
    return policy.class === 'private' && kinds.length > 0 ? 'some' : kinds;
  }

  /** What is told to the server goes down at once and up again later and later, or a PC that is too slow would fill its day with it. */
  #noteGap(): void {
    const { clock, onTruth } = this.#parts;
    const now = clock.monotonic();
    this.#gaps = [...this.#gaps.filter((at) => at > now - hourMs), now].slice(-20);
    const tooMany = this.#gaps.length - freeGaps;
    if (tooMany <= 0) return;
    this.#pause?.[Symbol.dispose]();
    this.#pause = clock.after(Math.min(longestPauseMs, firstPauseMs * 2 ** (tooMany - 1)), () => {
      this.#pause = undefined;
      onTruth();
    });
  }

  #basisOf({ inForce, installed, inventoryRevision, loaded = [], standsUntil }: GuardFacts): GuardBasis {
    const { notices, now, os, ownPaths, sessions } = this.#parts;
    const { zone: _, ...policy } = inForce.policy;
    return {
      ...{ policy, os, ownPaths, inventoryRevision, standsUntil },
      exemptions: inForce.exemptions,
      pauses: inForce.pauses,
      grace: [...notices.graces()],
      installed: installed.state === 'known' ? bearingOnStarts(policy, installed.value) : undefined,
      accounts: sessions.accounts().map(({ home, name, uid }) => ({ home, name, uid })),
      apps: this.#ownApps(),
      ...(loaded.length === 0 ? {} : { loaded }),
      now: now(),
    };
  }

  /** What the release in force added to the catalogue. */
  #ownApps(): GuardBasis['apps'] {
    const { apps, isBuiltIn } = this.#parts.catalogue;
    if (this.#apps?.of !== apps) this.#apps = { of: apps, own: apps.filter(({ id }) => !isBuiltIn(id)) };
    return this.#apps.own;
  }
}

/** Without what a FUSE program calls itself, which is an account's word. */
const kernelName = (kind: string): string => kind.replace(/\..*$/, '');

const falling: GuardMeans = {
  kind: 'not-yet',
  why: 'the start guard had to be restarted several times within an hour',
};
const starting: GuardMeans = { kind: 'not-yet', why: 'the start guard is being started' };

/** Whether a ban with effect `block` acts on programs here: otherwise nothing on this PC is asked about. */
function isAskedAbout({ inForce, standings }: GuardFacts): boolean {
  const blocking = new Set(standings.filter(({ effect }) => effect === 'block').map(({ ban }) => ban));
  return inForce.policy.bans.some(
    ({ ban }) =>
      blocking.has(ban.id) &&
      (ban.channels === undefined || ban.channels.some((channel) => programChannels.has(channel))),
  );
}

/** Time passes without anything being another one. */
const isSame = (one: GuardBasis | undefined, other: GuardBasis | undefined): boolean =>
  one === undefined || other === undefined
    ? one === other
    : isDeepStrictEqual({ ...one, now: 0 }, { ...other, now: 0 });
