import { createHash } from 'node:crypto';
import { rsaPublicKey, signRsaSha256 } from '#runtime/signature.ts';

/** The name by which Chromium knows whoever holds this key: 16 bytes of SHA-256 over the public key, in letters a to p. */
export function chromiumId(pem: string): string {
  return idBytes(rsaPublicKey(pem))
    .toString('hex')
    .replaceAll(/[0-9a-f]/g, (digit) => String.fromCharCode(97 + Number.parseInt(digit, 16)));
}

/**
 * A CRX3 file (`components/crx_file/crx3.proto` of Chromium): magic, version, header, ZIP. The header holds one proof by
 * RSA with SHA-256. The same ZIP and key give the same bytes. Throws as `signRsaSha256` does.
 */
export function packCrx(zip: Uint8Array, pem: string): Buffer {
  const publicKey = rsaPublicKey(pem);
  const signedData = field(1, idBytes(publicKey));
  const signature = signRsaSha256(
    pem,
    Buffer.concat([Buffer.from('CRX3 SignedData\0'), u32(signedData.length), signedData, zip]),
  );
  const proof = Buffer.concat([field(1, publicKey), field(2, signature)]);
  const header = Buffer.concat([field(2, proof), field(10_000, signedData)]);
  return Buffer.concat([Buffer.from('Cr24'), u32(3), u32(header.length), header, zip]);
}

const idBytes = (publicKey: Buffer): Buffer =>
  createHash('sha256').update(publicKey).digest().subarray(0, 16);

/** A protobuf field of bytes. */
function field(number: number, bytes: Uint8Array): Buffer {
  return Buffer.concat([varint(number * 8 + 2), varint(bytes.length), bytes]);
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 127; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128);
  bytes.push(rest);
  return Buffer.from(bytes);
}

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}
