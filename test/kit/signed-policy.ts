import { createHash, randomBytes } from 'node:crypto';
import type { Assignment } from '#policy/assignment.ts';
import type { Ban } from '#policy/ban.ts';
import { payloadTypes, type Release } from '#policy/release.ts';
import type { Envelope } from '#protocol/envelope.ts';
import { generateSigningKey, signEnvelope, type SigningKey } from '#runtime/signature.ts';
import { monday, organisation } from './policy-builder.ts';

const copy = (envelope: ReturnType<typeof signEnvelope>): Envelope => ({
  ...envelope,
  signatures: envelope.signatures.map((one) => ({ ...one })),
});

/** An organisation that signs: its keys, and documents by them. */
export class Signer {
  readonly organisationKey: SigningKey = generateSigningKey();
  readonly serverKey: SigningKey = generateSigningKey();
  readonly device: string = randomBytes(16).toString('hex');

  fragment(unit: string, bans: readonly Ban[]): { readonly sha256: string; readonly body: string } {
    const body = JSON.stringify({ unit, bans, adoptions: [] });
    return { sha256: createHash('sha256').update(body).digest('hex'), body };
  }

  release(
    fragments: readonly { readonly unit: string; readonly sha256: string }[],
    over: Partial<Release> = {},
    key: SigningKey = this.organisationKey,
  ): Envelope {
    const document: Release = {
      version: 1,
      issuedAt: monday,
      organisation: organisation(),
      fragments: fragments.map(({ sha256, unit }) => ({ sha256, unit })),
      serverKeys: [this.serverKey.publicKey],
      ...over,
    };
    return copy(signEnvelope(payloadTypes.release, document, key));
  }

  assignment(over: Partial<Assignment> = {}, key: SigningKey = this.serverKey): Envelope {
    const document: Assignment = {
      organisation: 'example',
      device: this.device,
      serial: 1,
      issuedAt: monday,
      expiresAt: monday + 30 * 86_400_000,
      unit: 'root',
      labels: [],
      class: 'service',
      ring: 'all',
      release: 1,
      exemptions: [],
      ...over,
    };
    return copy(signEnvelope(payloadTypes.assignment, document, key));
  }

  pause(over: {
    readonly from: number;
    readonly until: number;
    readonly ban?: string;
    readonly serial?: number;
  }): Envelope {
    const document = { organisation: 'example', ban: 'telegram-ban', serial: 1, ...over };
    return copy(signEnvelope(payloadTypes.pause, document, this.serverKey));
  }
}
