import type { LocalConnection, RequestDoor } from '#platform/local-endpoint/port.ts';
import type { Outcome } from '#policy/outcome.ts';
import type { AdminToAgent } from '#protocol/admin-agent.ts';
import { isUnknown, type FrameFault, type UnknownFrame } from '#protocol/frames.ts';
import type { Notice } from '#protocol/notice.ts';
import type { AgentToTray } from '#protocol/tray-agent.ts';
import type { Clock } from '#runtime/clock.ts';
import type { Log } from '#runtime/log.ts';
import type { LocalServices } from './port.ts';
import { laboriousAtOnce, isLaborious, patience, spend, type Budget } from './request-budget.ts';
import { answerGeneral, answerPersonal, refused, type Person } from './requests.ts';

/** Longest request in characters; the longest path is 4,096. */
const requestLimit = 32_768;

export type Parser = (text: string, limit: number) => Outcome<AdminToAgent | UnknownFrame, FrameFault>;
/** What all visits share. */
export type House = {
  readonly services: LocalServices;
  readonly log: Log;
  readonly clock: Clock;
  /** Least milliseconds between two `status-changed` on one connection. */
  readonly statusEveryMs: number;
  readonly onUnknown: () => void;
};
export type Visitor = {
  readonly door: RequestDoor;
  readonly person: Person | undefined;
  readonly budget: Budget;
  readonly parse: Parser;
};

/** One connection from its first message to its end. */
export class Visit implements Disposable {
  readonly #connection: LocalConnection;
  readonly #house: House;
  readonly #visitor: Visitor;
  #subscriptions: Disposable[] = [];
  #closed = false;
  #overdrawn = 0;
  #statusTimer: Disposable | undefined;
  #statusWanted = false;

  constructor(connection: LocalConnection, house: House, visitor: Visitor) {
    this.#connection = connection;
    this.#house = house;
    this.#visitor = visitor;
  }

  /** Takes one message as the endpoint read it; nothing in it is trusted. Never throws. */
  receive(message: unknown): void {
    if (this.#closed) return;
    const id = idOf(message);
    if (!spend(this.#visitor.budget, this.#house.clock.monotonic())) {
      this.#overdrawn += 1;
      if (this.#overdrawn > patience) this.#refuseAndClose(id, 'too-many-requests');
      else this.#send(refused(id, 'too-many-requests'));
      return;
    }
    this.#overdrawn = 0;
    const parsed = this.#visitor.parse(textOf(message), requestLimit);
    if (!parsed.ok) {
      this.#house.log.warn({ door: this.#visitor.door, detail: parsed.fault.detail }, 'malformed message');
      this.#refuseAndClose(id, 'malformed');
    } else if (isUnknown(parsed.value)) this.#house.onUnknown();
    else void this.#serve(parsed.value);
  }

  [Symbol.dispose](): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const one of this.#subscriptions) one[Symbol.dispose]();
    this.#subscriptions = [];
    this.#statusTimer?.[Symbol.dispose]();
    this.#connection[Symbol.dispose]();
  }

  async #serve(request: AdminToAgent): Promise<void> {
    try {
      this.#send(await this.#answer(request));
      if (request.type === 'subscribe') this.#subscribe();
    } catch (error) {
      this.#house.log.error({ err: error, request: request.type }, 'a local request failed');
      this.#send(refused(request.id, 'internal-fault'));
    }
  }

  async #answer(request: AdminToAgent): Promise<AgentToTray> {
    const { services } = this.#house;
    const { person, budget } = this.#visitor;
    const { type } = request;
    if (type === 'subscribe') return { type: 'done', id: request.id };
    if (type === 'status' || type === 'rescan' || type === 'enrol')
      return answerGeneral(services, request, person);
    if (person === undefined) return refused(request.id, 'no-proof-of-account');
    if (!isLaborious(type)) return answerPersonal(services, request, person);
    if (budget.laborious >= laboriousAtOnce) return refused(request.id, 'too-many-requests');
    budget.laborious += 1;
    try {
      return await answerPersonal(services, request, person);
    } finally {
      budget.laborious -= 1;
    }
  }

  /** Twice is the same as once. */
  #subscribe(): void {
    if (this.#closed || this.#subscriptions.length > 0) return;
    const { services } = this.#house;
    this.#subscriptions = [
      services.onNotice((notice, account) => this.#pass(notice, account)),
      services.onStatus(() => this.#statusChanged()),
    ];
  }

  /** A notice for this person, as this person left it: everybody's may be acknowledged by others and not here. */
  #pass(notice: Notice, account: string | undefined): void {
    const { person } = this.#visitor;
    if (person === undefined || (account !== undefined && account !== person.account)) return;
    this.#attempt(() => {
      const own = this.#house.services.notices(person.account).find(({ id }) => id === notice.id);
      if (own !== undefined) this.#send({ type: 'notice', notice: own });
    });
  }

  /** The first change is told at once, those that follow within the interval as one. */
  #statusChanged(): void {
    if (this.#statusTimer !== undefined) {
      this.#statusWanted = true;
      return;
    }
    this.#attempt(() =>
      this.#send({
        type: 'status-changed',
        status: this.#house.services.status(this.#visitor.person?.account),
      }),
    );
    if (this.#closed) return;
    this.#statusTimer = this.#house.clock.after(this.#house.statusEveryMs, () => {
      this.#statusTimer = undefined;
      if (!this.#statusWanted) return;
      this.#statusWanted = false;
      this.#statusChanged();
    });
  }

  /** What an announcement breaks must not break whoever caused it. */
  #attempt(announce: () => void): void {
    try {
      announce();
    } catch (error) {
      this.#house.log.error({ err: error }, 'an announcement failed');
    }
  }

  #send(message: AgentToTray): void {
    if (!this.#closed) this.#connection.send(message);
  }

  #refuseAndClose(id: number, fault: 'malformed' | 'too-many-requests'): void {
    this.#send(refused(id, fault));
    this[Symbol.dispose]();
  }
}

/** The request's own id, so that a refusal finds its asker; 0 where there is none. */
function idOf(message: unknown): number {
  if (typeof message !== 'object' || message === null || !('id' in message)) return 0;
  const { id } = message;
  return typeof id === 'number' && Number.isInteger(id) && id >= 0 && id <= 4_294_967_295 ? id : 0;
}

/** The parser judges text; JSON has no word for `undefined`. */
const textOf = (message: unknown): string => JSON.stringify(message) ?? '';
