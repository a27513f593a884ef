import { describe, expect, it } from 'vitest';
import { afterEvent, emptyDesk, tellingOf, type Desk, type DeskEvent } from '#electron/main/desk.ts';
import { idOf, noticeOf } from './notices.ts';

const after = (...events: readonly DeskEvent[]): Desk => events.reduce(afterEvent, emptyDesk);

describe('the desk', () => {
  it('has the newest notice first, and each once', () => {
    const desk = after(
      { type: 'notices', notices: [noticeOf(1), noticeOf(3)] },
      { type: 'notice', notice: noticeOf(2) },
      { type: 'notice', notice: noticeOf(1, { times: 7 }) },
    );
    expect(desk.notices.map(({ id, times }) => [id, times])).toEqual([
      [idOf(3), 1],
      [idOf(2), 1],
      [idOf(1), 7],
    ]);
  });

  it('takes a showing down only for the telling that was shown', () => {
    const notice = noticeOf(1, { kind: 'block', news: true });
    const shown = { type: 'shown', notice: idOf(1), telling: tellingOf(notice) } as const;
    expect(after({ type: 'notice', notice }, shown).notices[0]).toMatchObject({ shown: 1, news: false });
    const repeated = noticeOf(1, { kind: 'block', times: 2, news: true });
    expect(after({ type: 'notice', notice: repeated }, shown).notices[0]).toEqual(repeated);
  });

  it('keeps what the person did until the agent says it too', () => {
    const desk = after(
      { type: 'notices', notices: [noticeOf(1, { remindersLeft: 2 }), noticeOf(2)] },
      { type: 'put-off', notice: idOf(1), remindAt: 77 },
      { type: 'acknowledged', notice: idOf(2), at: 55 },
    );
    expect(desk.notices).toMatchObject([
      { acknowledgedAt: 55, news: false },
      { remindAt: 77, remindersLeft: 1, news: false },
    ]);
  });

  it('keeps what it knew while the agent is away', () => {
    const desk = after(
      { type: 'notices', notices: [noticeOf(1)] },
      { type: 'reach', reach: { state: 'lost', why: 'ended', since: 9 } },
    );
    expect(desk.notices).toHaveLength(1);
  });

  it('holds no more than a thousand notices', () => {
    const many = Array.from({ length: 1_500 }, (_, index) => noticeOf(index));
    const desk = after({ type: 'notices', notices: many });
    expect([desk.notices.length, desk.notices[0]?.id]).toEqual([1_000, idOf(1_499)]);
  });
});
