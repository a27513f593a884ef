import { existsSync, readFileSync } from 'node:fs';
import { fail, ok, type Outcome } from '#policy/outcome.ts';
import { generateSigningKey, importSigningKey, type SigningKey } from '#runtime/signature.ts';
import { newSecret, type DataFolder } from '#server/store/index.ts';

/** Where the organisation key is: here, encrypted at rest, or offline in the organisation's own hands. */
export type OrganisationKey =
  | { readonly mode: 'hosted'; readonly publicKey: string; readonly key: SigningKey }
  | { readonly mode: 'offline'; readonly publicKey: string };
export type ServerKeys = { readonly organisation: OrganisationKey; readonly server: SigningKey };
export type KeyFault = 'bad-offline-key' | 'offline-key-differs' | 'organisation-key-is-here';

const offlineFile = 'organisation-key.pub';
const hostedFile = 'organisation-key.pem';

/**
 * Reads the keys; makes them at the first start. With `offlineKey` (raw 32 bytes, base64) no organisation key is made,
 * and one that lies here already is refused: a hardened install has none to steal. After a fault the folder is as it was.
 */
export function loadKeys(folder: DataFolder, offlineKey?: string): Outcome<ServerKeys, KeyFault> {
  const wanted = offlineKey?.trim();
  if (wanted !== undefined && !isRawKey(wanted)) return fail('bad-offline-key');
  if (wanted !== undefined && existsSync(folder.path(hostedFile))) return fail('organisation-key-is-here');
  const kept = existsSync(folder.path(offlineFile))
    ? readFileSync(folder.path(offlineFile), 'utf8').trim()
    : undefined;
  if (kept !== undefined && !isRawKey(kept)) return fail('bad-offline-key');
  if (kept !== undefined && wanted !== undefined && kept !== wanted) return fail('offline-key-differs');
  const organisation = offline(folder, kept ?? wanted) ?? hosted(folder);
  const server = importSigningKey(folder.secret('server-key.pem', () => generateSigningKey().exportPem()));
  return ok({ organisation, server });
}

function offline(folder: DataFolder, publicKey: string | undefined): OrganisationKey | undefined {
  if (publicKey === undefined) return undefined;
  folder.secret(offlineFile, () => publicKey);
  return { mode: 'offline', publicKey };
}

function hosted(folder: DataFolder): OrganisationKey {
  const passphrase = folder.secret('organisation-key.passphrase', newSecret).trim();
  const pem = folder.secret(hostedFile, () => generateSigningKey().exportPem(passphrase));
  const key = importSigningKey(pem, passphrase);
  return { mode: 'hosted', publicKey: key.publicKey, key };
}

/** 32 bytes in the one way to write them in base64. */
function isRawKey(text: string): boolean {
  const raw = Buffer.from(text, 'base64');
  return raw.length === 32 && raw.toString('base64') === text;
}
