import { generateSigningKey, importSigningKey, type SigningKey } from '#runtime/signature.ts';
import { newSecret, type DataFolder } from '#server/store/index.ts';

/**
 * The key under which this organisation publishes packs, made when it is first asked for; encrypted, with its passphrase
 * in a file beside it, as the hosted organisation key is. It signs packs only: no PC of one's own believes it.
 */
export function packKeyIn(folder: DataFolder): () => SigningKey {
  let key: SigningKey | undefined;
  return () => {
    if (key !== undefined) return key;
    const passphrase = folder.secret('pack-key.passphrase', newSecret).trim();
    const pem = folder.secret('pack-key.pem', () => generateSigningKey().exportPem(passphrase));
    key = importSigningKey(pem, passphrase);
    return key;
  };
}
