import { sha256 } from '#server/store/index.ts';
import type { AuditRow } from './tables.ts';

/** The hash before the first entry. */
export const chainStart = '0'.repeat(64);

/**
 * SHA-256 over the hash before and the entry as a JSON array: one changed, missing or added entry breaks all after it.
 * Version 1 hashed the body itself; version 2 hashes the body's hash, so that a body can be erased and the chain still be
 * checked.
 */
export function chainHash(before: string, row: Omit<AuditRow, 'hash' | 'erased_by'>): string {
  const { seq, at, operator, action, subject, unit, body, body_hash } = row;
  const entry =
    row.version === 1
      ? [seq, at, operator, action, subject, body]
      : [row.version, seq, at, operator, action, subject, unit, body_hash];
  return sha256(`${before}\n${JSON.stringify(entry)}`);
}

/**
 * Whether an entry follows from the hash before it. A body that stands must have its hash. Of an entry of version 1 whose
 * body was erased only the hash is left: it is held by the entry after it.
 */
export function follows(before: string, row: AuditRow): boolean {
  const isErased = row.body === '';
  if (row.version === 1) return isErased ? row.body_hash !== null : row.hash === chainHash(before, row);
  if (!isErased && row.body_hash !== sha256(row.body)) return false;
  return row.hash === chainHash(before, row);
}
