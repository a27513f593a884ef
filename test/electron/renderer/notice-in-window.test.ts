import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Notice } from '#protocol/notice.ts';
import type { View } from '#protocol/tray-window.ts';
import { exampleNotices, hexId, hour, now } from './example-notices.ts';
import { exampleState } from './example-state.ts';
import { noBrowser, WindowHouse, type WindowInTest } from './window-in-test.ts';

const known = (notice: Notice | undefined): Notice => {
  if (notice === undefined) throw new Error('no such example');
  return notice;
};
const notices = exampleNotices('en');
const warn = known(notices['warn']);
const viewOf = (name: string): View => ({ page: 'notice', notice: hexId(name) });

describe.skipIf(noBrowser)('a notice in the window', () => {
  let house: WindowHouse;
  let shown: WindowInTest | undefined;
  beforeAll(async () => {
    house = await WindowHouse.build();
  });
  afterEach(() => shown?.page.context().close());
  afterAll(() => house[Symbol.asyncDispose]());

  async function show(view: View, changed: Partial<Notice> = {}): Promise<WindowInTest> {
    const list = Object.values(notices).map((one) =>
      view.page === 'notice' && one.id === view.notice ? { ...one, ...changed } : one,
    );
    shown = await house.open(exampleState(view, 'en', { notices: list, requests: [] }));
    return shown;
  }

  it('is acknowledged, and the window that opened for it closes', async () => {
    const { page, calls } = await show(viewOf('inform'));
    await page.click('text=I have read this');
    await expect.poll(calls).toEqual([
      { verb: 'acknowledge', argument: { notice: hexId('inform') } },
      { verb: 'close', argument: {} },
    ]);
  });

  it('is acknowledged, and who came from the list goes back to it', async () => {
    const { page, calls, push } = await show({ page: 'notices' });
    await page.click('text=Good to know about Instagram');
    expect(await calls()).toEqual([{ verb: 'go', argument: { view: viewOf('inform') } }]);
    await push(exampleState(viewOf('inform'), 'en'));
    await page.click('text=I have read this');
    await expect.poll(calls).toEqual([
      { verb: 'acknowledge', argument: { notice: hexId('inform') } },
      { verb: 'go', argument: { view: { page: 'notices' } } },
    ]);
  });

  it('says in which language the organisation’s own words stand, where it is another', async () => {
    const { page } = await show(viewOf('warn'), {
      why: { nl: 'De toepassing verzamelt veel.' },
      furtherReading: [{ title: { fr: 'L’avis' }, url: 'https://example.org/avis' }],
    });
    await expect.poll(() => page.getAttribute('text=De toepassing verzamelt veel.', 'lang')).toBe('nl');
    expect(await page.getAttribute('text=L’avis', 'lang')).toBe('fr');
  });

  it('says what went wrong, keeps the button, and asks only once at a time', async () => {
    const { page, calls, answer } = await show(viewOf('block'));
    await answer('acknowledge', { ok: false, fault: 'storage-failed' });
    await page.click('text=I have read this');
    await page.waitForSelector('[role=alert] >> text=This could not be saved on the PC.');
    await calls();
    await answer('acknowledge', 'hold');
    await page.click('text=I have read this');
    await page.click('text=I have read this', { force: true });
    expect(await calls()).toHaveLength(1);
  });

  it('a fault that this window does not know is said in general words', async () => {
    const { page, answer } = await show(viewOf('block'));
    await answer('acknowledge', { ok: false, fault: 'something-newer' });
    await page.click('text=I have read this');
    await expect.poll(() => page.locator('[role=alert]').textContent()).toContain('That did not work.');
  });

  it('leads to the removal and to the request of its ban', async () => {
    const { page, calls } = await show(viewOf('warn'));
    await page.click('text=Remove it now');
    await page.click('text=I need it for work');
    expect(await calls()).toEqual([
      { verb: 'go', argument: { view: { page: 'remove', ban: 'telegram-service' } } },
      { verb: 'go', argument: { view: { page: 'ask', ban: 'telegram-service' } } },
    ]);
  });

  it('is put off, with the time, the limit, and an answer that is said aloud', async () => {
    const { page, calls, answer } = await show(viewOf('warn'));
    await answer('remind', { ok: true, value: { remindAt: now + hour } });
    await page.click('text=Remind me later');
    const choice = page.locator('.reminders');
    await expect.poll(() => choice.textContent()).toContain('You can put this off 2 more times.');
    // 12:00 UTC is 14:00 in Oslo in April.
    await page.click('text=In an hour, at 15:00');
    await expect
      .poll(calls)
      .toEqual([{ verb: 'remind', argument: { notice: hexId('warn'), when: 'in-an-hour' } }]);
    await expect
      .poll(() => page.locator('.shell > [role=status]').textContent())
      .toMatch(/^You will be reminded on 15 April.*15:00/);
    expect(await choice.count()).toBe(0);
    await page.click('text=Remind me later');
    await page.click('text=Remind me on 16 April');
    await expect
      .poll(calls)
      .toEqual([{ verb: 'remind', argument: { notice: hexId('warn'), when: 'tomorrow' } }]);
  });

  it('is never put off beyond its deadline', async () => {
    const { page, push } = await show(viewOf('warn'), { deadline: now + hour / 2 });
    await page.click('text=Remind me later');
    expect(await page.locator('.reminders button').allTextContents()).toEqual([
      expect.stringMatching(/^Remind me on 16 April.*08:00$/),
    ]);
    // The agent names no morning that comes too late.
    const { nextMorning: _, ...soon } = { ...warn, deadline: now + 2 * hour };
    await push(exampleState(viewOf('warn'), 'en', { notices: [soon], requests: [] }));
    expect(await page.locator('.reminders button').allTextContents()).toEqual(['In an hour, at 15:00']);
  });

  it('cannot be put off once nothing is left of it', async () => {
    const { page } = await show(viewOf('warn'), { remindersLeft: 0 });
    expect(await page.locator('text=Remind me later').count()).toBe(0);
    expect(await page.locator('.actions').textContent()).toContain('You cannot put this off any more.');
  });

  it('opens further reading through the main process alone', async () => {
    const { page, calls } = await show(viewOf('warn'));
    await page.click('text=The decision');
    expect(await calls()).toEqual([
      { verb: 'read', argument: { url: 'https://example.org/vedtak/2026-117' } },
    ]);
    expect(page.url()).toBe('http://tray.test/index.html');
  });

  it('counts down for the eye each second, for the ear at a few marks only', async () => {
    const { page } = await show(viewOf('closing'));
    const seen = { timeout: 5_000 };
    const eye = page.locator('.lead');
    const ear = page.locator('.notice [role=status]');
    expect(await eye.textContent()).toContain('closes in 48 seconds');
    expect(await ear.textContent()).toContain('closes in 60 seconds');
    await page.clock.setFixedTime(now + 10_000);
    await expect.poll(() => eye.textContent(), seen).toContain('closes in 38 seconds');
    expect(await ear.textContent()).toContain('closes in 60 seconds');
    await page.clock.setFixedTime(now + 18_000);
    await expect.poll(() => ear.textContent(), seen).toContain('closes in 30 seconds');
    await page.clock.setFixedTime(now + 48_000);
    await expect.poll(() => eye.textContent(), seen).not.toContain('seconds');
  });

  it('that is gone says so instead of showing nothing', async () => {
    const { page } = await show({ page: 'notice', notice: hexId('never was') });
    expect(await page.locator('h1').textContent()).toBe('This message is no longer there.');
  });

  it('whoever has asked already is shown the request instead of being offered another', async () => {
    const { page, push } = await show(viewOf('warn'));
    const request = {
      id: hexId('r'),
      ban: 'telegram-service',
      account: 'kari',
      purpose: 'x',
      days: 3,
      askedAt: now,
    };
    await push(
      exampleState(viewOf('warn'), 'en', {
        requests: [{ request, answer: { request: hexId('r'), state: 'waiting' } }],
      }),
    );
    expect(await page.locator('.actions button').allTextContents()).toEqual([
      'Remove it now',
      'My requests',
      'Remind me later',
      'I have read this',
    ]);
  });
});
