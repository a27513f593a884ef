import { existsSync, writeFileSync } from 'node:fs';
import { Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { BanPack, packPayloadType } from '#catalogue/ban-pack.ts';
import { checkPack, type PackCheck } from '#catalogue/check-pack.ts';
import { fail, ok, type Outcome } from '#policy/outcome.ts';
import { Instant, strict } from '#policy/primitives.ts';
import { yamlReader } from '#policy/yaml-file.ts';
import { Envelope } from '#protocol/envelope.ts';
import { fingerprint, openEnvelope, signEnvelope } from '#runtime/signature.ts';
import type { Cli } from './cli.ts';
import { failing, systemCode, type CliFault } from './cli-fault.ts';
import { showPack } from './pack-words.ts';
import { readText } from './release-document.ts';
import { openKey } from './release-signing.ts';

/** What an authority writes: the pack itself; without `issuedAt` it is issued when it is signed. */
const PackSource = Type.Object(
  { ...BanPack.properties, issuedAt: Type.Optional(Instant) },
  { ...strict, title: 'Portvakt ban pack, to be signed' },
);
const readSource = yamlReader(PackSource);
const envelopeCheck = Compile(Envelope);
const mostBytes = 2_097_152;

export type SignPackOptions = { readonly key: string; readonly out?: string };

/** Checks the source as everybody who follows the pack will, then signs it. Speaks to no server. */
export async function signPack(
  cli: Cli,
  path: string,
  options: SignPackOptions,
): Promise<Outcome<unknown, CliFault>> {
  const text = readText(path);
  if (!text.ok) return text;
  const source = readSource(text.value, path);
  if (!source.ok)
    return fail({ exit: 'invalid-files', message: 'the pack has faults', faults: [...source.fault] });
  const document: BanPack = { ...source.value.value, issuedAt: source.value.value.issuedAt ?? cli.now() };
  const checked = checkPack(document);
  if (!checked.ok) return failing('invalid-files', checked.fault);
  if (checked.value.faults.length > 0)
    return failing('invalid-files', `not signed: ${checked.value.faults.join('; ')}`);
  const key = await openKey(cli, options.key);
  if (!key.ok) return key;
  const sealed = `${JSON.stringify(signEnvelope(packPayloadType, document, key.value))}\n`;
  if (Buffer.byteLength(sealed) > mostBytes)
    return failing('invalid-files', `not signed: it would be larger than ${mostBytes} bytes`);
  if (options.out === undefined) {
    cli.out.exact(sealed);
    return ok(undefined);
  }
  try {
    writeFileSync(options.out, sealed);
  } catch (fault) {
    return failing('fault', `${options.out} cannot be written (${systemCode(fault) ?? 'unknown'})`);
  }
  const { passed } = checked.value.vectors;
  cli.out.note(
    `Version ${document.version} of ${document.pack} is in ${options.out}; ${passed} test vectors hold.\nPublic key ${key.value.publicKey}, fingerprint ${fingerprint(key.value.publicKey)}: tell both by another way than the pack.`,
  );
  return ok(undefined);
}

export type VerifyPackOptions = { readonly key: string; readonly json?: boolean };

/** Whether a pack is signed by that key and holds on this machine's catalogue. Speaks to no server. */
export async function verifyPack(
  cli: Cli,
  path: string,
  options: VerifyPackOptions,
): Promise<Outcome<unknown, CliFault>> {
  const key = readPublicKey(options.key);
  if (!key.ok) return key;
  const envelope = readPackEnvelope(path);
  if (!envelope.ok) return envelope;
  const payload = openEnvelope(envelope.value, packPayloadType, [key.value]);
  if (payload === undefined) return failing('not-intact', `${path} was not signed by this key`);
  const checked = readPack(payload.toString('utf8'));
  if (!checked.ok) return checked;
  const { pack, vectors, faults } = checked.value;
  const keyFingerprint = fingerprint(key.value);
  if (options.json === true) cli.out.json({ pack, keyFingerprint, vectors, faults });
  else showPack(cli, { document: pack, keyFingerprint, vectors, faults });
  return faults.length === 0
    ? ok(undefined)
    : failing('not-intact', 'the signature fits, but nobody can follow this pack as it is');
}

function readPack(text: string): Outcome<PackCheck, CliFault> {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    return failing('invalid-files', 'what was signed is no JSON document');
  }
  const checked = checkPack(document);
  return checked.ok ? checked : failing('invalid-files', checked.fault);
}

export function readPackEnvelope(path: string): Outcome<Envelope, CliFault> {
  const text = readText(path);
  if (!text.ok) return text;
  try {
    const value: unknown = JSON.parse(text.value);
    if (envelopeCheck.Check(value)) return ok(value);
  } catch {
    // Said below, like everything else that is no envelope.
  }
  return failing('invalid-files', `${path} is no signed envelope`);
}

/** A public key in base64, or the file that holds it. */
export function readPublicKey(given: string): Outcome<string, CliFault> {
  const isKey = (text: string): boolean => /^[A-Za-z0-9+/]{43}=$/.test(text);
  if (isKey(given)) return ok(given);
  if (!existsSync(given))
    return failing('usage', 'give the public key in base64 (44 characters), or its file');
  const text = readText(given);
  if (!text.ok) return text;
  const key = text.value.trim();
  return isKey(key) ? ok(key) : failing('usage', `${given} holds no public key`);
}
