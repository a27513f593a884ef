import { Compile } from 'typebox/compile';
import { describe, expect, it } from 'vitest';
import { languages } from '#locales/language.ts';
import { noticeWords } from '#locales/notice-words.ts';
import { pageWords } from '#locales/page-words.ts';
import { PageWords } from '#protocol/browser-agent.ts';
import { notice, now, personIn, variants } from './example-notice.ts';

const check = Compile(PageWords);

describe('the words of the page in the browser', () => {
  it.each(languages)('fit the protocol in %s, without placeholder, whatever the ban says', (language) => {
    for (const variant of variants)
      for (const effect of ['inform', 'warn', 'block'] as const) {
        const words = pageWords(personIn(language), { ...variant, effect }, 60, now);
        expect([...check.Errors(words)]).toEqual([]);
        expect(JSON.stringify(words)).not.toMatch(/\{[a-z]|undefined/u);
      }
  });

  it('are those of the notice that the tray lists', () => {
    const page = pageWords(personIn('nb'), { ...notice, effect: 'block' }, 60, now);
    const tray = noticeWords(personIn('nb'), { ...notice, kind: 'web', effect: 'block' }, now);
    expect(page).toMatchObject({ title: tray.title, lead: tray.body, contact: tray.contact });
    expect(page.sections.flatMap(({ paragraphs }) => paragraphs.map(({ text }) => text))).toEqual(
      expect.arrayContaining([tray.why, tray.who, tray.instead, ...tray.whatToDo]),
    );
  });

  it('offer no way on from a block, and say what going on means after a warning', () => {
    const block = pageWords(personIn('en'), { ...notice, effect: 'block' }, 60, now);
    expect(block).not.toHaveProperty('onward');
    const warn = pageWords(personIn('en'), notice, 1, now);
    expect(warn.onward).toBe('Continue, I need it for work');
    expect(warn.onwardMeans).toBe(
      'You can then use Telegram in this browser for 1 minute. It is noted that you chose this, not what you do there.',
    );
    expect(pageWords(personIn('en'), { ...notice, effect: 'inform' }, 60, now).onward).toBe(
      'Go on to Telegram',
    );
  });

  it('say where to ask, where one may ask', () => {
    const said = (mayAsk: boolean): string =>
      JSON.stringify(pageWords(personIn('en'), { ...notice, effect: 'block', mayAsk }, 60, now).sections);
    expect(said(true)).toContain('click its icon near the clock');
    expect(said(false)).not.toContain('click its icon near the clock');
  });

  it('name the language of the organisation’s own words where it is another', () => {
    const { sections, reading } = pageWords(personIn('de'), notice, 60, now);
    const why = sections.find(({ heading }) => heading === 'Warum');
    expect(why?.paragraphs).toEqual([{ text: 'It collects much.', language: 'en' }]);
    expect(reading?.links[0]).toMatchObject({ language: 'en' });
    expect(
      pageWords(personIn('en'), notice, 60, now).sections.flatMap(({ paragraphs }) => paragraphs),
    ).not.toContainEqual(expect.objectContaining({ language: 'en' }));
  });

  it('speak of no removal: that a page was opened does not mean that the app is here', () => {
    for (const effect of ['inform', 'warn', 'block'] as const)
      expect(JSON.stringify(pageWords(personIn('en'), { ...notice, effect }, 60, now))).not.toMatch(
        /remov/iu,
      );
  });
});
