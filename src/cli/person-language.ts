import { languageOf, type Person } from '#locales/person.ts';

/** The person at this terminal: language and time zone as environment and system tell them. */
export function personOf(env: Readonly<Record<string, string | undefined>>): Person {
  const { locale, timeZone } = Intl.DateTimeFormat().resolvedOptions();
  return { language: languageOf(env, [locale]), timeZone };
}
