import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** A new 128-bit id, as `HexId`. */
export const newId = (): string => randomBytes(16).toString('hex');
/** 256 random bits, base64url: 43 characters. */
export const newSecret = (): string => randomBytes(32).toString('base64url');
export const sha256 = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex');

/** Compares two hashes in lower-case hex in constant time. */
export function sameHash(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a, 'hex'), Buffer.from(b, 'hex')];
  return left.length === right.length && timingSafeEqual(left, right);
}
