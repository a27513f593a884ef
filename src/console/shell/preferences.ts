import { languages, pickLanguage, type Language } from '#locales/language.ts';

export const themes = ['auto', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];

/** What the person chose, kept in this browser alone. Without storage (a strict browser) the choice lasts for the visit. */
const keep = (key: string, value: string): void => {
  try {
    localStorage.setItem(`portvakt.${key}`, value);
  } catch {
    // The page works without.
  }
};
const kept = (key: string): string | undefined => {
  try {
    return localStorage.getItem(`portvakt.${key}`) ?? undefined;
  } catch {
    return undefined;
  }
};

export const keptTheme = (): Theme => themes.find((theme) => theme === kept('theme')) ?? 'auto';
export const keepTheme = (theme: Theme): void => keep('theme', theme);
export const keptLanguage = (): Language =>
  languages.find((language) => language === kept('language')) ?? pickLanguage(navigator.languages);
export const keepLanguage = (language: Language): void => keep('language', language);
