import { chmodSync, lstatSync, unlinkSync } from 'node:fs';
import { once } from 'node:events';
import { endianness } from 'node:os';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { fail, ok, type Outcome } from '#policy/outcome.ts';
import { defaultLimits, SocketConnection, type ConnectionLimits } from './connection.ts';
import type { ByteOrder } from './frames.ts';
import { doorPath, inspectDoor, prepareFolder } from './door-folder.ts';
import type { PeerCredentials } from './peer-credentials.ts';
import type { Caller, DialFault, Door, LocalConnection, LocalEndpoint } from './port.ts';

export type UnixEndpointOptions = {
  readonly limits?: ConnectionLimits;
  /** Connections that one account may hold at a door; every browser profile and the tray hold one. Default 32. */
  readonly connectionsPerAccount?: number;
  /** Connections at a door, all accounts together. Default 512. */
  readonly connections?: number;
};

/** Browsers speak in the byte order of their machine. */
const orderAt = (door: Door): ByteOrder => (door === 'browser' && endianness() === 'LE' ? 'little' : 'big');

/** The rules of a large organisation are sent at once, in several messages. */
const limitsAt = (door: Door, limits: ConnectionLimits): ConnectionLimits =>
  door === 'browser' ? { ...limits, unsentBytes: 4 * limits.unsentBytes } : limits;

type Refusal = 'not-permitted' | 'too-many-connections';

/** Unix sockets with the kernel's word for who calls. */
export class UnixEndpoint implements LocalEndpoint {
  readonly #peer: PeerCredentials;
  readonly #limits: ConnectionLimits;
  readonly #perAccount: number;
  readonly #total: number;
  readonly #uid = process.geteuid?.() ?? 0;

  constructor(peer: PeerCredentials, options: UnixEndpointOptions = {}) {
    this.#peer = peer;
    this.#limits = options.limits ?? defaultLimits;
    this.#perAccount = options.connectionsPerAccount ?? 32;
    this.#total = options.connections ?? 512;
  }

  async listen(
    door: Door,
    folder: string,
    onConnection: (connection: LocalConnection) => void,
  ): Promise<AsyncDisposable> {
    prepareFolder(door, folder, this.#uid);
    const path = doorPath(door, folder);
    await removeStale(path, this.#uid);
    const open = new Set<SocketConnection>();
    const server = createServer({ pauseOnConnect: false }, (socket) => {
      const caller = this.#peer(socket);
      const connection = new SocketConnection(socket, caller, limitsAt(door, this.#limits), orderAt(door));
      const refusal = this.#refuses(door, caller, open);
      if (refusal !== undefined) {
        connection.close(refusal);
        return;
      }
      open.add(connection);
      connection.onClose(() => open.delete(connection));
      onConnection(connection);
    });
    const forAll = door !== 'admin';
    server.listen({ path, readableAll: forAll, writableAll: forAll });
    await once(server, 'listening');
    chmodSync(path, forAll ? 0o666 : 0o600);
    return { [Symbol.asyncDispose]: () => closeDoor(server, open) };
  }

  #refuses(door: Door, caller: Caller | undefined, open: ReadonlySet<SocketConnection>): Refusal | undefined {
    // Where the kernel gives no proof, the admin door's 0700 folder is the proof.
    if (door === 'admin' && caller !== undefined && caller.uid !== 0 && caller.uid !== this.#uid) {
      return 'not-permitted';
    }
    if (open.size >= this.#total) return 'too-many-connections';
    const held = [...open].filter((connection) => connection.caller?.uid === caller?.uid).length;
    return held >= this.#perAccount ? 'too-many-connections' : undefined;
  }

  async dial(door: Door, folder: string): Promise<Outcome<LocalConnection, DialFault>> {
    const trust = inspectDoor(door, folder, this.#uid);
    if (trust.kind === 'missing') return fail({ code: 'not-running' });
    if (trust.kind === 'not-permitted') return fail({ code: 'not-permitted' });
    if (trust.kind === 'untrusted') return fail({ code: 'untrusted-owner', why: trust.why });
    const reached = await reach(doorPath(door, folder));
    if (!reached.ok) {
      return fail({
        code: reached.fault === 'EACCES' || reached.fault === 'EPERM' ? 'not-permitted' : 'not-running',
      });
    }
    const answering = this.#peer(reached.value);
    if (answering !== undefined && answering.uid !== trust.owner) {
      reached.value.destroy();
      return fail({
        code: 'untrusted-owner',
        why: `uid ${answering.uid} answers at a door of uid ${trust.owner}`,
      });
    }
    return ok(new SocketConnection(reached.value, answering, this.#limits, orderAt(door)));
  }
}

const absent = new Set(['ENOENT', 'ECONNREFUSED', 'EACCES', 'EPERM', 'ECONNRESET', 'ENOTSOCK', 'EAGAIN']);

/** A connected socket, or the code of the system's refusal. */
async function reach(path: string): Promise<Outcome<Socket, string>> {
  const socket = connect({ path });
  try {
    await once(socket, 'connect');
    return ok(socket);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (absent.has(code)) return fail(code);
    throw error;
  }
}

/** A socket that nobody answers is what a dead agent left. It is removed only if it is ours; anything else stays and throws. */
async function removeStale(path: string, uid: number): Promise<void> {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  if (stats === undefined) return;
  if (!stats.isSocket() || stats.uid !== uid) throw new Error(`local endpoint: ${path} is not ours`);
  const reached = await reach(path);
  if (reached.ok) {
    reached.value.destroy();
    throw new Error(`local endpoint: another agent answers at ${path}`);
  }
  if (reached.fault !== 'ECONNREFUSED') throw new Error(`local endpoint: ${path}: ${reached.fault}`);
  unlinkSync(path);
}

async function closeDoor(server: Server, open: ReadonlySet<SocketConnection>): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  for (const connection of open) connection.close('agent-stopping');
  await closed;
}
