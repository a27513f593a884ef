import { Type, type Static } from 'typebox';
import { Adoption, Ban } from './ban.ts';
import { Organisation } from './organisation.ts';
import { PackApps } from './pack.ts';
import { Base64, Instant, Sha256, Slug, strict } from './primitives.ts';

/** DSSE payload types: a signature over one never passes for another. */
export const payloadTypes = {
  release: 'application/vnd.portvakt.release.v1+json',
  assignment: 'application/vnd.portvakt.assignment.v1+json',
  keyChange: 'application/vnd.portvakt.key-change.v1+json',
  pause: 'application/vnd.portvakt.pause.v1+json',
} as const;

/** The bans of one unit, carried as exact bytes whose hash the release names. */
export const Fragment = Type.Object(
  {
    unit: Slug,
    bans: Type.Array(Ban, { maxItems: 500 }),
    adoptions: Type.Array(Adoption, { maxItems: 500 }),
    /** What the built-in catalogue lacks. */
    apps: Type.Optional(PackApps),
  },
  strict,
);
export type Fragment = Static<typeof Fragment>;

/** What the organisation signs. `version` only goes up. */
export const Release = Type.Object(
  {
    version: Type.Integer({ minimum: 1, maximum: 9_007_199_254_740_991 }),
    issuedAt: Instant,
    organisation: Organisation,
    fragments: Type.Array(Type.Object({ unit: Slug, sha256: Sha256 }, strict), { maxItems: 5_000 }),
    /** Ed25519 public keys, raw 32 bytes, whose signature on assignments counts. */
    serverKeys: Type.Array(Base64, { minItems: 1, maxItems: 4 }),
  },
  strict,
);
export type Release = Static<typeof Release>;

/** What the offline recovery key alone may sign: a new organisation key. */
export const KeyChange = Type.Object(
  { organisation: Slug, newOrganisationKey: Base64, serial: Type.Integer({ minimum: 1 }), issuedAt: Instant },
  strict,
);
export type KeyChange = Static<typeof KeyChange>;
