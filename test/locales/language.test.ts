import { describe, expect, it } from 'vitest';
import { inLanguage, languageNames, languages, languageShown, pickLanguage } from '#locales/language.ts';

describe('the language for a person', () => {
  it.each([
    ['nn-NO', 'nn'],
    ['nb_NO.UTF-8', 'nb'],
    ['no', 'nb'],
    ['NO-no', 'nb'],
    ['de-AT', 'de'],
    ['nl-BE', 'nl'],
    ['fr_BE@euro', 'fr'],
    ['sv-FI', 'sv'],
    ['fi-FI', 'en'],
    ['C', 'en'],
    ['', 'en'],
  ])('is found in %s', (tag, language) => {
    expect(pickLanguage([tag])).toBe(language);
  });

  it('is the first wanted one that there is', () => {
    expect(pickLanguage(['fi', 'de', 'sv'])).toBe('de');
    expect(pickLanguage([])).toBe('en');
  });

  it('takes the other Norwegian before the next wish, a neighbour only after all wishes', () => {
    expect(pickLanguage(['nn', 'en'], ['nb', 'en'])).toBe('nb');
    expect(pickLanguage(['da', 'en'], ['nb', 'en'])).toBe('en');
    expect(pickLanguage(['da'], ['nb', 'en'])).toBe('nb');
    expect(pickLanguage(['fr'], ['nl', 'de'])).toBe('nl');
  });

  it('has a name', () => {
    expect(Object.keys(languageNames)).toEqual([...languages]);
  });
});

describe('an organisation’s own text', () => {
  it('is in the language asked for, else in a close one, else English, else whatever there is', () => {
    expect(inLanguage({ nb: 'bokmål', nn: 'nynorsk' }, 'nn')).toBe('nynorsk');
    expect(inLanguage({ nb: 'bokmål', en: 'English' }, 'nn')).toBe('bokmål');
    expect(inLanguage({ da: 'dansk', en: 'English' }, 'nb')).toBe('dansk');
    expect(inLanguage({ nl: 'Nederlands', en: 'English' }, 'fr')).toBe('English');
    expect(inLanguage({ nl: 'Nederlands', fr: 'français' }, 'de')).toBe('Nederlands');
    expect(inLanguage({}, 'de')).toBe('');
  });

  it('is named, so that a screen reader can pronounce it', () => {
    expect(languageShown({ nb: 'bokmål', en: 'English' }, 'nn')).toBe('nb');
    expect(languageShown({ nl: '', fr: 'français' }, 'de')).toBe('fr');
    expect(languageShown({}, 'de')).toBeUndefined();
  });
});
