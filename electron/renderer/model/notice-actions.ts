import type { Notice } from '#protocol/notice.ts';
import type { AskedAndAnswered } from '#protocol/tray-window.ts';
import { openRequest } from './open-request.ts';

/** What a person can do about a notice. */
export type NoticeAction = 'remove' | 'ask' | 'see-request' | 'remind' | 'acknowledge';

/**
 * The buttons of a notice; the first is the one that settles the matter. Whoever has asked already is shown the
 * request instead of being offered to ask twice; a notice that was read has nothing left to confirm.
 */
export function noticeActions(
  notice: Notice,
  requests: readonly AskedAndAnswered[],
): readonly NoticeAction[] {
  const read: readonly NoticeAction[] = notice.acknowledgedAt === undefined ? ['acknowledge'] : [];
  const ask: readonly NoticeAction[] =
    openRequest(notice.ban, requests) !== undefined ? ['see-request'] : notice.mayAsk ? ['ask'] : [];
  const remind: readonly NoticeAction[] = (notice.remindersLeft ?? 0) > 0 ? ['remind'] : [];
  switch (notice.kind) {
    case 'warn':
    case 'block':
      return notice.removal === 'none'
        ? [...read, ...ask, ...remind]
        : ['remove', ...ask, ...remind, ...read];
    // Nothing to decide while the seconds run: they are for saving.
    case 'closing':
    case 'web':
    case 'exemption-ends-soon':
      return [...read, ...ask];
    case 'exemption-answered':
      return isDenied(notice) ? [...read, ...ask] : read;
    case 'inform':
    case 'lifted':
    case 'removed':
      return read;
    default:
      return notice.kind satisfies never;
  }
}

const isDenied = ({ answer = '' }: Notice): boolean => answer.startsWith('denied');
