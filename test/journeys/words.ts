import { noticeWords } from '#cli/notice-words.ts';
import type { Language } from '#locales/language.ts';
import type { Notice } from '#protocol/notice.ts';

/** A notice as the person reads it: the title, then a line for each thing it says. */
export function read(notice: Notice, language: Language, timeZone: string): string {
  const { title, paragraphs } = noticeWords({ language, timeZone }, notice, notice.createdAt);
  return [title, ...paragraphs].join('\n');
}
