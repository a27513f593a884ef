import type { PageWords, WebRule } from '#protocol/browser-agent.ts';
import type { Language } from '#policy/primitives.ts';
import { pageWords } from '#locales/page-words.ts';
import { day, exampleNotices, now } from '#test/electron/renderer/example-notices.ts';
import { instead, organisations, why } from '#test/electron/renderer/texts.ts';

export type Kind = 'block' | 'warn' | 'warn-deadline' | 'inform';
export const kinds = ['block', 'warn', 'warn-deadline', 'inform'] as const satisfies readonly Kind[];
export const effectOf = (kind: Kind): WebRule['effect'] => (kind === 'warn-deadline' ? 'warn' : kind);

/** What an agent would send, with the long words of the language. */
export function exampleWords(kind: Kind, language: Language): PageWords {
  const { web } = exampleNotices(language);
  if (web === undefined) throw new Error('no such example');
  const words = pageWords(
    { language, timeZone: 'Europe/Oslo' },
    {
      ...web,
      effect: effectOf(kind),
      organisation: organisations[language],
      why: { [language]: why[language] },
      instead: { [language]: instead[language] },
      ...(kind === 'warn-deadline' ? { deadline: now + 7 * day, workingDays: 5 } : {}),
    },
    60,
    now,
  );
  return structuredClone(words) as PageWords;
}
