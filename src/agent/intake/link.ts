import { WebSocket } from 'ws';
import type { Outcome } from '#policy/outcome.ts';
import { serverToAgent, type AgentToServer, type ServerToAgent } from '#protocol/agent-server.ts';
import { closeCodes, type CloseName } from '#protocol/close-codes.ts';
import { frameParser, isUnknown } from '#protocol/frames.ts';
import { limits } from '#protocol/limits.ts';
import { subprotocol } from '#protocol/version.ts';
import { backoff } from '#runtime/backoff.ts';
import type { Clock } from '#runtime/clock.ts';
import type { Log } from '#runtime/log.ts';

type Message<T extends ServerToAgent['type']> = Extract<ServerToAgent, { type: T }>;
/** Messages of a proven session. */
export type SessionMessage = Exclude<ServerToAgent, { type: 'challenge' | 'welcome' | 'retry' | 'enrolled' }>;
export type Greeting = {
  readonly message: Extract<AgentToServer, { type: 'hello' | 'enrol' }>;
  /** Whether the server's `welcome` proves it. */
  readonly proves: (welcome: Message<'welcome'>) => boolean;
};

export type LinkOptions = {
  readonly server: string;
  /** PEM of a certificate authority that alone is believed. */
  readonly ca?: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly random?: () => number;
  /** Answers the server's challenge; a fault in words ends the try. `tlsExporter` is '' without TLS. */
  readonly greet: (challenge: Message<'challenge'>, tlsExporter: string) => Outcome<Greeting, string>;
  readonly onWelcome: (welcome: Message<'welcome'>) => void;
  readonly onEnrolled: (enrolled: Message<'enrolled'>) => Outcome<void, string>;
  readonly onMessage: (message: SessionMessage) => void;
  /** `name` is the protocol's name for the close code, where the server gave one. */
  readonly onClosed: (name: CloseName | undefined) => void;
  /** One of the above threw: what was said cannot be kept (a full disk) or is a bug. The connection is dropped. */
  readonly onFault: (fault: unknown) => void;
};

export type LinkStatus = {
  readonly connected: boolean;
  readonly why: string | undefined;
  /** Local epoch ms of the last frame of a proven session, for people. */
  readonly lastContact: number | undefined;
  readonly unknownMessages: number;
};

/** One connection to the server, kept up for ever: tried again with jitter, listened to, given up when silent. */
export interface Link extends AsyncDisposable {
  start(): void;
  /** Drops what is there and tries again now: the identity changed. */
  restart(): void;
  send(message: AgentToServer): boolean;
  /** What belongs to this conversation failed elsewhere: reported, dropped, and tried again after a growing wait. */
  fail(fault: unknown): void;
  status(): LinkStatus;
}

/** A disk does not get room at once. */
const leastAfterFaultMs = 1_000;
const parse = frameParser<ServerToAgent>(serverToAgent);
type Turn = 'challenge' | 'welcome' | 'enrolled' | 'open';

export function createLink(options: LinkOptions): Link {
  return new ServerLink(options);
}

/** The agent speaks TLS to everybody but this very machine. */
export function mayDial(server: string): boolean {
  if (!URL.canParse(server)) return false;
  const { protocol, hostname } = new URL(server);
  const isLoopback = hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);
  return protocol === 'wss:' || (protocol === 'ws:' && isLoopback);
}

class ServerLink implements Link {
  readonly #options: LinkOptions;
  readonly #waits: ReturnType<typeof backoff>;
  /** Grows while sessions end by faults of this side; a session that is proven does not make them short again. */
  readonly #faultWaits: ReturnType<typeof backoff>;
  #failed = false;
  #socket: WebSocket | undefined;
  #turn: Turn = 'challenge';
  #greeting: Greeting | undefined;
  #nextTry: Disposable | undefined;
  #watchdog: Disposable | undefined;
  #why: string | undefined = 'not yet tried';
  /** Why this try is about to end, known before the socket closes. */
  #ending: string | undefined;
  #lastContact: number | undefined;
  #lastHeard = 0;
  #unknown = 0;
  #waitAtLeastMs: number | undefined;
  #closed = false;

  constructor(options: LinkOptions) {
    this.#options = options;
    this.#waits = backoff(options.random ?? Math.random);
    this.#faultWaits = backoff(options.random ?? Math.random);
  }

