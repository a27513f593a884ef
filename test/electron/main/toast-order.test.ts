import { describe, expect, it } from 'vitest';
import { shortName } from '#electron/main/short-name.ts';
import { toastOrder } from '#electron/main/toast-order.ts';
import type { Notice } from '#protocol/notice.ts';
import { idOf, noticeOf } from './notices.ts';

const person = { language: 'en', timeZone: 'UTC' } as const;
const now = 1_000_000;
const order = (more: Partial<Notice>, markup = false): ReturnType<typeof toastOrder> =>
  toastOrder(person, { kind: 'notice', notice: noticeOf(1, more), quiet: false }, { now, markup });

describe('a name that somebody else wrote', () => {
  it.each([
    ['Telegram', 'Telegram'],
    ['64Gram \u{1F4AC}', '64Gram \u{1F4AC}'],
    ['Tele\u202Emarg\u202C', 'Tele marg'],
    ['one\ntwo\u0000\u2028three', 'one two three'],
    ['\u200B\u200B', ''],
    ['x'.repeat(61), `${'x'.repeat(59)}…`],
    ['\u{1F4AC}'.repeat(60), '\u{1F4AC}'.repeat(60)],
  ])('%j is %j', (name, shown) => {
    expect(shortName(name)).toBe(shown);
  });
});

describe('a notification', () => {
  it('has names of bearable length', () => {
    const { words } = order({ kind: 'lifted', appName: 'x'.repeat(300) });
    expect([words.title.length < 160, words.body.length < 160]).toEqual([true, true]);
  });

  it('gives no markup to a system that reads it, and no escapes to one that does not', () => {
    const named = { kind: 'lifted', appName: 'R&D <a href="x">Chat</a>' } as const;
    expect(order(named, true).words.body).toContain('R&amp;D &lt;a href="x"&gt;Chat');
    expect(order(named, true).words.title).toBe(order(named).words.title);
    expect(order(named).words.body).toContain('R&D <a href="x">Chat');
  });

  it('of a countdown stays until it was seen; of one that is over it does not, and has another name', () => {
    const runs = order({ kind: 'closing', closesAt: now + 1_000 });
    const over = order({ kind: 'closing', closesAt: now });
    expect([runs.urgent, over.urgent, runs.key === over.key]).toEqual([true, false, false]);
    expect(over.words.body).toContain('was closed');
    expect(over.view).toEqual({ page: 'notice', notice: idOf(1) });
  });
});
