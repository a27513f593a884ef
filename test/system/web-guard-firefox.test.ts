import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { firefoxProgram, type Firefox, type FirefoxTab } from '#test/kit/firefox.ts';
import { canRunAsRoot } from '#test/kit/needs-root.ts';
import { until } from '#test/kit/system-under-test.ts';
import { press, sees, visit, visits } from '#test/kit/web-eyes.ts';
import { bans, foreignFirefox, WebGuardStage } from '#test/kit/web-guard-stage.ts';

const suite = 'the web guard in a real Firefox';
const blocked = /TikTok cannot be used on this PC/;

/** One browser lives through it all, as a person's does; the tests follow each other. */
describe.runIf(canRunAsRoot(suite, { programs: [firefoxProgram] }))('the web guard in a real Firefox', () => {
  let stage: WebGuardStage;
  let browser: Firefox;
  let foreignBefore: string;
  let tiktok: string;
  let webK: string;
  let instagram: string;
  let warnPassedAt = 0;
  const site = (url: string): string => stage.inFirefox(url);

  beforeAll(async () => {
    stage = await WebGuardStage.start();
    foreignBefore = readFileSync(foreignFirefox, 'utf8');
    tiktok = site('https://www.tiktok.com/foryou?lang=en');
    webK = site('https://web.telegram.org/k/');
    instagram = site('https://www.instagram.com/');
    await stage.publish([bans.instagram()]);
    await stage.startAgent();
    await stage.policyWritten();
    browser = await stage.firefox();
  });
  afterAll(async () => {
    await browser?.[Symbol.asyncDispose]();
    await stage?.[Symbol.asyncDispose]();
  });

  const workerAnswers = async (tab: FirefoxTab): Promise<void> => {
    await until('its worker', async () => {
      const state = await tab.evaluate("document.documentElement.dataset.worker ?? ''");
      return state === 'ready' || undefined;
    });
  };

  /** Requests for pages. A worker that was there before the ban is still looked at for updates, by the browser itself. */
  const pagesOf = (host: string): readonly string[] =>
    stage.sites
      .seen(host)
      .map(({ path }) => path)
      .filter((path) => !path.endsWith('/sw.js'));

  it('informs once, and no more', async () => {
    const tab = await browser.newTab();
    await visits(tab, instagram, 'guard', /Instagram/);
    await press(tab, 'Go on to Instagram');
    await sees(tab, 'site', /Instagram/);
    expect(await visit(await browser.newTab(), instagram)).toMatchObject({ kind: 'site' });
  });

  it('blocks while the browser runs, without its policy: open tabs are swept, workers do not answer', async () => {
    const open = await browser.open(tiktok);
    expect(open.shown).toMatchObject({ kind: 'site', title: 'TikTok' });
    const telegram = await browser.open(webK);
    await workerAnswers(telegram.tab);
    const neutral = await browser.open(site('https://example.org/work'));

    await stage.publish([bans.instagram(), bans.tiktok(), bans.telegram()]);
    await sees(open.tab, 'guard', blocked);
    await sees(telegram.tab, 'guard', /Telegram cannot be used/);
    await sees(neutral.tab, 'site', /example\.org/);
    stage.sites.forget();
    const tab = await browser.newTab();
    for (const url of [tiktok, webK, site('https://web.telegram.org/a/')]) await visits(tab, url, 'guard');
    expect(pagesOf('www.tiktok.com')).toEqual([]);
    expect(pagesOf('web.telegram.org')).toEqual([]);
  });

  it('covers every spelling of the host, and no other host', async () => {
    const tab = await browser.newTab();
    const covered = [
      'http://tiktok.com/',
      'https://M.TIKTOK.com/',
      'https://www.tiktok.com./',
      'https://ｔｉｋｔｏｋ.com/',
      'https://v16.tiktokcdn.com/video',
    ];
    for (const url of covered) await visits(tab, site(url), 'guard', blocked);
    const open = [
      'https://nottiktok.com/',
      'https://tiktok.com.evil.example/',
      'https://evil.example/https://www.tiktok.com/?u=tiktok.com#tiktok.com',
      'https://xn--tktok-q2e.com/',
      'https://p16.akamaized.net/obj/tiktok',
      'https://api.telegram.org/bot1/getMe',
      'https://telegra.ph/article',
    ];
    for (const url of open) expect(await visits(tab, site(url), 'site')).toMatchObject({ kind: 'site' });
  });

  it('is not led around it: redirects, scripts, forms, frames, data: and blob: pages', async () => {
    stage.sites.forget();
    const to = encodeURIComponent(tiktok);
    const tab = await browser.newTab();
    for (const how of ['301', '302', '307', 'meta', 'script', 'form'])
      await visits(tab, site(`https://example.org/redirect/${how}?to=${to}`), 'guard', blocked);
    await visits(tab, site(`https://example.org/blob?to=${to}`), 'guard', blocked);
    await visit(tab, `data:text/html,<script>location.href='${tiktok}'</script>`);
    await sees(tab, 'guard', blocked);
    const embed = encodeURIComponent(site('https://www.tiktok.com/embed/v2/1'));
    await visits(tab, site(`https://example.org/frame?to=${embed}`), 'site', /example\.org|framed/);
    expect(pagesOf('www.tiktok.com')).toEqual([]);
  });

  it('opens again when the ban ends; a warning lets through, for a time', async () => {
    const tab = await browser.newTab();
    await visits(tab, tiktok, 'guard', blocked);
    const telegram = await browser.newTab();
    await visits(telegram, webK, 'guard');
    await stage.publish([bans.telegram({ effect: 'warn' })]);
    await sees(tab, 'site', /TikTok/);
    await sees(telegram, 'guard', /Telegram is not meant for this PC/);
    stage.sites.takeDown('telegram.org');
    await press(telegram, 'Continue, I need it for work');
    warnPassedAt = performance.now();
    await sees(telegram, 'site', /Telegram Web K \(from its worker\)/);
    stage.sites.bringUp('telegram.org');
    const other = await visits(await browser.newTab(), site('https://web.telegram.org/a/'), 'site');
    expect(other.title).toMatch(/Telegram Web A/);
  });

  it('warns again when the time is over, in the open tab too', async () => {
    const tab = await browser.newTab();
    await visit(tab, webK);
    await sees(tab, 'guard', /Telegram is not meant for this PC/, 90_000);
    expect(performance.now() - warnPassedAt).toBeGreaterThan(59_000);
  });

  it('holds after a restart, in a private window, and without the agent; the company’s own policy lives on', async () => {
    await stage.publish([bans.tiktok(), bans.telegram({ effect: 'warn' })]);
    await stage.policyWritten('tiktok.com');
    await until('Firefox to be told of', async () => {
      const told = (await stage.coverage()).find((one) => one.browser === 'firefox');
      return told?.policy === 'from-next-start' || undefined;
    });
    stage.sites.forget();
    browser = await browser.restart();
    const tab = await browser.firstTab();
    await visit(tab, tiktok);
    await sees(tab, 'guard', blocked);
    await visits(tab, site('https://www.company-blocked.example/'), 'policy');
    expect(readFileSync(foreignFirefox, 'utf8')).toContain('"DisableTelemetry": true');

    browser = await browser.restart({ args: ['-private-window', site('https://example.org/')] });
    const private_ = await browser.firstTab();
    await visit(private_, tiktok);
    await sees(private_, 'guard', blocked);
    await visits(private_, webK, 'guard', /Telegram is not meant/);

    await stage.stopAgent('SIGKILL');
    browser = await browser.restart({ args: [] });
    await visit(await browser.firstTab(), tiktok);
    await sees(await browser.firstTab(), 'guard', blocked);
    // Whoever deletes the extension from the profile is still refused, and gets it back.
    await browser.end();
    rmSync(join(browser.home, 'profile/extensions'), { recursive: true, force: true });
    browser = await browser.restart({ args: [] });
    await visit(await browser.firstTab(), tiktok);
    await until('a refusal', async () => {
      const { kind } = await (await browser.firstTab()).shown();
      return kind === 'policy' || kind === 'guard' || undefined;
    });
    expect(pagesOf('www.tiktok.com')).toEqual([]);
  });

  it('gives the company’s file back as it was, when nothing is banned any more', async () => {
    await stage.startAgent();
    await stage.publish([]);
    await stage.policyGone();
    await until('the extension to be sent away', () =>
      readFileSync(foreignFirefox, 'utf8').includes('force_installed') ? undefined : true,
    );
    const left = JSON.parse(readFileSync(foreignFirefox, 'utf8')) as { policies: Record<string, unknown> };
    const before = JSON.parse(foreignBefore) as { policies: Record<string, unknown> };
    expect(left.policies['WebsiteFilter']).toEqual(before.policies['WebsiteFilter']);
    expect(left.policies['DisableTelemetry']).toBe(true);
    browser = await browser.restart();
    await visits(await browser.firstTab(), tiktok, 'site', /TikTok/);
  });
});
