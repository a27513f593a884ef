import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { text } from '#locales/text.ts';
import type { Notice } from '#protocol/notice.ts';
import type { View } from '#protocol/tray-window.ts';
import { findOverflow } from '#test/electron/renderer/overflow.ts';
import { portvakt, until } from '#test/kit/system-under-test.ts';
import { canStartTray } from '#test/kit/tray-electron.ts';
import { everyKind, trayNotice } from '#test/kit/tray-notices.ts';
import { hexId } from '#test/kit/tray-played-agent.ts';
import { openTrayStage, type TrayStage } from '#test/kit/tray-stage.ts';
import type { TrayUnderTest } from '#test/kit/tray-under-test.ts';

const runs = canStartTray('window of the tray');
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

let stage: TrayStage;
let tray: TrayUnderTest;
let page: Page;
let kinds: readonly Notice[] = [];

const say = ((...[key, values]: [Parameters<typeof text>[1], object?]) =>
  text('en', key, (values ?? {}) as never, 'Europe/Oslo')) satisfies (...args: never[]) => string;
/** Goes there as the window's own links do, and waits until the page has drawn it: what it is told is paced. */
async function go(view: View): Promise<void> {
  await page.evaluate(async (to) => {
    const arrived = new Promise<void>((resolve) => {
      const end = window.portvakt.onState((state) => {
        if (JSON.stringify(state.view) !== JSON.stringify(to)) return;
        end();
        resolve();
      });
    });
    await window.portvakt.go({ view: to });
    await arrived;
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
  }, view);
}
const press = (name: string): Promise<void> =>
  page.getByRole('button', { name, exact: true }).first().click();
/** A notice as it stands after it was shown: nothing opens for it by itself. */
const known = (notice: Notice): Notice => ({ ...notice, shown: 1, news: false });
const everyView = (): readonly View[] => [
  ...(['overview', 'notices', 'requests', 'about-me', 'settings'] as const).map((one) => ({ page: one })),
  ...kinds.map(({ id }) => ({ page: 'notice' as const, notice: id })),
  { page: 'ask', ban: 'telegram-ban' },
  { page: 'code', ban: 'telegram-ban' },
  { page: 'remove', ban: 'telegram-ban' },
];
async function violations(): Promise<readonly string[]> {
  await page.evaluate(axe);
  const results = await page.evaluate(
    async () => (await (Reflect.get(window, 'axe') as { run(): Promise<unknown> }).run()) as AxeResults,
  );
  return results.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
}

function prepare(): void {
  const { agent } = stage;
  kinds = everyKind(Date.now()).map(known);
  for (const notice of kinds) agent.post(notice);
  agent.statusNow = {
    organisation: {
      id: 'halden',
      name: 'Halden kommune',
      contact: 'it@halden.example',
      legalBasis: { en: 'The municipality protects its systems.' },
      dataProtection: 'dpo@halden.example',
    },
    bans: [
      {
        ban: 'telegram-ban',
        apps: ['Telegram'],
        effect: 'block',
        reason: 'in-force',
        mayAsk: true,
        mayUseCode: true,
        longestDays: 30,
        found: true,
        truth: [{ ban: 'telegram-ban', channel: 'native', level: 'denied-before-start' }],
      },
    ],
  };
  for (let count = 0; count < 60; count += 1)
    agent.sent('sent', { type: 'ack', ban: 'telegram-ban', notice: 'read', at: Date.now() });
}

