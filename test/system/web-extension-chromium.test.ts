import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { WebRule } from '#protocol/browser-agent.ts';
import { canary } from '#policy/proof.ts';
import { PlayedAgent } from '#test/extension/played-agent.ts';
import { unpackExtension, type Unpacked } from '#test/extension/unpacked.ts';
import { rulesMessage, webRule } from '#test/extension/web-rules.ts';
import { Chromium, chromiumProgram, goTo, shownIn } from '#test/kit/chromium.ts';
import { tempFolder } from '#test/kit/temp-folder.ts';
import { until } from '#test/kit/system-under-test.ts';
import { WebSites } from '#test/kit/web-site.ts';

const here = existsSync(chromiumProgram);
const tiktok = webRule('TikTok', 'block', {
  domains: ['tiktok.com', 'xn--tiktk-mua.example'],
  except: ['developers.tiktok.com'],
});
const telegram = webRule('Telegram', 'warn', { hosts: ['web.telegram.org'] });
const instagram = webRule('Instagram', 'inform', { domains: ['instagram.com'] });

describe.skipIf(!here)('the extension in Chromium', () => {
  const folder = tempFolder();
  const agent = new PlayedAgent(folder.path);
  let sites: WebSites;
  let built: Unpacked;
  let browser: Chromium;
  let revision = 0;

  beforeAll(async () => {
    [sites, built] = await Promise.all([WebSites.start(), unpackExtension(folder.path)]);
    await agent.begin();
    const home = join(folder.path, 'home');
    agent.register(join(home, '.config/chromium/NativeMessagingHosts'), {
      allowed_origins: [`chrome-extension://${built.chromium.id}/`],
    });
    browser = await Chromium.start({
      sites,
      home,
      args: [
        `--load-extension=${built.chromium.folder}`,
        '--disable-features=DisableLoadExtensionCommandLineSwitch',
      ],
    });
  });
  afterAll(async () => {
    await browser?.[Symbol.asyncDispose]();
    await agent[Symbol.asyncDispose]();
    await sites?.[Symbol.asyncDispose]();
    folder[Symbol.dispose]();
  });
  afterEach(async () => {
    const [first, ...others] = browser.context.pages();
    for (const page of others) await page.close().catch(() => undefined);
    await first?.goto('about:blank').catch(() => undefined);
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
  const soon = { timeout: 5_000 };
  /** Opens it in a tab of its own; then says at any time what stands there. */
  const kind = async (url: string): Promise<() => Promise<string>> => {
    const { page } = await browser.open(url);
    return async () => (await shownIn(page)).kind;
  };
  const text = async (url: string): Promise<() => Promise<string>> => {
    const { page } = await browser.open(url);
    return async () => (await shownIn(page)).text;
  };

  it('says hello, with an id of its own and what the person reads', async () => {
    const hello = await agent.told('hello');
    expect(hello).toMatchObject({ version: '0.1.0', family: 'chromium', revision: 0 });
    expect(hello.profile).toMatch(/^[0-9a-f]{32}$/);
    expect(hello.languages.length).toBeGreaterThan(0);
  });

  it('leaves the web alone without rules', async () => {
    await push([]);
    await expect.poll(await kind('https://www.tiktok.com/'), soon).toBe('site');
  });

  it('shows the page for a block, and no request reaches the site', async () => {
    await push([tiktok]);
    sites.forget();
    const { page } = await browser.open('https://www.tiktok.com/@someone?q=1');
    await expect
      .poll(() => page.url(), soon)
      .toBe(`chrome-extension://${built.chromium.id}/page.html#https://www.tiktok.com/@someone?q=1`);
    await expect
      .poll(async () => (await shownIn(page)).text, soon)
      .toContain('Because TikTok is not allowed here.');
    expect(sites.seen('www.tiktok.com')).toEqual([]);
    expect(await agent.told('happened')).toEqual({
      type: 'happened',
      ban: 'tiktok-ban',
      app: 'tiktok',
      effect: 'block',
      action: 'shown',
      minutesAgo: 0,
      count: 1,
    });
  });

  it.each([
    ['https://tiktok.com/', 'guard'],
    ['http://tiktok.com/', 'guard'],
    ['https://WWW.TikTok.com/', 'guard'],
    ['https://www.tiktok.com./', 'guard'],
    ['https://someone:secret@www.tiktok.com/', 'guard'],
    ['https://xn--tiktk-mua.example/', 'guard'],
    ['https://tiktök.example/', 'guard'],
    ['https://developers.tiktok.com/', 'site'],
    ['https://nottiktok.com/', 'site'],
    ['https://tiktok.com.evil.example/', 'site'],
    ['https://evil.example/?u=https://www.tiktok.com/', 'site'],
    ['https://example.com/redirect/302?to=https://www.tiktok.com/', 'guard'],
    ['https://example.com/redirect/script?to=https://www.tiktok.com/', 'guard'],
    ['https://example.com/redirect/form?to=https://www.tiktok.com/', 'guard'],
    // A page without an origin of its own: Chromium refuses the redirect, and our page comes all the same.
    [`data:text/html,<script>location.href='https://www.tiktok.com/'</script>`, 'guard'],
    [`https://${canary.extensionHost}/`, 'failed'],
  ])('%s: %s', async (url, expected) => {
    await push([tiktok]);
    const { page } = await browser.open(url);
    await expect.poll(async () => (await shownIn(page)).kind, { timeout: 5_000 }).toBe(expected);
  });

  it('keeps single hosts and paths apart from what lies beside them', async () => {
    await push([
      webRule('Telegram', 'block', { hosts: ['web.telegram.org'], paths: ['example.com/maps+a'] }),
    ]);
    await expect.poll(await kind('https://web.telegram.org/k/'), soon).toBe('guard');
    await expect.poll(await kind('https://web.telegram.org.:443/a/'), soon).toBe('guard');
    await expect.poll(await kind('https://below.web.telegram.org/'), soon).toBe('site');
    await expect.poll(await kind('https://telegram.org/'), soon).toBe('site');
    await expect.poll(await kind('https://example.com/maps+a/x'), soon).toBe('guard');
    await expect.poll(await kind('https://example.com/mapsa'), soon).toBe('site');
    await expect.poll(await kind('https://www.example.com/maps+a'), soon).toBe('site');
  });

  it('the longest entry speaks, also below an exception', async () => {
    await push([
      webRule('TikTok', 'block', {
        domains: ['tiktok.com', 'ads.developers.tiktok.com'],
        except: ['developers.tiktok.com'],
      }),
    ]);
    await expect.poll(await kind('https://ads.developers.tiktok.com/'), soon).toBe('guard');
    await expect.poll(await kind('https://docs.developers.tiktok.com/'), soon).toBe('site');
  });

  it('blocks a frame of a blocked site, and leaves one of a warning alone', async () => {
    const embed = 'https://example.com/frame?to=https://www.tiktok.com/embed/1';
    await push([tiktok]);
    sites.forget();
    await browser.open(embed);
    expect(sites.seen('www.tiktok.com')).toEqual([]);
    await push([webRule('TikTok', 'warn', { domains: ['tiktok.com'] })]);
    await browser.open(embed);
    await expect.poll(() => sites.seen('www.tiktok.com').map(({ path }) => path), soon).toContain('/embed/1');
  });

  it('sweeps open tabs, and gives them back when the rule ends', async () => {
    await push([]);
    const { page } = await browser.open('https://www.tiktok.com/');
    await push([tiktok]);
    await expect.poll(() => page.url()).toMatch(/page\.html#https:\/\/www\.tiktok\.com\/$/);
    await push([]);
    await expect.poll(() => page.url()).toBe('https://www.tiktok.com/');
  });

  it('shows no page that the site’s own service worker answers, and deletes nothing of it', async () => {
    await push([]);
    const { page } = await browser.open('https://web.telegram.org/k/');
    await page.waitForFunction(() => document.documentElement.dataset['worker'] === 'ready');
    await page.close();
    await expect.poll(await text('https://web.telegram.org/k/'), soon).toContain('from its worker');
    await push([webRule('Telegram', 'block', { hosts: ['web.telegram.org'] })]);
    for (let time = 0; time < 3; time += 1) {
      const tab = await browser.newPage();
      const titles: string[] = [];
      tab.on(
        'domcontentloaded',
        () =>
          void tab.title().then(
            (title) => titles.push(title),
            () => 0,
          ),
      );
      await goTo(tab, 'https://web.telegram.org/k/');
      await expect.poll(async () => (await shownIn(tab)).kind).toBe('guard');
      await expect.poll(() => tab.title()).toContain('Telegram');
      expect(titles.join()).not.toContain('from its worker');
    }
    await push([]);
    await expect.poll(await text('https://web.telegram.org/k/'), soon).toContain('from its worker');
  });

  it('warns, lets the person go on for a time, and says so once', async () => {
    await push([telegram]);
    const { page, shown } = await browser.open('https://web.telegram.org/a/');
    expect(shown.kind).toBe('guard');
    await page.getByRole('button', { name: telegram.words.onward ?? '' }).click();
    await expect.poll(() => page.url()).toBe('https://web.telegram.org/a/');
    expect(await agent.told('happened', ({ action }) => action === 'continued')).toMatchObject({ count: 1 });
    // All of that rule, in every tab; also when the agent says the same again.
    await push([telegram, tiktok]);
    await expect.poll(await kind('https://web.telegram.org/z/'), soon).toBe('site');
    await expect.poll(await text('https://web.telegram.org/k/'), soon).toContain('from its worker');
    await expect.poll(await kind('https://www.tiktok.com/'), soon).toBe('guard');
    // A block ends it at once.
    await push([{ ...telegram, effect: 'block' }]);
    await expect.poll(async () => (await shownIn(page)).kind).toBe('guard');
  });

  it('warns again when the time is over', async () => {
    await push([telegram]);
    const { page } = await browser.open('https://web.telegram.org/a/');
    await page.getByRole('button', { name: telegram.words.onward ?? '' }).click();
    await expect.poll(() => page.url()).toBe('https://web.telegram.org/a/');
    // An hour later: the pass is as it would be then, and its alarm goes off.
    const worker = browser.context.serviceWorkers().find((one) => one.url().includes(built.chromium.id));
    await worker?.evaluate(async () => {
      const over = await chrome.alarms.get('pass-over');
      const clock = Date.now;
      Object.assign(globalThis, { backToThePresent: () => (Date.now = clock) });
      Date.now = () => (over?.scheduledTime ?? 0) + 1;
      await chrome.alarms.create('pass-over', { when: 0 });
    });
    await expect.poll(async () => (await shownIn(page)).kind, { timeout: 60_000 }).toBe('guard');
    await expect.poll(await kind('https://web.telegram.org/a/'), soon).toBe('guard');
    await worker?.evaluate(() =>
      (globalThis as unknown as { backToThePresent: () => void }).backToThePresent(),
    );
  }, 90_000);

  it('informs once', async () => {
    await push([instagram]);
    const { page, shown } = await browser.open('https://www.instagram.com/');
    expect(shown.kind).toBe('guard');
    await page.getByRole('button', { name: instagram.words.onward ?? '' }).click();
    await expect.poll(() => page.url()).toBe('https://www.instagram.com/');
    await expect.poll(await kind('https://www.instagram.com/'), soon).toBe('site');
    await push([instagram]);
    await expect.poll(await kind('https://www.instagram.com/'), soon).toBe('site');
    // The agent left it out, and it is new again.
    await push([]);
    await push([instagram]);
    await expect.poll(await kind('https://www.instagram.com/'), soon).toBe('guard');
  });

  it('lets a tab ask whether to save first, and asks again a minute later', async () => {
    await push([]);
    // A host of its own: its page comes from no worker yet.
    const { page } = await browser.open('https://unsaved.tiktok.com/?unsaved');
    // Browsers let a page ask only where the person did something in it.
    await page.click('h1');
    const dialogs: string[] = [];
    page.on('dialog', (dialog) => {
      dialogs.push(dialog.type());
      void (dialogs.length === 1 ? dialog.dismiss() : dialog.accept()).catch(() => undefined);
    });
    agent.forget();
    await push([tiktok]);
    await expect.poll(() => dialogs.length, { timeout: 5_000 }).toBe(1);
    expect(page.url()).toContain('https://unsaved.tiktok.com/');
    const worker = browser.context.serviceWorkers().find((one) => one.url().includes(built.chromium.id));
    const due = await worker?.evaluate(async () => {
      const alarm = await chrome.alarms.get('sweep-again');
      const inMs = (alarm?.scheduledTime ?? 0) - Date.now();
      await chrome.alarms.create('sweep-again', { when: 0 });
      return inMs;
    });
    expect(due).toBeGreaterThan(40_000);
    expect(due).toBeLessThanOrEqual(60_000);
    await expect.poll(async () => (await shownIn(page)).kind, { timeout: 40_000 }).toBe('guard');
    expect(dialogs).toEqual(['beforeunload', 'beforeunload']);
  }, 60_000);

  it('leads back to where the person came from, also from a swept tab', async () => {
    await push([tiktok]);
    const { page } = await browser.open('https://example.com/');
    await goTo(page, 'https://www.tiktok.com/');
    await page.getByRole('button', { name: tiktok.words.back }).click();
    await expect.poll(() => page.url()).toBe('https://example.com/');

    await push([]);
    await goTo(page, 'https://www.tiktok.com/');
    await push([tiktok]);
    await expect.poll(async () => (await shownIn(page)).kind).toBe('guard');
    await page.getByRole('button', { name: tiktok.words.back }).click();
    await expect.poll(() => page.url(), { timeout: 8_000 }).toBe('https://example.com/');
  });

  it('closes a tab that has nothing to go back to', async () => {
    await push([tiktok]);
    const { page: opener } = await browser.open('https://example.com/window?to=https://www.tiktok.com/');
    const [opened] = await Promise.all([
      browser.context.waitForEvent('page'),
      opener.getByRole('button', { name: 'open' }).click(),
    ]);
    await opened.getByRole('button', { name: tiktok.words.back }).click();
    await expect.poll(() => opened.isClosed(), { timeout: 8_000 }).toBe(true);
    expect(browser.running).toBe(true);
  });

  it('ignores what is not as agreed, whole', async () => {
    await push([tiktok]);
    const good = rulesMessage(900, []);
    for (const bad of [
      { ...good, rules: 'none' },
      { ...good, extra: 1 },
      { ...good, rules: [{ ...tiktok, effect: 'delete' }] },
      { ...good, canaryHost: 'https://x/' },
      { type: 'run', code: 'alert(1)' },
      [],
      7,
      { ...good, part: 2, parts: 2 },
      { ...good, part: 1, parts: 2 },
    ])
      agent.say(bad);
    await expect.poll(await kind('https://www.tiktok.com/'), soon).toBe('guard');
    expect(agent.heard.filter(({ type }) => type === 'applied')).toHaveLength(1);
  });

  it('what no request rule can say still gets the page', async () => {
    const long = `example.com/${'long/'.repeat(95)}`;
    const many = Array.from({ length: 1_200 }, (_, at) => `example.com/path-${at}-`);
    await push([webRule('Paths', 'block', { paths: [long, ...many] })]);
    for (const path of [long, 'example.com/path-0-', 'example.com/path-1199-']) {
      const { page } = await browser.open(`https://${path}`);
      await expect.poll(async () => (await shownIn(page)).kind, { timeout: 5_000 }).toBe('guard');
    }
    await expect.poll(await kind('https://example.com/path-1200-'), soon).toBe('site');
  });

  it('takes rules in parts', async () => {
    revision += 1;
    agent.say(rulesMessage(revision, [telegram], { part: 1, parts: 2 }));
    agent.say(rulesMessage(revision, [tiktok], { part: 2, parts: 2 }));
    const asked = revision;
    await agent.told('applied', (said) => said.revision === asked);
    await expect.poll(await kind('https://www.tiktok.com/'), soon).toBe('guard');
    await expect.poll(await kind('https://web.telegram.org/'), soon).toBe('guard');
  });

  it('takes 20,000 hosts in one list', async () => {
    const many = Array.from({ length: 20_000 }, (_, at) => `host-${at}.example`);
    const before = performance.now();
    await push([webRule('Many', 'block', { domains: many }), tiktok]);
    const took = performance.now() - before;
    console.log(`20,000 hosts in force after ${Math.round(took)} ms`);
    await expect.poll(await kind('https://www.host-19999.example/'), soon).toBe('guard');
    await expect.poll(await kind('https://host-20000.example/'), soon).toBe('site');
    await push([tiktok]);
  }, 60_000);

  it('answers nobody but its own page', async () => {
    await push([telegram]);
    const { page } = await browser.open('https://example.com/');
    const tried = await page.evaluate(async (id) => {
      const runtime = (globalThis as { chrome?: { runtime?: { sendMessage?: unknown } } }).chrome?.runtime;
      const script = await fetch(`chrome-extension://${id}/background.js`).then(
        () => 'read',
        () => 'refused',
      );
      return { messages: typeof runtime?.sendMessage, script };
    }, built.chromium.id);
    expect(tried).toEqual({ messages: 'undefined', script: 'refused' });
    // Framed by somebody else it says nothing.
    await goTo(
      page,
      `https://example.com/frame?to=chrome-extension://${built.chromium.id}/page.html%23https://web.telegram.org/`,
    );
    const framed = await Promise.all(
      page.frames().map((frame) => frame.evaluate(() => document.body?.innerText ?? '').catch(() => '')),
    );
    expect(framed.join()).not.toContain('Telegram');
  });

  it('opened by hand for nothing it says only its name, and goes nowhere', async () => {
    await push([tiktok]);
    for (const rest of [
      '',
      '#',
      '#javascript:alert(1)',
      '#https://example.com/',
      '#data:text/html,x',
      '#nonsense',
    ]) {
      const { page } = await browser.open(`chrome-extension://${built.chromium.id}/page.html${rest}`);
      await expect.poll(async () => (await shownIn(page)).text.trim()).toBe('Portvakt');
      expect(page.url()).toContain('/page.html');
    }
  });

  it('stands without the agent, counts for it, and tells it afterwards', async () => {
    await push([tiktok]);
    await agent.end();
    agent.forget();
    await expect.poll(await kind('https://www.tiktok.com/'), soon).toBe('guard');
    await expect.poll(await kind('https://www.tiktok.com/'), soon).toBe('guard');
    await agent.begin();
    expect(await agent.told('happened', () => true, 40_000)).toMatchObject({ action: 'shown', count: 2 });
    expect(agent.heard[0]?.type).toBe('hello');
  }, 60_000);

  it('keeps its rules over a restart, also without the agent', async () => {
    await push([tiktok, telegram]);
    await agent.end();
    browser = await browser.restart();
    const { page } = await browser.open('https://web.telegram.org/a/');
    await expect.poll(async () => (await shownIn(page)).kind).toBe('guard');
    await expect.poll(await kind('https://www.tiktok.com/'), soon).toBe('guard');
    await agent.begin();
    agent.forget();
    await agent.told('applied', () => true, 40_000);
  }, 90_000);

  it('closes the window of a web app, and the page stands in a normal one', async () => {
    await push([]);
    const asApp = {
      args: [
        `--load-extension=${built.chromium.folder}`,
        '--disable-features=DisableLoadExtensionCommandLineSwitch',
        '--app=https://www.tiktok.com/',
      ],
    };
    // A browser that begins with an app window now and then never answers the tools: then it is begun again.
    browser = await browser.restart(asApp).catch(() => browser.restart(asApp));
    await agent.told('applied', () => true, 40_000);
    const app = await until('the app', () =>
      browser.context.pages().find((one) => one.url() === 'https://www.tiktok.com/'),
    );
    await push([tiktok]);
    await expect.poll(() => app.isClosed()).toBe(true);
    await expect
      .poll(() =>
        browser.context
          .pages()
          .map((one) => one.url())
          .join(),
      )
      .toContain('page.html#https://www.tiktok.com/');
    expect(browser.running).toBe(true);
  }, 90_000);

  it('leaves: forgets everything and gives the tabs back', async () => {
    await push([tiktok]);
    const { page } = await browser.open('https://www.tiktok.com/');
    agent.say({ type: 'leave' });
    await expect.poll(() => page.url(), { timeout: 5_000 }).toBe('https://www.tiktok.com/');
    await expect
      .poll(async () => (await browser.targets()).map(({ url }) => url).join(), { timeout: 5_000 })
      .not.toContain(built.chromium.id);
  });
});
