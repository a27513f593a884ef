import { strToU8, zipSync } from 'fflate';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createBrowserPolicy } from '#platform/browser-policy/linux.ts';
import type { BrowserPolicy, DesiredBrowserState } from '#platform/browser-policy/port.ts';
import { Firefox, firefoxProgram } from '#test/kit/firefox.ts';
import { canRunAsRoot } from '#test/kit/needs-root.ts';
import { until } from '#test/kit/system-under-test.ts';
import { tempFolder } from '#test/kit/temp-folder.ts';
import { WebSites } from '#test/kit/web-site.ts';

const file = '/etc/firefox/policies/policies.json';
const id = 'policy-test@portvakt.example';
const host = '/usr/lib/mozilla/native-messaging-hosts/portvakt.test_host.json';
const company =
  '{\r\n\t"policies": {\r\n\t\t"WebsiteFilter": { "Block": ["*://company.example/*"] }\r\n\t}\r\n}';

const runs = canRunAsRoot('browser policy in Firefox', {
  programs: [firefoxProgram],
  also: () => (existsSync('/etc/firefox') ? 'a PC without Firefox policies' : undefined),
});

const desired = (xpi: string): DesiredBrowserState => ({
  block: {
    domains: ['tiktok.com', 'bücher.example'],
    hosts: ['exact.example'],
    paths: ['path.example/bad'],
    except: ['developers.tiktok.com'],
  },
  extension: {
    version: '1.0.0',
    chromium: { id: 'abcdefghijklmnopabcdefghijklmnop', updateUrl: 'file:///nowhere/updates.xml' },
    firefox: { id, installUrl: `file://${xpi}`, signed: false },
  },
  nativeHost: { name: 'portvakt.test_host', program: '/nowhere/host' },
  settings: { privateWindows: 'leave', guestProfiles: 'leave', userNativeHosts: 'leave' },
});

/** An unsigned extension that says that it runs, and whether it does so in private windows too. */
function writeExtension(path: string, beacon: string): void {
  const manifest = {
    manifest_version: 2,
    name: 'Policy test',
    version: '1.0.0',
    browser_specific_settings: { gecko: { id } },
    permissions: ['<all_urls>'],
    background: { scripts: ['background.js'] },
  };
  const script = `browser.extension.isAllowedIncognitoAccess().then((yes) => fetch('${beacon}/' + (yes ? 'everywhere' : 'not-in-private')));`;
  const zipped = zipSync({
    'manifest.json': strToU8(JSON.stringify(manifest)),
    'background.js': strToU8(script),
  });
  writeFileSync(path, zipped, { mode: 0o644 });
}

describe.skipIf(!runs)('the managed policy in a real Firefox ESR', () => {
  let sites: WebSites;
  let firefox: Firefox;
  let policy: BrowserPolicy;
  let home: string | undefined;
  const folder = tempFolder();
  const xpi = join(folder.path, 'test.xpi');

  beforeAll(async () => {
    mkdirSync('/etc/firefox/policies', { recursive: true });
    writeFileSync(file, company);
    sites = await WebSites.start();
    writeExtension(xpi, `http://beacon.example:${sites.httpPort}`);
    policy = createBrowserPolicy({
      recordFolder: join(folder.path, 'record'),
      accounts: () => (home === undefined ? [] : [{ uid: 0, home }]),
    });
    const written = await policy.apply(desired(xpi));
    expect(written.find(({ kind }) => kind === 'firefox')).toMatchObject({ state: 'written' });
    firefox = await Firefox.start();
    ({ home } = firefox);
    // As Firefox itself would write it, had it made the profile.
    mkdirSync(join(home, '.mozilla/firefox'), { recursive: true });
    writeFileSync(
      join(home, '.mozilla/firefox/profiles.ini'),
      `[Profile0]\nIsRelative=0\nPath=${home}/profile\n`,
    );
  });

  afterAll(async () => {
    try {
      await policy[Symbol.asyncDispose]();
      await firefox[Symbol.asyncDispose]();
      await sites[Symbol.asyncDispose]();
    } finally {
      rmSync('/etc/firefox', { recursive: true, force: true });
      rmSync(host, { force: true });
      folder[Symbol.dispose]();
    }
  });

  const kindOf = async (address: string) => {
    const url = new URL(address);
    const { tab, shown } = await firefox.open(`https://${url.hostname}:${sites.httpsPort}${url.pathname}`);
    await tab.close();
    return shown.kind;
  };

  it('installs an unsigned extension, in private windows too', async () => {
    const seen = await until('the extension to run', () => sites.seen('beacon.example')[0], 30_000);
    expect(seen.path).toBe('/everywhere');
  });

  it.each<[string, 'site' | 'policy']>([
    ['https://tiktok.com/', 'policy'],
    ['https://www.tiktok.com/@x', 'policy'],
    ['https://www.tiktok.com./', 'policy'],
    ['https://WWW.TikTok.COM/', 'policy'],
    ['https://bücher.example/', 'policy'],
    ['https://www.xn--bcher-kva.example/', 'policy'],
    ['https://exact.example/', 'policy'],
    ['https://exact.example./', 'policy'],
    ['https://path.example./bad', 'policy'],
    ['https://developers.tiktok.com./', 'site'],
    ['https://path.example/bad/page', 'policy'],
    ['https://company.example/', 'policy'],
    ['https://developers.tiktok.com/', 'site'],
    ['https://nottiktok.com/', 'site'],
    ['https://tiktok.com.evil.example/', 'site'],
    ['https://www.exact.example/', 'site'],
    ['https://path.example/good', 'site'],
    ['https://neutral.example/tiktok.com', 'site'],
  ])('%s is %s', async (url, kind) => {
    expect(await kindOf(url)).toBe(kind);
  });

  it('leaves at the next start: the extension is uninstalled and only the company’s list is in force', async () => {
    await policy.apply(undefined);
    firefox = await firefox.restart();
    const installed = () => readFileSync(join(firefox.home, 'profile/extensions.json'), 'utf8');
    await until('the extension to be uninstalled', () => !installed().includes(id) || undefined, 30_000);
    // In that very start it may have run for a moment, before the policy was read.
    sites.forget();
    firefox = await firefox.restart();
    expect(await kindOf('https://www.tiktok.com/')).toBe('site');
    expect(await kindOf('https://company.example/')).toBe('policy');
    expect(sites.seen('beacon.example')).toEqual([]);
  });

  it('is out of the company’s file, byte for byte, as soon as no profile has the extension', async () => {
    expect(readFileSync(file, 'utf8')).toContain('"installation_mode":"blocked"');
    expect(readFileSync(file, 'utf8')).not.toContain('xpinstall.signatures.required');
    await policy.apply(undefined);
    expect(readFileSync(file, 'utf8')).toBe(company);
  });
});
