import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { languages } from '#locales/language.ts';
import { noticeWords } from '#locales/notice-words.ts';
import type { Notice } from '#protocol/notice.ts';
import type { Choices, View, WindowState } from '#protocol/tray-window.ts';
import { endless, exampleNotices, now } from '#test/electron/renderer/example-notices.ts';
import { exampleState } from '#test/electron/renderer/example-state.ts';
import { findOverflow } from '#test/electron/renderer/overflow.ts';
import { noBrowser, WindowHouse, type WindowInTest } from '#test/electron/renderer/window-in-test.ts';
import { openFilled } from './filled-window.ts';

const pages: readonly View[] = [
  { page: 'overview' },
  { page: 'notices' },
  { page: 'requests' },
  { page: 'about-me' },
  { page: 'settings' },
  { page: 'ask', ban: 'anydesk' },
  { page: 'code', ban: 'tiktok-service' },
  { page: 'remove', ban: 'telegram-service' },
];
const noticeOf = ({ view, notices }: WindowState): Notice => {
  const found = notices.find(({ id }) => view.page === 'notice' && id === view.notice);
  if (found === undefined) throw new Error('no such notice');
  return found;
};
const looks = [
  { name: 'the usual window', width: 480, theme: 'light' },
  { name: 'the usual window, dark', width: 480, theme: 'dark' },
  { name: 'the smallest window', width: 360, theme: 'light' },
  { name: '200 % zoom', width: 240, theme: 'light' },
  { name: 'a wide window', width: 960, theme: 'light' },
] as const;

describe.skipIf(noBrowser)('every page in every language', () => {
  let house: WindowHouse;
  let shown: WindowInTest;
  beforeAll(async () => {
    house = await WindowHouse.build();
    shown = await openFilled(house);
  });
  afterAll(() => house[Symbol.asyncDispose]());

  /** What a person cannot read of a page, with everything folded out. */
  async function overflow(state: WindowState): Promise<readonly string[]> {
    await shown.push(state);
    const { page } = state.view;
    if (page === 'remove' || page === 'about-me')
      await shown.page.waitForSelector(page === 'remove' ? 'main article' : 'main .entries');
    if (page === 'code') await shown.page.waitForSelector('main .read-out');
    if (page === 'notice') {
      const { title } = noticeWords(state, noticeOf(state), now);
      expect(await shown.page.locator('main h1').textContent()).toBe(title);
      const remind = shown.page.locator('.actions [aria-expanded="false"]');
      if ((await remind.count()) > 0) await remind.click();
    }
    await shown.page.evaluate(() => {
      for (const details of document.querySelectorAll('details')) details.open = true;
    });
    const found = await shown.page.evaluate(findOverflow);
    return found.map(
      ({ what, where }) => `${state.language} ${JSON.stringify(state.view)}: ${what}: ${where}`,
    );
  }

  describe.each(looks)('$name', ({ width, theme }) => {
    // Colours take no room: they are looked at in one language.
    it.each(theme === 'dark' ? (['en'] as const) : languages)('%s fits', async (language) => {
      await shown.page.setViewportSize({ width, height: 640 });
      const choices: Choices = { language: 'system', theme, seenHints: [] };
      const notices = [...Object.values(exampleNotices(language)), endless(language)];
      const views = [...notices.map(({ id }): View => ({ page: 'notice', notice: id })), ...pages];
      const found: string[] = [];
      for (const view of views)
        found.push(...(await overflow(exampleState(view, language, { choices, notices }))));
      expect(found).toEqual([]);
      expect(await shown.page.evaluate(() => document.documentElement.lang)).toBe(language);
    });
  });

  it('says nothing to the console, and the content policy refuses nothing', () => {
    expect(shown.complaints).toEqual([]);
  });
});
