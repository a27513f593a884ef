import { sameHash, sha256 } from './random.ts';

/** How a secret is kept: its hash, and the beginning of it by which the row is found. */
export type HashedSecret = { readonly lookup: string; readonly hash: string };

const lookupLength = 16;

/** The secrets are 256 random bits (`newSecret`), so one SHA-256 is enough: there is nothing to guess. */
export function hashedSecret(secret: string): HashedSecret {
  const hash = sha256(secret);
  return { lookup: hash.slice(0, lookupLength), hash };
}

/** Of the rows with that lookup the one whose secret it is, compared in constant time. */
export function rowOfSecret<Row extends HashedSecret>(
  rows: readonly Row[],
  wanted: HashedSecret,
): Row | undefined {
  return rows.find((row) => sameHash(row.hash, wanted.hash));
}
