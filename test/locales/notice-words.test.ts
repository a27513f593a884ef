import { describe, expect, it } from 'vitest';
import { languages } from '#locales/language.ts';
import { noticeWords } from '#locales/notice-words.ts';
import { text } from '#locales/text.ts';
import { day, notice, now, personIn, variants } from './example-notice.ts';

const english = personIn('en');

describe('the words of a notice', () => {
  it.each(languages)('have in %s no empty part and no placeholder, whatever it carries', (language) => {
    for (const variant of variants) {
      const { whatToDo, reading, ...single } = noticeWords(personIn(language), variant, now);
      const parts = [
        ...Object.values(single),
        ...whatToDo,
        ...reading.flatMap((one) => [one.title, one.url]),
      ];
      for (const part of parts) expect(part).toMatch(/^\S(?:.*\S)?$/su);
      expect(parts.filter((part) => /[{}]|undefined/u.test(part))).toEqual([]);
    }
  });

  it('say why, who, until when and what to do', () => {
    expect(noticeWords(personIn('nb'), notice, now)).toEqual({
      title: 'Telegram bør ikke brukes på denne PC-en',
      body: 'Halden kommune ber deg om ikke å bruke Telegram på denne PC-en.',
      times: 'Dette har skjedd 3 ganger.',
      why: 'Den samler mye.',
      who: 'Besluttet av The council 5. januar 2026 (2026/17). Beslutningen skal vurderes på nytt innen 5. januar 2027.',
      until: 'Du kan bruke Telegram i 6 arbeidsdager til (til og med 1. desember 2026).',
      whatToDo: [
        'Fjern Telegram før fristen. Etter fristen kan Telegram ikke lenger åpnes.',
        'Du kan fjerne Telegram fra denne PC-en. Portvakt hjelper deg med det.',
        'Trenger du Telegram i jobben? Da kan du søke om unntak.',
      ],
      instead: 'Bruk Teams.',
      data: 'Når Telegram fjernes, slettes også dette fra PC-en: innloggingen din, meldingene dine. Ta vare på det du vil beholde først.',
      reading: [
        { title: 'The advice', url: 'https://nsm.example/advice', language: 'en' },
        { title: 'www.example.org', url: 'https://www.example.org:8443/long/path?x=1' },
      ],
      contact: 'Spørsmål? Kontakt IT, it@halden.example.',
    });
  });

  it('never promise time that is over, nor count no days', () => {
    expect(noticeWords(english, { ...notice, deadline: now }, now).until).toBeUndefined();
    expect(noticeWords(english, { ...notice, workingDays: 0 }, now).until).toBe(
      'You may use Telegram until the end of 1 December 2026.',
    );
    const blocked = noticeWords(english, { ...notice, effect: 'block' }, now);
    expect(blocked.until).toBeUndefined();
    expect(blocked.title).toBe('Telegram cannot be used on this PC');
    expect(blocked.reassurance).toBe('Nothing on your PC has been changed or deleted.');
    expect(blocked.whatToDo.join(' ')).not.toContain('deadline');
  });

  it('count down, then say that it is closed, without a word on what was not saved', () => {
    const closing = { ...notice, kind: 'closing', effect: 'block', closesAt: now + 1_400 } as const;
    const during = noticeWords(english, closing, now);
    expect(during.body).toContain('closes in 2 seconds');
    expect(during.whatToDo[0]).toBe('Save what you are working on.');
    const after = noticeWords(english, closing, now + day);
    expect(after.body).toContain('closed after a countdown');
    expect(`${after.body} ${after.reassurance}`).not.toContain('Nothing was lost');
    expect(after.whatToDo).not.toContain('Save what you are working on.');
  });

  it.each(languages)('are on a web page in %s the same as in the page, and offer no removal', (language) => {
    for (const effect of ['warn', 'block'] as const) {
      const words = noticeWords(personIn(language), { ...notice, kind: 'web', effect }, now);
      expect(words.title).toBe(text(language, `web.${effect}.title`, { app: 'Telegram' }));
      expect(words.body).toBe(
        text(language, `web.${effect}.body`, { app: 'Telegram', organisation: 'Halden kommune' }),
      );
      expect(words.whatToDo).toEqual([text(language, 'notice.do.ask', { app: 'Telegram' })]);
      expect(words.data).toBeUndefined();
    }
  });

  it('ask nothing of somebody who is only informed', () => {
    const words = noticeWords(english, { ...notice, kind: 'inform', effect: 'inform', removal: 'none' }, now);
    expect(words.whatToDo).toEqual(['You need to do nothing.']);
    expect(words.times).toBeUndefined();
  });

  it('tell of an answer or an end without the case against the app', () => {
    for (const kind of ['exemption-answered', 'exemption-ends-soon', 'lifted', 'removed'] as const) {
      const words = noticeWords(english, { ...notice, kind }, now);
      expect(Object.keys(words).toSorted()).toEqual([
        'body',
        'contact',
        'reading',
        'title',
        'whatToDo',
        'who',
      ]);
      expect([...words.whatToDo, ...words.reading]).toEqual([]);
    }
    const denied = { ...notice, kind: 'exemption-answered', answer: 'denied: use the other PC' } as const;
    expect(noticeWords(english, denied, now).body).toContain('Their answer: use the other PC');
  });
});
