import { randomBytes } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { WebSocketServer, type WebSocket } from 'ws';
import type { Ban } from '#policy/ban.ts';
import type { DeviceClass } from '#policy/facts.ts';
import { agentToServer, type AgentToServer, type ServerToAgent } from '#protocol/agent-server.ts';
import type { JournalEvent } from '#protocol/event.ts';
import { formatEnrolmentToken } from '#protocol/enrolment-token.ts';
import { frameParser, isUnknown } from '#protocol/frames.ts';
import { limits } from '#protocol/limits.ts';
import { sessionText } from '#protocol/session-proof.ts';
import { subprotocol } from '#protocol/version.ts';
import { fingerprint, verifySignature, type SigningKey } from '#runtime/signature.ts';
import { monday } from './policy-builder.ts';
import { Signer } from './signed-policy.ts';

const parse = frameParser<AgentToServer>(agentToServer);

export type TinyServerOptions = {
  readonly bans?: readonly Ban[];
  /** Whose key proves the session; the server key by default. */
  readonly proofKey?: SigningKey;
  readonly acks?: boolean;
  /** What it assigns; `service` by default. */
  readonly deviceClass?: DeviceClass;
  /** The time that it names in `welcome`. */
  readonly at?: number;
  /** Takes a new connection for the test's own purpose: the server says nothing there. */
  readonly seize?: (socket: WebSocket) => boolean;
  /** A session was proven and brought up to date. */
  readonly onSession?: (socket: WebSocket, hello: Extract<AgentToServer, { type: 'hello' }>) => void;
};

/** The least server that an agent can talk to: one release, one assignment, and an ear for events. */
export class TinyServer implements AsyncDisposable {
  readonly signer = new Signer();
  readonly heard: AgentToServer[] = [];
  /** By epoch and seq, as a server that removes duplicates would keep them. */
  readonly events = new Map<string, JournalEvent>();
  sockets: WebSocket[] = [];
  bytes = 0;
  bans: readonly Ban[];
  version = 1;
  deviceKey = '';
  readonly url: string;
  readonly #options: TinyServerOptions;
  readonly #server: WebSocketServer;

  private constructor(server: WebSocketServer, options: TinyServerOptions) {
    this.#server = server;
    this.url = `ws://127.0.0.1:${(server.address() as AddressInfo).port}`;
    this.#options = options;
    this.bans = options.bans ?? [];
    server.on('connection', (socket) => this.#greet(socket));
  }

  static async open(options: TinyServerOptions = {}): Promise<TinyServer> {
    const server = new WebSocketServer({
      host: '127.0.0.1',
      port: 0,
      perMessageDeflate: false,
      handleProtocols: (offered) => (offered.has(subprotocol) ? subprotocol : false),
    });
    await new Promise((resolve) => server.once('listening', resolve));
    return new TinyServer(server, options);
  }

  get token(): string {
    return formatEnrolmentToken({
      organisation: 'example',
      keyFingerprint: fingerprint(this.signer.organisationKey.publicKey),
      secret: 'A'.repeat(43),
    });
  }

  send(message: ServerToAgent): void {
    for (const socket of this.sockets) socket.send(JSON.stringify(message));
  }
  /** Publishes other bans to whoever is connected. */
  publish(bans: readonly Ban[]): void {
    this.bans = bans;
    this.version += 1;
    for (const socket of this.sockets) this.#bringUp(socket);
  }
  drop(): void {
    for (const socket of this.sockets) socket.terminate();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.drop();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  #greet(socket: WebSocket): void {
    if (this.#options.seize?.(socket) === true) return;
    const serverNonce = randomBytes(32).toString('base64');
    socket.on('message', (data) => {
      this.bytes += (data as Buffer).length;
      const parsed = parse((data as Buffer).toString('utf8'), limits.frameFromAgent);
      if (!parsed.ok || isUnknown(parsed.value))
        throw new Error('the agent sent what its protocol does not have');
      this.heard.push(parsed.value);
      this.#answer(socket, parsed.value, serverNonce);
    });
    socket.on('close', () => {
      this.sockets = this.sockets.filter((one) => one !== socket);
    });
    this.#say(socket, { type: 'challenge', organisation: 'example', nonce: serverNonce });
  }

  #answer(socket: WebSocket, message: AgentToServer, serverNonce: string): void {
    const { device, organisationKey, serverKey } = this.signer;
    switch (message.type) {
      case 'enrol':
        this.deviceKey = message.deviceKey;
        this.#say(socket, {
          type: 'enrolled',
          device,
          organisation: 'example',
          state: 'active',
          organisationKey: organisationKey.publicKey,
          release: this.#release(),
        });
        return;
      case 'hello': {
        const binding = {
          organisation: 'example',
          device,
          serverNonce,
          deviceNonce: message.nonce,
          tlsExporter: '',
        };
        const asked = Buffer.from(sessionText({ ...binding, role: 'device' }));
        if (!verifySignature(this.deviceKey, asked, message.proof))
          throw new Error('the device did not prove itself');
        const key = this.#options.proofKey ?? serverKey;
        const proof = key.sign(Buffer.from(sessionText({ ...binding, role: 'server' }))).toString('base64');
        const acked = Math.max(
          0,
          ...[...this.events.keys()]
            .filter((name) => name.startsWith(message.epoch))
            .map((name) => Number(name.split(' ')[1])),
        );
        this.sockets.push(socket);
        this.#say(socket, {
          type: 'welcome',
          proof,
          key: key.publicKey,
          acked: this.#options.acks === false ? 0 : acked,
          at: this.#options.at ?? monday,
        });
        this.#bringUp(socket);
        this.#options.onSession?.(socket, message);
        return;
      }
      case 'fragment-wanted': {
        const { body, sha256 } = this.signer.fragment('root', this.bans);
        if (message.sha256.includes(sha256)) this.#say(socket, { type: 'fragment', sha256, body });
        return;
      }
      case 'events': {
        for (const event of message.events) this.events.set(`${message.epoch} ${event.seq}`, event);
        const last = message.events.at(-1)?.seq ?? 0;
        if (this.#options.acks !== false)
          this.#say(socket, { type: 'events-ack', epoch: message.epoch, seq: last });
        return;
      }
      case 'release-applied':
      case 'release-refused':
      case 'preview-result':
        return;
    }
  }

  #release() {
    const { sha256 } = this.signer.fragment('root', this.bans);
    return this.signer.release([{ unit: 'root', sha256 }], { version: this.version });
  }
  #bringUp(socket: WebSocket): void {
    this.#say(socket, { type: 'release', envelope: this.#release() });
    this.#say(socket, {
      type: 'assignment',
      envelope: this.signer.assignment({ class: this.#options.deviceClass ?? 'service' }),
    });
  }
  #say(socket: WebSocket, message: ServerToAgent): void {
    socket.send(JSON.stringify(message));
  }
}
