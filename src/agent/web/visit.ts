import type { LocalConnection } from '#platform/local-endpoint/port.ts';
import type { Outcome } from '#policy/outcome.ts';
import type { AgentToBrowser, BrowserToAgent } from '#protocol/browser-agent.ts';
import { isUnknown, type FrameFault, type UnknownFrame } from '#protocol/frames.ts';
import type { Clock } from '#runtime/clock.ts';
import type { Log } from '#runtime/log.ts';
import type { RunningBrowser } from './browser-watch.ts';

/** Longest message of an extension in characters; the largest that the protocol has is a hello with twenty languages. */
const messageLimit = 16_384;
const perSecond = 10;
/** What waited in an extension while it was alone comes at once: 200 counts of several profiles. */
const burst = 1_000;
/** Messages over the budget after which a connection is closed. */
const patience = 100;
/** What a hello costs, in messages: it is answered with all rules. */
const helloCost = 20;

/** What the browsers of one account may still say, over all their profiles. */
export type VisitBudget = { tokens: number; filledAt: number; visits: number };

export const newVisitBudget = (now: number): VisitBudget => ({ tokens: burst, filledAt: now, visits: 0 });

/** Whether one more message, or call, is within the budget. */
export function spend(budget: VisitBudget, now: number, cost = 1): boolean {
  budget.tokens = Math.min(burst, budget.tokens + ((now - budget.filledAt) / 1_000) * perSecond);
  budget.filledAt = now;
  if (budget.tokens < cost) return false;
  budget.tokens -= cost;
  return true;
}

export type Hello = Extract<BrowserToAgent, { type: 'hello' }>;
export type Happened = Extract<BrowserToAgent, { type: 'happened' }>;

/** Who calls: the kernel's word. */
export type Visitor = {
  readonly account: string;
  /** Of its native host: what the browser was started with. */
  readonly language: Readonly<Record<string, string | undefined>>;
  /** The browser from which the native host was started; undefined where none of its ancestors is one. */
  readonly browser: RunningBrowser | undefined;
  readonly budget: VisitBudget;
};

export type VisitParse = (text: string, limit: number) => Outcome<BrowserToAgent | UnknownFrame, FrameFault>;

/** What all visits share. */
export type WebHouse = {
  readonly parse: VisitParse;
  readonly clock: Clock;
  readonly log: Log;
  readonly onUnknown: () => void;
  readonly onHello: (visit: WebVisit, hello: Hello) => void;
  readonly onHappened: (visit: WebVisit, happened: Happened) => void;
};

/** One profile of a browser, from its first message to its end. What it says is hearsay. */
export class WebVisit implements Disposable {
  readonly visitor: Visitor;
  /** Undefined before it said hello: it gets no rules. */
  hello: Hello | undefined;
  /** Revision that was sent last, and the hello that it answered. */
  sent = 0;
  answered: Hello | undefined;
  /** Revision that it says is in force. */
  applied = 0;
  readonly #connection: LocalConnection;
  readonly #house: WebHouse;
  #overdrawn = 0;
  #closed = false;

  constructor(connection: LocalConnection, house: WebHouse, visitor: Visitor) {
    this.#connection = connection;
    this.#house = house;
    this.visitor = visitor;
  }

  /** Takes one message as the endpoint read it. Never throws. */
  receive(message: unknown): void {
    if (this.#closed) return;
    const { clock, log, onHappened, onHello, onUnknown, parse } = this.#house;
    if (!spend(this.visitor.budget, clock.monotonic())) {
      this.#overdraw();
      return;
    }
    try {
      // The schemas are checked on text, as at every door; the endpoint has parsed it once, under its limits.
      const parsed = parse(JSON.stringify(message) ?? '', messageLimit);
      if (!parsed.ok) {
        log.warn({ detail: parsed.fault.detail }, 'malformed message of a browser');
        this[Symbol.dispose]();
      } else if (isUnknown(parsed.value)) onUnknown();
      else if (parsed.value.type === 'hello') {
        if (!spend(this.visitor.budget, clock.monotonic(), helloCost)) return this.#overdraw();
        this.hello = parsed.value;
        onHello(this, parsed.value);
        this.#overdrawn = 0;
      } else if (parsed.value.type === 'applied') this.applied = parsed.value.revision;
      else onHappened(this, parsed.value);
    } catch (fault) {
      log.error({ fault: String(fault) }, 'a message of a browser could not be dealt with');
    }
  }

  #overdraw(): void {
    this.#overdrawn += 1;
    if (this.#overdrawn > patience) this[Symbol.dispose]();
  }

  send(message: AgentToBrowser): void {
    if (!this.#closed) this.#connection.send(message);
  }

  /** The extension forgets all rules, so the same ones are news to it afterwards. */
  leave(): void {
    this.sent = 0;
    this.answered = undefined;
    this.send({ type: 'leave' });
  }

  [Symbol.dispose](): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#connection[Symbol.dispose]();
  }
}
