import { Type, type Static } from 'typebox';
import { Base64, ShortText, strict } from '#policy/primitives.ts';

/**
 * A signed document: Dead Simple Signing Envelope (DSSE v1, secure-systems-lab/dsse). The signature is over the
 * pre-authentication encoding of payload type and payload bytes, so a document of one type never passes for another.
 */
export const Envelope = Type.Object(
  {
    payloadType: ShortText,
    payload: Type.String({ pattern: '^[A-Za-z0-9+/]*={0,2}$', maxLength: 2_796_204 }),
    signatures: Type.Array(Type.Object({ keyid: Type.String({ maxLength: 128 }), sig: Base64 }, strict), {
      minItems: 1,
      maxItems: 4,
    }),
  },
  strict,
);
export type Envelope = Static<typeof Envelope>;
