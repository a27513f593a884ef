import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chromiumProgram, type Chromium } from '#test/kit/chromium.ts';
import { canRunAsRoot } from '#test/kit/needs-root.ts';
import { until } from '#test/kit/system-under-test.ts';
import { press, sees, visit, visits } from '#test/kit/web-eyes.ts';
import {
  bans,
  foreignChromium,
  ownChromium,
  ownPolicyText,
  WebGuardStage,
} from '#test/kit/web-guard-stage.ts';
import { watchesPolicies } from './watches-policies.ts';

const suite = 'the web guard in a real Chromium';
const tiktok = 'https://www.tiktok.com/foryou?lang=en';
const [webK, webA] = ['https://web.telegram.org/k/', 'https://web.telegram.org/a/'];
const blocked = /TikTok cannot be used on this PC/;
const telegramBlocked = /Telegram cannot be used on this PC/;

/** One browser lives through it all, as a person's does; the tests follow each other. */
describe.runIf(canRunAsRoot(suite, { programs: [chromiumProgram] }))(
  'the web guard in a real Chromium',
  () => {
    let stage: WebGuardStage;
    let browser: Chromium;
    let foreignBefore: string;
    let warnPassedAt = 0;

    beforeAll(async () => {
      stage = await WebGuardStage.start();
      foreignBefore = readFileSync(foreignChromium, 'utf8');
      // Something is banned from the beginning, so that the extension is there when the browser starts.
      await stage.publish([bans.instagram()]);
      await stage.startAgent();
      await stage.policyWritten();
      browser = await stage.chromium();
    });
    afterAll(async () => {
      await browser?.[Symbol.asyncDispose]();
      await stage?.[Symbol.asyncDispose]();
    });

    /** Until its service worker answers for the page, as it did already where the page came from it. */
    const workerAnswers = async (page: Page): Promise<void> => {
      await until('its worker', async () => {
        const state = await page
          .evaluate(() => document.documentElement.dataset['worker'] ?? document.title)
          .catch(() => '');
        return state === 'ready' || state.includes('from its worker') || undefined;
      });
    };

    /** Requests for pages. A worker that was there before the ban is still looked at for updates, by the browser itself. */
    const pagesOf = (host: string): readonly string[] =>
      stage.sites
        .seen(host)
        .map(({ path }) => path)
        .filter((path) => !path.endsWith('/sw.js'));

    it('blocks while the browser runs: open tabs are swept, a web app’s window is closed, workers do not answer', async () => {
      const open = await browser.open(tiktok);
      expect(open.shown).toMatchObject({ kind: 'site', title: 'TikTok' });
      const telegram = await browser.open(webA);
      await workerAnswers(telegram.page);
      await browser.installWebApp(webK);
      const app = await until('the window of the web app', () =>
        browser.context.pages().find((page) => page.url() === webK),
      );
      await workerAnswers(app);
      expect(await app.evaluate(() => matchMedia('(display-mode: standalone)').matches)).toBe(true);
      const neutral = await browser.open('https://example.org/work');

      await stage.publish([bans.instagram(), bans.tiktok(), bans.telegram()]);
      await sees(open.page, 'guard', blocked);
      await sees(telegram.page, 'guard', telegramBlocked);
      await until('the window to be closed', () => app.isClosed() || undefined);
      expect(browser.running).toBe(true);
      const instead = await until('our page in a window of its own', () =>
        browser.context.pages().find((page) => page !== telegram.page && page.url().includes(webK)),
      );
      await sees(instead, 'guard', telegramBlocked);
      await sees(neutral.page, 'site', /example\.org/);

      stage.sites.forget();
      const page = await browser.newPage();
      for (const url of [tiktok, webK, webA]) await visits(page, url, 'guard');
      await browser.launchWebApp(webK);
      await until(
        'no page of it',
        () => browser.context.pages().every((one) => !one.url().startsWith(webK)) || undefined,
      );
      expect(pagesOf('www.tiktok.com')).toEqual([]);
      expect(pagesOf('web.telegram.org')).toEqual([]);
      await stage.policyWritten('telegram.org');
      for (const one of browser.context.pages()) if (one !== page) await one.close();
    });

    it('covers every spelling of the host, and no other host', async () => {
      const page = await browser.newPage();
      const covered = [
        'http://tiktok.com/',
        'https://TIKTOK.com/',
        'https://m.tiktok.com/',
        'https://www.tiktok.com./',
        'https://www.tiktok.com:8443/x',
        'https://user:word@www.tiktok.com/',
        'https://ｔｉｋｔｏｋ.com/',
        'https://tik%74ok.com/',
        'https://v16.tiktokcdn.com/video',
      ];
      for (const url of covered) await visits(page, url, 'guard', blocked);
      const open = [
        'https://nottiktok.com/',
        'https://tiktok.com.evil.example/',
        'https://tiktok-com.example/',
        'https://evil.example/https://www.tiktok.com/',
        'https://evil.example/?u=tiktok.com#tiktok.com',
        'https://tіktok.com/', // a Cyrillic letter
        'https://xn--tktok-q2e.com/',
        'https://p16.akamaized.net/obj/tiktok', // shares its servers with TikTok
        'https://api.telegram.org/bot1/getMe',
        'https://telegra.ph/article',
      ];
      for (const url of open) expect(await visits(page, url, 'site')).toMatchObject({ kind: 'site' });
      await page.close();
    });

    it('is not led around it: redirects, scripts, forms, frames, windows, data: and blob: pages', async () => {
      stage.sites.forget();
      const to = encodeURIComponent(tiktok);
      const page = await browser.newPage();
      for (const how of ['301', '302', '303', '307', '308', 'meta', 'script', 'form'])
        await visits(page, `https://example.org/redirect/${how}?to=${to}`, 'guard', blocked);
      await visits(page, `https://example.org/blob?to=${to}`, 'guard', blocked);
      await visit(page, `data:text/html,<script>location.href='${tiktok}'</script>`);
      await sees(page, 'guard', blocked);

      await visits(page, `https://example.org/window?to=${to}`, 'site');
      const popup = page.waitForEvent('popup');
      await page.locator('#open').click();
      await sees(await popup, 'guard', blocked);

      await visits(page, `https://example.org/link?to=${to}`, 'site');
      await page.locator('#link').click();
      await sees(page, 'guard', blocked);
      await press(page, 'Go back');
      await sees(page, 'site', /example\.org/);

      // An article with an embedded video stays open; the video does not.
      const embed = encodeURIComponent('https://www.tiktok.com/embed/v2/1');
      await visits(page, `https://example.org/frame?to=${embed}`, 'site', /framed/);
      expect(page.frames().map((frame) => frame.url())).not.toContain('https://www.tiktok.com/embed/v2/1');
      expect(pagesOf('www.tiktok.com')).toEqual([]);
      await page.close();
    });

    it('holds in a private window, as a guest, in a second profile, with extensions off, and after a restart', async () => {
      stage.sites.forget();
      const starts = [
        ['--incognito', 'policy'],
        ['--disable-extensions', 'policy'],
        ['--guest', 'policy'],
        // After a guest, a start without a profile asks which one.
        ['--profile-directory=Profile 2', 'guard'],
        ['--profile-directory=Default', 'guard'],
      ] as const;
      for (const [argument, kind] of starts) {
        browser = await browser.restart({ args: [argument] });
        const page = await browser.firstPage();
        await visits(page, tiktok, kind);
        await visits(page, 'https://example.org/', 'site');
      }
      browser = await browser.restart({ args: [`--app=${tiktok}`], url: '' });
      const page = await until('our page', () =>
        browser.context.pages().find((one) => one.url().includes(tiktok)),
      );
      await sees(page, 'guard', blocked);
      browser = await browser.restart({ args: [], url: 'about:blank' });
      await watchesPolicies(browser.pid);
      expect(pagesOf('www.tiktok.com')).toEqual([]);
    });

    it('restores the policy that somebody deleted or changed by hand, and leaves the company’s own alone', async () => {
      const written = ownPolicyText();
      expect(written).toContain('tiktok.com');
      rmSync(ownChromium);
      await until('it to come back', () => ownPolicyText() === written || undefined);
      writeFileSync(ownChromium, '{}');
      await until('it to be put right', () => ownPolicyText() === written || undefined);
      const page = await browser.newPage();
      await visits(page, 'https://www.company-blocked.example/', 'policy');
      await visits(page, tiktok, 'guard', blocked);
      expect(readFileSync(foreignChromium, 'utf8')).toBe(foreignBefore);
      await page.close();
    });

    it('opens again when the ban ends, with what the site had stored; a warning lets through, for a time', async () => {
      const page = await browser.newPage();
      await visits(page, tiktok, 'guard', blocked);
      const telegram = await browser.newPage();
      await visits(telegram, webK, 'guard', telegramBlocked);
      await stage.publish([bans.instagram(), bans.telegram({ effect: 'warn' })]);
      // Chromium reads the shortened policy after five seconds, and later where it is busy.
      await sees(page, 'site', /TikTok/, 60_000);
      await sees(telegram, 'guard', /Telegram is not meant for this PC/);
      expect(ownPolicyText()).not.toContain('telegram.org');

      stage.sites.takeDown('telegram.org');
      await press(telegram, 'Continue, I need it for work');
      warnPassedAt = performance.now();
      // Its worker answers, from what it had stored before the ban: nothing of the person's was deleted.
      await sees(telegram, 'site', /Telegram Web K \(from its worker\)/);
      stage.sites.bringUp('telegram.org');
      await visits(await browser.newPage(), 'https://web.telegram.org/a/', 'site', /Telegram Web A/);
      // The minute runs on below.
    });

    it('informs once, and no more', async () => {
      const page = await browser.newPage();
      await visits(page, 'https://www.instagram.com/p/1', 'guard', /Instagram/);
      await press(page, 'Go on to Instagram');
      await sees(page, 'site', /Instagram/);
      expect(await visit(await browser.newPage(), 'https://www.instagram.com/')).toMatchObject({
        kind: 'site',
      });
      await page.close().catch(() => undefined);
    });

    it('warns again when the time is over, in the open tab too; and reports counts, no address', async () => {
      const page = await browser.newPage();
      await visit(page, webK);
      await sees(page, 'guard', /Telegram is not meant for this PC/, 90_000);
      expect(performance.now() - warnPassedAt).toBeGreaterThan(59_000);
      const events = await until('the hits', async () => {
        const hits = (await stage.events()).filter((one) => one.type === 'hit');
        const has = (ban: string, action: string): boolean =>
          hits.some((one) => one.ban === ban && one.action === action && one.channel === 'web');
        return has('tiktok', 'stopped') && has('telegram', 'warned') && has('telegram', 'continued')
          ? hits
          : undefined;
      });
      expect(events.some(({ ban }) => ban === 'instagram')).toBe(false);
      expect(JSON.stringify(events)).not.toMatch(/tiktok\.com|telegram\.org|https?:/);
      browser = await browser.restart({ args: [] });
      await visits(await browser.firstPage(), 'https://www.instagram.com/', 'site', /Instagram/);
    });

    it('blocks on without the agent, and when the extension was tampered with', async () => {
      await stage.publish([bans.tiktok()]);
      await stage.policyWritten('tiktok.com');
      await visits(await browser.newPage(), tiktok, 'guard', blocked);
      await stage.stopAgent('SIGKILL');
      const page = await browser.newPage();
      await visits(page, tiktok, 'guard', blocked);
      browser = await browser.restart({ args: [] });
      await visits(await browser.firstPage(), tiktok, 'guard', blocked);

      await browser.end();
      const extensions = join(browser.profiles, 'Default/Extensions', stage.extension.chromium.id);
      const files = readdirSync(extensions, { recursive: true, encoding: 'utf8' });
      const background = files.find((name) => name.endsWith('background.js')) ?? '';
      writeFileSync(join(extensions, background), '');
      rmSync(join(browser.profiles, 'Default/Service Worker'), { recursive: true, force: true });
      browser = await browser.restart({ args: [] });
      stage.sites.forget();
      const shown = await visit(await browser.firstPage(), tiktok);
      expect(['policy', 'guard']).toContain(shown.kind);
      expect(pagesOf('www.tiktok.com')).toEqual([]);
      // IT is told that this browser says nothing.
      await stage.startAgent();
      await until('the browser to count as silent', async () => {
        const told = (await stage.coverage()).find((one) => one.browser === 'chromium');
        return told?.silent === 1 || undefined;
      });
      // Whoever deletes it altogether is no further either.
      await browser.end();
      rmSync(join(browser.profiles, 'Default/Extensions'), { recursive: true });
      browser = await browser.restart({ args: [] });
      expect((await visit(await browser.firstPage(), tiktok)).kind).not.toBe('site');
      expect(pagesOf('www.tiktok.com')).toEqual([]);
    });
  },
);
