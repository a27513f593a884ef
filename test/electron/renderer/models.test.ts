import { describe, expect, it } from 'vitest';
import { checkAsk, emptyDraft } from '#electron/renderer/model/ask-form.ts';
import { banActions } from '#electron/renderer/model/ban-actions.ts';
import { secondsUntil, spokenSeconds } from '#electron/renderer/model/countdown.ts';
import { decidedBans } from '#electron/renderer/model/decided-bans.ts';
import { withPage } from '#electron/renderer/model/ledger-pages.ts';
import { isNew, splitNotices } from '#electron/renderer/model/new-notices.ts';
import { noticeActions } from '#electron/renderer/model/notice-actions.ts';
import { reachSentences } from '#electron/renderer/model/reach-sentences.ts';
import { goneItems, withRemoved } from '#electron/renderer/model/removal-list.ts';
import { goesToTrash, removalStep } from '#electron/renderer/model/removal-steps.ts';
import { namesOfBan, nameOf } from '#electron/renderer/model/app-names.ts';
import { sayIn } from '#electron/renderer/say.ts';
import type { Notice } from '#protocol/notice.ts';
import type { AskedAndAnswered } from '#protocol/tray-window.ts';
import { exampleNotices, hexId, hour, now } from './example-notices.ts';
import { exampleRemovables, exampleState, exampleStatus, ledgerEntries } from './example-state.ts';

const notices = exampleNotices('en');
const notice = (name: string, over: Partial<Notice> = {}): Notice => {
  const found = notices[name];
  if (found === undefined) throw new Error(`no example ${name}`);
  return { ...found, ...over };
};
const asked = (state: AskedAndAnswered['answer']['state']): AskedAndAnswered => ({
  request: { id: hexId('r'), ban: 'telegram-service', account: 'kari', purpose: 'x', days: 3, askedAt: now },
  answer: { request: hexId('r'), state },
});

describe('the buttons of a notice', () => {
  it.each([
    ['inform', ['acknowledge']],
    ['warn', ['remove', 'ask', 'remind', 'acknowledge']],
    ['warn-installed', ['remove', 'ask', 'acknowledge']],
    ['closing', ['acknowledge', 'ask']],
    ['block', ['remove', 'ask', 'acknowledge']],
    ['web', ['acknowledge', 'ask']],
    ['approved', ['acknowledge']],
    ['denied', ['acknowledge', 'ask']],
    ['half', ['acknowledge']],
    ['ends-soon', ['acknowledge', 'ask']],
    ['lifted', ['acknowledge']],
    ['removed', ['acknowledge']],
  ])('%s', (name, actions) => {
    expect(noticeActions(notice(name), [])).toEqual(actions);
  });

  it('confirm nothing twice, and offer only what the ban allows', () => {
    expect(noticeActions(notice('lifted', { acknowledgedAt: now }), [])).toEqual([]);
    expect(noticeActions(notice('warn', { removal: 'none', mayAsk: false, remindersLeft: 0 }), [])).toEqual([
      'acknowledge',
    ]);
    expect(noticeActions(notice('warn', { removal: 'none' }), [])).toEqual(['acknowledge', 'ask', 'remind']);
  });

  it('lead to the request that waits already; an answered one does not stand in the way of the next', () => {
    expect(noticeActions(notice('block'), [asked('waiting')])).toContain('see-request');
    expect(noticeActions(notice('block'), [asked('half-approved')])).not.toContain('ask');
    expect(noticeActions(notice('block'), [asked('denied')])).toContain('ask');
  });
});

