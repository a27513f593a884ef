import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  depthLimit,
  encodeFrame,
  FrameReader,
  isShallow,
  type FrameReading,
} from '#platform/local-endpoint/frames.ts';
import { localFrameLimit } from '#platform/local-endpoint/port.ts';

function readAll(reader: FrameReader): readonly FrameReading[] {
  const readings: FrameReading[] = [];
  for (;;) {
    const reading = reader.next();
    if (reading.kind === 'incomplete') return readings;
    readings.push(reading);
    if (reading.kind === 'refused') return readings;
  }
}

function framed(body: string | Uint8Array): Buffer {
  const bytes = Buffer.from(body);
  const head = Buffer.alloc(4);
  head.writeUInt32BE(bytes.length);
  return Buffer.concat([head, bytes]);
}

const refusalOf = (bytes: Buffer): string | undefined => {
  const reader = new FrameReader();
  reader.push(bytes);
  const reading = reader.next();
  return reading.kind === 'refused' ? reading.why : undefined;
};

describe('local frames', () => {
  it('arrive as sent, however the stream is cut', () => {
    fc.assert(
      fc.property(
        fc.array(fc.jsonValue({ maxDepth: 5 }), { maxLength: 8 }),
        fc.array(fc.nat(40), { maxLength: 30 }),
        fc.constantFrom('big' as const, 'little' as const),
        (messages, cuts, order) => {
          const stream = Buffer.concat(messages.map((message) => encodeFrame(message, order)));
          const reader = new FrameReader(order);
          const got: unknown[] = [];
          let at = 0;
          for (const cut of [...cuts, stream.length]) {
            reader.push(stream.subarray(at, at + cut));
            at += cut;
            for (const reading of readAll(reader))
              got.push(reading.kind === 'message' ? reading.message : reading);
          }
          expect(got).toEqual(messages.map((message) => JSON.parse(JSON.stringify(message)) as unknown));
          expect(reader.partial).toBe(false);
        },
      ),
    );
  });

  it('give a message or a named refusal for any bytes, and never throw', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), fc.boolean(), (bytes, head) => {
        const reader = new FrameReader();
        reader.push(head ? framed(bytes) : Buffer.from(bytes));
        for (const reading of readAll(reader)) expect(['message', 'refused']).toContain(reading.kind);
      }),
      { numRuns: 2000 },
    );
  });

  it('are refused by their head when too large, before the body is there', () => {
    expect(refusalOf(Buffer.from([0xff, 0xff, 0xff, 0xff]))).toBe('frame-too-large');
    const head = Buffer.alloc(4);
    head.writeUInt32BE(localFrameLimit + 1);
    expect(refusalOf(head)).toBe('frame-too-large');
    const little = new FrameReader('little');
    little.push(Buffer.from(head.toReversed()));
    expect(little.next()).toEqual({ kind: 'refused', why: 'frame-too-large' });
    expect(() => encodeFrame('x'.repeat(localFrameLimit))).toThrow(RangeError);
    expect(encodeFrame('x'.repeat(localFrameLimit - 2))).toHaveLength(localFrameLimit + 4);
  });

  it.each([
    ['', 'frame-empty'],
    ['{', 'not-json'],
    ['{"a":1}x', 'not-json'],
    ['['.repeat(500_000), 'too-deep'],
    ['{"a":'.repeat(depthLimit + 1), 'too-deep'],
  ])('%#: are refused by name', (body, why) => {
    expect(refusalOf(framed(body))).toBe(why);
  });

  it('must be UTF-8', () => {
    expect(refusalOf(framed(new Uint8Array([0x22, 0xc3, 0x28, 0x22])))).toBe('not-utf8');
  });

  it('may nest to the limit, and brackets in strings do not count', () => {
    const nested = (depth: number): Buffer => Buffer.from('['.repeat(depth) + ']'.repeat(depth));
    expect(isShallow(nested(depthLimit))).toBe(true);
    expect(isShallow(nested(depthLimit + 1))).toBe(false);
    expect(isShallow(Buffer.from(JSON.stringify(`\\"${'['.repeat(99)}`)))).toBe(true);
  });
});
