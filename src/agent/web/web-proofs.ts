import { randomBytes } from 'node:crypto';
import type { FoundBrowser } from '#platform/browser-policy/port.ts';
import type { BrowserTrials } from '#platform/browser-trial/port.ts';
import type { Receipt } from '#policy/proof.ts';
import type { Clock } from '#runtime/clock.ts';
import type { PolicyReport } from './browser-watch.ts';
import { TrialPage, type TrialLayer, type TrialSight } from './trial-page.ts';

export type WebProofParts = {
  readonly trials: BrowserTrials;
  readonly clock: Clock;
  /** Signed time, epoch ms. */
  readonly now: () => number;
  /** The release that is in force. */
  readonly release: () => number;
  readonly extraArguments: readonly string[];
  /** Of the extension that browsers are given. */
  readonly extensionVersion: string;
  /** How a browser was tried last; kept over restarts. */
  readonly tried: (browser: string) => Tried | undefined;
  /** Keeps the receipts of one browser, and how it was tried. */
  readonly keep: (browser: string, tried: Tried, receipts: readonly Receipt[]) => void;
  readonly onFault: (fault: unknown) => void;
  /** 0 to 1; spreads the weekly trials of a fleet. */
  readonly random: () => number;
};

export type Tried = {
  /** Epoch ms of signed time. */
  readonly at: number;
  /** When to try again, if nothing changes until then. */
  readonly due: number;
  /** What was tried: this build of the browser, with these means. */
  readonly what: string;
};

const askedEveryMs = 3_600_000;
const weekMs = 7 * 86_400_000;
/** A browser that runs reads its policy after five seconds; one that begins reads it at once. */
const deadlineMs = 40_000;
/** After policy was written the disk and the person come first. */
const settleMs = 5_000;
/** PCs are switched on when somebody is about to work: what was tried before waits at least so long, and up to twice that. */
const quietMs = 900_000;

type Known = FoundBrowser & { readonly family: 'chromium' | 'firefox' };

/**
 * Tries the canaries in every browser that takes a policy: after its first policy was written, weekly, when browser, extension
 * or what could be written changed, and when the server asks. One browser at a time, and never in a person's own profile.
 */
export class WebProofs implements AsyncDisposable {
  readonly #parts: WebProofParts;
  /** Monotonic. */
  readonly #quietUntil: number;
  #report: PolicyReport = { found: [], written: [] };
  #underWay: Promise<void> | undefined;
  /** Ends the tries that are under way. */
  #stop = new AbortController();
  #isOver = false;
  #isWanted = false;
  #askedAt: number | undefined;
  /** Before this, nothing is tried that nobody asked for. Monotonic. */
  #settledAt = 0;
  #timer: Disposable | undefined;

  constructor(parts: WebProofParts) {
    this.#parts = parts;
    this.#quietUntil = parts.clock.monotonic() + quietMs * (1 + parts.random());
  }

  /** A policy stands in these browsers. */
  written(report: PolicyReport): void {
    this.#report = report;
    if (this.#timer === undefined) this.#settle();
    this.#schedule();
  }

  /** The guard is off: there is nothing to prove, and what is being tried meets no policy any longer. */
  over(): void {
    this.#report = { found: [], written: [] };
    this.#isWanted = false;
    this.#timer?.[Symbol.dispose]();
    this.#timer = undefined;
    this.#stop.abort();
  }

  /** Tries all of them now. Each try starts browsers, so whoever asks without end gets one an hour. */
  prove(): void {
    const now = this.#parts.clock.monotonic();
    if (this.#isOver || this.#browsers().length === 0) return;
    if (this.#askedAt !== undefined && now - this.#askedAt < askedEveryMs) return;
    this.#askedAt = now;
    this.#isWanted = true;
    this.#begin();
  }

  async settled(): Promise<void> {
    await this.#underWay;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isOver = true;
    this.over();
    await this.#underWay;
  }

  #begin(): void {
    this.#underWay ??= this.#work().finally(() => {
      this.#underWay = undefined;
      this.#settle();
      this.#schedule();
    });
  }

