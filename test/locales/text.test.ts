import { describe, expect, it } from 'vitest';
import { basisText } from '#locales/basis.ts';
import { dataText } from '#locales/data-words.ts';
import { formatMessage } from '#locales/format.ts';
import { intlLocaleOf } from '#locales/intl-locale.ts';
import { languages } from '#locales/language.ts';
import { isReason, reasonText } from '#locales/reason.ts';
import { text } from '#locales/text.ts';
import { builtInApps } from '#catalogue/load.ts';
import { reasonCodes } from '#policy/reasons.ts';

const app = 'Telegram';

describe('a text', () => {
  it('is made with its arguments', () => {
    expect(text('nb', 'notice.block.title', { app })).toBe('Telegram kan ikke brukes på denne PC-en');
    expect(text('nn', 'notice.block.title', { app })).toBe('Telegram kan ikkje brukast på denne PC-en');
  });

  it('counts as the language does', () => {
    const closing = (seconds: number) => text('de', 'notice.closing.body', { app, seconds });
    expect(closing(1)).toContain('in 1 Sekunde geschlossen');
    expect(closing(60)).toContain('in 60 Sekunden geschlossen');
    expect(text('sv', 'menu.notices', { count: 0 })).toBe('Inga nya meddelanden');
  });

  it('never reads an argument as markup or as a message', () => {
    const name = "<b>{until}</b> '' #";
    expect(text('en', 'notice.removed.title', { app: name })).toBe(`${name} has been removed`);
  });

  it('refuses to guess what is missing', () => {
    expect(() => formatMessage('en', 'request.approved', { app }, 'UTC')).toThrow('needs until');
    expect(() => text('en', 'request.approved', { until: 0 }, 'Mars/Olympus')).toThrow(RangeError);
    expect(() => text('en', 'notice.review', { date: '21.3.2023' })).toThrow('not a calendar day');
  });
});

describe('a date', () => {
  it('is written by conventions that Chromium and Electron carry too', () => {
    // Intl.DateTimeFormat.supportedLocalesOf in Electron 33 and Chromium 130.
    const carried = new Set(['nb', 'da', 'sv', 'nl', 'fr', 'de', 'en-GB']);
    expect(languages.map(intlLocaleOf).filter((locale) => !carried.has(locale))).toEqual([]);
  });

  const expected = {
    nb: '21. mars 2023',
    nn: '21. mars 2023',
    da: '21. marts 2023',
    sv: '21 mars 2023',
    nl: '21 maart 2023',
    fr: '21 mars 2023',
    de: '21. März 2023',
    en: '21 March 2023',
  } as const;

  it.each(languages)('is written out in %s', (language) => {
    expect(text(language, 'notice.review', { date: '2023-03-21' })).toContain(expected[language]);
  });

  it('that is a calendar day is the same day in every time zone', () => {
    for (const zone of ['UTC', 'Europe/Oslo', 'America/Los_Angeles', 'Pacific/Noumea']) {
      expect(text('en', 'notice.review', { date: '2024-02-29' }, zone)).toContain('29 February 2024');
    }
  });

  it('that is an instant is shown where the organisation is', () => {
    const at = Date.UTC(2023, 2, 26, 22, 30);
    const args = { version: '7', at };
    expect(text('nb', 'status.release', args, 'Europe/Oslo')).toContain('27. mars kl. 00:30');
    expect(text('nb', 'status.release', args, 'UTC')).toContain('26. mars kl. 22:30');
  });

  it('up to which something is allowed is the last day, though the instant is midnight after it', () => {
    const midnight = Date.UTC(2023, 3, 14, 22);
    expect(text('da', 'notice.until.date', { app, deadline: midnight }, 'Europe/Copenhagen')).toBe(
      'Du kan bruge Telegram til og med 14. april 2023.',
    );
    expect(text('da', 'notice.until.date', { app, deadline: '2023-04-14' })).toContain('14. april 2023');
  });
});

describe('a reason', () => {
  const all = {
    app,
    organisation: 'Halden kommune',
    unit: 'Kultur',
    ban: 'telegram',
    date: '2023-03-21',
    deadline: '2023-04-14',
    until: '2023-05-01',
  };

  it.each(languages)('is one sentence for every code in %s', (language) => {
    for (const code of reasonCodes) {
      const sentence = reasonText(language, code, all);
      expect(sentence).toMatch(/^[\p{Lu}\p{L}].*\.$/u);
      expect(sentence).not.toContain('{');
    }
  });

  it('is told from any other word', () => {
    expect(isReason('blocked')).toBe(true);
    expect(isReason('because')).toBe(false);
  });

  it('says whose advice was followed or not', () => {
    expect(reasonText('nb', 'declined', all)).toBe('Kultur har valgt ikke å følge rådet om Telegram.');
  });
});

describe('a basis', () => {
  it('names decision, decision maker and date', () => {
    const basis = {
      kind: 'decision',
      decidedBy: 'kommunedirektøren',
      reference: 'sak 23/1',
      date: '2023-03-22',
    } as const;
    expect(basisText('nb', basis)).toBe('Besluttet av kommunedirektøren 22. mars 2023 (sak 23/1).');
  });

  it('says that nothing is written yet, and by when it will be', () => {
    const basis = {
      kind: 'unwritten',
      statedBy: 'borgmesteren',
      date: '2023-03-23',
      toBeWrittenBy: '2023-04-20',
    } as const;
    expect(basisText('da', basis)).toBe(
      'Oplyst af borgmesteren den 23. marts 2023. Det er endnu ikke skrevet ned; det skal ske senest den 20. april 2023.',
    );
  });
});

describe('what is deleted with an app', () => {
  const kinds = [...new Set(builtInApps().flatMap(({ data }) => (data ?? []).flatMap(({ holds }) => holds)))];

  it.each(languages)('is said in words of %s, for every kind that the catalogue has', (language) => {
    const words = kinds.map((kind) => dataText(language, kind));
    expect(words.filter((word, at) => word === kinds[at])).toEqual([]);
  });

  it('keeps an unknown kind as it is', () => {
    expect(dataText('de', 'settings, stickers')).toBe('Ihre Einstellungen, stickers');
  });
});
