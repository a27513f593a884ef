import type { Socket } from 'node:net';
import { encodeFrame, FrameReader, type ByteOrder } from './frames.ts';
import type { Caller, LocalConnection } from './port.ts';

export type ConnectionLimits = {
  /** Messages a second that may go on for ever, and how many may come at once. */
  readonly messagesPerSecond: number;
  readonly burst: number;
  /** A frame that was begun must be complete within this time. */
  readonly frameWithinMs: number;
  /** What may wait for a caller that does not read. */
  readonly unsentBytes: number;
};
export const defaultLimits: ConnectionLimits = {
  messagesPerSecond: 50,
  burst: 200,
  frameWithinMs: 10_000,
  unsentBytes: 4 * 1_048_576,
};

/** One connection of either side: frames in, frames out, and a named reason when it ends. */
export class SocketConnection implements LocalConnection {
  readonly caller: Caller | undefined;
  readonly #socket: Socket;
  readonly #limits: ConnectionLimits;
  readonly #order: ByteOrder;
  readonly #reader: FrameReader;
  readonly #closeListeners: ((why: string) => void)[] = [];
  #messageListener: ((message: unknown) => void) | undefined;
  #credit: number;
  #creditAt = performance.now();
  #stalled: NodeJS.Timeout | undefined;
  #why: string | undefined;
  #closed = false;

  constructor(
    socket: Socket,
    caller: Caller | undefined,
    limits: ConnectionLimits,
    order: ByteOrder = 'big',
  ) {
    this.#socket = socket;
    this.caller = caller;
    this.#limits = limits;
    this.#order = order;
    this.#reader = new FrameReader(order);
    this.#credit = limits.burst;
    socket.on('error', (error: NodeJS.ErrnoException) => {
      this.#why ??= error.code ?? error.message;
    });
    socket.once('close', () => {
      this.#closed = true;
      clearTimeout(this.#stalled);
      for (const listener of this.#closeListeners) listener(this.#why ?? 'ended');
    });
  }

  send(message: unknown): void {
    const frame = encodeFrame(message, this.#order);
    if (this.#closed || this.#socket.destroyed) return;
    if (this.#socket.writableLength + frame.length > this.#limits.unsentBytes) this.close('not-reading');
    else this.#socket.write(frame);
  }

  /** Nothing is read from the socket before somebody listens, so that no message is lost. */
  onMessage(listener: (message: unknown) => void): void {
    if (this.#messageListener !== undefined) throw new Error('onMessage: called twice');
    this.#messageListener = listener;
    this.#socket.on('data', (chunk: Buffer) => this.#take(chunk, listener));
  }

  onClose(listener: (why: string) => void): void {
    if (this.#closed) queueMicrotask(() => listener(this.#why ?? 'ended'));
    else this.#closeListeners.push(listener);
  }

  #take(chunk: Buffer, listener: (message: unknown) => void): void {
    if (this.#socket.destroyed) return;
    this.#reader.push(chunk);
    let whole = false;
    for (;;) {
      const reading = this.#reader.next();
      if (reading.kind === 'refused') {
        this.close(reading.why);
        return;
      }
      if (reading.kind === 'incomplete') break;
      if (!this.#spend()) {
        this.close('too-many-messages');
        return;
      }
      whole = true;
      listener(reading.message);
      if (this.#socket.destroyed) return;
    }
    this.#watchFrame(whole);
  }

  /** A frame that trickles in is given its time once, however often a byte comes. */
  #watchFrame(whole: boolean): void {
    if (whole || !this.#reader.partial) {
      clearTimeout(this.#stalled);
      this.#stalled = undefined;
    }
    if (!this.#reader.partial || this.#stalled !== undefined) return;
    this.#stalled = setTimeout(() => this.close('stalled'), this.#limits.frameWithinMs);
    this.#stalled.unref();
  }

  #spend(): boolean {
    const now = performance.now();
    const earned = ((now - this.#creditAt) / 1000) * this.#limits.messagesPerSecond;
    this.#credit = Math.min(this.#limits.burst, this.#credit + earned);
    this.#creditAt = now;
    if (this.#credit < 1) return false;
    this.#credit -= 1;
    return true;
  }

  /** Ends the connection at once; `why` is told to `onClose`. */
  close(why: string): void {
    this.#why ??= why;
    this.#socket.destroy();
  }

  /** Lets go what was sent, then ends. */
  [Symbol.dispose](): void {
    this.#why ??= 'closed';
    this.#socket.destroySoon();
  }
}
