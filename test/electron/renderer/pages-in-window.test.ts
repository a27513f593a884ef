import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { sayIn } from '#electron/renderer/say.ts';
import type { View } from '#protocol/tray-window.ts';
import { now } from './example-notices.ts';
import { exampleRemovables, exampleState, ledgerEntries } from './example-state.ts';
import { noBrowser, WindowHouse, type WindowInTest } from './window-in-test.ts';

const say = sayIn('en', 'Europe/Oslo');
const daysWrong = say('ask.days.wrong', { count: 90 });

describe.skipIf(noBrowser)('the pages of the window', () => {
  let house: WindowHouse;
  let shown: WindowInTest | undefined;
  beforeAll(async () => {
    house = await WindowHouse.build();
  });
  afterEach(() => shown?.page.context().close());
  afterAll(() => house[Symbol.asyncDispose]());

  async function show(view: View): Promise<WindowInTest> {
    shown = await house.open(exampleState({ page: 'overview' }, 'en'));
    await shown.answer('removables', { ok: true, value: exampleRemovables });
    await shown.answer('ledger', {
      ok: true,
      value: { entries: ledgerEntries(9, 4), intact: true, checked: 'verified' },
    });
    await shown.push(exampleState(view, 'en'));
    return shown;
  }
  const aloud = ({ page }: WindowInTest): Promise<string | null> =>
    page.locator('.shell > [role=status]').textContent();

  describe('asking', () => {
    const ask: View = { page: 'ask', ban: 'telegram-service' };

    it('says in words what is missing, at the field, and takes the person there', async () => {
      const { page, calls } = await show(ask);
      await page.click('text=Send');
      await page.waitForSelector('text=Please write what you need it for.');
      await page.waitForSelector(`text=${daysWrong}`);
      expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('TEXTAREA');
      await page.fill('textarea', 'Contact with volunteers');
      await page.fill('input[inputmode=numeric]', '91');
      await page.click('text=Send');
      expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('INPUT');
      const described = await page.getAttribute('input[inputmode=numeric]', 'aria-describedby');
      const words = await page.evaluate(
        (ids) => ids.map((id) => document.getElementById(id)?.textContent).join(' '),
        (described ?? '').split(' '),
      );
      expect(words).toContain(daysWrong);
      expect(await calls()).toEqual([]);
    });

    it('sends what was written, says that it is on its way, and shows how it stands', async () => {
      const window = await show(ask);
      const { page, calls } = window;
      await page.fill('textarea', '  Contact with volunteers ');
      await page.fill('input[inputmode=numeric]', '14');
      await page.click('text=On a PC kept for such use');
      await page.click('text=Send');
      await page.waitForSelector('text=Your request is saved and will be sent.');
      expect(await calls()).toEqual([
        {
          verb: 'ask',
          argument: {
            ban: 'telegram-service',
            purpose: 'Contact with volunteers',
            days: 14,
            device: 'dedicated',
          },
        },
      ]);
      expect(await aloud(window)).toContain('Your request is saved');
    });

    it('loses nothing that was typed when the agent refuses, nor when the person looks elsewhere', async () => {
      const { page, answer, push } = await show(ask);
      await answer('ask', { ok: false, fault: 'too-many-requests' });
      await page.fill('textarea', 'Contact with volunteers');
      await page.fill('input[inputmode=numeric]', '14');
      await page.click('text=Send');
      await page.waitForSelector('text=You have several open requests.');
      await push(exampleState({ page: 'requests' }, 'en'));
      await push(exampleState(ask, 'en'));
      expect(await page.inputValue('textarea')).toBe('Contact with volunteers');
      expect(await page.inputValue('input[inputmode=numeric]')).toBe('14');
    });
  });

  describe('removing', () => {
    const remove: View = { page: 'remove', ban: 'telegram-service' };
    const card = (at: number): string => `main article >> nth=${at}`;

    it('says what goes with it, removes on a click, one at a time, and reports that it is gone', async () => {
      const window = await show(remove);
      const { page, calls, answer } = window;
      expect(await page.locator(card(0)).textContent()).toContain('deleted for good: your sign-in');
      await calls();
      await answer('remove', 'hold');
      await page.click(`${card(0)} >> text=Remove it now`);
      await page.waitForSelector(`${card(0)} >> text=Telegram is being removed…`);
      await page.click(`${card(1)} >> text=Remove it now`, { force: true });
      expect(await calls()).toEqual([
        { verb: 'remove', argument: { ban: 'telegram-service', item: exampleRemovables[0]?.item } },
      ]);
      expect(await aloud(window)).toBe('Telegram is being removed…');
    });

    it.each([
      ['removed', 'Telegram has been removed. You need to do nothing more.'],
      ['still-there', 'Telegram is still on this PC.'],
      ['needed-by-others', 'Another program needs Telegram'],
      ['busy', 'Something else is being installed or removed.'],
      ['failed', 'Telegram could not be removed.'],
    ])('tells how it ended: %s', async (outcome, words) => {
      const window = await show(remove);
      await window.answer('remove', { ok: true, value: outcome });
      await window.page.click(`${card(1)} >> text=Remove it now`);
      await window.page.waitForSelector(`${card(1)} >> text=${words}`);
      expect(await aloud(window)).toContain(words);
    });

    it('a refusal is said at the installation, and can be tried again', async () => {
      const { page, answer } = await show(remove);
      await answer('remove', { ok: false, fault: 'unknown-item' });
      await page.click(`${card(1)} >> text=Remove it now`);
      const alert = page.locator(`${card(1)} >> [role=alert]`);
      await expect.poll(() => alert.textContent()).toBe(say('fault.unknown-item'));
      expect(await page.locator(`${card(1)} >> text=Remove it now`).count()).toBe(1);
    });

    it('what runs is closed first, then looked at again; what only IT can remove has no button', async () => {
      const { page, answer, calls } = await show(remove);
      expect(await page.locator(card(3)).textContent()).toContain('Save your work and close it first.');
      expect(await page.locator(`${card(3)} >> button`).count()).toBe(0);
      expect(await page.locator(`${card(6)} >> button`).count()).toBe(0);
      await answer('removables', {
        ok: true,
        value: exampleRemovables.filter((_, at) => at > 0).map((one) => ({ ...one, running: false })),
      });
      await calls();
      await page.click('text=Check again >> nth=-1');
      await page.waitForSelector(`${card(3)} >> text=Remove it now`);
      expect(await calls()).toEqual([{ verb: 'removables', argument: { ban: 'telegram-service' } }]);
    });

    it('a web app is uninstalled in the browser, open or not, and only looked for here', async () => {
      const { page, answer, calls } = await show(remove);
      const words = String(await page.locator(card(8)).textContent());
      expect(words).toContain('Your browser has to remove it itself. Open Telegram Web');
      expect(words).not.toMatch(/trash|Save your work|hadgilak/u);
      await answer('remove', { ok: true, value: 'still-there' });
      await calls();
      await page.click(`${card(8)} >> button >> text=Check again`);
      await page.waitForSelector(`${card(8)} >> text=Telegram Web is still on this PC.`);
      const item = exampleRemovables[8]?.item;
      expect(await calls()).toEqual([{ verb: 'remove', argument: { ban: 'telegram-service', item } }]);
    });

    it('what was found before and is gone at the next look is said to be removed', async () => {
      const { page, answer } = await show(remove);
      await answer('removables', { ok: true, value: exampleRemovables.slice(1) });
      await page.click('text=Check again >> nth=-1');
      await expect.poll(() => page.locator(card(0)).textContent()).toContain('Telegram has been removed.');
    });

    it('says so when there is nothing, and when nobody answers', async () => {
      const { page, answer, push } = await show({ page: 'overview' });
      await answer('removables', { ok: true, value: [] });
      await push(exampleState(remove, 'en'));
      await page.waitForSelector(`text=${say('removal.none', { app: 'Telegram and 2 more apps' })}`);
      await answer('removables', { ok: false, fault: 'unreachable' });
      await page.click('text=Check again >> nth=-1');
      const alert = page.locator('[role=alert]');
      await expect.poll(() => alert.textContent()).toContain('Portvakt does not answer on this PC.');
    });
  });

  describe('about me', () => {
    it('reads the ledger a page at a time, to its beginning', async () => {
      const { page, calls, answer } = await show({ page: 'about-me' });
      const rows = page.locator('section:has(> .buttons) .entries > li');
      await expect.poll(() => rows.count()).toBe(4);
      expect(await calls()).toEqual([{ verb: 'ledger', argument: {} }]);
      await answer('ledger', {
        ok: true,
        value: { entries: ledgerEntries(5, 4), intact: true, checked: 'unchecked' },
      });
      await page.click('text=Show older entries');
      await expect.poll(() => rows.count()).toBe(8);
      expect(await calls()).toEqual([{ verb: 'ledger', argument: { before: 5 } }]);
      expect(await page.locator('text=Show older entries').count()).toBe(0);
      await page.waitForSelector('text=This window could not check the entries itself.');
    });

    it.each([
      [true, 'verified', say('about.chain.verified')],
      [true, 'broken', 'they do not fit together'],
      [false, 'verified', 'The list is damaged'],
    ])('says whether the list can be trusted: intact %s, %s', async (intact, checked, words) => {
      const { page, answer, push } = await show({ page: 'overview' });
      await answer('ledger', { ok: true, value: { entries: ledgerEntries(5, 4), intact, checked } });
      await push(exampleState({ page: 'about-me' }, 'en'));
      const chain = page.locator('main .ds-alert');
      await expect.poll(() => chain.textContent()).toContain(words);
    });

    it('names who looked, what was reported, and whom to ask', async () => {
      const { page } = await show({ page: 'about-me' });
      await page.waitForSelector('.entries');
      const text = await page.locator('main').textContent();
      for (const words of [
        'Ola Hansen',
        'with your user name',
        'What Portvakt never reports',
        'Article 6(1)(e)',
        'personvernombud@example.org',
        'Kommunedirektør Kari Nordmann',
      ])
        expect(text).toContain(words);
    });

    it('saves the list, and says so', async () => {
      const window = await show({ page: 'about-me' });
      await window.calls();
      await window.answer('exportLedger', { ok: true, value: 'saved' });
      await window.page.click('text=Save the list as a file');
      await window.page.waitForSelector('main >> text=The list is saved.');
      expect(await window.calls()).toEqual([{ verb: 'exportLedger', argument: {} }]);
      expect(await aloud(window)).toBe('The list is saved.');
    });
  });

  it('the settings choose at once, and the window follows what the main process then says', async () => {
    const { page, calls, push } = await show({ page: 'settings' });
    await page.click('text=Deutsch');
    await page.click('text=Dark');
    expect(await calls()).toEqual([
      { verb: 'choose', argument: { language: 'de' } },
      { verb: 'choose', argument: { theme: 'dark' } },
    ]);
    await push(
      exampleState({ page: 'settings' }, 'de', {
        choices: { language: 'de', theme: 'dark', seenHints: [] },
      }),
    );
    expect(await page.locator('h1').textContent()).toBe('Einstellungen');
    expect(await page.evaluate(() => document.documentElement.lang)).toBe('de');
    expect(await page.evaluate(() => document.documentElement.dataset['colorScheme'])).toBe('dark');
  });

  it('the overview says what cannot be known, and since when', async () => {
    const { page, push } = await show({ page: 'overview' });
    await push(
      exampleState({ page: 'overview' }, 'en', {
        reach: { state: 'lost', why: 'not-running', since: now - 60_000 },
      }),
    );
    const text = await page.locator('.reach').textContent();
    expect(text).toContain('Portvakt does not run on this PC right now.');
    expect(text).toContain('Since 15 April');
    expect(text).toContain('What you see here is what was last known.');
  });

  it('claims nothing before the agent was heard', async () => {
    const { page, push } = await show({ page: 'overview' });
    for (const view of ['overview', 'notices', 'requests'] as const) {
      const { status: _, ...state } = exampleState({ page: view }, 'en', { notices: [], requests: [] });
      await push({ ...state, reach: { state: 'connecting' } });
      const words = (await page.locator('main').textContent()) ?? '';
      expect(words).toContain(say('cannot.connecting'));
      for (const claim of [
        'overview.nothing',
        'overview.nothing-for-you',
        'notices.empty',
        'requests.empty',
      ] as const)
        expect(words).not.toContain(say(claim));
    }
  });

  it('a hint is put away for good', async () => {
    const { page, calls, push } = await show({ page: 'overview' });
    await push(exampleState({ page: 'overview' }, 'en', { notices: [] }));
    expect(await page.locator('.hint').textContent()).toContain(say('hint.tray'));
    await page.click(`text=${say('hint.dismiss')}`);
    expect(await calls()).toEqual([{ verb: 'choose', argument: { seenHints: ['tray'] } }]);
    const choices = { language: 'system', theme: 'light', seenHints: ['tray', 'about-me'] } as const;
    await push(
      exampleState({ page: 'overview' }, 'en', {
        notices: [],
        choices: { ...choices, seenHints: [...choices.seenHints] },
      }),
    );
    expect(await page.locator('.hint').count()).toBe(0);
  });

  it('a request shows the person’s own words and how it stands', async () => {
    const { page } = await show({ page: 'requests' });
    const first = await page.locator('main article >> nth=0').textContent();
    expect(first).toContain('TikTok');
    expect(first).toContain('Waiting for an answer');
    expect(first).toContain('Kulturnatten: publisere filmer');
    expect(await page.locator('main article').count()).toBe(3);
  });
});
