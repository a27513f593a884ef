import { Type, type Static } from 'typebox';
import type { Ban } from './ban.ts';
import type { PolicyFile } from './policy-file.ts';
import { Language, Slug, strict, type Texts } from './primitives.ts';

/** A text of a ban's notice that some of the organisation's languages lack. */
export const MissingText = Type.Object(
  {
    unit: Slug,
    ban: Slug,
    field: Type.Enum(['why', 'instead', 'furtherReading'] as const),
    languages: Type.Array(Language, { minItems: 1 }),
  },
  strict,
);
export type MissingText = Static<typeof MissingText>;

/**
 * What people would have to read in another language than theirs. `why` is wanted always; `instead` and further reading
 * where they are there in one language at least.
 */
export function missingTexts(
  languages: readonly Language[],
  policies: readonly Pick<PolicyFile, 'unit' | 'bans'>[],
): MissingText[] {
  return policies.flatMap(({ unit, bans }) =>
    bans.flatMap((ban) =>
      textsOf(ban).flatMap(({ field, texts }) => {
        const missing = languages.filter((language) => texts.some((one) => one[language] === undefined));
        return missing.length === 0 ? [] : [{ unit, ban: ban.id, field, languages: missing }];
      }),
    ),
  );
}

type Field = { readonly field: MissingText['field']; readonly texts: readonly Texts[] };

function textsOf({ notice: { why, instead, furtherReading = [] } }: Ban): readonly Field[] {
  return [
    { field: 'why', texts: [why] },
    ...(instead === undefined ? [] : [{ field: 'instead', texts: [instead] } as const]),
    { field: 'furtherReading', texts: furtherReading.map(({ title }) => title) },
  ];
}
