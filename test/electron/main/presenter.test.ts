import { describe, expect, it } from 'vitest';
import {
  amended,
  planToasts,
  planWindow,
  repeatEveryMs,
  waitingMs,
  type Moment,
  type Plan,
} from '#electron/main/presenter.ts';
import type { Notice } from '#protocol/notice.ts';
import { day, idOf, noticeOf } from './notices.ts';

const now = 1_000 * day;
const moment = (notices: readonly Notice[], more: Partial<Moment> = {}): Moment => ({
  notices,
  memory: new Map(),
  presence: 'here',
  attention: undefined,
  toasts: true,
  windowOpen: false,
  now,
  ...more,
});
const told = ({ toasts }: Plan): readonly string[] =>
  toasts.map((toast) =>
    toast.kind === 'summary'
      ? `summary of ${toast.notices.length}`
      : `${Number(toast.notice.id)}${toast.quiet ? ' quietly' : ''}`,
  );

describe('which notifications are shown', () => {
  it.each<[string, Partial<Notice>, boolean]>([
    ['one that nobody has seen', {}, true],
    ['one that the agent calls news', { shown: 2, news: true }, true],
    ['one that was shown', { shown: 1 }, false],
    ['one that is no news', { news: false }, false],
    ['one that was acknowledged elsewhere', { acknowledgedAt: 5 }, false],
    ['one that repeats after it was acknowledged', { acknowledgedAt: 5, shown: 1, news: true }, true],
    ['one that the person put off', { news: true, remindAt: now + 1 }, false],
    ['one whose reminder is due', { news: true, shown: 1, remindAt: now }, true],
    ['a closing that is still to come', { kind: 'closing', closesAt: now + 5_000 }, true],
    ['a closing that is over', { kind: 'closing', closesAt: now, shown: 1, news: true }, false],
    ['a closing that is over and that nobody saw', { kind: 'closing', closesAt: now, news: false }, true],
  ])('%s', (_what, more, expected) => {
    expect(told(planToasts(moment([noticeOf(1, more)])))).toEqual(expected ? ['1'] : []);
  });

  it('up to three at once, one by one, what was stopped first', () => {
    const notices = [noticeOf(1), noticeOf(2, { kind: 'block' }), noticeOf(3)];
    expect(told(planToasts(moment(notices)))).toEqual(['2', '1', '3']);
  });

  it('more than three at once as one summary, but never a closing', () => {
    const many = Array.from({ length: 1_000 }, (_, index) => noticeOf(index + 2));
    const closing = noticeOf(1, { kind: 'closing', closesAt: now + 60_000 });
    expect(told(planToasts(moment([...many, closing])))).toEqual(['1', 'summary of 1000']);
    const closings = Array.from({ length: 20 }, (_, index) =>
      noticeOf(index + 1, { kind: 'closing', closesAt: now + 60_000 }),
    );
    expect(told(planToasts(moment(closings)))).toEqual(['1', '2', '3', 'summary of 17']);
  });

  it('the same telling never twice, whatever the agent says meanwhile', () => {
    const notice = noticeOf(1);
    const first = planToasts(moment([notice]));
    const later = moment([notice], { memory: first.memory, now: now + day });
    expect(told(planToasts(later))).toEqual([]);
    expect(planToasts(later).again).toBeUndefined();
  });

  it('a repeat in the place of the first: soon after it quietly, and not at every event', () => {
    const first = planToasts(moment([noticeOf(1, { kind: 'block' })]));
    const repeated = noticeOf(1, { kind: 'block', times: 2, shown: 1, news: true });
    const at = (after: number): Plan =>
      planToasts(moment([repeated], { memory: first.memory, now: now + after }));
    expect(told(at(1_000))).toEqual([]);
    expect(at(1_000).again).toBe(repeatEveryMs - 1_000);
    expect(told(at(repeatEveryMs))).toEqual(['1 quietly']);
    expect(told(at(61_000))).toEqual(['1']);
  });

  it('nothing while nobody is there; it is looked again once a minute, while something waits', () => {
    const away = planToasts(moment([noticeOf(1)], { presence: 'locked' }));
    expect([told(away), away.again]).toEqual([[], waitingMs]);
    expect(told(planToasts(moment([noticeOf(1)], { memory: away.memory })))).toEqual(['1']);
    expect(planToasts(moment([noticeOf(1, { shown: 1 })], { presence: 'locked' })).again).toBeUndefined();
  });

  it('of all things only a countdown on an idle screen, where somebody may read or listen', () => {
    const closing = noticeOf(1, { kind: 'closing', closesAt: now + 60_000 });
    const at = (presence: Moment['presence']): Plan =>
      planToasts(moment([closing, noticeOf(2), noticeOf(3, { kind: 'block' })], { presence }));
    expect([told(at('idle')), at('idle').again]).toEqual([['1'], waitingMs]);
    expect([told(at('locked')), at('locked').again]).toEqual([[], waitingMs]);
  });

  it('soon enough again after somebody set the clock back', () => {
    const first = planToasts(moment([noticeOf(1, { kind: 'block' })]));
    const repeated = noticeOf(1, { kind: 'block', times: 2, shown: 1, news: true });
    expect(told(planToasts(moment([repeated], { memory: first.memory, now: now - day })))).toEqual(['1']);
  });

  it('what a quiet desktop held back once more, when the person may be disturbed', () => {
    const first = planToasts(moment([noticeOf(1)]));
    const memory = amended(first.memory, [idOf(1)], { muted: true });
    const at = (attention: Moment['attention']): Plan =>
      planToasts(moment([noticeOf(1)], { memory, attention, now: now + day }));
    expect([told(at('do-not-disturb')), at('do-not-disturb').again]).toEqual([[], waitingMs]);
    expect([told(at('free')), at('free').again]).toEqual([['1'], undefined]);
  });

  it('forgets what the agent no longer has', () => {
    const { memory } = planToasts(moment([noticeOf(1)]));
    expect(planToasts(moment([], { memory })).memory.size).toBe(0);
  });
});

