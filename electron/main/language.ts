import type { Language } from '#locales/language.ts';
import { languageOf } from '#locales/person.ts';
import type { Choices } from '#protocol/tray-window.ts';

/** What the person chose; else what the environment or the system says, most wanted first. */
export const personsLanguage = (
  choice: Choices['language'],
  env: Readonly<Record<string, string | undefined>>,
  preferred: readonly string[],
): Language => (choice === 'system' ? languageOf(env, preferred) : choice);
