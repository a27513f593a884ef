import { Type, type Static } from 'typebox';
import { Ban } from '#policy/ban.ts';
import { PackAuthority, PackVector } from '#policy/pack.ts';
import { Day, Instant, ShortText, Slug, strict, Texts } from '#policy/primitives.ts';
import { App } from './app.ts';

/** DSSE payload type of a ban pack: a signature over one never passes for a release, and the other way round. */
export const packPayloadType = 'application/vnd.portvakt.pack.v1+json';

export const PackVersion = Type.Integer({ minimum: 1, maximum: 9_007_199_254_740_991 });

/**
 * Bans that an authority publishes under its own Ed25519 key, in a DSSE envelope, for others to follow. What a schema
 * cannot say is `checkPack`'s.
 */
export const BanPack = Type.Object(
  {
    portvakt: Type.Literal('pack/1'),
    pack: Slug,
    /** Only goes up; the same version never has other bytes. */
    version: PackVersion,
    title: Texts,
    authority: PackAuthority,
    issuedAt: Instant,
    /** The last day on which this version may be taken up. What is in force stays. */
    expiresOn: Type.Optional(Day),
    /** What the bans rest on. */
    source: Type.Array(
      Type.Object(
        {
          title: ShortText,
          url: Type.Optional(Type.String({ pattern: '^https://[^\\s]{3,400}$', title: 'https address' })),
        },
        strict,
      ),
      { maxItems: 20 },
    ),
    /** Entries that the built-in catalogue lacks. */
    apps: Type.Array(App, { maxItems: 50 }),
    bans: Type.Array(Ban, { minItems: 1, maxItems: 100 }),
    vectors: Type.Array(PackVector, { maxItems: 500 }),
  },
  { ...strict, title: 'Portvakt ban pack' },
);
export type BanPack = Static<typeof BanPack>;
