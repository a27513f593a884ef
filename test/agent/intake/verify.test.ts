import { describe, expect, it } from 'vitest';
import { verifyAssignment, verifyPause, verifyRelease } from '#agent/intake/verify.ts';
import { payloadTypes } from '#policy/release.ts';
import type { Envelope } from '#protocol/envelope.ts';
import { generateSigningKey, signEnvelope } from '#runtime/signature.ts';
import { monday, organisation, release as aRelease } from '#test/kit/policy-builder.ts';
import { Signer } from '#test/kit/signed-policy.ts';

const signer = new Signer();
const trust = {
  organisation: 'example',
  organisationKey: signer.organisationKey.publicKey,
  device: signer.device,
};
const good = signer.release([]);
const digestOf = (envelope: Envelope) => {
  const verified = verifyRelease(envelope, trust, undefined);
  return verified.ok ? verified.value.digest : '';
};
const codeOf = (result: { ok: boolean; fault?: { code: string } }): string =>
  result.ok ? 'ok' : (result.fault?.code ?? '');
const tampered = (envelope: Envelope): Envelope => {
  const text = Buffer.from(envelope.payload, 'base64').toString('utf8').replace('"version":1', '"version":9');
  return { ...envelope, payload: Buffer.from(text).toString('base64') };
};

describe('a release', () => {
  it.each([
    ['by the pinned key', good, undefined, 'ok'],
    ['by another key', signer.release([], {}, generateSigningKey()), undefined, 'bad-signature'],
    ['by the server key', signer.release([], {}, signer.serverKey), undefined, 'bad-signature'],
    ['changed after signing', tampered(good), undefined, 'bad-signature'],
    [
      'signed as an assignment',
      { ...good, payloadType: payloadTypes.assignment },
      undefined,
      'wrong-payload-type',
    ],
    [
      'an assignment called a release',
      { ...signer.assignment({}, signer.organisationKey), payloadType: payloadTypes.release },
      undefined,
      'bad-signature',
    ],
    [
      'without what the schema wants',
      signEnvelope(payloadTypes.release, { version: 1 }, signer.organisationKey),
      undefined,
      'malformed',
    ],
    [
      'of another organisation',
      signer.release([], { organisation: organisation({ id: 'other' }) }),
      undefined,
      'foreign-organisation',
    ],
    ['older than what was seen', good, { number: 2, digest: 'x' }, 'rollback'],
    ['the one that was seen', good, { number: 1, digest: digestOf(good) }, 'ok'],
    [
      'another of the same version',
      signer.release([], { issuedAt: monday + 1 }),
      { number: 1, digest: digestOf(good) },
      'same-version-differs',
    ],
    ['newer than what was seen', signer.release([], { version: 3 }), { number: 2, digest: 'x' }, 'ok'],
  ] as const)('%s: %4$s', (_, envelope, highest, code) => {
    expect(codeOf(verifyRelease(envelope as Envelope, trust, highest))).toBe(code);
  });

  it('does not parse what nests deeper than the limit', () => {
    let deep: unknown = 1;
    for (let level = 0; level < 40; level += 1) deep = [deep];
    const envelope = signEnvelope(payloadTypes.release, deep, signer.organisationKey);
    expect(codeOf(verifyRelease(envelope as Envelope, trust, undefined))).toBe('malformed');
  });
});

describe('an assignment', () => {
  const rules = { trust, serverKeys: [signer.serverKey.publicKey], highest: undefined, now: monday };
  it.each([
    ['by a named server key', signer.assignment(), {}, 'ok'],
    [
      'by the organisation key, which is not named',
      signer.assignment({}, signer.organisationKey),
      {},
      'key-not-named',
    ],
    ['for another device', signer.assignment({ device: '0'.repeat(32) }), {}, 'wrong-device'],
    ['of another organisation', signer.assignment({ organisation: 'other' }), {}, 'foreign-organisation'],
    ['that has expired', signer.assignment({ expiresAt: monday }), {}, 'expired'],
    [
      'with a serial that SQLite keeps and JavaScript cannot read',
      signer.assignment({ serial: 2 ** 53 }),
      {},
      'malformed',
    ],
    [
      'that has expired but is held already',
      signer.assignment({ expiresAt: monday }),
      { now: undefined },
      'ok',
    ],
    ['with a lower serial', signer.assignment(), { highest: { number: 5, digest: 'x' } }, 'rollback'],
    [
      'with the same serial, different',
      signer.assignment({ serial: 5 }),
      { highest: { number: 5, digest: 'x' } },
      'same-version-differs',
    ],
  ] as const)('%s: %3$s', (_, envelope, over, code) => {
    expect(codeOf(verifyAssignment(envelope, { ...rules, ...over }))).toBe(code);
  });
});

describe('a pause', () => {
  const release = aRelease({ serverKeys: [signer.serverKey.publicKey] });
  const hour = 3_600_000;
  it.each([
    ['of the longest time', 72 * hour, 'ok'],
    ['longer than the organisation allows', 72 * hour + 1, 'not-pausable'],
    ['that ends before it begins', -1, 'not-pausable'],
  ] as const)('%s: %2$s', (_, length, code) => {
    const envelope = signer.pause({ from: monday, until: monday + length });
    expect(codeOf(verifyPause(envelope, trust, release))).toBe(code);
  });
  it('by an unnamed key is refused', () => {
    const envelope = signer.pause({ from: monday, until: monday + hour });
    expect(codeOf(verifyPause(envelope, trust, aRelease()))).toBe('key-not-named');
  });
});
