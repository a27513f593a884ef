import type { NoticeBody, NoticeRow, ViewRow } from './notice-tables.ts';
import type { NewNotice } from './port.ts';

/**
 * What posting does: `new` makes a notice, `again` tells the one that is there on another day, `repeated` counts it up
 * and posts it with the same id, `counted` only counts it up.
 */
export type Folding = 'new' | 'again' | 'repeated' | 'counted';

export type Before = {
  readonly row: NoticeRow;
  readonly acknowledged: boolean;
  readonly sameDay: boolean;
};

export function foldingOf(notice: NewNotice, before: Before | undefined): Folding {
  if (before === undefined) return 'new';
  // Another answer is another piece of news.
  if ((JSON.parse(before.row.body) as NoticeBody).answer !== notice.answer) return 'new';
  if (!before.sameDay) return before.acknowledged ? 'new' : 'again';
  // A new countdown must be told even to who put the last one away.
  if (notice.kind === 'closing') return before.acknowledged ? 'new' : 'repeated';
  return notice.kind === 'block' ? 'repeated' : 'counted';
}

/**
 * Whether there is something in it that this account was not shown: this telling, or another closed program. A
 * countdown that is over tells nothing any more.
 */
export function hasNews(row: NoticeRow, view: ViewRow, now: number): boolean {
  if (row.kind === 'closing') {
    const { closesAt } = JSON.parse(row.body) as NoticeBody;
    if (closesAt !== undefined && closesAt <= now) return false;
  }
  if (view.telling < row.telling) return true;
  return (row.kind === 'block' || row.kind === 'closing') && view.times < row.times;
}

/** On the same day a deadline stays, even where what was found last has none. */
export function bodyOf(notice: NewNotice, before: Before | undefined): NoticeBody {
  const earlier = before?.sameDay === true ? (JSON.parse(before.row.body) as NoticeBody).deadline : undefined;
  const deadline = notice.decision.deadline ?? earlier;
  const { effect, app } = notice.decision;
  return {
    ...notice.content,
    effect: effect === 'none' ? 'inform' : effect,
    ...(app === undefined ? {} : { app }),
    ...(deadline === undefined ? {} : { deadline }),
    ...(notice.closesAt === undefined ? {} : { closesAt: notice.closesAt }),
    ...(notice.answer === undefined ? {} : { answer: notice.answer }),
  };
}
