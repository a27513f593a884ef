import { existsSync, readFileSync } from 'node:fs';
import { generateSigningKey, importSigningKey, type SigningKey } from '#runtime/signature.ts';
import { newSecret, type DataFolder } from '#server/store/index.ts';

/** Where the organisation key is: here, encrypted at rest, or offline in the organisation's own hands. */
export type OrganisationKey =
  | { readonly mode: 'hosted'; readonly publicKey: string; readonly key: SigningKey }
  | { readonly mode: 'offline'; readonly publicKey: string };
export type ServerKeys = { readonly organisation: OrganisationKey; readonly server: SigningKey };

/**
 * Reads the keys; makes them at the first start. With `offlineKey` (raw 32 bytes, base64) no organisation key is made,
 * and one that lies here already is refused: a hardened install has none to steal.
 */
export function loadKeys(folder: DataFolder, offlineKey?: string): ServerKeys {
  const server = importSigningKey(folder.secret('server-key.pem', () => generateSigningKey().exportPem()));
  if (offlineKey !== undefined && existsSync(folder.path('organisation-key.pem')))
    throw new Error('this data folder holds an organisation key: a server in offline mode must have none');
  if (offlineKey !== undefined || existsSync(folder.path('organisation-key.pub'))) {
    const publicKey = folder.secret('organisation-key.pub', () => offlineKey ?? '').trim();
    if (Buffer.from(publicKey, 'base64').length !== 32)
      throw new Error('the organisation key must be 32 bytes in base64');
    return { organisation: { mode: 'offline', publicKey }, server };
  }
  const passphrase = folder.secret('organisation-key.passphrase', newSecret).trim();
  folder.secret('organisation-key.pem', () => generateSigningKey().exportPem(passphrase));
  const key = importSigningKey(readFileSync(folder.path('organisation-key.pem'), 'utf8'), passphrase);
  return { organisation: { mode: 'hosted', publicKey: key.publicKey, key }, server };
}
