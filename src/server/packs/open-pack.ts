import { Compile } from 'typebox/compile';
import { packPayloadType } from '#catalogue/ban-pack.ts';
import { checkPack, type PackCheck } from '#catalogue/check-pack.ts';
import { fail, ok, type Outcome } from '#policy/outcome.ts';
import { Envelope } from '#protocol/envelope.ts';
import { openEnvelope } from '#runtime/signature.ts';
import { sha256 } from '#server/store/index.ts';

/** A pack that was read, its faults told; `sha256` is of the signed bytes. */
export type OpenedPack = PackCheck & { readonly envelope: Envelope; readonly sha256: string };

const form = Compile(Envelope);

/** Opens an envelope that one of `keys` must have signed. The fault is a sentence; it never repeats what was read. */
export function openPack(envelope: unknown, keys: readonly string[]): Outcome<OpenedPack, string> {
  if (!form.Check(envelope)) return fail('it is no signed envelope');
  const payload = openEnvelope(envelope, packPayloadType, keys);
  return payload === undefined
    ? fail('its signature is not by the key of the authority')
    : read(envelope, payload);
}

/** The same without a look at the signature, for somebody who has no key yet. Never to be followed. */
export function openUnsigned(envelope: unknown): Outcome<OpenedPack, string> {
  if (!form.Check(envelope)) return fail('it is no signed envelope');
  if (envelope.payloadType !== packPayloadType) return fail('the envelope holds no ban pack');
  return read(envelope, Buffer.from(envelope.payload, 'base64'));
}

function read(envelope: Envelope, payload: Buffer): Outcome<OpenedPack, string> {
  const text = payload.toString('utf8');
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    return fail('what was signed is no JSON document');
  }
  const checked = checkPack(document);
  return checked.ok ? ok({ ...checked.value, envelope, sha256: sha256(text) }) : checked;
}

/** Undefined for what is no JSON: the reader of the envelope says so. */
export function jsonOrNothing(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
