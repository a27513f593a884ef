import { randomBytes } from 'node:crypto';
import type { Canaries, CanaryEnd, CanaryPair } from '#platform/canary/port.ts';
import type { GuardState } from '#platform/exec-guard/port.ts';
import type { ArmedProgram, Processes } from '#platform/processes/port.ts';
import type { Receipt } from '#policy/proof.ts';
import type { Clock } from '#runtime/clock.ts';

/** What stands between a program and its start, and what ends it afterwards. */
export type ProgramLayer = 'process-stop' | 'exec-guard';

export type ProgramProofParts = {
  readonly canaries: Canaries;
  readonly clock: Clock;
  /** Signed time, epoch ms. */
  readonly now: () => number;
  /** The release that is in force; without one nothing is proved. */
  readonly release: () => number | undefined;
  readonly watch: () => Processes['source'];
  readonly version: string;
  /** Has the listener take what `armed` gives now. */
  readonly arm: () => Promise<void>;
  /** How a layer was tried last; kept over restarts. */
  readonly tried: (layer: ProgramLayer) => TriedLayer | undefined;
  /** Keeps how it was tried, and sends the receipt. */
  readonly keep: (layer: ProgramLayer, tried: TriedLayer, receipt: Receipt) => void;
  /** What may be claimed of the guard is another than before. */
  readonly onProof: () => void;
  readonly onFault: (fault: unknown) => void;
  /** 0 to 1; spreads the weekly tries of a fleet. */
  readonly random: () => number;
};

export type TriedLayer = {
  /** Epoch ms of signed time. */
  readonly at: number;
  /** When to tell of it again, if nothing changes until then. */
  readonly due: number;
  /** What was tried: with these means, by this version. */
  readonly what: string;
  readonly result: Receipt['result'];
};

type Verdict = Pick<Receipt, 'result' | 'why'>;

const askedEveryMs = 3_600_000;
const weekMs = 7 * 86_400_000;
/** When the agent begins, what it is there for comes first. */
const settleMs = 5_000;
/** What did not end as it should is tried again after so long; then after twice that, and so on up to an hour. */
const firstRetryMs = 60_000;
/** A guard that is being restarted says why nothing can be tried only if that lasts. */
const lastingGapMs = 60_000;
const stopLayer = 'process-stop';
const guardLayer = 'exec-guard';

/**
 * Tries the canary programs: on start, weekly, when the means changed, when the server asks, and whenever the guard began to guard. Only the
 * first three are told of, and every result that is another than the last. A try starts two small programs as an account that owns nothing.
 */
export class ProgramProofs implements AsyncDisposable {
  readonly #parts: ProgramProofParts;
  readonly #stop = new AbortController();
  #pair: CanaryPair | undefined;
  #guard: GuardState = { kind: 'off' };
  /** Grows whenever the guard begins to guard, or ceases: what was tried before says nothing of it. */
  #epoch = 0;
  #gapSince = 0;
  #proof: 'blocked' | 'not-blocked' | 'untried' = 'untried';
  #underWay: Promise<void> | undefined;
  #isBegun = false;
  #isWanted = false;
  #askedAt: number | undefined;
  #settledAt = 0;
  #misses = 0;
  /** Monotonic; set while something did not end as it should. */
  #retryAt: number | undefined;
  #timer: Disposable | undefined;

  constructor(parts: ProgramProofParts) {
    this.#parts = parts;
    const placed = parts.canaries.place();
    if (placed.ok) this.#pair = placed.value;
  }

  /** Which program the guard has to refuse; undefined where none can be made here. */
  get guarded(): string | undefined {
    return this.#pair?.guarded.path;
  }

