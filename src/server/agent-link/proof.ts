import { randomBytes } from 'node:crypto';
import type { Duplex } from 'node:stream';
import { TLSSocket } from 'node:tls';
import { sessionText, type SessionBinding } from '#protocol/session-proof.ts';
import { verifySignature, type SigningKey } from '#runtime/signature.ts';

/** What both sides of one connection sign, but for the role, the device and the device's nonce. */
export type SessionGround = Pick<SessionBinding, 'organisation' | 'serverNonce' | 'tlsExporter'>;
type Rest = Pick<SessionBinding, 'role' | 'device' | 'deviceNonce'>;

export const newNonce = (): string => randomBytes(32).toString('base64');

/** RFC 5705 keying material that no party outside this TLS session has; '' where TLS is ended by a proxy or absent. */
export function tlsExporter(socket: Duplex, bindTls: boolean): string {
  if (!bindTls || !(socket instanceof TLSSocket)) return '';
  return socket.exportKeyingMaterial(32, 'EXPORTER-portvakt-1', Buffer.alloc(0)).toString('base64');
}

export function proves(publicKey: string, ground: SessionGround, rest: Rest, proof: string): boolean {
  return verifySignature(publicKey, Buffer.from(sessionText({ ...ground, ...rest }), 'utf8'), proof);
}

export function prove(key: SigningKey, ground: SessionGround, rest: Rest): string {
  return key.sign(Buffer.from(sessionText({ ...ground, ...rest }), 'utf8')).toString('base64');
}

/** Whether the text is the one way to write that key in base64: a key must not be enrolled twice under two spellings. */
export function isCanonicalKey(publicKey: string): boolean {
  const raw = Buffer.from(publicKey, 'base64');
  return raw.length === 32 && raw.toString('base64') === publicKey;
}
