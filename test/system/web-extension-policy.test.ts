import { existsSync, mkdirSync, rmSync, rmdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { firefoxId } from '#extension/manifest.ts';
import { PlayedAgent } from '#test/extension/played-agent.ts';
import { unpackExtension, type Unpacked } from '#test/extension/unpacked.ts';
import { rulesMessage, webRule } from '#test/extension/web-rules.ts';
import { Chromium, chromiumProgram, shownIn } from '#test/kit/chromium.ts';
import { Firefox, firefoxProgram } from '#test/kit/firefox.ts';
import { canRunAsRoot } from '#test/kit/needs-root.ts';
import { tempFolder } from '#test/kit/temp-folder.ts';
import { WebSites } from '#test/kit/web-site.ts';

const chromiumPolicy = '/etc/chromium/policies/managed/portvakt-extension-test.json';
const firefoxPolicy = '/etc/firefox/policies/policies.json';
const can = canRunAsRoot('an address that the browser’s policy refuses', {
  programs: [chromiumProgram, firefoxProgram],
  also: () => (existsSync(firefoxPolicy) ? `${firefoxPolicy} is somebody else's` : undefined),
});
const rules = rulesMessage(1, [webRule('TikTok', 'block', { domains: ['tiktok.com'] })]);

describe.skipIf(!can)('an address that the browser’s policy refuses', () => {
  const folder = tempFolder();
  const agent = new PlayedAgent(folder.path);
  const home = join(folder.path, 'home');
  const made: string[] = [];
  let sites: WebSites;
  let built: Unpacked;

  beforeAll(async () => {
    [sites, built] = await Promise.all([WebSites.start(), unpackExtension(folder.path)]);
    await agent.begin();
    agent.greeting = [rules];
    write(chromiumPolicy, { URLBlocklist: ['tiktok.com', 'refused.example'] });
    write(firefoxPolicy, {
      policies: { WebsiteFilter: { Block: ['*://*.tiktok.com/*', '*://refused.example/*'] } },
    });
  });
  afterAll(async () => {
    for (const file of [chromiumPolicy, firefoxPolicy]) rmSync(file, { force: true });
    for (const empty of made.toReversed()) rmdirIfEmpty(empty);
    await agent[Symbol.asyncDispose]();
    await sites?.[Symbol.asyncDispose]();
    folder[Symbol.dispose]();
  });

  /** Only folders that were not there are taken away again. */
  function write(path: string, policy: unknown): void {
    const missing: string[] = [];
    for (let one = dirname(path); !existsSync(one); one = dirname(one)) missing.unshift(one);
    made.push(...missing);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, JSON.stringify(policy), { mode: 0o644 });
  }

  it('Chromium: our page stands there; other refusals stay the browser’s own', async () => {
    agent.register(join(home, '.config/chromium/NativeMessagingHosts'), {
      allowed_origins: [`chrome-extension://${built.chromium.id}/`],
    });
    await using browser = await Chromium.start({
      sites,
      home,
      args: [
        `--load-extension=${built.chromium.folder}`,
        '--disable-features=DisableLoadExtensionCommandLineSwitch',
      ],
    });
    await agent.told('applied');
    const { page } = await browser.open('https://www.tiktok.com/');
    await expect.poll(async () => (await shownIn(page)).kind, { timeout: 5_000 }).toBe('guard');
    const other = await browser.open('https://refused.example/');
    await expect.poll(async () => (await shownIn(other.page)).kind, { timeout: 5_000 }).toBe('policy');
    expect(sites.seen('www.tiktok.com')).toEqual([]);
  });

  it('Firefox: our page stands there; other refusals stay the browser’s own', async () => {
    agent.forget();
    agent.register(join(home, '.mozilla/native-messaging-hosts'), { allowed_extensions: [firefoxId] });
    await using browser = await Firefox.start({ home });
    await browser.bidi.call('webExtension.install', {
      extensionData: { type: 'archivePath', path: built.firefox.xpi },
    });
    await agent.told('applied');
    const { tab } = await browser.open(`https://www.tiktok.com:${sites.httpsPort}/`);
    await expect.poll(async () => (await tab.shown()).kind, { timeout: 5_000 }).toBe('guard');
    const other = await browser.open(`https://refused.example:${sites.httpsPort}/`);
    await expect.poll(async () => (await other.tab.shown()).kind, { timeout: 5_000 }).toBe('policy');
    expect(sites.seen('www.tiktok.com')).toEqual([]);
  });
});

function rmdirIfEmpty(folder: string): void {
  try {
    rmdirSync(folder);
  } catch {
    // Somebody else put something there meanwhile.
  }
}
