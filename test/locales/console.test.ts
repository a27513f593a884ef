import { IntlMessageFormat } from 'intl-messageformat';
import { describe, expect, it } from 'vitest';
import { consoleParameters, type ConsoleMessages } from '#locales/console/console-messages.ts';
import { loadConsole } from '#locales/console/load-console.ts';
import { languages, type Language } from '#locales/language.ts';

const loaded = await Promise.all(
  languages.map(async (language) => [language, await loadConsole(language)] as const),
);
const all = Object.fromEntries(loaded) as Readonly<Record<Language, ConsoleMessages>>;
const others = languages.filter((language) => language !== 'en');
const english = new Map(Object.entries(all.en));
const declared = new Map<string, Readonly<Record<string, string>>>(Object.entries(consoleParameters));
/** Names that are written in capitals everywhere. */
const acronyms =
  /\b(?:CSV|URL|NDJSON|JSON|PDF|SIEM|CEF|TLS|HTTP|HTTPS|HTML|API|DNS|MSI|CLI|SMTP|OIDC|TCP|UDP|UTC|GDPR|RGPD|DSGVO|AVG|YAML|LIVE|IANA|SHA|STARTTLS|9QXW)\b/g;

const offenders = (language: Language, isWrong: (message: string, key: string) => boolean): string[] =>
  Object.entries(all[language])
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
const choices = (message: string): string =>
  unique(
    parse(message)
      .filter(({ type }) => kinds[type] === 'choice')
      .map(
        ({ value, options }) =>
          `${value}: ${Object.keys(options ?? {})
            .toSorted()
            .join(' ')}`,
      ),
  );

describe('the texts of the console', () => {
  it.each(languages)('%s has every key once, in the order of the list', (language) => {
    expect(Object.keys(all[language])).toEqual(Object.keys(consoleParameters));
  });

  it.each(languages)('%s parses and takes exactly the declared parameters', (language) => {
    const wanted = (key: string): string =>
      unique(
        Object.entries(declared.get(key) ?? {}).map(
          ([name, kind]) => `${name} ${kind === 'end' ? 'date' : kind}`,
        ),
      );
    expect(
      offenders(language, (message, key) => unique(placeholders(parse(message))) !== wanted(key)),
    ).toEqual([]);
  });

  it.each(others)('%s chooses among the same words as English', (language) => {
    expect(
      offenders(language, (message, key) => choices(message) !== choices(english.get(key) ?? '')),
    ).toEqual([]);
  });

  it.each(languages)('%s has no empty and no endless text, no ASCII quotes, no shouting', (language) => {
    expect(
      offenders(language, (message) => message.trim() !== message || message === '' || message.length > 420),
    ).toEqual([]);
    expect(offenders(language, (message) => /['"!]/u.test(message))).toEqual([]);
    expect(offenders(language, (message) => /\p{Lu}{3}/u.test(message.replaceAll(acronyms, '')))).toEqual([]);
  });

  it.each(others)('%s is a translation', (language) => {
    // What is only a name, a number or a sign is the same everywhere.
    const hasWords = (message: string): boolean =>
      /\p{L}{5}/u.test(
        message.replaceAll(/\{\w+(?:, date, \w+)?\}|plural|select|other|Portvakt|Version/gu, ''),
      );
    expect(
      offenders(
        language,
        (message, key) => message === english.get(key) && hasWords(message) && message.length > 16,
      ),
    ).toEqual([]);
    const words = /\b(?:the|you|your|this|which|with|has been|cannot)\b/iu;
    // Commands are quoted as they are typed.
    const spoken = (message: string): string => message.replaceAll(/[«»„“”][^«»„“”]*[«»„“”]/gu, '');
    expect(offenders(language, (message) => words.test(spoken(message)))).toEqual([]);
  });

  it('Nynorsk has no Bokmål words, and Bokmål none of Nynorsk', () => {
    const nbWords =
      /(?<!\p{L})(?:ikke|jeg|hva|hvem|hvor|hvorfor|hvilke|fra|noe|være|gjøre|bare|mer|fortsatt|derfor|nå|siden)(?!\p{L})/iu;
    const nnWords =
      /(?<!\p{L})(?:ikkje|eg|kva|kven|kvar|kvifor|frå|noko|vere|gjere|berre|meir|framleis|difor|no|sidan)(?!\p{L})/iu;
    expect(offenders('nn', (message) => nbWords.test(message))).toEqual([]);
    expect(offenders('nb', (message) => nnWords.test(message))).toEqual([]);
  });

  it('speaks to people in the form that public bodies use', () => {
    expect(offenders('de', (message) => /\b(?:du|dein|dir|dich)\b/iu.test(message))).toEqual([]);
    expect(offenders('fr', (message) => /(?<!\p{L})(?:tu|ton|tes|toi)(?!\p{L})/iu.test(message))).toEqual([]);
    expect(offenders('nl', (message) => /\b(?:u|uw)\b/iu.test(message))).toEqual([]);
  });
});
