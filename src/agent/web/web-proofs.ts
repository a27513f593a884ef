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
  /** When a browser was last tried, epoch ms of signed time; kept over restarts. */
  readonly triedAt: (browser: string) => number | undefined;
  /** Keeps the receipts of one browser, and that it was tried. */
  readonly keep: (browser: string, receipts: readonly Receipt[]) => void;
  readonly onFault: (fault: unknown) => void;
  /** 0 to 1; spreads the weekly trials of a fleet. */
  readonly random: () => number;
};

const askedEveryMs = 3_600_000;
const weekMs = 7 * 86_400_000;
/** A browser that runs reads its policy after five seconds; one that begins reads it at once. */
const deadlineMs = 40_000;
/** After policy was written the disk and the person come first. */
const settleMs = 5_000;

type Tried = FoundBrowser & { readonly family: 'chromium' | 'firefox' };

/**
 * Tries the canaries in every browser that takes a policy: after its first policy was written, weekly, and when the server
 * asks. One browser at a time, and never against a person's own profile.
 */
export class WebProofs implements AsyncDisposable {
  readonly #parts: WebProofParts;
  readonly #end = new AbortController();
  readonly #jitter: number;
  #report: PolicyReport = { found: [], written: [] };
  #underWay: Promise<void> | undefined;
  #isWanted = false;
  #askedAt: number | undefined;
  #timer: Disposable | undefined;

  constructor(parts: WebProofParts) {
    this.#parts = parts;
    this.#jitter = parts.random() * (weekMs / 7);
  }

  /** A policy stands in these browsers. */
  written(report: PolicyReport): void {
    this.#report = report;
    this.#schedule(settleMs);
  }

  /** The guard is off: there is nothing to prove. */
  over(): void {
    this.#report = { found: [], written: [] };
    this.#timer?.[Symbol.dispose]();
  }

  /** Tries all of them now. Each try starts browsers, so whoever asks without end gets one an hour. */
  prove(): void {
    const now = this.#parts.clock.monotonic();
    if (this.#askedAt !== undefined && now - this.#askedAt < askedEveryMs) return;
    this.#askedAt = now;
    this.#isWanted = true;
    this.#underWay ??= this.#work(() => true).finally(() => {
      this.#underWay = undefined;
      this.#schedule(settleMs);
    });
  }

  async settled(): Promise<void> {
    await this.#underWay;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#timer?.[Symbol.dispose]();
    this.#end.abort();
    await this.#underWay;
  }

  #schedule(soonest: number): void {
    const { clock, now, triedAt } = this.#parts;
    this.#timer?.[Symbol.dispose]();
    if (this.#end.signal.aborted) return;
    const due = this.#browsers().map((one) => {
      const at = triedAt(nameOf(one));
      return at === undefined ? 0 : at + weekMs + this.#jitter;
    });
    if (due.length === 0) return;
    const wait = Math.max(soonest, Math.min(...due) - now());
    this.#timer = clock.after(wait, () => {
      this.#underWay ??= this.#work((one) => this.#isDue(one)).finally(() => {
        this.#underWay = undefined;
        this.#schedule(settleMs);
      });
    });
  }

  #isDue(one: Tried): boolean {
    const at = this.#parts.triedAt(nameOf(one));
    return at === undefined || this.#parts.now() >= at + weekMs + this.#jitter;
  }

  async #work(isMeant: (one: Tried) => boolean): Promise<void> {
    do {
      const all = this.#isWanted;
      this.#isWanted = false;
      for (const one of this.#browsers()) {
        if (this.#end.signal.aborted) return;
        if (!all && !isMeant(one)) continue;
        try {
          const receipts = await this.#tryOne(one);
          // Cut short, it says nothing.
          if (!this.#end.signal.aborted) this.#parts.keep(nameOf(one), receipts);
        } catch (fault) {
          this.#parts.onFault(fault);
          this.#parts.keep(nameOf(one), []);
        }
      }
    } while (this.#isWanted && !this.#end.signal.aborted);
  }

  /** Packaged ones that take the policy; a sandboxed one could not be started in another account's place. */
  #browsers(): readonly Tried[] {
    return this.#report.found.filter(
      (one): one is Tried => one.takesPolicy && one.packaging === 'system' && one.family !== 'unknown',
    );
  }

  async #tryOne(browser: Tried): Promise<readonly Receipt[]> {
    const { extraArguments, trials } = this.#parts;
    const [program] = browser.programs;
    if (program === undefined) return [];
    await using page = await TrialPage.open();
    const ended = new AbortController();
    const signal = AbortSignal.any([ended.signal, this.#end.signal]);
    void page.allHeldOff.then(() => ended.abort());
    const run = await trials.run({
      ...{ family: browser.family, program, deadlineMs, signal },
      page: page.address,
      extraArguments: browser.family === 'chromium' ? extraArguments : [],
    });
    const fault = run.ok ? undefined : run.fault.code === 'failed' ? run.fault.why : 'not supported here';
    return Object.entries(page.sights).map(([layer, sight]) =>
      this.#receipt(browser, layer as TrialLayer, verdictOf(page.wasOpened, sight, fault)),
    );
  }

  #receipt(browser: Tried, layer: TrialLayer, verdict: Verdict): Receipt {
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
