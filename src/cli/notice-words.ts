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
  const asks = notice.mayAsk && words.whatToDo.length > 0;
  const paragraphs = [
    words.body,
    words.times,
    words.reassurance,
    words.why && `${text(language, 'notice.why.heading', {})}: ${words.why}`,
    `${text(language, 'notice.who.heading', {})}: ${words.who}`,
    words.until,
    ...words.whatToDo,
    asks
      ? `${text(language, 'ask.title', { app: notice.appName })}: portvakt ask ${notice.ban} --purpose … --days …`
      : undefined,
    words.instead && `${text(language, 'notice.instead.heading', {})}: ${words.instead}`,
    words.data,
    ...words.reading.map(
      ({ title, url }) => `${text(language, 'notice.reading.heading', {})}: ${title} ${url}`,
    ),
    words.contact,
  ];
  return { title: words.title, paragraphs: paragraphs.filter((one) => one !== undefined) };
}
