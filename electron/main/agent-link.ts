import type { LocalAnswer, LocalClient, LocalRequest, RequestFault } from '#local-client/client.ts';
import { fail, ok, type Outcome } from '#policy/outcome.ts';
import type { Reach } from '#protocol/tray-window.ts';
import type { Clock } from '#runtime/clock.ts';
import type { AgentDoor } from './agent-door.ts';
import type { DeskEvent } from './desk.ts';
import { watchDoors } from './door-watch.ts';
import { Pace } from './pace.ts';

export type AgentLinkOptions = {
  readonly door: AgentDoor;
  readonly clock: Clock;
  readonly random: () => number;
  readonly onEvent: (event: DeskEvent) => void;
  /** The desk is as the agent has it; comes after each connection. */
  readonly onConnected: () => void;
};

type LostWhy = Extract<Reach, { state: 'lost' }>['why'];
export type LinkFault = RequestFault | { readonly code: 'unreachable' };

/** Milliseconds between tries while no agent answers: doubling, with jitter so that not all sessions ask at once. */
const firstTryMs = 1_000;
const longestTryMs = 300_000;
/** A conversation that lasted so long was a good one: the next tries begin anew. */
const goodMs = 60_000;

/** The conversation with the agent, begun anew whenever it ends. */
export class AgentLink implements Disposable {
  readonly #options: AgentLinkOptions;
  #client: LocalClient | undefined;
  #since: number | undefined;
  #tries = 0;
  #timer: Disposable | undefined;
  #watch: Disposable | undefined;
  readonly #announced: Pace;
  #connecting = false;
  #askedMeanwhile = false;
  #ended = false;

  constructor(options: AgentLinkOptions) {
    this.#options = options;
    this.#announced = new Pace(options.clock, 200, () => {
      this.#tries = 0;
      void this.connect();
    });
  }

  /** Settles when the first try is over, whatever came of it. */
  async connect(): Promise<void> {
    if (this.#ended || this.#client !== undefined) return;
    if (this.#connecting) {
      this.#askedMeanwhile = true;
      return;
    }
    this.#connecting = true;
    this.#askedMeanwhile = false;
    this.#stopWaiting();
    const why = await this.#converse();
    this.#connecting = false;
    if (why !== undefined) this.#lost(why);
    if (this.#askedMeanwhile) void this.connect();
  }

  async request<R extends LocalRequest>(message: R): Promise<Outcome<LocalAnswer<R['type']>, LinkFault>> {
    return this.#client === undefined ? fail({ code: 'unreachable' }) : await this.#client.request(message);
  }

  [Symbol.dispose](): void {
    this.#ended = true;
    this.#stopWaiting();
    this.#announced[Symbol.dispose]();
    this.#client?.[Symbol.dispose]();
  }

  /** Why there is no conversation; undefined where there is one now. */
  async #converse(): Promise<LostWhy | undefined> {
    // A fault of the system while dialling must not end the tray: it is said, and tried again.
    const dialled = await this.#options.door.dial().catch(() => fail({ code: 'not-running' } as const));
    if (!dialled.ok) return dialled.fault.code;
    const client = dialled.value;
    if (this.#ended) {
      client[Symbol.dispose]();
      return undefined;
    }
    let closed = false;
    const { clock } = this.#options;
    const begunAt = clock.monotonic();
    client.onClosed(() => {
      closed = true;
      if (this.#client !== client) return;
      if (clock.monotonic() - begunAt >= goodMs) this.#tries = 0;
      this.#client = undefined;
      this.#lost('ended');
    });
    const begun = await this.#begin(client);
    if (!begun.ok || closed) {
      client[Symbol.dispose]();
      return begun.ok ? 'ended' : begun.fault;
    }
    this.#client = client;
    this.#since = undefined;
    this.#say({ type: 'reach', reach: { state: 'connected' } });
    this.#options.onConnected();
    return undefined;
  }

  async #begin(client: LocalClient): Promise<Outcome<void, LostWhy>> {
    client.onAnnounced((message) => {
      if (message.type === 'notice') this.#say({ type: 'notice', notice: message.notice });
      else this.#say({ type: 'status', status: message.status });
    });
    const subscribed = await client.request({ type: 'subscribe' });
    if (!subscribed.ok) return fail(whyNot(subscribed.fault));
    const status = await client.request({ type: 'status' });
    if (!status.ok) return fail(whyNot(status.fault));
    this.#say({ type: 'status', status: status.value.status });
    const notices = await client.request({ type: 'notices' });
    if (!notices.ok) return fail(whyNot(notices.fault));
    this.#say({ type: 'notices', notices: notices.value.notices });
    const requests = await client.request({ type: 'requests' });
    if (!requests.ok) return fail(whyNot(requests.fault));
    this.#say({ type: 'requests', requests: requests.value.requests });
    return ok(undefined);
  }

  #lost(why: LostWhy): void {
    if (this.#ended) return;
    const { clock, random, door } = this.#options;
    this.#since ??= clock.now();
    this.#say({ type: 'reach', reach: { state: 'lost', why, since: this.#since } });
    const wait = Math.min(longestTryMs, firstTryMs * 2 ** this.#tries) * (0.5 + random() / 2);
    this.#tries += 1;
    this.#stopWaiting();
    this.#timer = clock.after(wait, () => void this.connect());
    this.#watch = watchDoors(door.folders, () => this.#announced.ask());
  }

  /** What a listener of ours throws is a bug of ours: it must not end the conversation, nor the next try. */
  #say(event: DeskEvent): void {
    try {
      this.#options.onEvent(event);
    } catch (error) {
      console.error('portvakt tray:', error);
    }
  }

  #stopWaiting(): void {
    this.#timer?.[Symbol.dispose]();
    this.#watch?.[Symbol.dispose]();
    this.#timer = undefined;
    this.#watch = undefined;
  }
}

/** An agent that does not know who calls gives nothing personal; anything else is an end like another. */
const whyNot = (fault: RequestFault): LostWhy =>
  fault.code === 'refused' && (fault.fault === 'no-proof-of-account' || fault.fault === 'not-permitted')
    ? 'not-permitted'
    : 'ended';
