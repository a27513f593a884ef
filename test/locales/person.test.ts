import { describe, expect, it } from 'vitest';
import { languageOf } from '#locales/person.ts';

describe('the language of a person', () => {
  it.each([
    ['LC_ALL before LC_MESSAGES before LANG', { LC_ALL: 'nn_NO', LC_MESSAGES: 'da_DK', LANG: 'sv_SE' }, 'nn'],
    ['an empty one counts as absent', { LC_ALL: '', LC_MESSAGES: 'da_DK', LANG: 'sv_SE' }, 'da'],
    ['LANG alone', { LANG: 'nl_BE.UTF-8' }, 'nl'],
    ['the wishes of LANGUAGE first', { LANG: 'nl_BE.UTF-8', LANGUAGE: 'fr_BE:nl' }, 'fr'],
    ['the plain locale is English', { LANG: 'C.UTF-8', LANGUAGE: 'fr' }, 'en'],
    ['POSIX too', { LANG: 'POSIX' }, 'en'],
    ['a language that we do not speak', { LANG: 'fi_FI.UTF-8' }, 'en'],
    ['without any, the system says', {}, 'de'],
  ] as const)('%s', (_, env, language) => {
    expect(languageOf(env, ['de-AT', 'en'])).toBe(language);
  });
});
