import { createHash, createPublicKey, verify } from 'node:crypto';

export type ReadCrx = {
  readonly id: string;
  /** Public keys of the proofs whose signatures are right. */
  readonly provenBy: readonly Buffer[];
  readonly zip: Buffer;
};

/** Reads a CRX3 file by its specification, with nothing of the packer: throws where it is none. */
export function readCrx(crx: Buffer): ReadCrx {
  if (crx.toString('latin1', 0, 4) !== 'Cr24') throw new Error('no CRX');
  if (crx.readUInt32LE(4) !== 3) throw new Error('not version 3');
  const headerEnd = 12 + crx.readUInt32LE(8);
  const header = fieldsOf(crx.subarray(12, headerEnd));
  const zip = crx.subarray(headerEnd);
  const [signedData] = header.filter(({ number }) => number === 10_000);
  if (signedData === undefined) throw new Error('no signed header data');
  const [id] = fieldsOf(signedData.bytes).filter(({ number }) => number === 1);
  if (id?.bytes.length !== 16) throw new Error('no id');
  const length = Buffer.alloc(4);
  length.writeUInt32LE(signedData.bytes.length);
  const signed = Buffer.concat([Buffer.from('CRX3 SignedData\0'), length, signedData.bytes, zip]);
  const provenBy = header
    .filter(({ number }) => number === 2)
    .flatMap(({ bytes }) => {
      const proof = new Map(fieldsOf(bytes).map((one) => [one.number, one.bytes]));
      const der = proof.get(1) ?? Buffer.alloc(0);
      const key = createPublicKey({ key: der, format: 'der', type: 'spki' });
      return verify('sha256', signed, key, proof.get(2) ?? Buffer.alloc(0)) ? [der] : [];
    });
  return { id: letters(id.bytes), provenBy, zip };
}

/** The id of whoever holds this public key. */
export const idOf = (publicKey: Buffer): string =>
  letters(createHash('sha256').update(publicKey).digest().subarray(0, 16));

const letters = (bytes: Buffer): string =>
  [...bytes]
    .map((byte) => 'abcdefghijklmnop'.charAt(byte >> 4) + 'abcdefghijklmnop'.charAt(byte & 15))
    .join('');

function fieldsOf(bytes: Buffer): readonly { readonly number: number; readonly bytes: Buffer }[] {
  let at = 0;
  const varint = (): number => {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = bytes.readUInt8(at);
      at += 1;
      value += (byte & 127) * factor;
      if (byte < 128) return value;
    }
  };
  const fields = [];
  while (at < bytes.length) {
    const tag = varint();
    if ((tag & 7) !== 2) throw new Error('only fields of bytes are expected');
    const length = varint();
    if (at + length > bytes.length) throw new Error('cut short');
    fields.push({ number: tag >> 3, bytes: bytes.subarray(at, at + length) });
    at += length;
  }
  return fields;
}
