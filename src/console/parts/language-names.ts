import { languageNames, type Language } from '#locales/language.ts';

/** Languages as a list for a sentence, each by its own name. */
export const namesOf = (languages: readonly Language[]): string =>
  languages.map((language) => languageNames[language]).join(', ');
