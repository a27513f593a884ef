import { answerOf, isClosed, isFoundAndBlocked, type NoticeFacts } from './notice-facts.ts';
import { noticeHeadline, type Headline } from './notice-headline.ts';
import type { Person } from './person.ts';
import { text } from './text.ts';

/** A notice as a native notification: its own title and one short body, at most 160 characters for apps of usual names. */
export function toastWords(person: Person, notice: NoticeFacts, now: number): Headline {
  const reminded = notice.remindAt !== undefined && notice.remindAt <= now;
  const app = notice.appName;
  return {
    title: reminded
      ? text(person.language, 'toast.reminder.title', { app })
      : noticeHeadline(person, notice, now).title,
    body: toastBody(person, notice, now),
  };
}

/** Several messages at once, as one notification. */
export const summaryToastWords = ({ language }: Person, count: number): Headline => ({
  title: text(language, 'toast.summary.title', { count }),
  body: text(language, 'toast.summary.body', {}),
});

function toastBody(person: Person, notice: NoticeFacts, now: number): string {
  const { language, timeZone } = person;
  const { appName: app, deadline } = notice;
  const until = deadline ?? now;
  switch (notice.kind) {
    case 'inform':
    case 'lifted':
      return text(language, `toast.${notice.kind}.body`, { app });
    case 'warn':
      if (isFoundAndBlocked(notice)) return text(language, 'toast.warn.blocked.body', { app });
      return deadline === undefined || deadline <= now
        ? text(language, 'toast.warn.body', { app })
        : text(language, 'toast.warn.deadline.body', { app, deadline }, timeZone);
    case 'closing':
      return isClosed(notice, now)
        ? text(language, 'toast.closed.body', { app })
        : noticeHeadline(person, notice, now).body;
    case 'block':
      return text(language, 'toast.block.body', {});
    case 'web':
      return text(language, `toast.web.${notice.effect === 'block' ? 'block' : 'warn'}.body`, { app });
    case 'exemption-answered':
      return text(language, `toast.exemption-answered.${answerOf(notice).state}.body`, { until }, timeZone);
    case 'exemption-ends-soon':
      return text(language, 'toast.exemption-ends-soon.body', { app, until }, timeZone);
    case 'removed':
      return text(language, 'toast.removed.body', {});
    default:
      notice.kind satisfies never;
      return '';
  }
}
