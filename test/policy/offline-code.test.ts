import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  grouped,
  hoursOfCode,
  longestCodeHours,
  newChallenge,
  offlineCode,
  readChallenge,
  type Hmac,
} from '#policy/offline-code.ts';

const hmac: Hmac = (secret, text) =>
  createHmac('sha256', Buffer.from(secret, 'base64')).update(text).digest();
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const secret = Buffer.alloc(32, 7).toString('base64');
const ground = { device: '0123456789abcdef0123456789abcdef', ban: 'telegram-ban', challenge: '7K3M9QXW' };
const hours = fc.integer({ min: 1, max: longestCodeHours });
const grounds = fc.record({
  device: fc.stringMatching(/^[0-9a-f]{32}$/),
  ban: fc.stringMatching(/^[a-z]{1,20}$/),
  challenge: fc.stringMatching(/^[0-9A-HJKMNP-TV-Z]{8}$/),
});
const letter = fc.constantFrom(...alphabet.split(''));

describe('a code', () => {
  it('is these characters for these facts', () => {
    expect(offlineCode(hmac, secret, ground, 4)).toBe('5W6F-MPK2-NYJ');
    expect(offlineCode(hmac, secret, ground, 72)).toBe('E8HF-RJF4-BG5');
    expect(offlineCode(hmac, secret, { ...ground, ban: 'tiktok' }, 4)).toBe('XBSB-357A-VP1');
    expect(newChallenge(new Uint8Array([0x39, 0xc7, 0x44, 0xdd, 0xfc]))).toBe('773M9QFW');
  });

  it('says for how many hours it is, to whoever has the same secret', () => {
    fc.assert(
      fc.property(grounds, hours, (of, wanted) => {
        const code = offlineCode(hmac, secret, of, wanted);
        expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{3}$/);
        expect(hoursOfCode(hmac, secret, of, code)).toEqual({ ok: true, value: wanted });
      }),
      { numRuns: 40 },
    );
  });

  it('is read however a person types it', () => {
    const code = offlineCode(hmac, secret, ground, 4);
    for (const typed of [
      code.toLowerCase(),
      code.replaceAll('-', ''),
      ` ${code.replaceAll('-', ' ')} `,
      code.replaceAll('0', 'o').replaceAll('1', 'l'),
      code.replaceAll('0', 'O').replaceAll('1', 'I'),
    ])
      expect(hoursOfCode(hmac, secret, ground, typed)).toEqual({ ok: true, value: 4 });
  });

  it('with one other character is a slip, and never passes', () => {
    fc.assert(
      fc.property(grounds, hours, fc.nat(10), letter, (of, wanted, at, other) => {
        const code = offlineCode(hmac, secret, of, wanted).replaceAll('-', '');
        fc.pre(code[at] !== other);
        const changed = code.slice(0, at) + other + code.slice(at + 1);
        expect(hoursOfCode(hmac, secret, of, changed)).toEqual({ ok: false, fault: 'typo' });
      }),
    );
  });

  it('with two characters that changed places is a slip', () => {
    fc.assert(
      fc.property(grounds, hours, fc.nat(10), fc.nat(10), (of, wanted, one, other) => {
        const code = offlineCode(hmac, secret, of, wanted).replaceAll('-', '').split('');
        fc.pre(code[one] !== code[other]);
        const changed = code.map((own, at) => (at === one ? code[other] : at === other ? code[one] : own));
        expect(hoursOfCode(hmac, secret, of, changed.join(''))).toEqual({ ok: false, fault: 'typo' });
      }),
    );
  });

  it('for a challenge with one character misheard is a slip too: no try is lost by it', () => {
    fc.assert(
      fc.property(grounds, hours, fc.nat(7), letter, (of, wanted, at, other) => {
        fc.pre(of.challenge[at] !== other);
        const misheard = of.challenge.slice(0, at) + other + of.challenge.slice(at + 1);
        const code = offlineCode(hmac, secret, { ...of, challenge: misheard }, wanted);
        expect(hoursOfCode(hmac, secret, of, code)).toEqual({ ok: false, fault: 'typo' });
      }),
    );
  });

  it('of another device, another ban, other hours or another secret is another one', () => {
    const codes = [
      offlineCode(hmac, secret, ground, 4),
      offlineCode(hmac, secret, { ...ground, device: 'f'.repeat(32) }, 4),
      offlineCode(hmac, secret, { ...ground, ban: 'tiktok' }, 4),
      offlineCode(hmac, Buffer.alloc(32, 8).toString('base64'), ground, 4),
      ...Array.from({ length: longestCodeHours }, (_, at) => offlineCode(hmac, secret, ground, at + 1)),
    ];
    // The first is among those of all hours too.
    expect(new Set(codes).size).toBe(codes.length - 1);
    for (const foreign of codes.slice(1, 4))
      expect(hoursOfCode(hmac, secret, ground, foreign)).toEqual({ ok: false, fault: 'wrong' });
  });

  it.each(['', '7K3M', 'U'.repeat(11), 'Ω'.repeat(11), '7K3M-9QXW-2BT-7K3M', '\u0000'])(
    'is none of %j',
    (typed) => {
      expect(hoursOfCode(hmac, secret, ground, typed)).toEqual({ ok: false, fault: 'typo' });
    },
  );
});

describe('a challenge', () => {
  it('is eight characters out of any five bytes, and is read as it was shown', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 5, maxLength: 5 }), (bytes) => {
        const challenge = newChallenge(bytes);
        expect(challenge).toMatch(/^[0-9A-HJKMNP-TV-Z]{8}$/);
        expect(readChallenge(grouped(challenge).toLowerCase())).toBe(challenge);
      }),
    );
  });

  it('is another one for other bytes', () => {
    const seen = new Set(
      Array.from({ length: 256 }, (_, byte) => newChallenge(new Uint8Array(5).fill(byte))),
    );
    expect(seen.size).toBe(256);
  });

  it.each(['7K3M-9QX', '7K3M-9QXWW', '7K3M-9QXU', ''])('is not %j', (typed) => {
    expect(readChallenge(typed)).toBeUndefined();
  });
});
