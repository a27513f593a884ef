import { fail, ok, type Outcome } from './outcome.ts';

/**
 * A code that a person without network gets over the telephone: the PC shows a challenge of 40 bits, the server answers
 * with 50 bits of an HMAC under a secret that it shares with this PC alone. Written in Crockford's base32, where no two
 * letters are mistaken for each other.
 */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
export const challengeLength = 8;
const bodyLength = 10;
export const longestCodeHours = 72;
/** How long a challenge is answered. */
export const challengeLifeMs = 86_400_000;
/** How often one account may be wrong within an hour. */
export const mostTries = 5;
export const triesWithinMs = 3_600_000;

/** HMAC-SHA-256 of a text (UTF-8); at least seven bytes of it are used. */
export type Hmac = (secret: string, text: string) => Uint8Array;
export type CodeGround = {
  readonly device: string;
  readonly ban: string;
  /** As `readChallenge` gives it. */
  readonly challenge: string;
};

/** The text of which a device's own secret is the HMAC under the server's. */
export const deviceSecretText = (device: string): string => `portvakt offline secret 1\n${device}`;

/** The code for so many hours, for people: ten characters and the check, `7K3M-9QXW-2BT`. */
export function offlineCode(hmac: Hmac, secret: string, ground: CodeGround, hours: number): string {
  const { ban, challenge, device } = ground;
  const mac = hmac(secret, ['portvakt offline code 1', device, challenge, ban, String(hours)].join('\n'));
  const body = base32(mac, bodyLength);
  return grouped(body + checkOf(challenge + body));
}

/** Eight characters of base32 out of five random bytes. */
export const newChallenge = (random: Uint8Array): string => base32(random, challengeLength);

/** `7K3M9QXW` as people read and type it. */
export const grouped = (text: string): string => text.match(/.{1,4}/g)?.join('-') ?? '';

/** A challenge as somebody typed it; undefined where it cannot be one. */
export function readChallenge(typed: string): string | undefined {
  const text = plain(typed);
  return text.length === challengeLength && isBase32(text) ? text : undefined;
}

/** For how many hours a typed code is; `typo`: it was misread or mistyped, and proves nothing about what the person knows. */
export function hoursOfCode(
  hmac: Hmac,
  secret: string,
  ground: CodeGround,
  typed: string,
): Outcome<number, 'typo' | 'wrong'> {
  const text = plain(typed);
  const isWhole = text.length === bodyLength + 1 && isBase32(text);
  // The check covers the challenge too: one that was misheard on the other side shows here.
  if (!isWhole || checkOf(ground.challenge + text.slice(0, -1)) !== text.slice(-1)) return fail('typo');
  const wanted = grouped(text);
  for (let hours = 1; hours <= longestCodeHours; hours += 1)
    if (offlineCode(hmac, secret, ground, hours) === wanted) return ok(hours);
  return fail('wrong');
}

/** Case, hyphens and spaces do not count; what is read as another letter is that letter. */
const plain = (typed: string): string =>
  typed.toUpperCase().replaceAll(/[\s-]/g, '').replaceAll('O', '0').replaceAll(/[IL]/g, '1');

const isBase32 = (text: string): boolean => /^[0-9A-HJKMNP-TV-Z]*$/.test(text);

function base32(bytes: Uint8Array, length: number): string {
  let text = '';
  let held = 0;
  let bits = 0;
  for (const byte of bytes) {
    held = (held << 8) | byte;
    bits += 8;
    for (; bits >= 5 && text.length < length; bits -= 5) text += alphabet.charAt((held >> (bits - 5)) & 31);
    held &= (1 << bits) - 1;
    if (text.length === length) return text;
  }
  throw new RangeError('too few bytes for the text');
}

/**
 * A character such that the whole is a multiple of x over GF(32) (x⁵ + x² + 1): each position has its own weight, so that one
 * wrong character and two that changed places are always seen.
 */
function checkOf(text: string): string {
  let sum = 0;
  for (const letter of text) sum = timesX(sum) ^ alphabet.indexOf(letter);
  return alphabet.charAt(timesX(sum));
}

const timesX = (value: number): number => ((value << 1) ^ (value & 16 ? 0b100101 : 0)) & 31;