describe('when the window opens by itself', () => {
  const warn = noticeOf(1, { deadline: now + day });
  const closing = noticeOf(2, { kind: 'closing', closesAt: now + 60_000 });
  const after = (notices: readonly Notice[], more: Partial<Moment> = {}): ReturnType<typeof planWindow> => {
    const { memory } = planToasts(moment(notices, more));
    return planWindow(moment(notices, { attention: 'free', ...more, memory }));
  };

  it.each<[string, Notice, boolean]>([
    ['a warning with a deadline', warn, true],
    ['a closing', closing, true],
    ['a warning without a deadline', noticeOf(1), false],
    ...(
      ['inform', 'block', 'web', 'lifted', 'removed', 'exemption-answered', 'exemption-ends-soon'] as const
    ).map((kind): [string, Notice, boolean] => [kind, noticeOf(1, { kind, deadline: now + day }), false]),
  ])('%s', (_what, notice, expected) => {
    expect(after([notice]).view).toEqual(expected ? { page: 'notice', notice: notice.id } : undefined);
  });

  it('once for a notice, over all its repeats', () => {
    const first = after([warn]);
    const again = { ...warn, times: 2, news: true };
    const { memory } = planToasts(moment([again], { memory: first.memory, now: now + 10_000 }));
    expect(planWindow(moment([again], { memory, attention: 'free' })).view).toBeUndefined();
  });

  it('at the list where there are several', () => {
    expect(after([warn, closing]).view).toEqual({ page: 'notices' });
  });

  it('waits while the person wants quiet, and opens afterwards if there is still something to decide', () => {
    const quiet = after([warn], { attention: 'do-not-disturb' });
    expect([quiet.view, quiet.again]).toEqual([undefined, waitingMs]);
    const memory = quiet.memory;
    const free = (notice: Notice): unknown =>
      planWindow(moment([notice], { memory, attention: 'free', now: now + day / 2 })).view;
    expect(free({ ...warn, news: false })).toEqual({ page: 'notice', notice: warn.id });
    expect(free({ ...warn, acknowledgedAt: now })).toBeUndefined();
  });

  it('takes nobody elsewhere who has it open, and does not come later for that', () => {
    const open = after([warn], { windowOpen: true });
    expect(open.view).toBeUndefined();
    expect(planWindow(moment([warn], { memory: open.memory, attention: 'free' })).view).toBeUndefined();
  });

  it('in the place of notifications that the system cannot show, for every kind, but never in a quiet desktop', () => {
    const block = noticeOf(1, { kind: 'block' });
    const none = { toasts: false } as const;
    expect(told(planToasts(moment([block], none)))).toEqual([]);
    expect(after([block], none).view).toEqual({ page: 'notice', notice: block.id });
    expect(after([block], { ...none, attention: 'do-not-disturb' }).view).toBeUndefined();
    const { memory } = planToasts(moment([block]));
    const failed = amended(memory, [block.id], { window: 'instead' });
    expect(planWindow(moment([block], { memory: failed, attention: 'unknown' })).view).toBeDefined();
  });
});
