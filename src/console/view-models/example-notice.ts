import type { Ban } from '#policy/ban.ts';
import type { Organisation } from '#policy/organisation.ts';
import type { NoticeFacts } from '#locales/notice-facts.ts';

/** The cases in which an employee meets a ban. */
export const noticeCases = ['opened', 'found', 'web'] as const;
export type NoticeCase = (typeof noticeCases)[number];

/** The notice that a ban leads to, as the agent would make it today. */
export function exampleNotice(
  ban: Ban,
  given: {
    readonly which: NoticeCase;
    readonly appName: string;
    readonly organisation: Pick<Organisation, 'name' | 'contact'>;
    readonly now: number;
  },
): NoticeFacts {
  const { which, appName, organisation, now } = given;
  const inGrace = ban.grace !== undefined && which === 'found';
  const deadline = ban.grace === undefined ? undefined : Date.parse(`${ban.grace.until}T12:00:00Z`);
  const effect = ban.effect === 'block' && inGrace ? 'warn' : ban.effect;
  const kind = effect === 'inform' ? 'inform' : which === 'web' ? 'web' : which === 'found' ? 'warn' : effect;
  return {
    kind,
    appName,
    effect,
    times: 1,
    ...(inGrace && deadline !== undefined && deadline > now && ban.grace !== undefined
      ? { deadline, workingDays: ban.grace.workingDays }
      : {}),
    why: ban.notice.why,
    ...(ban.notice.instead === undefined ? {} : { instead: ban.notice.instead }),
    furtherReading: ban.notice.furtherReading ?? [],
    basis: ban.basis,
    review: ban.review,
    organisation: organisation.name,
    contact: [organisation.contact.name, organisation.contact.mail, organisation.contact.phone]
      .filter((part) => part !== undefined)
      .join(', '),
    mayAsk: ban.exemptions.allowed,
    removal: ban.removal,
  };
}
