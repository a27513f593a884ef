import { pickLanguage, type Language } from './language.ts';

/** For whom words are made. */
export type Person = {
  readonly language: Language;
  /** IANA; where the person's instants are shown. */
  readonly timeZone: string;
};

/**
 * The person's language: as POSIX tells it (`LC_ALL` before `LC_MESSAGES` before `LANG`, with the wishes of `LANGUAGE`
 * first), else as the system does (`systemLocales`, most wanted first). `C` and `POSIX` mean English.
 */
export function languageOf(
  env: Readonly<Record<string, string | undefined>>,
  systemLocales: readonly string[],
): Language {
  const locale = [env['LC_ALL'], env['LC_MESSAGES'], env['LANG']].find((one) => (one ?? '') !== '');
  if (locale === undefined) return pickLanguage(systemLocales);
  if (/^(C|POSIX)(\.|$)/u.test(locale)) return 'en';
  const wishes = (env['LANGUAGE'] ?? '').split(':').filter((one) => one !== '');
  return pickLanguage([...wishes, locale]);
}
