import type { Duplex } from 'node:stream';
import type { RawData, WebSocket } from 'ws';
import { agentToServer, type AgentToServer, type ServerToAgent } from '#protocol/agent-server.ts';
import { closeCodes, type CloseName } from '#protocol/close-codes.ts';
import { frameParser, isUnknown } from '#protocol/frames.ts';
import { limits } from '#protocol/limits.ts';
import type { Clock } from '#runtime/clock.ts';
import type { Log } from '#runtime/log.ts';
import { Rate } from './rate.ts';

const parse = frameParser<AgentToServer>(agentToServer);
/** Unread bytes towards one agent above which nothing more is prepared for it. */
const muchUnread = 1_048_576;
/** What the WebSocket library still takes above a limit, so that the close of a frame too large has this protocol's name. */
const spareBytes = 4_096;
/** How long a peer may take to answer a close. */
const closeGraceMs = 3_000;
/** Frames from a peer that has not proved itself: one suffices, and some of a newer protocol. */
const framesBeforeProof = 10;

export type ConnectionEvents = {
  /** Messages come one at a time: the next waits until this one's promise is settled. */
  readonly message: (message: AgentToServer) => Promise<void> | void;
  readonly closed: () => void;
};

/** One WebSocket with its limits: size by state, depth, rate, order. Knows nothing of devices. */
export class Connection {
  readonly #ws: WebSocket;
  readonly #socket: Duplex;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #rate = new Rate(limits.framesPerSecond, limits.rateWindowMs);
  /** Made when first needed: most connections never wait for a pong. */
  #pongs: Map<string, () => void> | undefined;
  #events: ConnectionEvents | undefined;
  #tail: Promise<void> = Promise.resolve();
  #waiting = 0;
  #frames = 0;
  #proven = false;
  #closing = false;
  #pingId = 0;
  #grace: Disposable | undefined;
  lastHeard: number;

  constructor(ws: WebSocket, socket: Duplex, clock: Clock, log: Log) {
    this.#ws = ws;
    this.#socket = socket;
    this.#clock = clock;
    this.#log = log;
    this.lastHeard = clock.monotonic();
    limitPayload(ws, limits.frameBeforeProof);
    // From the very start: an error that nobody listens to would end the server.
    ws.on('error', (fault) => this.#log.debug({ fault: fault.message }, 'connection broken'));
    ws.on('close', () => {
      this.#closing = true;
      this.#grace?.[Symbol.dispose]();
    });
  }

  listen(events: ConnectionEvents): void {
    this.#events = events;
    this.#ws.on('message', (data, isBinary) => this.#received(data, isBinary));
    this.#ws.on('pong', (data) => this.#ponged(data.toString('latin1')));
    this.#ws.on('ping', () => this.#heard());
    this.#ws.on('close', () => {
      this.#pongs = undefined;
      events.closed();
    });
  }

  /** From now on frames may be as large as an agent's. */
  proven(): void {
    this.#proven = true;
    limitPayload(this.#ws, limits.frameFromAgent);
  }

  get open(): boolean {
    return !this.#closing && this.#ws.readyState === this.#ws.OPEN;
  }

  /**
   * Whether so much is on its way out that a 'drain' will follow. `writableLength` would not do: over TLS it is above 0
   * after every frame, and no 'drain' comes of a frame that stayed below the high-water mark.
   */
  get congested(): boolean {
    return this.#socket.writableNeedDrain;
  }

  send(message: ServerToAgent): void {
    if (this.open) this.#ws.send(JSON.stringify(message));
  }

  /** Sends a frame that is shared with other connections. */
  sendFrame(frame: Buffer): void {
    if (this.open) this.#socket.write(frame);
  }

  onceDrained(call: () => void): void {
    this.#socket.once('drain', call);
  }

  /** Resolves when the peer has read most of what was sent, or is gone. */
  async drained(): Promise<void> {
    if (!this.open || this.#socket.writableLength < muchUnread) return;
    await new Promise<void>((resolve) => {
      const done = (): void => {
        this.#socket.off('drain', done).off('close', done);
        resolve();
      };
      this.#socket.on('drain', done).on('close', done);
    });
  }

  ping(): void {
    if (this.open) this.#ws.ping();
  }

  /** Calls once the peer has received all that was sent before: a pong comes after it. */
  whenReceived(call: () => void): void {
    if (!this.open) return;
    this.#pingId += 1;
    const id = String(this.#pingId);
    this.#pongs ??= new Map();
    this.#pongs.set(id, call);
    this.#ws.ping(Buffer.from(id, 'latin1'));
  }

  pause(): void {
    if (this.open) this.#ws.pause();
  }

  resume(): void {
    if (this.open && this.#waiting === 0) this.#ws.resume();
  }

  close(name: CloseName | 'enrolled' | 'later'): void {
    if (this.#closing) return;
    this.#closing = true;
    this.#ws.resume();
    if (name === 'enrolled') this.#ws.close(1000, 'enrolled: connect again and say hello');
    else if (name === 'later') this.#ws.close(1013, 'not ready: connect again later');
    else this.#ws.close(closeCodes[name].code, closeCodes[name].reason);
    this.#grace = this.#clock.after(closeGraceMs, () => this.terminate());
  }

  terminate(): void {
    this.#closing = true;
    this.#ws.terminate();
  }

  #heard(): void {
    this.lastHeard = this.#clock.monotonic();
  }

  #ponged(id: string): void {
    this.#heard();
    const call = this.#pongs?.get(id);
    this.#pongs?.delete(id);
    call?.();
  }

  #received(data: RawData, isBinary: boolean): void {
    if (this.#closing) return;
    this.#heard();
    this.#frames += 1;
    if (!this.#rate.take(this.lastHeard) || (!this.#proven && this.#frames > framesBeforeProof))
      return this.close('tooFast');
    if (isBinary || !Buffer.isBuffer(data)) return this.close('malformed');
    const limit = this.#proven ? limits.frameFromAgent : limits.frameBeforeProof;
    if (data.length > limit) return this.close('tooLarge');
    const read = parse(data.toString('utf8'), limit);
    if (!read.ok) {
      this.#log.debug({ detail: read.fault.detail }, 'frame refused');
      return this.close(read.fault.close);
    }
    // A type of a later version is passed over.
    if (!isUnknown(read.value)) this.#enqueue(read.value);
  }

  #enqueue(message: AgentToServer): void {
    this.#waiting += 1;
    this.#ws.pause();
    this.#tail = this.#tail
      .then(() => (this.#closing ? undefined : this.#events?.message(message)))
      .catch((fault: unknown) => {
        this.#log.error({ fault, message: message.type }, 'a message could not be handled');
        this.close('serverFault');
      })
      .then(() => {
        this.#waiting -= 1;
        this.resume();
      });
  }
}

/**
 * ws reads the largest payload once, at the start; a peer that has not proved itself must not make it buffer more. It
 * answers what is far too large by itself, with 1009.
 */
function limitPayload(ws: object, bytes: number): void {
  const { _receiver: receiver } = ws as { readonly _receiver?: { _maxPayload?: number } };
  if (typeof receiver?._maxPayload === 'number') receiver._maxPayload = bytes + spareBytes;
}
