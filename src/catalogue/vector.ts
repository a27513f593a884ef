import { Type, type Static } from 'typebox';
import { Channel, Evidence } from '#policy/evidence.ts';
import { AppId } from './app.ts';
import type { Catalogue } from './compile.ts';
import { matchApps } from './match.ts';

const strict = { additionalProperties: false } as const;
const Text = Type.String({ minLength: 1, maxLength: 300 });

/** Evidence, and everything that must come of it. Published beside an app, so that every reader decides alike. */
export const Vector = Type.Object(
  {
    name: Text,
    platform: Type.Enum(['windows', 'macos', 'linux', 'web'] as const),
    evidence: Type.Array(Evidence, { minItems: 1, maxItems: 50 }),
    /** All matches, sorted by app; empty for a vector that shows what the app is not. */
    expect: Type.Array(
      Type.Object(
        { app: AppId, channel: Channel, strength: Type.Enum(['certain', 'hint'] as const) },
        strict,
      ),
    ),
  },
  strict,
);
export type Vector = Static<typeof Vector>;

export const VectorFile = Type.Object({ app: AppId, vectors: Type.Array(Vector, { minItems: 1 }) }, strict);
export type VectorFile = Static<typeof VectorFile>;

/** What the catalogue answers, in the form of `expect`. */
export const answerOf = (catalogue: Catalogue, { evidence }: Vector): Vector['expect'] =>
  matchApps(catalogue, evidence).map(({ app, channel, strength }) => ({ app, channel, strength }));
