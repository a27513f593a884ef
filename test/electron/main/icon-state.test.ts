import { describe, expect, it } from 'vitest';
import { emptyDesk, type Desk } from '#electron/main/desk.ts';
import {
  iconState,
  nextChange,
  serverSilenceMs,
  standingToasts,
  toastKey,
} from '#electron/main/icon-state.ts';
import { menuWords, tooltip } from '#electron/main/words.ts';
import { trayMenu } from '#electron/main/tray-menu.ts';
import { languages } from '#locales/language.ts';
import type { Notice } from '#protocol/notice.ts';
import type { AgentStatus } from '#protocol/tray-agent.ts';
import { iconStates, type IconState } from '#protocol/tray-window.ts';
import { FakeServices } from '#test/agent/localapi/fake-services.ts';
import { noticeOf } from './notices.ts';

const now = 1_000_000_000_000;
const deskWith = (notices: readonly Partial<Notice>[], status: Partial<AgentStatus> = {}): Desk => ({
  ...emptyDesk,
  reach: { state: 'connected' },
  status: { ...new FakeServices().status('anna'), ...status },
  notices: notices.map((more, index) => noticeOf(index + 1, more)),
});

describe('the icon', () => {
  it.each<[IconState, string, readonly Partial<Notice>[]]>([
    ['fine', 'nothing', []],
    ['waiting', 'a warning', [{ shown: 1 }]],
    ['waiting', 'something to read', [{ kind: 'inform', shown: 3 }]],
    ['fine', 'a warning that was read', [{ shown: 1, acknowledgedAt: 2 }]],
    ['fine', 'a warning that was put off', [{ shown: 1, remindAt: now + 1 }]],
    ['waiting', 'a warning whose reminder is due', [{ shown: 1, remindAt: now }]],
    ['blocked', 'a stopped app', [{}, { kind: 'block', shown: 1 }]],
    ['blocked', 'a closing', [{ kind: 'closing', shown: 1 }]],
    ['blocked', 'a page that was not shown', [{ kind: 'web', effect: 'block' }]],
    ['waiting', 'a page with a warning', [{ kind: 'web', effect: 'warn' }]],
    ['fine', 'a stopped app that was read about', [{ kind: 'block', acknowledgedAt: 3 }]],
    ['waiting', 'a rule that ended, not yet told', [{ kind: 'lifted' }]],
    ['fine', 'a rule that ended, told', [{ kind: 'lifted', shown: 1 }]],
    ['fine', 'a removal, told', [{ kind: 'removed', shown: 1 }]],
    ['fine', 'an answer, told', [{ kind: 'exemption-answered', shown: 1 }]],
    ['fine', 'an exemption that ends, told', [{ kind: 'exemption-ends-soon', shown: 1 }]],
    ['waiting', 'an answer that is news again', [{ kind: 'exemption-answered', shown: 1, news: true }]],
  ])('is %s with %s', (state, _what, notices) => {
    expect(iconState(deskWith(notices), now)).toBe(state);
  });

  const away = (lastContact: number): AgentStatus['server'] => ({
    address: 'wss://example.org',
    connected: false,
    lastContact,
  });
  it.each<[string, Desk, boolean]>([
    [
      'the agent is out of reach',
      { ...deskWith([{}]), reach: { state: 'lost', why: 'ended', since: 1 } },
      true,
    ],
    ['nothing was heard yet', emptyDesk, true],
    ['the device waits for approval', deskWith([], { state: 'awaiting-approval' }), true],
    ['the device was taken out', deskWith([{ kind: 'block' }], { state: 'device-revoked' }), true],
    ['the server is silent for a day', deskWith([], { server: away(now - serverSilenceMs) }), true],
    ['the server is silent for less', deskWith([], { server: away(now - serverSilenceMs + 1) }), false],
    ['there was no server ever', deskWith([], { server: { address: 'x', connected: false } }), true],
  ])('cannot check where %s: %s', (_what, desk, expected) => {
    expect(iconState(desk, now) === 'cannot-check').toBe(expected);
  });

  it('changes by itself only when something is due, and otherwise no timer runs', () => {
    expect(nextChange(emptyDesk, now)).toBeUndefined();
    expect(nextChange(deskWith([{ deadline: now + 5 }, { kind: 'block' }]), now)).toBeUndefined();
    const notices = [
      { remindAt: now + 700 },
      { kind: 'closing', closesAt: now + 600 },
      { kind: 'closing', closesAt: now - 1 },
      { kind: 'closing', closesAt: now + 5, acknowledgedAt: 1 },
    ] as const;
    expect(nextChange(deskWith(notices), now)).toBe(now + 600);
    const silent = deskWith([], { server: away(now - 100) });
    expect(nextChange(silent, now)).toBe(now - 100 + serverSilenceMs);
  });

  it('and a notification that no longer says what is so is taken away', () => {
    const closing = noticeOf(1, { kind: 'closing', closesAt: now, shown: 1 });
    const shown = toastKey(closing, now - 1);
    const stands = (...notices: readonly Notice[]): boolean => standingToasts(notices, now - 1).has(shown);
    expect([stands(closing), standingToasts([closing], now).has(shown)]).toEqual([true, false]);
    expect([stands({ ...closing, acknowledgedAt: 1 }), stands()]).toEqual([false, false]);
    expect(standingToasts([closing], now).has(toastKey(closing, now))).toBe(true);
  });

  it('but one about something that happened again after it was read stays', () => {
    const again = noticeOf(1, { kind: 'block', acknowledgedAt: 5, shown: 1, news: true });
    const shown = toastKey(again, now);
    expect(standingToasts([{ ...again, news: false }], now).has(shown)).toBe(true);
  });

  it('a summary stands while something of it is news', () => {
    expect(standingToasts([noticeOf(1)], now).has('summary')).toBe(true);
    expect(standingToasts([noticeOf(1, { shown: 1 })], now).has('summary')).toBe(false);
  });

  it.each(languages)('and its menu speak %s', (language) => {
    const desk = deskWith([{ kind: 'block', appName: 'Telegram' }, {}]);
    const said = iconStates.map((state) => tooltip(language, state, desk, now));
    expect(new Set(said).size).toBe(iconStates.length);
    expect(said[iconStates.indexOf('blocked')]).toContain('Telegram');
    expect(said[iconStates.indexOf('waiting')]).toContain('2');
    const menu = trayMenu(menuWords(language, desk, now)).filter((entry) => entry.kind === 'entry');
    expect(menu.map(({ view }) => view.page)).toEqual([
      'overview',
      'notices',
      'requests',
      'about-me',
      'settings',
    ]);
    expect(new Set(menu.map(({ label }) => label)).size).toBe(5);
    expect(menu.every(({ label }) => label.length > 3 && label.length <= 48)).toBe(true);
  });
});
