import { answerOf, isClosed, isFoundAndBlocked, type NoticeFacts } from './notice-facts.ts';
import type { Person } from './person.ts';
import { text } from './text.ts';

export type Headline = { readonly title: string; readonly body: string };

/** What happened: the title, and a sentence or two. */
export function noticeHeadline(person: Person, notice: NoticeFacts, now: number): Headline {
  const { language, timeZone } = person;
  const app = notice.appName;
  const both = { app, organisation: notice.organisation };
  switch (notice.kind) {
    case 'warn':
      return isFoundAndBlocked(notice)
        ? {
            title: text(language, 'notice.block.title', { app }),
            body: text(language, 'reason.blocked', both),
          }
        : {
            title: text(language, 'notice.warn.title', { app }),
            body: text(language, 'notice.warn.body', both),
          };
    case 'inform':
    case 'block':
    case 'lifted':
      return {
        title: text(language, `notice.${notice.kind}.title`, { app }),
        body: text(language, `notice.${notice.kind}.body`, both),
      };
    case 'web': {
      const effect = notice.effect === 'block' ? 'block' : 'warn';
      return {
        title: text(language, `web.${effect}.title`, { app }),
        body: text(language, `web.${effect}.body`, both),
      };
    }
    case 'closing':
      return closing(person, notice, now);
    case 'removed':
      return {
        title: text(language, 'notice.removed.title', { app }),
        body: text(language, 'notice.removed.body', { app }),
      };
    case 'exemption-ends-soon':
      return {
        title: text(language, 'notice.exemption-ends-soon.title', { app }),
        body: text(
          language,
          'notice.exemption-ends-soon.body',
          { app, until: notice.deadline ?? now },
          timeZone,
        ),
      };
    case 'exemption-answered':
      return answered(person, notice, now);
    default:
      notice.kind satisfies never;
      return { title: app, body: '' };
  }
}

function closing({ language }: Person, notice: NoticeFacts, now: number): Headline {
  const app = notice.appName;
  if (isClosed(notice, now))
    return {
      title: text(language, 'notice.block.title', { app }),
      body: text(language, 'notice.closed.body', { app, organisation: notice.organisation }),
    };
  const seconds = Math.ceil(((notice.closesAt ?? now) - now) / 1000);
  return {
    title: text(language, 'notice.closing.title', { app }),
    body: text(language, 'notice.closing.body', { app, seconds }),
  };
}

function answered({ language, timeZone }: Person, notice: NoticeFacts, now: number): Headline {
  const { appName: app, organisation, deadline: until = now } = notice;
  const { state, reason } = answerOf(notice);
  const because =
    reason === undefined ? '' : ` ${text(language, 'notice.exemption-answered.reason', { reason })}`;
  const title = text(language, `notice.exemption-answered.${state}.title`, { app });
  const body = text(
    language,
    `notice.exemption-answered.${state}.body`,
    { app, organisation, until },
    timeZone,
  );
  return { title, body: body + because };
}