describe.runIf(runs)('the window', () => {
  beforeAll(async () => {
    stage = await openTrayStage();
    prepare();
    tray = await stage.start();
    await tray.startAgain();
    page = await tray.window();
  });
  afterAll(() => stage?.[Symbol.asyncDispose]());
  beforeEach(() => go({ page: 'overview' }));

  describe('for everybody', () => {
    it.each(['light', 'dark'] as const)('no page has a fault that axe finds, %s', async (theme) => {
      await page.evaluate((to) => window.portvakt.choose({ theme: to }), theme);
      const found: string[] = [];
      for (const view of everyView()) {
        await go(view);
        found.push(...(await violations()).map((one) => `${JSON.stringify(view)} ${one}`));
      }
      await page.evaluate(() => window.portvakt.choose({ theme: 'system' }));
      expect(found).toEqual([]);
    });

    it.each([
      [1, ['de']],
      [2, ['de', 'nl']],
    ] as const)('no page hides text or scrolls sideways at zoom %d in %s', async (zoom, tried) => {
      const zoomTo = (factor: number): Promise<void> =>
        tray.app.evaluate(({ BrowserWindow }, to) => {
          for (const window of BrowserWindow.getAllWindows()) window.webContents.setZoomFactor(to);
        }, factor);
      const width = await page.evaluate(() => window.innerWidth);
      await zoomTo(zoom);
      await until('the zoom', async () =>
        (await page.evaluate(() => window.innerWidth)) <= Math.ceil(width / zoom) ? true : undefined,
      );
      const found: string[] = [];
      for (const language of tried) {
        await page.evaluate((to) => window.portvakt.choose({ language: to }), language);
        await page.locator(`html[lang=${language}]`).waitFor();
        for (const view of everyView()) {
          await go(view);
          const overflows = await page.evaluate(findOverflow);
          found.push(
            ...overflows.map(({ what, where }) => `${language} ${JSON.stringify(view)} ${what}: ${where}`),
          );
        }
      }
      await page.evaluate(() => window.portvakt.choose({ language: 'en' }));
      await page.locator('html[lang=en]').waitFor();
      await zoomTo(1);
      expect(found).toEqual([]);
    });
  });

  describe('what the person does', () => {
    it('reads: the agent is told, and the icon is calm', async () => {
      const notice = known(trayNotice({ kind: 'inform', ban: 'snapchat', removal: 'none' }));
      stage.agent.post(notice);
      await go({ page: 'notice', notice: notice.id });
      await press(say('button.acknowledge'));
      await until('the agent to know', () => stage.agent.notice(notice.id)?.acknowledgedAt);
      expect(stage.agent.callsOf('acknowledge')).toEqual([notice.id]);
    });

    it('puts it off, as often as it may', async () => {
      const nextMorning = Date.now() + 86_400_000;
      const notice = known(trayNotice({ kind: 'warn', remindersLeft: 1, nextMorning }));
      stage.agent.post(notice);
      await go({ page: 'notice', notice: notice.id });
      await press(say('button.remind'));
      await press(say('remind.at', { at: nextMorning }));
      await until('the agent to know', () => stage.agent.notice(notice.id)?.remindAt);
      expect(stage.agent.callsOf('remind')).toEqual([`${notice.id} tomorrow`]);
      await until('nothing left to put off', async () =>
        (await page.getByRole('button', { name: say('button.remind'), exact: true }).count()) === 0
          ? true
          : undefined,
      );
    });

    it('asks for an exemption, and sees how it stands', async () => {
      await go({ page: 'ask', ban: 'telegram-ban' });
      await press(say('button.send'));
      expect(stage.agent.callsOf('ask')).toEqual([]);
      await page.getByLabel(say('ask.purpose')).fill('Press watch');
      await page.getByLabel(say('ask.days')).fill('31');
      await press(say('button.send'));
      expect(stage.agent.callsOf('ask')).toEqual([]);
      await page.getByLabel(say('ask.days')).fill('30');
      await page.getByLabel(say('ask.device.dedicated')).check();
      await press(say('button.send'));
      await until('the agent to know', () => stage.agent.asked[0]);
      expect(stage.agent.asked[0]?.request).toMatchObject({
        purpose: 'Press watch',
        days: 30,
        device: 'dedicated',
      });
      await go({ page: 'requests' });
      await page.getByText(say('request.waiting')).first().waitFor();
    });

    it('reads out what the PC shows, enters the code of the service desk, and is told until when it holds', async () => {
      await go({ page: 'code', ban: 'telegram-ban' });
      await page.getByText('7K3M 9QXW').waitFor();
      await page.getByText('pc-0042').waitFor();
      await press(say('code.use'));
      expect(stage.agent.callsOf('offline-redeem')).toEqual([]);
      await page.getByLabel(say('code.input')).fill('4c8n z0ht 5rj');
      await press(say('code.use'));
      await until('the agent to know', () => stage.agent.callsOf('offline-redeem')[0]);
      expect(stage.agent.callsOf('offline-redeem')).toEqual(['telegram-ban 4c8n z0ht 5rj']);
      await page.locator('main .ds-alert[data-color=success]').waitFor();
    });
  });

  describe('guided removal', () => {
    const item = (name: string, by: 'person' | 'agent') =>
      ({ item: hexId(name), ban: 'telegram-ban', appName: 'Telegram', by, running: false }) as const;

    it('has the agent remove what is the machine’s, and says that it is gone', async () => {
      stage.agent.installed = [
        { ...item('deb', 'agent'), source: 'dpkg', name: 'telegram-desktop', files: [] },
      ];
      await go({ page: 'remove', ban: 'telegram-ban' });
      await press(say('button.remove'));
      await page
        .getByText(say('removal.outcome.removed', { app: 'Telegram' }))
        .first()
        .waitFor();
      expect(stage.agent.callsOf('remove')).toEqual([`telegram-ban ${hexId('deb')}`]);
    });

    it('moves what is the person’s own to the trash, and nothing outside their home', async () => {
      const own = join(tray.home, 'Telegram.AppImage');
      const outside = join(stage.doors.folder, 'not-theirs');
      writeFileSync(own, 'program');
      writeFileSync(outside, 'program');
      mkdirSync(join(tray.home, '.local/share'), { recursive: true });
      stage.agent.installed = [
        { ...item('foreign', 'person'), source: 'appimage', name: outside, files: [] },
      ];
      await go({ page: 'remove', ban: 'telegram-ban' });
      const refused = await page.evaluate(
        (one) => window.portvakt.remove({ ban: 'telegram-ban', item: one }),
        hexId('foreign'),
      );
      expect(refused).toEqual({ ok: true, value: 'failed' });
      expect(existsSync(outside)).toBe(true);
      stage.agent.installed = [{ ...item('own', 'person'), source: 'appimage', name: own, files: [] }];
      await go({ page: 'overview' });
      await go({ page: 'remove', ban: 'telegram-ban' });
      await press(say('button.remove'));
      await page
        .getByText(say('removal.outcome.removed', { app: 'Telegram' }))
        .first()
        .waitFor();
      expect(existsSync(own)).toBe(false);
      expect(readdirSync(join(tray.home, '.local/share/Trash/files'))).toEqual(['Telegram.AppImage']);
      expect(stage.agent.callsOf('verify-removal')).toEqual([`telegram-ban ${hexId('own')}`]);
    });
  });

  describe('what Portvakt knows about the person', () => {
    it('stands there in sentences, checked here, with who is responsible', async () => {
      await go({ page: 'about-me' });
      await page.getByText(say('about.chain.verified')).first().waitFor();
      const words = await page.locator('body').innerText();
      for (const one of ['dpo@halden.example', 'it@halden.example', 'The municipality protects its systems.'])
        expect(words).toContain(one);
    });

    it('says that the chain is broken when the agent’s entries do not follow from one another', async () => {
      stage.agent.tampered = true;
      try {
        await go({ page: 'about-me' });
        await page.getByText(say('about.chain.broken')).first().waitFor();
      } finally {
        stage.agent.tampered = false;
      }
      const answer = await page.evaluate(() => window.portvakt.ledger({}));
      expect(answer).toMatchObject({ ok: true, value: { checked: 'verified' } });
    });

    it('is exported whole into a file that can be checked elsewhere', async () => {
      const file = join(tray.home, 'ledger.json');
      await tray.app.evaluate(({ dialog }, filePath) => {
        Reflect.set(dialog, 'showSaveDialog', () => Promise.resolve({ canceled: false, filePath }));
      }, file);
      await go({ page: 'about-me' });
      await press(say('about.export'));
      await page.getByText(say('about.export.saved')).first().waitFor();
      const exported = JSON.parse(readFileSync(file, 'utf8')) as { entries: readonly unknown[] };
      expect(exported.entries).toHaveLength(60);
      const checked = await portvakt(['ledger', '--verify', file]);
      expect(checked, checked.stderr).toMatchObject({ code: 0 });
    });
  });

  it('keeps the person’s choices over a restart, and nothing else', async () => {
    await page.evaluate(() => window.portvakt.choose({ language: 'nb', theme: 'dark' }));
    await tray.kill();
    await using again = await stage.start({ home: tray.home });
    await again.startAgain();
    const window_ = await again.window();
    const state = await window_.evaluate(() => window.portvakt.load({}));
    expect(state).toMatchObject({
      ok: true,
      value: { language: 'nb', choices: { language: 'nb', theme: 'dark' } },
    });
    const kept = readdirSync(join(tray.home, '.config'), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.json'))
      .map((name) => readFileSync(join(tray.home, '.config', name), 'utf8'))
      .join('\n');
    for (const secret of ['telegram', 'Press watch', 'Halden', hexId('own')])
      expect(kept.toLowerCase()).not.toContain(secret.toLowerCase());
  });
});
