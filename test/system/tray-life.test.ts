import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { text } from '#locales/text.ts';
import { canStartTray } from '#test/kit/tray-electron.ts';
import { trayNotice } from '#test/kit/tray-notices.ts';
import { openTrayStage, type TrayStage } from '#test/kit/tray-stage.ts';
import type { TrayUnderTest } from '#test/kit/tray-under-test.ts';
import { until } from '#test/kit/system-under-test.ts';

const runs = canStartTray('the tray');

let stage: TrayStage;
let tray: TrayUnderTest;
const tooltip = async (): Promise<string> => (await tray.icon()).tooltip();
const says = (what: string): Promise<unknown> =>
  until(`the tooltip "${what}"`, async () => ((await tooltip()) === what ? true : undefined), 15_000);

describe.runIf(runs)('the tray in the person’s session', () => {
  beforeAll(async () => {
    stage = await openTrayStage();
    tray = await stage.start();
  });
  afterAll(() => stage?.[Symbol.asyncDispose]());

  describe('a window only when there is need of one', () => {
    it('starts with an icon, without a window and without a process that would draw one', async () => {
      expect(await tray.iconIs('fine')).toBe('fine');
      expect(tray.openWindows()).toBe(0);
      expect(tray.renderers()).toBe(0);
    });

    it('a second start ends by itself and opens the window of the first, at the overview', async () => {
      await tray.startAgain();
      const page = await tray.window();
      const state = await page.evaluate(() => window.portvakt.load({}));
      expect(state).toMatchObject({ ok: true, value: { view: { page: 'overview' } } });
      expect(tray.renderers()).toBe(1);
    });

    it('a further start opens no second window', async () => {
      await tray.startAgain();
      expect(tray.openWindows()).toBe(1);
      expect(tray.renderers()).toBe(1);
    });

    it('closing the window ends what drew it; the tray stays', async () => {
      await tray.closeWindow();
      expect(tray.renderers()).toBe(0);
      expect(await tray.iconIs('fine')).toBe('fine');
    });

    it('so does Escape, and a click on the icon opens the window again', async () => {
      await (await tray.icon()).activate();
      const page = await tray.window();
      await page.keyboard.press('Escape').catch(() => undefined);
      await tray.noWindow();
      expect(tray.openWindows()).toBe(0);
    });
  });

  describe('the icon', () => {
    it('is an icon of an application, with a name for screen readers', async () => {
      const icon = await tray.icon();
      expect(await icon.text('Status')).toBe('Active');
      expect(await icon.text('Category')).toBe('ApplicationStatus');
      await says(text('en', 'tray.fine', {}));
    });

    it('waiting: something for the person to read', async () => {
      const notice = trayNotice({ kind: 'inform', removal: 'none' });
      stage.agent.post(notice);
      expect(await tray.iconIs('waiting')).toBe('waiting');
      await says(text('en', 'tray.waiting', { count: 1 }));
      stage.agent.post({ ...notice, shown: 1, news: false, acknowledgedAt: Date.now() });
      expect(await tray.iconIs('fine')).toBe('fine');
    });

    it('blocked: a program was stopped, and is named', async () => {
      const notice = trayNotice({ kind: 'block' });
      stage.agent.post(notice);
      expect(await tray.iconIs('blocked')).toBe('blocked');
      await says(text('en', 'tray.blocked', { app: 'Telegram' }));
      stage.agent.post({ ...notice, shown: 1, news: false, acknowledgedAt: Date.now() });
      expect(await tray.iconIs('fine')).toBe('fine');
    });

    it('cannot check: the agent has not heard of its server for more than a day', async () => {
      const server = { address: 'wss://example.org', connected: false };
      stage.agent.changes({ server: { ...server, lastContact: Date.now() - 25 * 3_600_000 } });
      expect(await tray.iconIs('cannot-check')).toBe('cannot-check');
      await says(text('en', 'tray.cannot-check', {}));
      stage.agent.changes({ server: { ...server, lastContact: Date.now() - 3_600_000 } });
      expect(await tray.iconIs('fine')).toBe('fine');
      stage.agent.changes({});
    });

    it('cannot check: this PC waits for its organisation, or was struck off', async () => {
      stage.agent.changes({ state: 'device-revoked' });
      expect(await tray.iconIs('cannot-check')).toBe('cannot-check');
      stage.agent.changes({});
      expect(await tray.iconIs('fine')).toBe('fine');
    });
  });

  describe('the menu', () => {
    it('is short, and has nothing that ends the tray', async () => {
      const entries = (await tray.menu()).filter(({ separator }) => !separator);
      expect(entries.length).toBeLessThanOrEqual(6);
      const labels = entries.map(({ label }) => label);
      for (const key of ['menu.about-me', 'menu.settings'] as const)
        expect(labels).toContain(text('en', key, {}));
      expect(labels.join('\n')).not.toMatch(/quit|exit|\{/iu);
    });

    it.each([
      ['menu.about-me', 'about-me'],
      ['menu.settings', 'settings'],
    ] as const)('%s opens the window there', async (key, view) => {
      await tray.choose(new RegExp(text('en', key, {}), 'u'));
      const page = await tray.window();
      const state = await page.evaluate(() => window.portvakt.load({}));
      expect(state).toMatchObject({ ok: true, value: { view: { page: view } } });
      await tray.closeWindow();
    });

    it('counts what waits', async () => {
      const notice = trayNotice({ kind: 'inform', removal: 'none' });
      stage.agent.post(notice);
      await until('the count in the menu', async () =>
        (await tray.menu()).some(({ label }) => /\b1\b/u.test(label)) ? true : undefined,
      );
      stage.agent.post({ ...notice, shown: 1, news: false, acknowledgedAt: Date.now() });
      expect(await tray.iconIs('fine')).toBe('fine');
    });
  });
});

describe.runIf(runs)('a desktop without a panel for icons and without a notification service', () => {
  it('everything stays within reach, and the window says what a notification would have said', async () => {
    await using bare = await openTrayStage();
    await bare.desktop.panel.leave();
    await bare.desktop.notifications.leave();
    const there = await bare.start();
    expect(await there.app.evaluate(({ app }) => app.isReady())).toBe(true);
    await there.startAgain();
    const page = await there.window();
    for (const view of ['notices', 'requests', 'about-me', 'settings', 'overview'] as const) {
      const went = await page.evaluate((to) => window.portvakt.go({ view: { page: to } }), view);
      expect(went).toMatchObject({ ok: true });
    }
    await there.closeWindow();
    const notice = trayNotice({ kind: 'block' });
    bare.agent.post(notice);
    const opened = await there.window();
    await until('the notice in the window', async () =>
      (await opened.locator('body').innerText()).includes('Telegram') ? true : undefined,
    );
    await until('the agent to know that it was shown', () =>
      (bare.agent.notice(notice.id)?.shown ?? 0) > 0 ? true : undefined,
    );
    expect(bare.desktop.notifications.notified).toEqual([]);
  });
});
