import type { NoticeTexts } from '#policy/ban.ts';
import type { Language } from '#locales/language.ts';

/** Languages of the organisation in which some text of a notice is missing; the rule is that of `policy/missing-texts.ts`. */
export function missingLanguages(
  { why, instead, furtherReading = [] }: NoticeTexts,
  languages: readonly Language[],
): readonly Language[] {
  const texts = [
    why,
    ...(instead === undefined ? [] : [instead]),
    ...furtherReading.map(({ title }) => title),
  ];
  return languages.filter((language) => texts.some((one) => (one[language] ?? '').trim() === ''));
}
