import type { Effect } from '#policy/ban.ts';
import type { BodyOf } from '#protocol/console-server.ts';

export type PackEnvelope = NonNullable<BodyOf<'inspectPack'>['envelope']>;

/** The signed envelope in a file; undefined where the file is none. The server checks all of it. */
export function envelopeIn(text: string): PackEnvelope | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null) return undefined;
    if (!('payloadType' in value) || !('payload' in value) || !('signatures' in value)) return undefined;
    const { payloadType, payload, signatures } = value;
    if (typeof payloadType !== 'string' || typeof payload !== 'string' || !Array.isArray(signatures))
      return undefined;
    return value as PackEnvelope;
  } catch {
    // Not JSON: no envelope.
    return undefined;
  }
}

const strengths = ['none', 'inform', 'warn', 'block'] as const;

/** What a ban of a pack may do here: at most what it does in the pack, the strongest first. */
export const effectsHere = (inPack: Effect): readonly (Effect | 'none')[] =>
  strengths.slice(0, strengths.indexOf(inPack) + 1).toReversed();

/** A fingerprint in groups of four, for comparing by eye and by telephone. */
export const grouped = (fingerprint: string): string => fingerprint.match(/.{1,4}/gu)?.join(' ') ?? '';
