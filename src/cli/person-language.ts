import { pickLanguage, type Language } from '#locales/language.ts';

export type Person = {
  readonly language: Language;
  /** IANA; where the person's instants are shown. */
  readonly timeZone: string;
};

/** The person's language as POSIX tells it (`LC_ALL` before `LC_MESSAGES` before `LANG`), else as the system does. */
export function personOf(env: Readonly<Record<string, string | undefined>>): Person {
  const system = Intl.DateTimeFormat().resolvedOptions();
  const locale = [env['LC_ALL'], env['LC_MESSAGES'], env['LANG']].find((one) => (one ?? '') !== '');
  const wanted =
    locale === undefined
      ? [system.locale]
      : /^(C|POSIX)(\.|$)/.test(locale)
        ? ['en']
        : [...(env['LANGUAGE'] ?? '').split(':').filter((one) => one !== ''), locale];
  return { language: pickLanguage(wanted), timeZone: system.timeZone };
}