describe('what is new', () => {
  it('is what still waits to be read', () => {
    expect(isNew(notice('inform'), now)).toBe(true);
    expect(isNew(notice('inform', { acknowledgedAt: now }), now)).toBe(false);
  });
  it('is not what was put off, until its time has come', () => {
    const later = notice('warn', { remindAt: now + hour });
    expect(isNew(later, now)).toBe(false);
    expect(isNew(later, now + hour)).toBe(true);
  });
  it('of what only tells how something ended, is what was not shown yet', () => {
    expect(isNew(notice('lifted', { shown: 0 }), now)).toBe(true);
    expect(isNew(notice('lifted', { shown: 1 }), now)).toBe(false);
    expect(isNew(notice('lifted', { shown: 1, news: true }), now)).toBe(true);
    expect(isNew(notice('lifted', { shown: 1, news: false }), now)).toBe(false);
  });
  it('and what is not, together are all, in their order', () => {
    const all = Object.values(notices);
    const { fresh, earlier } = splitNotices(all, now);
    expect(new Set([...fresh, ...earlier])).toEqual(new Set(all));
    expect(fresh.map(({ kind }) => kind)).toEqual([
      'inform',
      'warn',
      'warn',
      'closing',
      'block',
      'web',
      'web',
    ]);
  });
});

describe('a request that is being filled in', () => {
  it('is taken when it says what for and how long', () => {
    expect(checkAsk({ purpose: ' x ', days: ' 90 ', device: 'dedicated' }, 90)).toEqual({
      ok: true,
      argument: { purpose: 'x', days: 90, device: 'dedicated' },
    });
  });
  it.each([
    [emptyDraft, { purpose: 'missing', days: 'missing' }],
    [{ ...emptyDraft, purpose: '  ', days: '5' }, { purpose: 'missing' }],
    [{ ...emptyDraft, purpose: 'x'.repeat(301), days: '5' }, { purpose: 'too-long' }],
    [{ ...emptyDraft, purpose: 'x', days: '91' }, { days: 'too-many' }],
    [{ ...emptyDraft, purpose: 'x', days: '0' }, { days: 'not-a-number' }],
    [{ ...emptyDraft, purpose: 'x', days: '1.5' }, { days: 'not-a-number' }],
    [{ ...emptyDraft, purpose: 'x', days: '-3' }, { days: 'not-a-number' }],
    [{ ...emptyDraft, purpose: 'x', days: 'two weeks' }, { days: 'not-a-number' }],
  ])('is not taken: %j', (draft, faults) => {
    expect(checkAsk(draft, 90)).toEqual({ ok: false, faults });
  });
});

describe('the ledger page by page', () => {
  const page = (before: number, count: number, over = {}) => ({
    entries: ledgerEntries(before, count),
    intact: true,
    checked: 'verified' as const,
    ...over,
  });
  it('goes on from the oldest entry until there is none', () => {
    const first = withPage(undefined, page(9, 4));
    expect(first.before).toBe(5);
    const second = withPage(first, page(5, 4));
    expect(second.entries.map(({ index }) => index)).toEqual([8, 7, 6, 5, 4, 3, 2, 1]);
    expect(second.before).toBeUndefined();
    expect(withPage(first, page(5, 0)).before).toBeUndefined();
  });
  it('is as sound as its worst page', () => {
    const first = withPage(undefined, page(9, 4, { checked: 'broken' }));
    expect(withPage(first, page(5, 2)).checked).toBe('broken');
    expect(withPage(withPage(undefined, page(9, 4)), page(5, 2, { checked: 'unchecked' })).checked).toBe(
      'unchecked',
    );
    expect(withPage(withPage(undefined, page(9, 4)), page(5, 2, { intact: false })).intact).toBe(false);
  });
});

