import type {
  DialFault,
  LocalConnection,
  LocalEndpoint,
  RequestDoor,
} from '#platform/local-endpoint/port.ts';
import { fail, ok, type Outcome } from '#policy/outcome.ts';
import type { AdminToAgent } from '#protocol/admin-agent.ts';
import { frameParser, isUnknown } from '#protocol/frames.ts';
import { agentToTray, type AgentToTray } from '#protocol/tray-agent.ts';

type WithoutId<M> = M extends unknown ? Omit<M, 'id'> : never;
export type LocalRequest = WithoutId<AdminToAgent>;

/** What the agent says to each request. */
const answers = {
  status: 'status',
  subscribe: 'done',
  notices: 'notices',
  shown: 'done',
  acknowledge: 'done',
  ask: 'asked',
  remind: 'reminder',
  removables: 'removables',
  remove: 'removal',
  'verify-removal': 'removal',
  requests: 'requests',
  ledger: 'ledger',
  explain: 'explanation',
  'offline-challenge': 'offline-challenge',
  'offline-redeem': 'offline-redeemed',
  rescan: 'done',
  enrol: 'done',
} as const satisfies { readonly [T in AdminToAgent['type']]: AgentToTray['type'] };
export type LocalAnswer<T extends AdminToAgent['type']> = Extract<AgentToTray, { type: (typeof answers)[T] }>;
export type LocalAnnouncement = Extract<AgentToTray, { type: 'notice' | 'status-changed' }>;
export type RequestFault =
  /** The agent said no; `fault` is its code. */
  | { readonly code: 'refused'; readonly fault: string; readonly detail: string }
  | { readonly code: 'connection-closed'; readonly why: string }
  | { readonly code: 'no-answer' }
  | { readonly code: 'unexpected-answer' };

export interface LocalClient extends Disposable {
  /** Answers come in any order; after `no-answer` the connection may still be used. */
  request<R extends LocalRequest>(message: R): Promise<Outcome<LocalAnswer<R['type']>, RequestFault>>;
  /** What follows `subscribe`. */
  onAnnounced(listener: (message: LocalAnnouncement) => void): Disposable;
  onClosed(listener: (why: string) => void): void;
}

export type LocalClientOptions = {
  /** Milliseconds to wait for an answer. Default 30,000. */
  readonly answerWithinMs?: number;
};

/** Calls the agent of this PC. */
export async function dialAgent(
  endpoint: LocalEndpoint,
  door: RequestDoor,
  folder: string,
  options: LocalClientOptions = {},
): Promise<Outcome<LocalClient, DialFault>> {
  const dialled = await endpoint.dial(door, folder);
  return dialled.ok ? ok(new Conversation(dialled.value, options.answerWithinMs ?? 30_000)) : dialled;
}

/** What waits for the platform's own uninstaller. */
const slow: ReadonlySet<AdminToAgent['type']> = new Set<AdminToAgent['type']>(['remove', 'verify-removal']);
const removalWithinMs = 600_000;
const answerLimit = 1_048_576;
const parse = frameParser<AgentToTray>(agentToTray);
type Waiting = (outcome: Outcome<AgentToTray, RequestFault>) => void;

class Conversation implements LocalClient {
  readonly #connection: LocalConnection;
  readonly #answerWithinMs: number;
  readonly #waiting = new Map<number, Waiting>();
  readonly #listeners = new Set<(message: LocalAnnouncement) => void>();
  readonly #closeListeners: ((why: string) => void)[] = [];
  #nextId = 1;
  #closed: RequestFault | undefined;
  /** What the agent said when it turned this caller away, before it read any request. */
  #turnedAway: RequestFault | undefined;

  constructor(connection: LocalConnection, answerWithinMs: number) {
    this.#connection = connection;
    this.#answerWithinMs = answerWithinMs;
    connection.onClose((why) => this.#end(why));
    connection.onMessage((message) => this.#receive(message));
  }

  async request<R extends LocalRequest>(message: R): Promise<Outcome<LocalAnswer<R['type']>, RequestFault>> {
    if (this.#closed !== undefined) return fail(this.#closed);
    const id = this.#nextId;
    this.#nextId += 1;
    const outcome = await new Promise<Outcome<AgentToTray, RequestFault>>((resolve) => {
      const within = slow.has(message.type) ? removalWithinMs : this.#answerWithinMs;
      const timer = setTimeout(() => settle(fail({ code: 'no-answer' })), within);
      const settle: Waiting = (result) => {
        clearTimeout(timer);
        this.#waiting.delete(id);
        resolve(result);
      };
      this.#waiting.set(id, settle);
      this.#connection.send({ ...message, id });
    });
    if (!outcome.ok) return outcome;
    const answer = outcome.value;
    if (answer.type === 'refused')
      return fail({ code: 'refused', fault: answer.fault, detail: answer.detail });
    if (answer.type !== answers[message.type]) return fail({ code: 'unexpected-answer' });
    // Its type has just been compared with the one that belongs to the request.
    return ok(answer as LocalAnswer<R['type']>);
  }

  onAnnounced(listener: (message: LocalAnnouncement) => void): Disposable {
    const call = (message: LocalAnnouncement): void => listener(message);
    this.#listeners.add(call);
    return { [Symbol.dispose]: () => void this.#listeners.delete(call) };
  }

  onClosed(listener: (why: string) => void): void {
    this.#closeListeners.push(listener);
  }

  [Symbol.dispose](): void {
    this.#end('closed');
    this.#connection[Symbol.dispose]();
  }

  #receive(message: unknown): void {
    const parsed = parse(JSON.stringify(message) ?? '', answerLimit);
    // An agent of another version may say more than this client knows; what matters is missed by `no-answer`.
    if (!parsed.ok || isUnknown(parsed.value)) return;
    const answer = parsed.value;
    if (answer.type === 'notice' || answer.type === 'status-changed')
      for (const listener of this.#listeners) listener(answer);
    else if (answer.type === 'refused' && answer.id === 0)
      this.#turnedAway = { code: 'refused', fault: answer.fault, detail: answer.detail };
    else this.#waiting.get(answer.id)?.(ok(answer));
  }

  #end(why: string): void {
    if (this.#closed !== undefined) return;
    this.#closed = this.#turnedAway ?? { code: 'connection-closed', why };
    for (const settle of [...this.#waiting.values()]) settle(fail(this.#closed));
    for (const listener of this.#closeListeners) listener(why);
  }
}
