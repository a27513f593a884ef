import { basisText } from './basis.ts';
import { dataText } from './data-words.ts';
import { inLanguage, languageShown } from './language.ts';
import { isClosed, isFoundAndBlocked, tellsOfRule, type NoticeFacts } from './notice-facts.ts';
import { noticeHeadline, type Headline } from './notice-headline.ts';
import type { Person } from './person.ts';
import { text } from './text.ts';

/** A notice in the person's language, in parts; whoever shows it puts headings to them. No part is ever empty text. */
export type NoticeWords = Headline & {
  /** What was not lost. */
  readonly reassurance?: string;
  /** How often it happened, where that was more than once. */
  readonly times?: string;
  readonly why?: string;
  readonly who: string;
  readonly until?: string;
  readonly whatToDo: readonly string[];
  readonly instead?: string;
  /** What the removal destroys. */
  readonly data?: string;
  readonly reading: readonly {
    readonly title: string;
    readonly url: string;
    /** Of the title, where the organisation gave one. */
    readonly language?: string;
  }[];
  readonly contact: string;
};

/** The words of a notice. `now` decides what of it is still to come: a countdown, a deadline. */
export function noticeWords(person: Person, notice: NoticeFacts, now: number): NoticeWords {
  const { language } = person;
  const words = {
    ...noticeHeadline(person, notice, now),
    who: whoDecided(person, notice),
    contact: text(language, 'notice.contact', { contact: notice.contact }),
  };
  if (!tellsOfRule(notice)) return { ...words, whatToDo: [], reading: [] };
  return {
    ...words,
    ...part('reassurance', reassurance(person, notice)),
    ...part(
      'times',
      notice.times > 1 && notice.kind !== 'inform' && text(language, 'notice.times', { count: notice.times }),
    ),
    ...part('why', inLanguage(notice.why, language)),
    ...part('until', untilWhen(person, notice, now)),
    whatToDo: whatToDo(person, notice, now),
    ...part('instead', inLanguage(notice.instead ?? {}, language)),
    ...part('data', lostData(person, notice)),
    reading: notice.furtherReading.map(({ title, url }) => ({
      title: inLanguage(title, language) || hostOf(url),
      url,
      ...part('language', languageShown(title, language)),
    })),
  };
}

const part = <K extends string>(
  name: K,
  words: string | false | undefined,
): { readonly [P in K]?: string } =>
  words === '' || words === false || words === undefined
    ? {}
    : // One key, as the type says; TypeScript widens a computed key to `string`.
      ({ [name]: words } as { readonly [P in K]?: string });

function whoDecided({ language }: Person, { basis, review }: NoticeFacts): string {
  const decided = basisText(language, basis);
  return review === undefined ? decided : `${decided} ${text(language, 'notice.review', { date: review })}`;
}

function reassurance({ language }: Person, notice: NoticeFacts): string | undefined {
  const stopped = notice.kind === 'block' || (notice.kind === 'web' && notice.effect === 'block');
  return stopped || isFoundAndBlocked(notice) ? text(language, 'notice.nothing-lost', {}) : undefined;
}

function untilWhen({ language, timeZone }: Person, notice: NoticeFacts, now: number): string | undefined {
  const { appName: app, deadline, workingDays: days = 0 } = notice;
  if (notice.effect === 'block') return undefined;
  if (deadline === undefined || deadline <= now)
    return notice.kind === 'inform' ? text(language, 'notice.until.inform', { app }) : undefined;
  return days === 0
    ? text(language, 'notice.until.date', { app, deadline }, timeZone)
    : text(language, 'notice.until.working-days-and-date', { app, days, deadline }, timeZone);
}

function whatToDo({ language }: Person, notice: NoticeFacts, now: number): readonly string[] {
  const { appName: app, kind } = notice;
  const sentences: string[] = [];
  const hasDeadline = notice.effect !== 'block' && notice.deadline !== undefined;
  if (kind === 'closing' && !isClosed(notice, now)) sentences.push(text(language, 'notice.do.save', {}));
  // A page that was opened does not mean that the app is on this PC.
  if (notice.removal !== 'none' && kind !== 'web') {
    if (kind === 'warn' && notice.removal === 'require' && hasDeadline)
      sentences.push(text(language, 'notice.do.remove-required', { app }));
    sentences.push(text(language, 'notice.do.remove', { app }));
  }
  if (kind === 'inform')
    return sentences.length === 0 ? [text(language, 'notice.do.nothing', {})] : sentences;
  sentences.push(
    notice.mayAsk ? text(language, 'notice.do.ask', { app }) : text(language, 'notice.do.cannot-ask', {}),
  );
  return sentences;
}

const lostData = ({ language }: Person, { appName: app, kind, removal, removesData }: NoticeFacts) =>
  removal === 'none' || removesData === undefined || kind === 'web'
    ? undefined
    : text(language, 'notice.removes-data', { app, data: dataText(language, removesData) });

/** What an address is called where the organisation gave it no title. */
const hostOf = (url: string): string => /^[a-z]+:\/\/(?:[^/@]*@)?([^/:?#]+)/iu.exec(url)?.[1] ?? url;
