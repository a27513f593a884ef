/**
 * The languages in which the product speaks, as BCP 47 tags. The policy room has the same list for its schemas;
 * a test holds the two together.
 */
export const languages = ['nb', 'nn', 'da', 'sv', 'nl', 'fr', 'de', 'en'] as const;
export type Language = (typeof languages)[number];

/** The name of each language in that language, for a menu. */
export const languageNames: Readonly<Record<Language, string>> = {
  nb: 'Norsk bokmål',
  nn: 'Norsk nynorsk',
  da: 'Dansk',
  sv: 'Svenska',
  nl: 'Nederlands',
  fr: 'Français',
  de: 'Deutsch',
  en: 'English',
};

/** Languages that readers of the first understand too, closest first. */
const neighbours: Readonly<Record<Language, readonly Language[]>> = {
  nb: ['nn', 'da', 'sv'],
  nn: ['nb', 'da', 'sv'],
  da: ['nb', 'nn', 'sv'],
  sv: ['nb', 'da', 'nn'],
  nl: [],
  fr: [],
  de: [],
  en: [],
};

const languageOf = (tag: string): Language | undefined => {
  const primary = tag
    .trim()
    .toLowerCase()
    .split(/[-_.@]/u, 1)[0];
  if (primary === 'no') return 'nb';
  return languages.find((language) => language === primary);
};

/**
 * The language for a person, from what the system or browser says, most wanted first (`nn-NO`, also `nb_NO.UTF-8`).
 * Bokmål and Nynorsk stand in for each other; Danish and Swedish only before English is taken unasked.
 */
export const pickLanguage = (
  preferences: readonly string[],
  available: readonly Language[] = languages,
): Language => {
  const wanted = preferences.map(languageOf).filter((language) => language !== undefined);
  const has = (language: Language): boolean => available.includes(language);
  for (const language of wanted) {
    if (has(language)) return language;
    const other = language === 'nb' ? 'nn' : language === 'nn' ? 'nb' : undefined;
    if (other !== undefined && has(other)) return other;
  }
  const near = wanted.flatMap((language) => neighbours[language]).find(has);
  if (near !== undefined) return near;
  return has('en') ? 'en' : (available[0] ?? 'en');
};

type OwnTexts = { readonly [tag: string]: string | undefined };

/**
 * The language in which an organisation's own text is shown to a person of this one: the same, else a close one, else English, else
 * the first there is. For a screen reader it has to be said where it is another. Undefined when there is no text at all.
 */
export const languageShown = (texts: OwnTexts, language: Language): string | undefined => {
  const has = (tag: string): boolean => (texts[tag] ?? '') !== '';
  return [language, ...neighbours[language], 'en'].find(has) ?? Object.keys(texts).find(has);
};

/** An organisation's own text for a person of this language, see `languageShown`. Empty when there is none at all. */
export const inLanguage = (texts: OwnTexts, language: Language): string => {
  const shown = languageShown(texts, language);
  return shown === undefined ? '' : (texts[shown] ?? '');
};
