import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { WebRule } from '#protocol/browser-agent.ts';
import { canary } from '#policy/proof.ts';
import { firefoxId } from '#extension/manifest.ts';
import { PlayedAgent } from '#test/extension/played-agent.ts';
import { unpackExtension } from '#test/extension/unpacked.ts';
import { rulesMessage, webRule } from '#test/extension/web-rules.ts';
import { Firefox, firefoxProgram, type FirefoxTab } from '#test/kit/firefox.ts';
import { tempFolder } from '#test/kit/temp-folder.ts';
import { WebSites } from '#test/kit/web-site.ts';

const here = existsSync(firefoxProgram);
const tiktok = webRule('TikTok', 'block', { domains: ['tiktok.com'], except: ['developers.tiktok.com'] });
const telegram = webRule('Telegram', 'warn', { hosts: ['web.telegram.org'] });
const instagram = webRule('Instagram', 'inform', { domains: ['instagram.com'] });

describe.skipIf(!here)('the extension in Firefox', () => {
  const folder = tempFolder();
  const agent = new PlayedAgent(folder.path);
  let sites: WebSites;
  let browser: Firefox;
  let revision = 0;

  beforeAll(async () => {
    const [started, built] = await Promise.all([WebSites.start(), unpackExtension(folder.path)]);
    sites = started;
    await agent.begin();
    const home = join(folder.path, 'home');
    agent.register(join(home, '.mozilla/native-messaging-hosts'), { allowed_extensions: [firefoxId] });
    browser = await Firefox.start({ home });
    await browser.bidi.call('webExtension.install', {
      extensionData: { type: 'archivePath', path: built.firefox.xpi },
    });
  });
  afterAll(async () => {
    await browser?.[Symbol.asyncDispose]();
    await agent[Symbol.asyncDispose]();
    await sites?.[Symbol.asyncDispose]();
    folder[Symbol.dispose]();
  });
  afterEach(async () => {
    const [, ...others] = await browser.bidi.tabs();
    for (const { context } of others)
      await browser.bidi.call('browsingContext.close', { context }).catch(() => undefined);
    sites.forget();
  });

  /** Puts rules in force; the answer comes when open tabs were swept. */
  async function push(
    rules: readonly WebRule[],
    over: Parameters<typeof rulesMessage>[2] = {},
  ): Promise<void> {
    revision += 1;
    agent.forget();
    const message = rulesMessage(revision, rules, over);
    agent.greeting = [message];
    agent.say(message);
    const asked = revision;
    await agent.told('applied', (said) => said.revision === asked);
  }
  const site = (address: string): string => address.replace(/^(https:\/\/[^/]+)/, `$1:${sites.httpsPort}`);
  const open = (address: string) => browser.open(site(address));
  const soon = { timeout: 5_000 };
  const kindIn = (tab: FirefoxTab) => async (): Promise<string> => (await tab.shown()).kind;
  const press = async (tab: FirefoxTab, label: string): Promise<void> => {
    const found = `[...document.querySelectorAll('button')].find((one) => one.textContent === ${JSON.stringify(label)})`;
    await expect.poll(() => tab.evaluate(`String(${found} !== undefined)`)).toBe('true');
    await tab.evaluate(`${found}.click(), ''`);
  };

  it('says hello', async () => {
    const hello = await agent.told('hello');
    expect(hello).toMatchObject({ version: '0.1.0', family: 'firefox', revision: 0 });
    expect(hello.profile).toMatch(/^[0-9a-f]{32}$/);
    expect(hello.languages.length).toBeGreaterThan(0);
  });

  it('shows the page for a block, and no request reaches the site', async () => {
    await push([tiktok]);
    const { tab } = await open('https://www.tiktok.com/@someone?q=1');
    await expect.poll(kindIn(tab), soon).toBe('guard');
    await expect.poll(async () => (await tab.shown()).text).toContain('Because TikTok is not allowed here.');
    expect(sites.seen('www.tiktok.com')).toEqual([]);
    expect(await agent.told('happened')).toMatchObject({ ban: 'tiktok-ban', action: 'shown', count: 1 });
  });

  it.each([
    ['https://tiktok.com/', 'guard'],
    ['https://www.tiktok.com./', 'guard'],
    ['https://someone:secret@www.tiktok.com/', 'guard'],
    ['https://developers.tiktok.com/', 'site'],
    ['https://nottiktok.com/', 'site'],
    ['https://tiktok.com.evil.example/', 'site'],
    // Refused without a page: nothing stands there.
    [`https://${canary.extensionHost}/`, 'empty'],
  ])('%s: %s', async (address, kind) => {
    await push([tiktok]);
    const { tab } = await open(address);
    await expect.poll(kindIn(tab), soon).toBe(kind);
    expect(sites.seen(canary.extensionHost)).toEqual([]);
  });

  it.each(['302', 'script', 'form'])('a redirect by %s leads to the page', async (how) => {
    await push([tiktok]);
    const { tab } = await open(`https://example.com/redirect/${how}?to=${site('https://www.tiktok.com/')}`);
    await expect.poll(kindIn(tab), soon).toBe('guard');
  });

  it('blocks a frame of a blocked site, and leaves one of a warning alone', async () => {
    const embed = `https://example.com/frame?to=${site('https://www.tiktok.com/embed/1')}`;
    await push([tiktok]);
    sites.forget();
    await open(embed);
    expect(sites.seen('www.tiktok.com')).toEqual([]);
    await push([webRule('TikTok', 'warn', { domains: ['tiktok.com'] })]);
    await open(embed);
    await expect.poll(() => sites.seen('www.tiktok.com').map(({ path }) => path), soon).toContain('/embed/1');
  });

  it('sweeps open tabs, and gives them back when the rule ends', async () => {
    await push([]);
    const { tab } = await open('https://www.tiktok.com/');
    await expect.poll(kindIn(tab), soon).toBe('site');
    await push([tiktok]);
    await expect.poll(kindIn(tab), soon).toBe('guard');
    await push([]);
    await expect.poll(kindIn(tab), soon).toBe('site');
  });

  it('shows no page that the site’s own service worker answers, and deletes nothing of it', async () => {
    await push([]);
    const { tab } = await open('https://web.telegram.org/k/');
    await expect
      .poll(() => tab.evaluate('document.documentElement.dataset.worker'), { timeout: 8_000 })
      .toBe('ready');
    await tab.goTo(site('https://web.telegram.org/k/'));
    await expect.poll(async () => (await tab.shown()).text).toContain('from its worker');
    await tab.close();
    await push([webRule('Telegram', 'block', { hosts: ['web.telegram.org'] })]);
    const next = await open('https://web.telegram.org/k/');
    await expect.poll(kindIn(next.tab), soon).toBe('guard');
    await push([]);
    const last = await open('https://web.telegram.org/k/');
    await expect.poll(async () => (await last.tab.shown()).text).toContain('from its worker');
  });

  it('warns, lets the person go on, says so once, and warns again under a new rule', async () => {
    await push([telegram]);
    const { tab } = await open('https://web.telegram.org/a/');
    await expect.poll(kindIn(tab), soon).toBe('guard');
    await press(tab, telegram.words.onward ?? '');
    await expect.poll(kindIn(tab), soon).toBe('site');
    expect(await agent.told('happened', ({ action }) => action === 'continued')).toMatchObject({ count: 1 });
    await push([telegram, tiktok]);
    await expect.poll(kindIn((await open('https://web.telegram.org/z/')).tab), soon).toBe('site');
    await push([{ ...telegram, effect: 'block' }]);
    await expect.poll(kindIn(tab), soon).toBe('guard');
  });

  it('informs once', async () => {
    await push([instagram]);
    const { tab } = await open('https://www.instagram.com/');
    await expect.poll(kindIn(tab), soon).toBe('guard');
    await press(tab, instagram.words.onward ?? '');
    await expect.poll(kindIn(tab), soon).toBe('site');
    await expect.poll(kindIn((await open('https://www.instagram.com/')).tab), soon).toBe('site');
  });

  it('leads back to where the person came from, also from a swept tab', async () => {
    await push([tiktok]);
    const { tab } = await open('https://example.com/');
    await tab.goTo(site('https://www.tiktok.com/'));
    await expect.poll(kindIn(tab), soon).toBe('guard');
    await press(tab, tiktok.words.back);
    await expect
      .poll(async () => (await tab.shown()).url, { timeout: 5_000 })
      .toBe(site('https://example.com/'));
    await push([]);
    await tab.goTo(site('https://www.tiktok.com/'));
    await push([tiktok]);
    await expect.poll(kindIn(tab), soon).toBe('guard');
    await press(tab, tiktok.words.back);
    await expect
      .poll(async () => (await tab.shown()).url, { timeout: 8_000 })
      .toBe(site('https://example.com/'));
  });

  it('takes 20,000 hosts in one list', async () => {
    const many = Array.from({ length: 20_000 }, (_, at) => `host-${at}.example`);
    const before = performance.now();
    await push([webRule('Many', 'block', { domains: many }), tiktok]);
    console.log(`20,000 hosts in force after ${Math.round(performance.now() - before)} ms`);
    await expect.poll(kindIn((await open('https://www.host-19999.example/')).tab), soon).toBe('guard');
    await expect.poll(kindIn((await open('https://host-20000.example/')).tab), soon).toBe('site');
    await push([tiktok]);
  }, 60_000);

  it('stands without the agent, counts for it, and tells it afterwards', async () => {
    await push([tiktok]);
    await agent.end();
    agent.forget();
    await expect.poll(kindIn((await open('https://www.tiktok.com/')).tab), soon).toBe('guard');
    await expect.poll(kindIn((await open('https://www.tiktok.com/')).tab), soon).toBe('guard');
    await agent.begin();
    expect(await agent.told('happened', () => true, 40_000)).toMatchObject({ action: 'shown', count: 2 });
  }, 60_000);

  it('leaves: forgets everything and gives the tabs back', async () => {
    await push([tiktok]);
    const { tab } = await open('https://www.tiktok.com/');
    await expect.poll(kindIn(tab), soon).toBe('guard');
    agent.say({ type: 'leave' });
    await expect.poll(kindIn(tab), soon).toBe('site');
  });
});
