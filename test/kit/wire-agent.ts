import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { TLSSocket } from 'node:tls';
import { WebSocket } from 'ws';
import { serverToAgent, type AgentToServer, type ServerToAgent } from '#protocol/agent-server.ts';
import { parseEnrolmentToken } from '#protocol/enrolment-token.ts';
import type { EventBody } from '#protocol/event.ts';
import { frameParser, isUnknown } from '#protocol/frames.ts';
import { limits } from '#protocol/limits.ts';
import { sessionText, type SessionBinding } from '#protocol/session-proof.ts';
import { subprotocol } from '#protocol/version.ts';
import { generateSigningKey, verifySignature, type SigningKey } from '#runtime/signature.ts';

const parse = frameParser<ServerToAgent>(serverToAgent);
type Message<T extends ServerToAgent['type']> = Extract<ServerToAgent, { type: T }>;
export type HelloContent = Partial<Extract<AgentToServer, { type: 'hello' }>>;

const facts = {
  hostName: 'pc-1',
  os: 'linux',
  osName: 'Debian GNU/Linux',
  osVersion: '12',
  model: 'test',
  agentVersion: '0.1.0',
} as const;
export const newId = (): string => randomBytes(16).toString('hex');

/** The raw conversation of an agent, for tests: says what it is told to say and keeps what it hears. */
export class WireAgent implements AsyncDisposable {
  readonly key: SigningKey;
  readonly epoch = newId();
  readonly heard: ServerToAgent[] = [];
  device = '';
  nonce = randomBytes(32).toString('base64');
  closed: { readonly code: number; readonly reason: string } | undefined;
  readonly #ws: WebSocket;
  readonly #wakers = new Set<() => void>();

  constructor(
    url: string,
    options: { readonly key?: SigningKey; readonly protocols?: string[]; readonly ca?: string } = {},
  ) {
    this.key = options.key ?? generateSigningKey();
    this.#ws = new WebSocket(url, options.protocols ?? [subprotocol], {
      perMessageDeflate: false,
      maxPayload: limits.frameFromServer,
      ...(options.ca === undefined ? {} : { ca: options.ca }),
    });
    this.#ws.on('message', (data) => {
      const read = parse((data as Buffer).toString('utf8'), limits.frameFromServer);
      if (!read.ok || isUnknown(read.value))
        throw new Error('the server sent what its protocol does not have');
      this.heard.push(read.value);
      this.#wake();
    });
    this.#ws.on('close', (code, reason) => {
      this.closed = { code, reason: reason.toString('utf8') };
      this.#wake();
    });
    this.#ws.on('error', () => this.#wake());
  }

  /** The first message of that type that is heard, or was heard already and not taken yet. */
  async take<T extends ServerToAgent['type']>(type: T): Promise<Message<T>> {
    const found = await this.until(() => this.heard.find((message) => message.type === type));
    this.heard.splice(this.heard.indexOf(found), 1);
    return found as Message<T>;
  }

  async untilClosed(): Promise<{ readonly code: number; readonly reason: string }> {
    return this.until(() => this.closed, true);
  }

  async until<T>(seen: () => T | undefined, closeIsFine = false): Promise<T> {
    for (;;) {
      const value = seen();
      if (value !== undefined) return value;
      if (this.closed !== undefined && !closeIsFine)
        throw new Error(`closed meanwhile: ${this.closed.code} ${this.closed.reason}`);
      await new Promise<void>((resolve) => this.#wakers.add(resolve));
    }
  }

  send(message: AgentToServer): void {
    this.sendText(JSON.stringify(message));
  }

  sendText(text: string | Buffer): void {
    if (this.#ws.readyState === WebSocket.OPEN) this.#ws.send(text);
  }

  /** Resolves when the server has handled all that was sent before, or has closed. */
  async settled(): Promise<void> {
    let answered = false;
    this.#ws.once('pong', () => {
      answered = true;
      this.#wake();
    });
    if (this.#ws.readyState === WebSocket.OPEN) this.#ws.ping();
    await this.until(() => (answered || this.closed !== undefined ? true : undefined), true);
  }

  proof(challenge: Message<'challenge'>, role: SessionBinding['role'], device: string): string {
    return this.key.sign(Buffer.from(this.#text(challenge, role, device), 'utf8')).toString('base64');
  }

  /** Answers the challenge with `enrol`; `change` alters the message after it was proved. */
  async sayEnrol(token: string, change: Record<string, unknown> = {}): Promise<void> {
    const challenge = await this.take('challenge');
    const { publicKey } = this.key;
    this.send({
      type: 'enrol',
      organisation: challenge.organisation,
      token: parseEnrolmentToken(token)?.secret ?? token,
      deviceKey: publicKey,
      nonce: this.nonce,
      proof: this.proof(challenge, 'enrol', publicKey),
      private: false,
      facts,
      ...change,
    });
  }

  async sayHello(device: string, change: HelloContent = {}): Promise<Message<'challenge'>> {
    const challenge = await this.take('challenge');
    this.device = device;
    this.send({
      type: 'hello',
      device,
      nonce: this.nonce,
      proof: this.proof(challenge, 'device', device),
      facts,
      private: false,
      release: 0,
      highestRelease: 0,
      assignment: 0,
      epoch: this.epoch,
      acked: 0,
      capabilities: [],
      ...change,
    });
    return challenge;
  }

  /** Says hello and checks the server's own proof. */
  async arrive(device: string, change: HelloContent = {}): Promise<Message<'welcome'>> {
    const challenge = await this.sayHello(device, change);
    const welcome = await this.take('welcome');
    const text = Buffer.from(this.#text(challenge, 'server', device), 'utf8');
    if (!verifySignature(welcome.key, text, welcome.proof))
      throw new Error('the server did not prove itself');
    return welcome;
  }

  sendEvents(first: number, bodies: readonly EventBody[], epoch = this.epoch): void {
    this.send({ type: 'events', epoch, events: bodies.map((body, at) => ({ seq: first + at, body })) });
  }

  async close(): Promise<void> {
    if (this.#ws.readyState === WebSocket.CLOSED) return;
    const closed = once(this.#ws, 'close');
    this.#ws.close();
    await closed;
  }

  /** Cuts the connection without a word. */
  cut(): void {
    this.#ws.terminate();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.closed === undefined) this.cut();
    await Promise.resolve();
  }

  #text(challenge: Message<'challenge'>, role: SessionBinding['role'], device: string): string {
    return sessionText({
      role,
      organisation: challenge.organisation,
      device,
      serverNonce: challenge.nonce,
      deviceNonce: this.nonce,
      tlsExporter: challenge.tlsEndedElsewhere === true ? '' : this.#exporter(),
    });
  }

  /** '' for a connection without TLS. */
  #exporter(): string {
    const { _socket: socket } = this.#ws as unknown as { readonly _socket?: unknown };
    if (!(socket instanceof TLSSocket)) return '';
    return socket.exportKeyingMaterial(32, 'EXPORTER-portvakt-1', Buffer.alloc(0)).toString('base64');
  }

  #wake(): void {
    for (const wake of this.#wakers) wake();
    this.#wakers.clear();
  }
}

/** A key with its device, enrolled over a connection of its own. */
export async function enrolDevice(
  url: string,
  token: string,
  ca?: string,
): Promise<{ readonly device: string; readonly key: SigningKey }> {
  await using agent = new WireAgent(url, ca === undefined ? {} : { ca });
  await agent.sayEnrol(token);
  const { device } = await agent.take('enrolled');
  return { device, key: agent.key };
}