  start(): void {
    if (this.#closed || this.#socket !== undefined) return;
    this.#nextTry?.[Symbol.dispose]();
    this.#nextTry = undefined;
    if (!mayDial(this.#options.server)) {
      this.#why = 'the server address must be wss:// (ws:// only on this PC)';
      return;
    }
    this.#guarded(() => this.#dial());
  }

  restart(): void {
    this.#waits.reset();
    this.#waitAtLeastMs = 0;
    if (this.#socket === undefined) this.start();
    else this.#socket.close(1000);
  }

  send(message: AgentToServer): boolean {
    if (this.#turn !== 'open' || this.#socket?.readyState !== WebSocket.OPEN) return false;
    this.#socket.send(JSON.stringify(message));
    return true;
  }

  fail(fault: unknown): void {
    this.#failed = true;
    this.#ending ??= 'what the server sent could not be kept';
    this.#options.onFault(fault);
    if (this.#socket === undefined) this.#later();
    else this.#socket.terminate();
  }

  status(): LinkStatus {
    return {
      connected: this.#turn === 'open' && this.#socket !== undefined,
      why: this.#why,
      lastContact: this.#lastContact,
      unknownMessages: this.#unknown,
    };
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true;
    this.#nextTry?.[Symbol.dispose]();
    this.#watchdog?.[Symbol.dispose]();
    const socket = this.#socket;
    if (socket === undefined) return Promise.resolve();
    return new Promise((resolve) => {
      const giveUp = this.#options.clock.after(1_000, () => socket.terminate());
      socket.once('close', () => {
        giveUp[Symbol.dispose]();
        resolve();
      });
      socket.close(1001);
    });
  }

  #dial(): void {
    const { ca } = this.#options;
    const socket = new WebSocket(this.#options.server, [subprotocol], {
      perMessageDeflate: false,
      maxPayload: limits.frameFromServer,
      handshakeTimeout: limits.proofDeadlineMs,
      followRedirects: false,
      minVersion: 'TLSv1.2',
      ...(ca === undefined ? {} : { ca }),
    });
    this.#socket = socket;
    this.#turn = 'challenge';
    this.#greeting = undefined;
    this.#ending = undefined;
    socket.on('open', () => this.#heard());
    socket.on('ping', () => this.#heard());
    socket.on('pong', () => this.#heard());
    socket.on('message', (data, isBinary) =>
      this.#guarded(() => {
        // What comes after this side has closed is not heeded, whatever it is: the close code was the answer.
        if (this.#socket !== socket || socket.readyState !== WebSocket.OPEN) return;
        if (isBinary) this.#drop('malformed');
        else this.#take(textOf(data));
      }),
    );
    socket.on('error', (error) => {
      this.#ending ??= error.message.slice(0, 300);
    });
    socket.on('close', (code, reason) => this.#ended(code, reason.toString('utf8')));
  }

  /** A throw in here would end the agent, and with it enforcement. */
  #guarded(work: () => void): void {
    try {
      work();
    } catch (fault) {
      this.fail(fault);
    }
  }

  #take(text: string): void {
    this.#heard();
    const limit =
      this.#turn === 'challenge' || this.#turn === 'welcome'
        ? limits.frameBeforeProof
        : limits.frameFromServer;
    const parsed = parse(text, limit);
    if (!parsed.ok) {
      this.#options.log.warn({ detail: parsed.fault.detail }, 'the server sent a frame that cannot be read');
      this.#drop(parsed.fault.close);
      return;
    }
    const message = parsed.value;
    if (isUnknown(message)) this.#unknown += 1;
    else this.#follow(message);
  }

  #follow(message: ServerToAgent): void {
    if (message.type === 'retry') {
      this.#waitAtLeastMs = message.afterSeconds * 1_000;
      this.#ending = 'the server asked to come back later';
      this.#socket?.close(1000);
    } else if (message.type === 'challenge') {
      if (this.#turn === 'challenge') this.#greet(message);
      else this.#drop('outOfTurn');
    } else if (message.type === 'welcome') {
      if (this.#turn !== 'welcome') this.#drop('outOfTurn');
      else if (this.#greeting?.proves(message) !== true) this.#distrust('the server did not prove itself');
      else this.#open(message);
    } else if (message.type === 'enrolled') {
      if (this.#turn !== 'enrolled') this.#drop('outOfTurn');
      else this.#enrolled(message);
    } else if (this.#turn === 'open') this.#options.onMessage(message);
    else this.#drop('outOfTurn');
  }

  #greet(challenge: Message<'challenge'>): void {
    const greeting = this.#options.greet(challenge, tlsExporterOf(this.#socket));
    if (!greeting.ok) {
      this.#distrust(greeting.fault);
      return;
    }
    this.#greeting = greeting.value;
    this.#turn = greeting.value.message.type === 'hello' ? 'welcome' : 'enrolled';
    this.#socket?.send(JSON.stringify(greeting.value.message));
  }

  #open(welcome: Message<'welcome'>): void {
    this.#turn = 'open';
    this.#why = undefined;
    this.#waits.reset();
    this.#heard();
    this.#options.onWelcome(welcome);
  }

  #enrolled(message: Message<'enrolled'>): void {
    const taken = this.#options.onEnrolled(message);
    if (taken.ok) this.restart();
    else this.#distrust(taken.fault);
  }

  #distrust(why: string): void {
    this.#options.log.warn({ why }, 'connection refused by this agent');
    this.#ending = why;
    this.#drop('notProven');
  }

  #drop(name: CloseName): void {
    this.#ending ??= closeCodes[name].reason;
    this.#socket?.close(closeCodes[name].code, closeCodes[name].reason);
  }

  #heard(): void {
    const { clock } = this.#options;
    this.#lastHeard = clock.monotonic();
    if (this.#turn === 'open') this.#lastContact = clock.now();
    this.#watchdog ??= clock.after(limits.pingSeconds * 1_000, () => this.#watch());
  }

  /** Pings only when the server was silent for a whole period, so an idle link with a pinging server costs pongs alone. */
  #watch(): void {
    this.#watchdog = undefined;
    if (this.#socket === undefined) return;
    const silentMs = this.#options.clock.monotonic() - this.#lastHeard;
    const limitMs = this.#turn === 'open' ? limits.silenceSeconds * 1_000 : limits.pingSeconds * 1_000;
    if (silentMs >= limitMs) {
      this.#ending = closeCodes.silent.reason;
      this.#socket.terminate();
      return;
    }
    if (silentMs >= limits.pingSeconds * 500 && this.#socket.readyState === WebSocket.OPEN)
      this.#socket.ping();
    this.#watchdog = this.#options.clock.after(limits.pingSeconds * 1_000, () => this.#watch());
  }

  #ended(code: number, reason: string): void {
    const name = nameOfClose(code);
    this.#socket = undefined;
    this.#turn = 'challenge';
    this.#watchdog?.[Symbol.dispose]();
    this.#watchdog = undefined;
    const told = name === undefined ? reason.slice(0, 300) : closeCodes[name].reason;
    this.#why = this.#ending ?? (told === '' ? 'the connection ended' : told);
    try {
      this.#options.onClosed(name);
    } catch (fault) {
      this.#failed = true;
      this.#options.onFault(fault);
    }
    this.#later();
  }

  #later(): void {
    if (this.#closed) return;
    if (!this.#failed) this.#faultWaits.reset();
    const usual = this.#failed ? leastAfterFaultMs + this.#faultWaits.next() : this.#waits.next();
    const wait = this.#waitAtLeastMs ?? usual;
    this.#failed = false;
    this.#waitAtLeastMs = undefined;
    this.#nextTry?.[Symbol.dispose]();
    this.#nextTry = this.#options.clock.after(wait, () => this.start());
  }
}

export function nameOfClose(code: number): CloseName | undefined {
  const names = Object.keys(closeCodes) as CloseName[];
  return names.find((name) => closeCodes[name].code === code);
}

function textOf(data: Buffer | ArrayBuffer | Buffer[]): string {
  if (Array.isArray(data)) return Buffer.concat(data).toString('utf8');
  return Buffer.isBuffer(data) ? data.toString('utf8') : Buffer.from(data).toString('utf8');
}

/** Ties the session to this very TLS connection; see `#protocol/session-proof.ts`. */
function tlsExporterOf(socket: WebSocket | undefined): string {
  const raw: unknown = socket === undefined ? undefined : Reflect.get(socket, '_socket');
  if (typeof raw !== 'object' || raw === null || !('exportKeyingMaterial' in raw)) return '';
  const { exportKeyingMaterial } = raw;
  if (typeof exportKeyingMaterial !== 'function') return '';
  const bytes: unknown = exportKeyingMaterial.call(raw, 32, 'EXPORTER-portvakt-1', Buffer.alloc(0));
  return Buffer.isBuffer(bytes) ? bytes.toString('base64') : '';
}
