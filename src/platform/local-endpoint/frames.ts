import { localFrameLimit } from './port.ts';

/** Why a frame is refused; the connection ends with it. */
export type FrameFault = 'frame-too-large' | 'frame-empty' | 'not-utf8' | 'too-deep' | 'not-json';

export type FrameReading =
  | { readonly kind: 'message'; readonly message: unknown }
  | { readonly kind: 'incomplete' }
  | { readonly kind: 'refused'; readonly why: FrameFault };

const headLength = 4;
/** Of the length before a frame. */
export type ByteOrder = 'big' | 'little';
export const depthLimit = 32;

/** One frame. A message over the limit is a bug of the sender and throws. */
export function encodeFrame(message: unknown, order: ByteOrder = 'big'): Buffer {
  const body = Buffer.from(JSON.stringify(message), 'utf8');
  if (body.length > localFrameLimit) throw new RangeError(`local frame of ${body.length} bytes`);
  const frame = Buffer.allocUnsafe(headLength + body.length);
  if (order === 'big') frame.writeUInt32BE(body.length, 0);
  else frame.writeUInt32LE(body.length, 0);
  body.copy(frame, headLength);
  return frame;
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Cuts frames out of a byte stream. Never holds more than one frame and one chunk; refuses by the head, before the body came. */
export class FrameReader {
  #chunks: Buffer[] = [];
  #length = 0;
  readonly #order: ByteOrder;

  constructor(order: ByteOrder = 'big') {
    this.#order = order;
  }

  push(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#length += chunk.length;
  }

  /** Whether a frame was begun and is not complete. */
  get partial(): boolean {
    return this.#length > 0;
  }

  next(): FrameReading {
    if (this.#length < headLength) return incomplete;
    const size = this.#peekSize();
    if (size > localFrameLimit) return { kind: 'refused', why: 'frame-too-large' };
    if (size === 0) return { kind: 'refused', why: 'frame-empty' };
    if (this.#length < headLength + size) return incomplete;
    const joined = this.#chunks.length === 1 ? this.#chunks[0] : undefined;
    const bytes = joined ?? Buffer.concat(this.#chunks);
    const rest = bytes.subarray(headLength + size);
    this.#chunks = rest.length === 0 ? [] : [rest];
    this.#length = rest.length;
    return parseBody(bytes.subarray(headLength, headLength + size));
  }

  #peekSize(): number {
    const [first] = this.#chunks;
    if (first !== undefined && first.length >= headLength) return this.#sizeAt(first);
    const joined = Buffer.concat(this.#chunks);
    this.#chunks = [joined];
    return this.#sizeAt(joined);
  }

  #sizeAt(head: Buffer): number {
    return this.#order === 'big' ? head.readUInt32BE(0) : head.readUInt32LE(0);
  }
}
const incomplete: FrameReading = { kind: 'incomplete' };

function parseBody(body: Buffer): FrameReading {
  if (!isShallow(body)) return { kind: 'refused', why: 'too-deep' };
  let text: string;
  try {
    text = utf8.decode(body);
  } catch {
    return { kind: 'refused', why: 'not-utf8' };
  }
  try {
    return { kind: 'message', message: JSON.parse(text) as unknown };
  } catch {
    return { kind: 'refused', why: 'not-json' };
  }
}

const quote = 0x22;
const backslash = 0x5c;

/** Counts brackets outside strings, so that a hostile nesting never reaches the parser's stack. */
export function isShallow(json: Uint8Array): boolean {
  let depth = 0;
  let inString = false;
  for (let at = 0; at < json.length; at += 1) {
    const byte = json[at];
    if (inString) {
      if (byte === backslash) at += 1;
      else if (byte === quote) inString = false;
    } else if (byte === quote) inString = true;
    else if (byte === 0x5b || byte === 0x7b) {
      depth += 1;
      if (depth > depthLimit) return false;
    } else if (byte === 0x5d || byte === 0x7d) depth -= 1;
  }
  return true;
}
