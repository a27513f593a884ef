import type { ServerToAgent } from '#protocol/agent-server.ts';
import type { Envelope } from '#protocol/envelope.ts';
import { payloadTypes, type Release } from '#policy/release.ts';
import { generateSigningKey, signEnvelope, type SigningKey } from '#runtime/signature.ts';
import type { HostileFrame } from './hostile-frames.ts';
import { day, monday, organisation } from './policy-builder.ts';
import type { Signer } from './signed-policy.ts';

export type DocumentSource = {
  readonly signer: Signer;
  /** The hashes that the agent's release names. */
  readonly fragments: readonly { readonly unit: string; readonly sha256: string }[];
  /** Of the agent's journal, as its last `hello` named it. */
  readonly epoch: () => string;
};

/**
 * Messages that are well formed and must not be believed, or must do no harm: signed by nobody who counts, for somebody
 * else, older than what is held, with numbers at the end of their range, or sent for no reason. What the organisation
 * and the server may really sign is among them only where it changes nothing.
 */
export function hostileDocuments(random: () => number, source: DocumentSource): () => HostileFrame {
  const { epoch, fragments, signer } = source;
  const stranger = generateSigningKey();
  const upTo = (most: number): number => Math.floor(random() * most);
  const pick = <T>(from: readonly [T, ...T[]]): T => from[upTo(from.length)] ?? from[0];
  const hex = (length: number): string => Array.from({ length }, () => upTo(16).toString(16)).join('');
  const huge = (): number =>
    pick([2 ** 31, 2 ** 48, 2 ** 48 - upTo(1_000), 2 ** 53 - 1, 2 ** 53, 2 ** 60, 1e300, upTo(2 ** 50)]);
  const counter = (): number => Math.min(huge(), Number.MAX_SAFE_INTEGER);
  const instant = (): number => pick([0, monday, 8.64e15, upTo(8.64e15)]);
  const sealed = (type: string, document: unknown, key: SigningKey): Envelope => {
    const envelope = signEnvelope(type, document, key);
    return { ...envelope, signatures: envelope.signatures.map((one) => ({ ...one })) };
  };
  const broken = (envelope: Envelope): Envelope =>
    pick([
      { ...envelope, payload: Buffer.from(`{"version":${huge()}}`).toString('base64') },
      { ...envelope, payloadType: pick([payloadTypes.pause, payloadTypes.keyChange, 'none']) },
      { ...envelope, signatures: [{ keyid: hex(16), sig: Buffer.from(hex(128), 'hex').toString('base64') }] },
      { ...envelope, signatures: [{ keyid: '', sig: '' }] },
      { ...envelope, payload: `${envelope.payload.replace(/=/g, '')}AAAA` },
    ]);
  const foreign = { organisation: organisation({ id: 'other-council' }) };

  const release = (): Envelope => {
    const over: Partial<Release> = { version: Math.max(3, counter()), fragments: [] };
    return pick([
      () => signer.release(fragments, over, stranger),
      () => signer.release(fragments, over, signer.serverKey),
      () => signer.release(fragments, { version: 1, fragments: [] }),
      () => signer.release(fragments, { version: 2, fragments: [], issuedAt: instant() }),
      () => signer.release(fragments, { ...over, ...foreign }),
      () => signer.release(fragments, { ...over, version: pick([2 ** 53, 1e300, 0, -1, 2.5]) }),
      () => sealed(payloadTypes.release, { nested: nest(30) }, signer.organisationKey),
      () => broken(signer.release(fragments, over)),
    ])();
  };
  const assignment = (): Envelope =>
    pick([
      () => signer.assignment({ serial: counter(), unit: 'nowhere' }, stranger),
      () => signer.assignment({ serial: counter() }, signer.organisationKey),
      () => signer.assignment({ serial: counter(), device: hex(32) }),
      () => signer.assignment({ serial: counter(), organisation: 'other-council' }),
      () => signer.assignment({ serial: counter(), expiresAt: monday - day }),
      () => signer.assignment({ serial: pick([2 ** 53, 2 ** 60, 1e300, 0, -1, 1.5]) }),
      () => signer.assignment({ serial: 1, unit: 'school' }),
      () => broken(signer.assignment({ serial: counter() })),
    ])();
  const pause = (): Envelope =>
    pick([
      // The ban cannot be paused: believed, and without effect.
      () => signer.pause({ from: 0, until: 72 * 3_600_000, serial: 1 + upTo(1_000) }),
      () => signer.pause({ from: monday, until: monday + day, serial: pick([2 ** 53, 1e300, 0]) }),
      () => signer.pause({ from: instant(), until: instant(), serial: upTo(9) }),
      () => broken(signer.pause({ from: monday, until: monday + day, serial: counter() })),
    ])();
  const apps = (): string[] =>
    Array.from({ length: 1 + upTo(50) }, () => pick(['telegram', 'tiktok', 'discord', `x${hex(8)}`]));

  const message = (): ServerToAgent =>
    pick<() => ServerToAgent>([
      () => ({ type: 'release', envelope: release() }),
      () => ({ type: 'release', envelope: release() }),
      () => ({ type: 'assignment', envelope: assignment() }),
      () => ({ type: 'assignment', envelope: assignment() }),
      () => ({ type: 'pause', envelope: pause() }),
      () => ({
        type: 'fragment',
        sha256: pick([hex(64), fragments[0]?.sha256 ?? hex(64)]),
        body: pick(['{}', '', '{"unit":"root","bans":[],"adoptions":[]}', '['.repeat(50_000)]),
      }),
      () => ({ type: 'events-ack', epoch: pick([epoch(), hex(32)]), seq: counter() }),
      () => ({ type: 'preview', id: hex(32), apps: apps() }),
      () => ({
        type: 'ask-answer',
        answer: { request: hex(32), state: pick(['approved', 'denied']), until: instant() },
      }),
      () => ({
        type: 'looks',
        looks: Array.from({ length: upTo(8) }, () => ({
          id: hex(32),
          at: instant(),
          operator: hex(40),
          what: hex(40),
        })),
      }),
      () => ({ type: pick(['rescan', 'prove'] as const) }),
      () => ({ type: 'drain', reconnectWithinSeconds: upTo(3_601) }),
      () => ({ type: 'retry', afterSeconds: 1 + upTo(86_400) }),
      () => ({ type: 'challenge', organisation: 'example', nonce: Buffer.alloc(32, 1).toString('base64') }),
      () => ({
        type: 'welcome',
        proof: Buffer.alloc(64, upTo(256)).toString('base64'),
        key: signer.serverKey.publicKey,
        acked: counter(),
        at: instant(),
      }),
      () => ({
        type: 'enrolled',
        device: hex(32),
        organisation: 'example',
        state: 'active',
        organisationKey: pick([stranger, signer.organisationKey]).publicKey,
        release: release(),
      }),
    ])();

  return () => {
    const made = message();
    return { kind: `hostile ${made.type}`, data: JSON.stringify(made) };
  };
}

const nest = (depth: number): unknown => (depth === 0 ? 0 : [nest(depth - 1)]);