describe('the guided removal', () => {
  const [flatpak, , , folder, , , forIt] = exampleRemovables;
  if (flatpak === undefined || folder === undefined || forIt === undefined) throw new Error('no examples');
  it('has one step at a time for each installation', () => {
    expect(removalStep(flatpak, {})).toEqual({ step: 'offered' });
    expect(removalStep(folder, {})).toEqual({ step: 'running' });
    expect(removalStep(forIt, {})).toEqual({ step: 'for-it' });
    expect(removalStep(flatpak, { [flatpak.item]: 'working' })).toEqual({ step: 'working' });
    expect(removalStep(flatpak, { [flatpak.item]: 'removed' })).toEqual({ step: 'done' });
    expect(removalStep(flatpak, { [flatpak.item]: 'busy' })).toEqual({ step: 'failed', outcome: 'busy' });
    expect(removalStep(flatpak, { [flatpak.item]: { fault: 'unreachable' } })).toEqual({
      step: 'refused',
      fault: 'unreachable',
    });
  });
  it('says of files alone that they can be restored', () => {
    expect(exampleRemovables.filter(goesToTrash).map(({ source }) => source)).toEqual([
      'folder',
      'web-app',
      'appimage',
    ]);
  });
  it('keeps what is gone in its place, and adds what is found anew', () => {
    const later = [...exampleRemovables.slice(1), { ...flatpak, item: hexId('new') }];
    expect(withRemoved(exampleRemovables, later).map(({ item }) => item)).toEqual([
      ...exampleRemovables.map(({ item }) => item),
      hexId('new'),
    ]);
    expect(goneItems(exampleRemovables, later)).toEqual([flatpak.item]);
  });
});

describe('what cannot be known now', () => {
  const say = sayIn('en', 'UTC');
  const state = exampleState({ page: 'overview' }, 'en');
  it('is nothing while agent and server are within reach', () => {
    expect(reachSentences(state, say)).toEqual([]);
  });
  it.each(['not-running', 'untrusted-owner', 'not-permitted', 'ended'] as const)(
    'has its own words: %s',
    (why) => {
      const reach = { state: 'lost', why, since: now } as const;
      expect(reachSentences({ ...state, reach }, say)[0]).toBe(say(`cannot.${why}`));
      expect(reachSentences({ ...state, reach }, say).at(-1)).toBe(say('cannot.last-known'));
    },
  );
  it('is the answers while only the server is away', () => {
    const server = { address: 'https://x.example', connected: false, lastContact: now - hour };
    const status = { ...exampleStatus('en'), server };
    expect(reachSentences({ ...state, status }, say)).toEqual([say('cannot.server', { since: now - hour })]);
  });
});

it('the countdown is said aloud at few marks and shown at each second', () => {
  expect([90, 61, 60, 59, 31, 30, 11, 10, 3, 0].map(spokenSeconds)).toEqual([
    120, 120, 60, 60, 60, 30, 30, 10, 10, 0,
  ]);
  expect(secondsUntil(now + 1_200, now)).toBe(2);
  expect(secondsUntil(now - 5_000, now)).toBe(0);
});

it('the overview offers to remove what is there, and only where something stands in the way', () => {
  const [warned, blocked, exempt] = exampleStatus('en').bans;
  if (warned === undefined || blocked === undefined || exempt === undefined) throw new Error('no examples');
  expect(banActions(warned, [])).toEqual(['remove', 'ask']);
  expect(banActions(blocked, [])).toEqual(['ask']);
  expect(banActions(warned, [asked('waiting')])).toEqual(['remove', 'see-request']);
  expect(banActions(exempt, [])).toEqual([]);
});

it('things have the names that people use, as far as anybody knows them', () => {
  const state = exampleState({ page: 'overview' }, 'en');
  expect(namesOfBan('telegram-service', state)).toBe('Telegram and 2 more apps');
  expect(namesOfBan('unheard-of', state)).toBe('unheard-of');
  expect(nameOf('telegram', state)).toBe('Telegram');
  expect(nameOf('unheard-of', state)).toBeUndefined();
});

it('each ban is named once with who decided it', () => {
  const state = exampleState({ page: 'about-me' }, 'en', { notices: Object.values(notices) });
  expect(decidedBans(state).map(({ ban }) => ban)).toEqual(['telegram-service', 'instagram-inform']);
  expect(decidedBans(state)[0]).toMatchObject({
    appName: 'Telegram and 2 more apps',
    basis: { kind: 'advice', decidedBy: 'The ministry' },
  });
});
