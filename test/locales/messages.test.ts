import { IntlMessageFormat } from 'intl-messageformat';
import { describe, expect, it } from 'vitest';
import { messages } from '#locales/format.ts';
import { languages, type Language } from '#locales/language.ts';
import { messageParameters } from '#locales/messages.ts';
import { languages as policyLanguages } from '#policy/primitives.ts';
import { reasonCodes } from '#policy/reasons.ts';

const keys = Object.keys(messageParameters);
const others = languages.filter((language) => language !== 'en');
const english = new Map(Object.entries(messages.en));
const bokmål = new Map(Object.entries(messages.nb));
const declared = new Map<string, Readonly<Record<string, string>>>(Object.entries(messageParameters));

/** The messages of a language of which something is true that should not be. */
const offenders = (language: Language, isWrong: (message: string, key: string) => boolean): string[] =>
  Object.entries(messages[language])
    .filter(([key, message]) => isWrong(message, key))
    .map(([key, message]) => `${key}: ${message}`);

/** What ICU's own parser makes of a message. */
type Element = {
  readonly type: number;
  readonly value?: string;
  readonly options?: Readonly<Record<string, { readonly value: readonly Element[] }>>;
};
const kinds = ['literal', 'text', 'number', 'date', 'time', 'choice', 'count', 'pound', 'tag'];
const parse = (message: string): readonly Element[] =>
  new IntlMessageFormat(message, 'en', undefined, { ignoreTag: true }).getAst() as readonly Element[];
const placeholders = (elements: readonly Element[]): string[] =>
  elements.flatMap((element) => {
    const kind = kinds[element.type] ?? 'unknown';
    if (kind === 'literal' || kind === 'pound') return [];
    const inner = Object.values(element.options ?? {}).flatMap((option) => placeholders(option.value));
    return [`${element.value} ${kind}`, ...inner];
  });
const unique = (words: readonly string[]): string => [...new Set(words)].toSorted().join(', ');
/** The branches of a message, apart from the exact numbers and plural forms that each language needs. */
const choices = (message: string): string =>
  unique(
    parse(message)
      .filter(({ type }) => kinds[type] === 'choice')
      .map(({ value, options }) => `${value}: ${Object.keys(options ?? {}).join(' ')}`),
  );

describe('the texts', () => {
  it('exist for the languages that policies may be written in', () => {
    expect(languages).toEqual(policyLanguages);
    expect(Object.keys(messages).toSorted()).toEqual([...languages].toSorted());
  });

  it('have a sentence for every reason code', () => {
    expect(keys).toEqual(expect.arrayContaining(reasonCodes.map((code) => `reason.${code}`)));
  });

  it.each(languages)('%s has every key, in the order of the list', (language) => {
    expect(Object.keys(messages[language])).toEqual(keys);
  });

  it.each(languages)('%s has no empty and no endless text', (language) => {
    const longest = (key: string): number =>
      key.startsWith('button.') ? 40 : key.endsWith('.title') ? 80 : 420;
    const wrong = offenders(
      language,
      (message, key) => message === '' || message.trim() !== message || message.length > longest(key),
    );
    expect(wrong).toEqual([]);
  });

  it.each(languages)('%s parses and takes exactly the declared parameters', (language) => {
    const wanted = (key: string): string =>
      unique(
        Object.entries(declared.get(key) ?? {}).map(
          ([name, kind]) => `${name} ${kind === 'end' ? 'date' : kind}`,
        ),
      );
    const wrong = offenders(language, (message, key) => unique(placeholders(parse(message))) !== wanted(key));
    expect(wrong).toEqual([]);
  });

  it.each(others)('%s chooses among the same words as English', (language) => {
    const wrong = offenders(language, (message, key) => choices(message) !== choices(english.get(key) ?? ''));
    expect(wrong).toEqual([]);
  });

  it.each(languages)('%s keeps what has little room short', (language) => {
    const rooms: readonly (readonly [prefix: string, longest: number])[] = [
      ['nav.', 16],
      ['menu.', 110],
      ['tray.', 127], // Windows cuts a tooltip there
      ['remind.at', 50],
      ['settings.theme', 30],
    ];
    const wrong = rooms.flatMap(([prefix, longest]) =>
      offenders(language, (message, key) => key.startsWith(prefix) && message.length > longest),
    );
    expect(wrong).toEqual([]);
  });

  it.each(languages)('%s uses no ASCII quotes, no exclamation marks and no shouting', (language) => {
    expect(offenders(language, (message) => /['"!]/u.test(message))).toEqual([]);
    expect(offenders(language, (message) => /\p{Lu}{3}/u.test(message))).toEqual([]);
  });
});

describe('the translations', () => {
  it.each(others)('%s has no English left', (language) => {
    expect(offenders(language, (message, key) => message === english.get(key))).toEqual([]);
    const words = /\b(?:the|you|your|this|which|with|has been|cannot)\b/iu;
    expect(offenders(language, (message) => words.test(message))).toEqual([]);
  });

  // `\b` knows ASCII letters only, hence the look-arounds.
  it('Nynorsk has no Bokmål words, and Bokmål none of Nynorsk', () => {
    const nbWords =
      /(?<!\p{L})(?:ikke|jeg|hva|hvem|hvor|hvorfor|hvilke|fra|noe|være|gjøre|bare|mer|fortsatt|derfor|nå|siden)(?!\p{L})/iu;
    const nnWords =
      /(?<!\p{L})(?:ikkje|eg|kva|kven|kvar|kvifor|frå|noko|vere|gjere|berre|meir|framleis|difor|no|sidan)(?!\p{L})/iu;
    expect(offenders('nn', (message) => nbWords.test(message))).toEqual([]);
    expect(offenders('nb', (message) => nnWords.test(message))).toEqual([]);
  });

  it('Nynorsk differs from Bokmål wherever the two languages do', () => {
    const same = offenders('nn', (message, key) => message === bokmål.get(key));
    expect(same.length).toBeLessThan(keys.length * 0.2);
    const sentences = /^[^:]*(?:\.body|reason\.(?!grace:)[\w-]+|never\.(?!heading)[\w-]+):/u;
    expect(same.filter((line) => sentences.test(line))).toEqual([]);
  });

  it('speaks to people in the form that public bodies use', () => {
    expect(offenders('de', (message) => /\b(?:du|dein|dir|dich)\b/iu.test(message))).toEqual([]);
    expect(offenders('fr', (message) => /\b(?:tu|ton|tes|toi)\b/iu.test(message))).toEqual([]);
    expect(offenders('nl', (message) => /\b(?:u|uw)\b/iu.test(message))).toEqual([]);
  });
});
