import type { Effect } from '#policy/ban.ts';
import { weaker } from '#policy/effect-order.ts';
import type { Happened } from './visit.ts';
import type { WebDecision } from './web-rules.ts';

/** What a person met in a browser, checked against the rules that act for that person. */
export type WebSight = {
  readonly account: string;
  readonly decision: WebDecision;
  /** What the page was: a rule that has become stricter since was not so strict when it was met. */
  readonly effect: Effect;
  readonly action: Happened['action'];
  readonly count: number;
  /** Signed time, epoch ms. */
  readonly at: number;
};

export type HappenedMoment = {
  readonly now: number;
  /** The organisation's day. */
  readonly today: string;
  /** When the ban began. */
  readonly startOf: (day: string) => number;
};

const longestAgoMs = 31 * 86_400_000;
/** What one account's browsers can have told in one day, in messages and in what they count. */
const messagesPerDay = 500;
const countPerDay = 2_000;
const accountsRemembered = 1_000;

/**
 * Takes hearsay for no more than it can be: about a rule that acts for this very account, not in the future, not before the
 * rule began, and in bounded amounts.
 */
export class HappenedFilter {
  #day = '';
  readonly #told = new Map<string, { messages: number; count: number }>();

  take(
    account: string,
    happened: Happened,
    decisions: readonly WebDecision[],
    moment: HappenedMoment,
  ): WebSight | undefined {
    const decision = decisions.find(
      ({ app, effective }) => effective.ban.id === happened.ban && app === happened.app,
    );
    if (decision === undefined) return undefined;
    const effect = weaker(happened.effect, decision.ruling.effect);
    // A block has no way on, and going on from a mere information is nobody's business.
    if (happened.action === 'continued' && effect !== 'warn') return undefined;
    const count = this.#allowed(account, happened.count, moment.today);
    if (count === 0) return undefined;
    const ago = Math.min(happened.minutesAgo * 60_000, longestAgoMs);
    const began = Math.min(moment.now, moment.startOf(decision.effective.ban.from));
    const at = Math.max(moment.now - ago, began);
    return { account, decision, effect, action: happened.action, count, at };
  }

  #allowed(account: string, count: number, today: string): number {
    if (today !== this.#day || this.#told.size > accountsRemembered) this.#told.clear();
    this.#day = today;
    const told = this.#told.get(account) ?? { messages: 0, count: 0 };
    this.#told.set(account, told);
    if (told.messages >= messagesPerDay) return 0;
    const allowed = Math.min(count, countPerDay - told.count);
    if (allowed <= 0) return 0;
    told.messages += 1;
    told.count += allowed;
    return allowed;
  }
}
