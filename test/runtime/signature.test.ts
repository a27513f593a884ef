import { createPublicKey, generateKeyPairSync, verify } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  fingerprint,
  generateRsaKey,
  generateSigningKey,
  importSigningKey,
  openEnvelope,
  preAuthenticationEncoding,
  rsaPublicKey,
  signEnvelope,
  signRsaSha256,
  verifySignature,
} from '#runtime/signature.ts';

const type = 'application/vnd.portvakt.release.v1+json';

describe('signatures', () => {
  it('encode as the DSSE specification shows', () => {
    // github.com/secure-systems-lab/dsse, protocol.md, test vector.
    const encoded = preAuthenticationEncoding('http://example.com/HelloWorld', Buffer.from('hello world'));
    expect(encoded.toString()).toBe('DSSEv1 29 http://example.com/HelloWorld 11 hello world');
  });

  it('verify the vectors of RFC 8032, section 7.1', () => {
    const publicKey = Buffer.from(
      'fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025',
      'hex',
    ).toString('base64');
    const signature = Buffer.from(
      '6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a',
      'hex',
    ).toString('base64');
    expect(verifySignature(publicKey, Buffer.from('af82', 'hex'), signature)).toBe(true);
    expect(verifySignature(publicKey, Buffer.from('af83', 'hex'), signature)).toBe(false);
  });

  it('open only for the key, the type and the bytes that were signed', () => {
    const key = generateSigningKey();
    const other = generateSigningKey();
    const envelope = signEnvelope(type, { version: 7 }, key);
    expect(openEnvelope(envelope, type, [key.publicKey])?.toString()).toBe('{"version":7}');
    expect(openEnvelope(envelope, type, [other.publicKey, key.publicKey])?.toString()).toBe('{"version":7}');
    expect(openEnvelope(envelope, type, [other.publicKey])).toBeUndefined();
    expect(openEnvelope(envelope, `${type}x`, [key.publicKey])).toBeUndefined();
    expect(openEnvelope({ ...envelope, payloadType: 'other' }, 'other', [key.publicKey])).toBeUndefined();
  });

  it('break with any changed bit', () => {
    const key = generateSigningKey();
    const envelope = signEnvelope(type, { version: 7 }, key);
    fc.assert(
      fc.property(fc.nat(12), fc.integer({ min: 0, max: 7 }), (byte, bit) => {
        const payload = Buffer.from(envelope.payload, 'base64');
        payload[byte] = (payload[byte] ?? 0) ^ (1 << bit);
        const changed = { ...envelope, payload: payload.toString('base64') };
        expect(openEnvelope(changed, type, [key.publicKey])).toBeUndefined();
      }),
    );
  });

  it('refuse anything that is no key or no signature, without throwing', () => {
    fc.assert(
      fc.property(fc.base64String(), fc.base64String(), (key, signature) => {
        expect(verifySignature(key, Buffer.from('x'), signature)).toBe(false);
      }),
    );
  });
});

describe('keys at rest', () => {
  it('come back with the right passphrase only, and the error names no secret', () => {
    const key = generateSigningKey();
    const pem = key.exportPem('correct horse');
    expect(importSigningKey(pem, 'correct horse').publicKey).toBe(key.publicKey);
    expect(pem).toContain('ENCRYPTED');
    expect(() => importSigningKey(pem, 'wrong')).toThrow(/wrong passphrase/);
    expect(() => importSigningKey('no key')).toThrow(/cannot be read/);
  });

  it('have a fingerprint of 43 characters, as tokens carry it', () => {
    expect(fingerprint(generateSigningKey().publicKey)).toMatch(/^[A-Za-z0-9_-]{43}$/);
  });
});

describe('RSA, for packed browser extensions', () => {
  it('signs the same bytes to the same signature, which others can verify', () => {
    const pem = generateRsaKey();
    const bytes = Buffer.from('an extension');
    const signature = signRsaSha256(pem, bytes);
    expect(signRsaSha256(pem, bytes)).toEqual(signature);
    const publicKey = createPublicKey({ key: rsaPublicKey(pem), format: 'der', type: 'spki' });
    expect(verify('sha256', bytes, publicKey, signature)).toBe(true);
    expect(verify('sha256', Buffer.from('another'), publicKey, signature)).toBe(false);
  });

  it.each([
    ['no key', 'no key', /cannot be read/],
    ['an Ed25519 key', generateSigningKey().exportPem(), /no RSA key/],
    ['an encrypted key', generateSigningKey().exportPem('correct horse'), /unencrypted/],
    [
      'a short key',
      generateKeyPairSync('rsa', { modulusLength: 1024 })
        .privateKey.export({ format: 'pem', type: 'pkcs8' })
        .toString(),
      /1024 bits/,
    ],
  ])('refuses %s', (_what, pem, message) => {
    expect(() => signRsaSha256(pem, Buffer.from('x'))).toThrow(message);
    expect(() => rsaPublicKey(pem)).toThrow(message);
  });
});
