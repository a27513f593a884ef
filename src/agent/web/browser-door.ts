import type { Caller, LocalConnection, LocalEndpoint } from '#platform/local-endpoint/port.ts';
import type { Origin, ProcessOrigin } from '#platform/process-origin/port.ts';
import { browserToAgent, type BrowserToAgent } from '#protocol/browser-agent.ts';
import { frameParser } from '#protocol/frames.ts';
import type { Clock } from '#runtime/clock.ts';
import type { Log } from '#runtime/log.ts';
import type { BrowserWatch } from './browser-watch.ts';
import { newVisitBudget, spend, WebVisit, type VisitBudget, type WebHouse } from './visit.ts';

export type BrowserDoorParts = Pick<WebHouse, 'onHello' | 'onHappened'> & {
  readonly nameOf: (uid: number) => string;
  readonly origin: ProcessOrigin;
  readonly watch: BrowserWatch;
  readonly clock: Clock;
  readonly log: Log;
};

/** Budgets remembered of accounts that are not connected now. */
const budgetsRemembered = 1_000;

/** Lets browsers in: who is not named by the kernel is sent away. */
export class BrowserDoor implements AsyncDisposable {
  /** Messages of unknown types, ignored so far. */
  unknown = 0;
  readonly visits = new Set<WebVisit>();
  readonly #parts: BrowserDoorParts;
  readonly #house: WebHouse;
  readonly #budgets = new Map<number, VisitBudget>();
  #open: AsyncDisposable | undefined;

  constructor(parts: BrowserDoorParts) {
    this.#parts = parts;
    this.#house = {
      parse: frameParser<BrowserToAgent>(browserToAgent),
      clock: parts.clock,
      log: parts.log,
      onUnknown: () => {
        this.unknown += 1;
      },
      onHappened: parts.onHappened,
      onHello: (visit, hello) => {
        const { browser } = visit.visitor;
        if (browser !== undefined) parts.watch.connected(browser, visit, hello.profile);
        parts.onHello(visit, hello);
      },
    };
  }

  async open(endpoint: LocalEndpoint, folder: string): Promise<void> {
    this.#open = await endpoint.listen('browser', folder, (connection) => this.#admit(connection));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const visit of this.visits) visit[Symbol.dispose]();
    await this.#open?.[Symbol.asyncDispose]();
  }

  #admit(connection: LocalConnection): void {
    const { clock, nameOf, watch } = this.#parts;
    const { caller } = connection;
    const budget = caller && this.#budgetOf(caller.uid);
    // To look where a caller comes from costs more than to call: who calls without end is not looked at.
    if (caller === undefined || budget === undefined || !spend(budget, clock.monotonic())) {
      connection[Symbol.dispose]();
      return;
    }
    const from = this.#originOf(caller);
    const browser = from === undefined ? undefined : watch.browserOf(from.line);
    const visit = new WebVisit(connection, this.#house, {
      account: nameOf(caller.uid),
      language: from?.language ?? {},
      // A browser of somebody else is not this caller's, whatever started whom.
      browser: browser?.process.uid === caller.uid ? browser : undefined,
      budget,
    });
    budget.visits += 1;
    this.visits.add(visit);
    connection.onClose(() => {
      if (!this.visits.delete(visit)) return;
      budget.visits -= 1;
      visit[Symbol.dispose]();
      if (visit.visitor.browser !== undefined) watch.disconnected(visit.visitor.browser, visit);
    });
    connection.onMessage((message) => visit.receive(message));
  }

  /** A caller that has ended already may have left its pid to somebody else, who says nothing here. */
  #originOf({ pid, uid }: Caller): Origin | undefined {
    const from = this.#parts.origin.of(pid);
    return from?.line[0]?.uid === uid ? from : undefined;
  }

  #budgetOf(uid: number): VisitBudget {
    if (this.#budgets.size > budgetsRemembered)
      for (const [old, { visits }] of this.#budgets) if (visits === 0) this.#budgets.delete(old);
    const budget = this.#budgets.get(uid) ?? newVisitBudget(this.#parts.clock.monotonic());
    this.#budgets.set(uid, budget);
    return budget;
  }
}