  #settle(): void {
    this.#settledAt = this.#parts.clock.monotonic() + settleMs;
  }

  /** Policy is looked at often, so a time that was set stays until it comes: then it is seen what is due. */
  #schedule(): void {
    if (this.#isOver || this.#underWay !== undefined) return;
    this.#timer?.[Symbol.dispose]();
    this.#timer = undefined;
    const { clock } = this.#parts;
    const waits = this.#browsers().map((one) => this.#waitFor(one));
    if (waits.length === 0) return;
    const soonest = Math.min(...waits);
    this.#timer = clock.after(soonest, () => {
      this.#timer = undefined;
      this.#begin();
    });
  }

  /** Milliseconds from now. */
  #waitFor(one: Known): number {
    const { clock, now, tried } = this.#parts;
    const last = tried(nameOf(one));
    const settled = Math.max(0, this.#settledAt - clock.monotonic());
    if (last === undefined) return settled;
    const isSame = this.#whatOf(one) === last.what;
    // Signed time never goes back, unless all that was known of it is lost.
    const due = last.at > now() ? 0 : isSame ? last.due : last.at + askedEveryMs;
    return Math.max(settled, this.#quietUntil - clock.monotonic(), due - now());
  }

  #whatOf({ kind, packaging, programs: [program] }: Known): string {
    const { extensionVersion, trials } = this.#parts;
    const means = this.#report.written
      .filter((one) => one.kind === kind && one.packaging === packaging)
      .map(({ hostFault, state }) => `${state}${hostFault === undefined ? '' : ' without a host'}`);
    return [extensionVersion, program && trials.buildOf(program), ...means.toSorted()].join(', ');
  }

  async #work(): Promise<void> {
    this.#stop = new AbortController();
    const { signal } = this.#stop;
    do {
      const all = this.#isWanted;
      this.#isWanted = false;
      for (const one of this.#browsers()) {
        if (signal.aborted) return;
        if (all || this.#waitFor(one) <= 0) await this.#tryAndKeep(one, signal);
      }
    } while (this.#isWanted && !signal.aborted);
  }

  async #tryAndKeep(one: Known, signal: AbortSignal): Promise<void> {
    const { keep, now, onFault, random } = this.#parts;
    const what = this.#whatOf(one);
    let receipts: readonly Receipt[] = [];
    try {
      receipts = await this.#tryOne(one, signal);
    } catch (fault) {
      onFault(fault);
    }
    // Cut short, it says nothing.
    if (signal.aborted) return;
    const at = now();
    try {
      keep(nameOf(one), { at, due: at + weekMs + (random() * weekMs) / 7, what }, receipts);
    } catch (fault) {
      onFault(fault);
    }
  }

  /** Packaged ones that take the policy; a sandboxed one could not be started in another account's place. */
  #browsers(): readonly Known[] {
    return this.#report.found.filter(
      (one): one is Known => one.takesPolicy && one.packaging === 'system' && one.family !== 'unknown',
    );
  }

  async #tryOne(browser: Known, end: AbortSignal): Promise<readonly Receipt[]> {
    const { extraArguments, trials } = this.#parts;
    const [program] = browser.programs;
    if (program === undefined) return [];
    await using page = await TrialPage.open();
    const ended = new AbortController();
    void page.allHeldOff.then(() => ended.abort());
    const run = await trials.run({
      ...{ family: browser.family, program, deadlineMs, signal: AbortSignal.any([ended.signal, end]) },
      page: page.address,
      extraArguments: browser.family === 'chromium' ? extraArguments : [],
    });
    const fault = run.ok ? undefined : run.fault.code === 'failed' ? run.fault.why : 'not supported here';
    return Object.entries(page.sights).map(([layer, sight]) =>
      this.#receipt(browser, layer as TrialLayer, verdictOf(page.wasOpened, sight, fault)),
    );
  }

  #receipt(browser: Known, layer: TrialLayer, verdict: Verdict): Receipt {
    const { now, release } = this.#parts;
    const levels = { 'browser-policy': 'denied-before-start', 'browser-extension': 'warned' } as const;
    return {
      id: randomBytes(16).toString('hex'),
      layer,
      subject: browser.kind,
      triedAt: now(),
      ...verdict,
      level: verdict.result === 'blocked' ? levels[layer] : 'blind',
      release: release(),
    };
  }
}
type Verdict = Pick<Receipt, 'result' | 'why'>;

/** Only what a page that was really open could not reach counts as blocked. */
export function verdictOf(wasOpened: boolean, sight: TrialSight, fault: string | undefined): Verdict {
  if (!wasOpened) return { result: 'could-not-try', why: fault ?? 'the browser opened no page' };
  if (sight.last === undefined)
    return { result: 'could-not-try', why: fault ?? 'the page did not say how its tries ended' };
  return { result: sight.last === 'held-off' ? 'blocked' : 'not-blocked' };
}

const nameOf = ({ kind, packaging }: FoundBrowser): string => `${kind} ${packaging}`;
