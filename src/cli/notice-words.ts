import { noticeWords as partsOf } from '#locales/notice-words.ts';
import type { Person } from '#locales/person.ts';
import { text } from '#locales/text.ts';
import type { Notice } from '#protocol/notice.ts';

/** A notice as text: title, then paragraphs. */
export type NoticeText = { readonly title: string; readonly paragraphs: readonly string[] };

/** The parts of a notice one after the other, each with its heading, and the command that asks for an exemption. */
export function noticeWords(person: Person, notice: Notice, now: number): NoticeText {
  const { language } = person;
  const words = partsOf(person, notice, now);
  const asks = notice.mayAsk && notice.kind !== 'inform' && words.whatToDo.length > 0;
  // French sets a space before a colon.
  const labelled = (label: string, said: string): string =>
    `${label}${language === 'fr' ? ' : ' : ': '}${said}`;
  const labels = {
    why: text(language, 'notice.why.heading', {}),
    who: text(language, 'notice.who.heading', {}),
    ask: text(language, 'ask.title', { app: notice.appName }),
    instead: text(language, 'notice.instead.heading', {}),
    reading: text(language, 'notice.reading.heading', {}),
  };
  const paragraphs = [
    words.body,
    words.times,
    words.reassurance,
    words.why && labelled(labels.why, words.why),
    labelled(labels.who, words.who),
    words.until,
    ...words.whatToDo,
    asks ? labelled(labels.ask, `portvakt ask ${notice.ban} --purpose … --days …`) : undefined,
    words.instead && labelled(labels.instead, words.instead),
    words.data,
    ...words.reading.map(({ title, url }) => labelled(labels.reading, `${title} ${url}`)),
    words.contact,
  ];
  return { title: words.title, paragraphs: paragraphs.filter((one) => one !== undefined) };
}
