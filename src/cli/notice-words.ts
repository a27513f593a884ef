import { basisText } from '#locales/basis.ts';
import { dataText } from '#locales/data-words.ts';
import { inLanguage } from '#locales/language.ts';
import { text } from '#locales/text.ts';
import type { Notice } from '#protocol/notice.ts';
import type { Person } from './person-language.ts';

/** A notice as text: title, then paragraphs. */
export type NoticeWords = { readonly title: string; readonly paragraphs: readonly string[] };

/** Kinds that tell of a ban; the others tell of its end or of an exemption. */
const bans: ReadonlySet<Notice['kind']> = new Set(['inform', 'warn', 'closing', 'block', 'web']);

export function noticeWords(person: Person, notice: Notice, now: number): NoticeWords {
  const { language, timeZone } = person;
  const { title, body } = headline(person, notice, now);
  const app = notice.appName;
  const contact = text(language, 'notice.contact', { contact: notice.contact });
  const who = `${text(language, 'notice.who.heading', {})}: ${basisText(language, notice.basis)}`;
  if (!bans.has(notice.kind)) return { title, paragraphs: [body, who, contact] };
  const paragraphs = [body];
  const why = inLanguage(notice.why, language);
  if (why !== '') paragraphs.push(`${text(language, 'notice.why.heading', {})}: ${why}`);
  paragraphs.push(who);
  if (notice.deadline !== undefined)
    paragraphs.push(text(language, 'notice.until.date', { app, deadline: notice.deadline }, timeZone));
  if (notice.kind === 'warn' && notice.removal === 'require' && notice.deadline !== undefined)
    paragraphs.push(text(language, 'notice.do.remove-required', { app }));
  const instead = notice.instead === undefined ? '' : inLanguage(notice.instead, language);
  if (instead !== '') paragraphs.push(`${text(language, 'notice.instead.heading', {})}: ${instead}`);
  if (notice.removal !== 'none' && notice.removesData !== undefined)
    paragraphs.push(
      text(language, 'notice.removes-data', { app, data: dataText(language, notice.removesData) }),
    );
  if (notice.mayAsk)
    paragraphs.push(
      `${text(language, 'ask.title', { app })}: portvakt ask ${notice.ban} --purpose … --days …`,
    );
  for (const { title: titles, url } of notice.furtherReading)
    paragraphs.push(
      `${text(language, 'notice.reading.heading', {})}: ${inLanguage(titles, language)} ${url}`,
    );
  paragraphs.push(contact);
  return { title, paragraphs };
}

function headline(
  person: Person,
  notice: Notice,
  now: number,
): { readonly title: string; readonly body: string } {
  const { language, timeZone } = person;
  const app = notice.appName;
  const both = { app, organisation: notice.organisation };
  // Installed, and already blocked: nothing was closed, and nobody only asks.
  if (notice.kind === 'warn' && notice.effect === 'block')
    return {
      title: text(language, 'notice.block.title', { app }),
      body: text(language, 'reason.blocked', both),
    };
  switch (notice.kind) {
    case 'inform':
    case 'warn':
    case 'block':
    case 'lifted':
      return {
        title: text(language, `notice.${notice.kind}.title`, { app }),
        body: text(language, `notice.${notice.kind}.body`, both),
      };
    case 'closing': {
      const seconds = Math.max(0, Math.ceil(((notice.closesAt ?? now) - now) / 1000));
      return {
        title: text(language, 'notice.closing.title', { app }),
        body: text(language, 'notice.closing.body', { app, seconds }),
      };
    }
    case 'web': {
      const how = notice.effect === 'block' ? 'block' : 'warn';
      return {
        title: text(language, `web.${how}.title`, { app }),
        body: text(language, `web.${how}.body`, both),
      };
    }
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

/** `answer` is `denied`, or `denied: the reason`. */
function answered(
  { language, timeZone }: Person,
  { appName: app, answer = '', organisation, deadline }: Notice,
  now: number,
): { readonly title: string; readonly body: string } {
  const [, state = '', reason] = /^([a-z-]+)(?:: (.*))?$/su.exec(answer) ?? [];
  const because =
    reason === undefined ? '' : ` ${text(language, 'notice.exemption-answered.reason', { reason })}`;
  if (state === 'approved')
    return {
      title: text(language, 'notice.exemption-answered.approved.title', { app }),
      body:
        text(language, 'notice.exemption-answered.approved.body', { app, until: deadline ?? now }, timeZone) +
        because,
    };
  if (state === 'denied')
    return {
      title: text(language, 'notice.exemption-answered.denied.title', { app }),
      body: text(language, 'notice.exemption-answered.denied.body', { app, organisation }) + because,
    };
  return {
    title: text(language, 'notice.exemption-answered.half.title', { app }),
    body: text(language, 'notice.exemption-answered.half.body', { app }) + because,
  };
}