  /** What the listener has to end always. */
  armed(): readonly ArmedProgram[] {
    if (this.#pair === undefined) return [];
    const { stamp } = this.#pair.stopped;
    return [{ stamp, uids: 'all', token: `canary ${stamp.ino} ${stamp.ctimeNs}` }];
  }

  /** Whether the guard was seen to refuse its canary since it last began to guard. */
  proof(): 'blocked' | 'not-blocked' | 'untried' {
    return this.#proof;
  }

  /** The listener has the canary, and a policy may be in force. Safe to call after every cycle. */
  begin(): void {
    if (!this.#isBegun) this.#settledAt = this.#parts.clock.monotonic() + settleMs;
    this.#isBegun = true;
    if (this.#isUntried() && this.#retryAt === undefined) this.#begin();
    else this.#schedule();
  }

  /** The guard does something else now. */
  guardIs(state: GuardState): void {
    const before = this.#guard;
    this.#guard = state;
    if (state.kind === before.kind) return;
    this.#epoch += 1;
    this.#proof = 'untried';
    if (state.kind === 'gap') this.#gapSince = this.#parts.clock.monotonic();
    if (state.kind === 'guarding' && this.#isBegun) this.#begin();
    else this.#schedule();
  }

  /** Tries both layers now, and tells of them; once an hour. */
  prove(): void {
    const now = this.#parts.clock.monotonic();
    if (this.#parts.release() === undefined) return;
    if (this.#askedAt !== undefined && now - this.#askedAt < askedEveryMs) return;
    this.#askedAt = now;
    this.#isWanted = true;
    this.#begin();
  }

  async settled(): Promise<void> {
    await this.#underWay;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    this.#timer?.[Symbol.dispose]();
    await this.#underWay;
  }

  #begin(): void {
    if (this.#stop.signal.aborted) return;
    this.#underWay ??= this.#work()
      .catch((fault: unknown) => this.#parts.onFault(fault))
      .finally(() => {
        this.#underWay = undefined;
        this.#schedule();
      });
  }

  /** Once more where the guard began anew meanwhile, or somebody asked. */
  async #work(): Promise<void> {
    let epoch: number;
    do {
      epoch = this.#epoch;
      const all = this.#isWanted;
      this.#isWanted = false;
      await this.#try(all);
    } while (!this.#stop.signal.aborted && (this.#isWanted || (epoch !== this.#epoch && this.#isUntried())));
  }

  #isUntried(): boolean {
    return this.#guard.kind === 'guarding' && this.#proof === 'untried';
  }

  async #try(all: boolean): Promise<void> {
    const { canaries } = this.#parts;
    const epoch = this.#epoch;
    const placed = canaries.place();
    const why = placed.ok ? undefined : placed.fault;
    if (placed.ok && placed.value.stopped.stamp.ctimeNs !== this.#pair?.stopped.stamp.ctimeNs) {
      this.#pair = placed.value;
      await this.#parts.arm();
    }
    const end = async (path: string | undefined): Promise<CanaryEnd> =>
      path === undefined || why !== undefined
        ? { kind: 'not-tried', why: why ?? 'no canary' }
        : canaries.start(path, this.#stop.signal);
    const stopped = await end(this.#pair?.stopped.path);
    if (this.#stop.signal.aborted) return;
    const stop = stopVerdict(stopped, this.#parts.watch());
    let isMissed = stop.result !== 'blocked';
    this.#tell(stopLayer, stop, all);
    if (this.#guard.kind === 'guarding') {
      const guarded = await end(this.#pair?.guarded.path);
      if (this.#stop.signal.aborted || epoch !== this.#epoch) return;
      const verdict = guardVerdict(guarded, stopped);
      isMissed ||= verdict.result !== 'blocked';
      this.#proved(verdict.result);
      this.#tell(guardLayer, verdict, all);
    } else if (this.#guard.kind === 'gap' && this.#hasLasted())
      this.#tell(guardLayer, { result: 'could-not-try', why: this.#guard.why.slice(0, 300) }, all);
    this.#misses = isMissed ? this.#misses + 1 : 0;
    this.#retryAt = isMissed
      ? this.#parts.clock.monotonic() + Math.min(askedEveryMs, firstRetryMs * 2 ** (this.#misses - 1))
      : undefined;
  }

  #proved(result: Receipt['result']): void {
    const before = this.#proof;
    this.#proof = result === 'could-not-try' ? 'untried' : result;
    if (this.#proof !== before) this.#parts.onProof();
  }

  /** Tells where it is asked for or due, or another result than the last. */
  #tell(layer: ProgramLayer, verdict: Verdict, isAsked: boolean): void {
    const { keep, now, random, release, tried } = this.#parts;
    const inForce = release();
    if (inForce === undefined) return;
    const last = tried(layer);
    if (!isAsked && last?.result === verdict.result && this.#dueIn(layer) > 0) return;
    const at = now();
    const due = at + weekMs + (random() * weekMs) / 7;
    const receipt: Receipt = {
      id: randomBytes(16).toString('hex'),
      layer,
      triedAt: at,
      ...verdict,
      level: verdict.result === 'blocked' ? levels[layer] : 'blind',
      release: inForce,
    };
    keep(layer, { at, due, what: this.#whatOf(layer), result: verdict.result }, receipt);
  }

  #whatOf(layer: ProgramLayer): string {
    const { version, watch } = this.#parts;
    return layer === stopLayer ? `${version} ${watch().kind}` : version;
  }

  /** Milliseconds until a layer is to be told of again. */
  #dueIn(layer: ProgramLayer): number {
    const { now, tried } = this.#parts;
    const last = tried(layer);
    if (last === undefined) return 0;
    // Signed time never goes back, unless all that was known of it is lost.
    if (last.at > now() || last.what !== this.#whatOf(layer)) return 0;
    return Math.max(0, last.due - now());
  }

  #hasLasted(): boolean {
    return this.#parts.clock.monotonic() - this.#gapSince >= lastingGapMs;
  }

  #schedule(): void {
    this.#timer?.[Symbol.dispose]();
    this.#timer = undefined;
    const { clock, release } = this.#parts;
    if (!this.#isBegun || this.#underWay !== undefined || this.#stop.signal.aborted) return;
    if (release() === undefined) return;
    const now = clock.monotonic();
    const waits = [this.#dueIn(stopLayer)];
    if (this.#guard.kind === 'guarding') waits.push(this.#dueIn(guardLayer));
    if (this.#guard.kind === 'gap')
      waits.push(Math.max(this.#dueIn(guardLayer), this.#gapSince + lastingGapMs - now));
    if (this.#retryAt !== undefined) waits.push(this.#retryAt - now);
    const wait = Math.max(this.#settledAt - now, Math.min(...waits), 0);
    this.#timer = clock.after(Math.min(wait, longestTimerMs), () => {
      this.#timer = undefined;
      if (wait > longestTimerMs) this.#schedule();
      else this.#begin();
    });
  }
}
/** Timers of Node hold 24 days at most. */
const longestTimerMs = 2_000_000_000;
const levels = { [stopLayer]: 'stopped-after-start', [guardLayer]: 'denied-before-start' } as const;

export function stopVerdict(end: CanaryEnd, watch: Processes['source']): Verdict {
  switch (end.kind) {
    case 'ended':
      return { result: 'blocked' };
    case 'ran':
      return watch.kind === 'announced'
        ? { result: 'not-blocked' }
        : { result: 'not-blocked', why: `starts are not announced: ${watch.why}`.slice(0, 300) };
    case 'refused':
      return { result: 'could-not-try', why: 'the canary may not be started here' };
    case 'not-tried':
      return { result: 'could-not-try', why: end.why.slice(0, 300) };
  }
}

/** A refusal proves something only where the same program, started by the same account, was not refused: others refuse too. */
export function guardVerdict(end: CanaryEnd, other: CanaryEnd): Verdict {
  if (end.kind === 'ran' || end.kind === 'ended') return { result: 'not-blocked' };
  if (end.kind === 'not-tried') return { result: 'could-not-try', why: end.why.slice(0, 300) };
  return other.kind === 'ended' || other.kind === 'ran'
    ? { result: 'blocked' }
    : { result: 'could-not-try', why: 'something else than the guard refuses the canary' };
}
