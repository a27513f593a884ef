import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { View } from '#protocol/tray-window.ts';
import { exampleNotices, hexId, now } from './example-notices.ts';
import { exampleRemovables, exampleState, ledgerEntries } from './example-state.ts';
import { noBrowser, WindowHouse, type WindowInTest } from './window-in-test.ts';

const notices = exampleNotices('en');
const noticeView = (name: string): View => ({ page: 'notice', notice: notices[name]?.id ?? '' });

describe.skipIf(noBrowser)('by keyboard alone', () => {
  let house: WindowHouse;
  const open: WindowInTest[] = [];
  beforeAll(async () => {
    house = await WindowHouse.build();
  });
  afterEach(async () => {
    for (const one of open.splice(0)) await one.page.context().close();
  });
  afterAll(() => house[Symbol.asyncDispose]());

  async function show(view: View): Promise<WindowInTest> {
    const shown = await house.open(exampleState(view, 'en'));
    open.push(shown);
    return shown;
  }
  const focused = ({ page }: WindowInTest): Promise<string> =>
    page.evaluate(() => (document.activeElement?.textContent ?? '').trim());

  /** What Tab reaches, from the heading to the end and around. */
  async function reached(shown: WindowInTest): Promise<readonly string[]> {
    const all: string[] = [];
    for (let step = 0; step < 80; step++) {
      await shown.page.keyboard.press('Tab');
      const here = await shown.page.evaluate(() => {
        const element = document.activeElement;
        if (element === null || element === document.body) return undefined;
        const label = element instanceof HTMLInputElement ? element.labels?.[0] : undefined;
        return (label ?? element).textContent?.trim() ?? '';
      });
      if (here === undefined) break;
      all.push(here);
    }
    return all;
  }

  it('a page begins at its heading, and so does the next one', async () => {
    const shown = await show({ page: 'overview' });
    expect(await focused(shown)).toBe('What applies here');
    await shown.push(exampleState({ page: 'notices' }, 'en'));
    expect(await focused(shown)).toBe('Messages');
    await shown.push(exampleState(noticeView('block'), 'en'));
    expect(await focused(shown)).toBe('Telegram cannot be used on this PC');
  });

  it('a page begins at its top, however far the one before was scrolled', async () => {
    const shown = await show({ page: 'overview' });
    await shown.page.evaluate(() => window.scrollTo(0, 5_000));
    expect(await shown.page.evaluate(() => window.scrollY)).toBeGreaterThan(100);
    await shown.push(exampleState({ page: 'notices' }, 'en'));
    expect(await shown.page.evaluate(() => window.scrollY)).toBe(0);
  });

  it('a page that only learns something new does not take the focus away', async () => {
    const shown = await show(noticeView('warn'));
    await shown.page.focus('text=I need it for work');
    await shown.push(
      exampleState(noticeView('warn'), 'en', { icon: 'fine', notices: Object.values(notices) }),
    );
    expect(await focused(shown)).toBe('I need it for work');
  });

  it.each([
    ['inform', ['I have read this']],
    ['warn', ['Remove it now', 'I need it for work', 'Remind me later', 'I have read this']],
    ['closing', ['I have read this', 'I need it for work']],
    ['block', ['Remove it now', 'I need it for work', 'I have read this']],
    ['web', ['I have read this', 'I need it for work']],
    ['denied', ['I have read this', 'I need it for work']],
    ['lifted', ['I have read this']],
  ])('every button of a notice is reached: %s', async (name, buttons) => {
    const shown = await show(noticeView(name));
    const all = await reached(shown);
    expect(all.filter((one) => buttons.includes(one))).toEqual(buttons);
  });

  it('every way between the pages is reached, and the links of a notice', async () => {
    const overview = await show({ page: 'overview' });
    for (let step = 0; step < 6; step++) await overview.page.keyboard.press('Shift+Tab');
    expect(await focused(overview)).toBe('Skip to the content');
    const all = await reached(overview);
    for (const name of ['Overview', 'Requests', 'About me', 'Settings']) expect(all).toContain(name);
    const notice = await show(noticeView('warn'));
    expect(await reached(notice)).toContain('The decision');
  });

  it('the first stop of all leads past the navigation', async () => {
    const shown = await show({ page: 'overview' });
    await shown.page.focus('.ds-skip-link');
    await shown.page.keyboard.press('Enter');
    expect(await shown.page.evaluate(() => document.activeElement?.id)).toBe('content');
  });

  it('every control of form, removal, ledger and settings is reached', async () => {
    expect(await reached(await show({ page: 'ask', ban: 'anydesk' }))).toEqual(
      expect.arrayContaining(['On this PC', 'Send', 'Cancel']),
    );
    expect(await reached(await show({ page: 'settings' }))).toEqual(expect.arrayContaining(['Light']));

    const about = await show({ page: 'overview' });
    await about.answer('ledger', {
      ok: true,
      value: { entries: ledgerEntries(9, 4), intact: true, checked: 'verified' },
    });
    await about.push(exampleState({ page: 'about-me' }, 'en'));
    await about.page.waitForSelector('main .entries');
    await about.page.focus('h1');
    expect(await reached(about)).toEqual(
      expect.arrayContaining(['Show older entries', 'Save the list as a file', 'Show the exact text']),
    );

    const remove = await show({ page: 'overview' });
    await remove.answer('removables', { ok: true, value: exampleRemovables });
    await remove.push(exampleState({ page: 'remove', ban: 'telegram-service' }, 'en'));
    await remove.page.waitForSelector('main article');
    await remove.page.focus('h1');
    const reachedThere = await reached(remove);
    expect(reachedThere.filter((one) => one === 'Remove it now')).toHaveLength(5);
    expect(reachedThere).toContain('Check again');
  });

  it('the focus is never lost with a button that goes away', async () => {
    const warn = await show(noticeView('warn'));
    await warn.answer('remind', { ok: true, value: { remindAt: now } });
    await warn.page.click('text=Remind me later');
    expect(await focused(warn)).toContain('In an hour');
    await warn.page.keyboard.press('Enter');
    await expect.poll(() => focused(warn)).toBe('Remind me later');
    await warn.page.keyboard.press('Enter');
    await expect.poll(() => focused(warn)).toContain('In an hour');
    await warn.calls();
    await warn.page.keyboard.press('Escape');
    expect(await focused(warn)).toBe('Remind me later');
    expect(await warn.calls()).toEqual([]);

    await warn.answer('removables', { ok: true, value: exampleRemovables });
    await warn.answer('remove', { ok: true, value: 'removed' });
    await warn.push(exampleState({ page: 'remove', ban: 'telegram-service' }, 'en'));
    await warn.page.click('main article >> nth=0 >> button');
    await expect.poll(() => focused(warn)).toBe('Telegram');

    await warn.push(exampleState({ page: 'ask', ban: 'anydesk' }, 'en'));
    await warn.page.fill('textarea', 'x');
    await warn.page.fill('input[inputmode=numeric]', '3');
    await warn.page.keyboard.press('Enter');
    await expect.poll(() => focused(warn)).toBe('Ask to use AnyDesk');

    await warn.answer('ledger', {
      ok: true,
      value: { entries: ledgerEntries(9, 4), intact: true, checked: 'verified' },
    });
    await warn.push(exampleState({ page: 'about-me' }, 'en'));
    await warn.page.waitForSelector('.entries');
    await warn.answer('ledger', {
      ok: true,
      value: { entries: ledgerEntries(5, 4), intact: true, checked: 'verified' },
    });
    await warn.page.click('text=Show older entries');
    await expect.poll(() => focused(warn)).toBe('There are no older entries.');
  });

  it('Escape closes the window; in a step it leads back to where the person came from', async () => {
    const notice = await show(noticeView('block'));
    await notice.page.keyboard.press('Escape');
    expect(await notice.calls()).toEqual([{ verb: 'close', argument: {} }]);

    await notice.push(exampleState({ page: 'ask', ban: 'anydesk' }, 'en'));
    await notice.page.keyboard.press('Escape');
    expect(await notice.calls()).toEqual([
      { verb: 'go', argument: { view: { page: 'notice', notice: hexId('block') } } },
    ]);

    const alone = await show({ page: 'remove', ban: 'anydesk' });
    await alone.calls();
    await alone.page.keyboard.press('Escape');
    expect(await alone.calls()).toEqual([{ verb: 'go', argument: { view: { page: 'overview' } } }]);
  });
});
