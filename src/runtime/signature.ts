import {
  createPrivateKey,
  createPublicKey,
  createHash,
  generateKeyPairSync,
  sign as signBytes,
  verify as verifyBytes,
  type KeyObject,
} from 'node:crypto';

/**
 * The one place that signs and verifies: Ed25519 (RFC 8032) over DSSE v1 envelopes and session texts.
 * Public keys travel as raw 32 bytes in base64; private keys rest as PKCS #8 PEM. At the end RSA, for packed browser extensions.
 */
export type SigningKey = {
  /** Raw 32-byte public key, base64. */
  readonly publicKey: string;
  readonly sign: (bytes: Uint8Array) => Buffer;
  /** PKCS #8 PEM, encrypted when a passphrase is given. A secret. */
  readonly exportPem: (passphrase?: string) => string;
};

/** A DSSE envelope as the protocol room describes it. */
export type SignedEnvelope = {
  readonly payloadType: string;
  readonly payload: string;
  readonly signatures: readonly { readonly keyid: string; readonly sig: string }[];
};

// SubjectPublicKeyInfo of Ed25519 (RFC 8410) is this prefix and the 32 raw bytes.
const spkiPrefix = Buffer.from('302a300506032b6570032100', 'hex');

export function generateSigningKey(): SigningKey {
  return wrap(generateKeyPairSync('ed25519').privateKey);
}

/** Throws on a wrong passphrase or anything that is not an Ed25519 key; the message names no secret. */
export function importSigningKey(pem: string, passphrase?: string): SigningKey {
  let key: KeyObject;
  try {
    key = createPrivateKey({ key: pem, format: 'pem', ...(passphrase === undefined ? {} : { passphrase }) });
  } catch (cause) {
    throw new Error('the key file cannot be read: wrong passphrase, or not a PKCS #8 key', { cause });
  }
  if (key.asymmetricKeyType !== 'ed25519') throw new Error('the key file holds no Ed25519 key');
  return wrap(key);
}

/** SHA-256 of the raw public key, base64url: what tokens and installers carry. */
export function fingerprint(publicKey: string): string {
  return createHash('sha256').update(Buffer.from(publicKey, 'base64')).digest('base64url');
}

/** `keyid` in envelopes: a hint, never trusted. */
export function keyId(publicKey: string): string {
  return fingerprint(publicKey).slice(0, 16);
}

export function verifySignature(publicKey: string, bytes: Uint8Array, signature: string): boolean {
  const key = publicKeyObject(publicKey);
  return key !== undefined && verifyBytes(null, bytes, key, Buffer.from(signature, 'base64'));
}

/** DSSE pre-authentication encoding: `DSSEv1 <len> <type> <len> <payload>`. */
export function preAuthenticationEncoding(payloadType: string, payload: Uint8Array): Buffer {
  const type = Buffer.from(payloadType, 'utf8');
  return Buffer.concat([
    Buffer.from(`DSSEv1 ${type.length} `, 'utf8'),
    type,
    Buffer.from(` ${payload.length} `, 'utf8'),
    payload,
  ]);
}

export function signEnvelope(payloadType: string, document: unknown, key: SigningKey): SignedEnvelope {
  const payload = Buffer.from(JSON.stringify(document), 'utf8');
  const sig = key.sign(preAuthenticationEncoding(payloadType, payload)).toString('base64');
  return {
    payloadType,
    payload: payload.toString('base64'),
    signatures: [{ keyid: keyId(key.publicKey), sig }],
  };
}

/** The payload bytes if one signature is by one of `publicKeys` over exactly this type; undefined otherwise. */
export function openEnvelope(
  envelope: SignedEnvelope,
  payloadType: string,
  publicKeys: readonly string[],
): Buffer | undefined {
  if (envelope.payloadType !== payloadType) return undefined;
  const payload = Buffer.from(envelope.payload, 'base64');
  const encoded = preAuthenticationEncoding(payloadType, payload);
  for (const { sig } of envelope.signatures)
    for (const publicKey of publicKeys) if (verifySignature(publicKey, encoded, sig)) return payload;
  return undefined;
}

/**
 * A new RSA key, PKCS #8 PEM, unencrypted: a secret. Only for formats of others that know nothing newer (packed browser
 * extensions); what is Portvakt's own is signed with Ed25519.
 */
export function generateRsaKey(bits: 2048 | 3072 | 4096 = 2048): string {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: bits });
  return privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();
}

/** The public half as SubjectPublicKeyInfo, DER. Throws as `signRsaSha256` does. */
export function rsaPublicKey(pem: string): Buffer {
  return createPublicKey(rsaKey(pem)).export({ format: 'der', type: 'spki' });
}

/**
 * RSASSA-PKCS1-v1_5 with SHA-256 (RFC 8017): the same key and bytes give the same signature. Throws, naming no secret, on
 * anything but an unencrypted RSA key of at least 2048 bits.
 */
export function signRsaSha256(pem: string, bytes: Uint8Array): Buffer {
  return signBytes('sha256', bytes, rsaKey(pem));
}

function rsaKey(pem: string): KeyObject {
  let key: KeyObject;
  try {
    key = createPrivateKey({ key: pem, format: 'pem' });
  } catch (cause) {
    throw new Error('the key cannot be read: it must be an unencrypted private key in PEM form', { cause });
  }
  if (key.asymmetricKeyType !== 'rsa') throw new Error('the key is no RSA key');
  const bits = key.asymmetricKeyDetails?.modulusLength ?? 0;
  if (bits < 2048) throw new Error(`the RSA key has ${bits} bits: at least 2048 are needed`);
  return key;
}

function publicKeyObject(publicKey: string): KeyObject | undefined {
  const raw = Buffer.from(publicKey, 'base64');
  if (raw.length !== 32) return undefined;
  return createPublicKey({ key: Buffer.concat([spkiPrefix, raw]), format: 'der', type: 'spki' });
}

function wrap(key: KeyObject): SigningKey {
  const spki = createPublicKey(key).export({ format: 'der', type: 'spki' });
  return {
    publicKey: spki.subarray(spkiPrefix.length).toString('base64'),
    sign: (bytes) => signBytes(null, bytes, key),
    exportPem: (passphrase) =>
      key
        .export({
          format: 'pem',
          type: 'pkcs8',
          ...(passphrase === undefined ? {} : { cipher: 'aes-256-cbc', passphrase }),
        })
        .toString(),
  };
}
