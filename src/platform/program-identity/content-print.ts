import { hash } from 'node:crypto';

/** Blocks of a file that are read for its print: the first, the last, and three between. */
const blocks = 5;
const blockSize = 4096;
/** What a buffer for them must hold. */
export const printLength = blocks * blockSize;

/** Reads to the end of `into`, or of the file; below zero where it cannot be read. */
export type ReadInto = (into: Uint8Array, position: number) => number;

/**
 * A digest of a few blocks of a file: with the size it tells a copy of the file from another program in some tens of
 * microseconds, whatever the size. It is no proof of the whole content: a change between the blocks that keeps the size is not seen, and any
 * other size is another file. Undefined where the file cannot be read. `buffer` has `printLength` bytes and is overwritten.
 */
export function contentPrint(size: number, buffer: Uint8Array, read: ReadInto): string | undefined {
  let filled = 0;
  for (let block = 0; block < blocks; block += 1) {
    const position = Math.floor((Math.max(0, size - blockSize) * block) / (blocks - 1));
    const count = read(buffer.subarray(filled, filled + blockSize), position);
    if (count < 0) return undefined;
    filled += count;
  }
  return hash('sha256', buffer.subarray(0, filled), 'base64');
}
