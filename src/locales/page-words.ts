import { languageShown } from './language.ts';
import type { NoticeFacts } from './notice-facts.ts';
import { noticeWords } from './notice-words.ts';
import type { Person } from './person.ts';
import { text } from './text.ts';

/** A paragraph, and its language where that is not the page's. */
export type PageParagraph = { readonly text: string; readonly language?: string };

/** Everything that the page in the browser says; the protocol's `PageWords` fits it, and a test holds the two together. */
export type PageText = {
  readonly language: string;
  readonly title: string;
  readonly lead: string;
  readonly remarks: readonly string[];
  readonly sections: readonly { readonly heading: string; readonly paragraphs: readonly PageParagraph[] }[];
  readonly reading?: {
    readonly heading: string;
    readonly links: readonly { readonly title: string; readonly url: string; readonly language?: string }[];
  };
  readonly contact: string;
  readonly privacy: string;
  readonly back: string;
  readonly onward?: string;
  readonly onwardMeans?: string;
  readonly openAgain: string;
  readonly open: string;
};

/**
 * The page that stands in for a web client: the words of the tray's notice of kind `web`, with the headings that the tray
 * puts to them. `minutes`: for how long a passed warning stays passed.
 */
export function pageWords(person: Person, notice: NoticeFacts, minutes: number, now: number): PageText {
  const { language } = person;
  const app = notice.appName;
  const page: NoticeFacts =
    notice.effect === 'inform' ? { ...notice, kind: 'inform', removal: 'none' } : { ...notice, kind: 'web' };
  const words = noticeWords(person, page, now);
  const ownWords = (own: NoticeFacts['why'], said: string | undefined): readonly PageParagraph[] => {
    const shown = languageShown(own, language);
    return said === undefined
      ? []
      : [{ text: said, ...(shown === undefined || shown === language ? {} : { language: shown }) }];
  };
  const plain = (...sentences: readonly (string | undefined)[]): readonly PageParagraph[] =>
    sentences.flatMap((sentence) => (sentence === undefined ? [] : [{ text: sentence }]));
  const asksElsewhere = notice.effect !== 'inform' && notice.mayAsk;
  const sections = [
    { heading: 'notice.until.heading', paragraphs: plain(words.until) },
    { heading: 'notice.why.heading', paragraphs: ownWords(notice.why, words.why) },
    { heading: 'notice.who.heading', paragraphs: plain(words.who) },
    {
      heading: 'notice.do.heading',
      paragraphs: plain(...words.whatToDo, asksElsewhere ? text(language, 'web.ask.where', {}) : undefined),
    },
    { heading: 'notice.instead.heading', paragraphs: ownWords(notice.instead ?? {}, words.instead) },
  ] as const;
  return {
    language,
    title: words.title,
    lead: words.body,
    remarks: words.reassurance === undefined ? [] : [words.reassurance],
    sections: sections
      .filter(({ paragraphs }) => paragraphs.length > 0)
      .map(({ heading, paragraphs }) => ({ heading: text(language, heading, {}), paragraphs })),
    ...(words.reading.length === 0
      ? {}
      : { reading: { heading: text(language, 'notice.reading.heading', {}), links: words.reading } }),
    contact: words.contact,
    privacy: text(language, 'web.privacy', {}),
    back: text(language, 'button.back', {}),
    ...onward(person, notice, minutes),
    openAgain: text(language, 'notice.lifted.title', { app }),
    open: text(language, 'web.open', { app }),
  };
}

function onward(
  { language }: Person,
  { appName: app, effect }: NoticeFacts,
  minutes: number,
): Pick<PageText, 'onward' | 'onwardMeans'> {
  switch (effect) {
    case 'block':
      return {};
    case 'inform':
      return { onward: text(language, 'web.inform.continue', { app }) };
    case 'warn':
      return {
        onward: text(language, 'web.continue', {}),
        onwardMeans: text(language, 'web.continue.means', { app, minutes }),
      };
  }
}
