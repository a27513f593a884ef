import { expect, it } from 'vitest';
import { languages } from '#locales/language.ts';
import { signInWords, type SignInWords } from '#locales/sign-in-pages.ts';

const flat = (words: SignInWords): [string, string][] =>
  Object.entries(words).flatMap(([key, part]) =>
    typeof part === 'string'
      ? [[key, part] as [string, string]]
      : Object.entries(part).map(([name, text]): [string, string] => [`${key}.${name}`, text]),
  );
const places = (text: string): string[] => text.match(/\{\w+\}/g) ?? [];

it.each(languages)('the pages on the way into the console say the same in %s', (language) => {
  const texts = new Map(flat(signInWords[language]));
  for (const [key, english] of flat(signInWords.en)) {
    const text = texts.get(key) ?? '';
    expect([key, places(text)]).toEqual([key, places(english)]);
    expect([key, language === 'en' || text !== english]).toEqual([key, true]);
    expect(text.trim()).toBe(text);
    expect(text).not.toMatch(/!|'|^$/);
  }
});
