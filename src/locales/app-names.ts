import type { Language } from './language.ts';
import { text } from './text.ts';

/** The names of a ban's apps for a heading or a sentence: all where they are few, else the first and how many more. */
export function appNames(language: Language, names: readonly string[]): string {
  const [app = '', ...others] = names;
  return names.length <= 2
    ? names.join(', ')
    : text(language, 'overview.apps.and-more', { app, count: others.length });
}
