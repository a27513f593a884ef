import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createBrowserPolicy } from '#platform/browser-policy/linux.ts';
import type { BrowserPolicy, DesiredBrowserState, Disturbance } from '#platform/browser-policy/port.ts';
import { Chromium, chromiumProgram, goTo, shownIn } from '#test/kit/chromium.ts';
import { canRunAsRoot } from '#test/kit/needs-root.ts';
import { until } from '#test/kit/system-under-test.ts';
import { tempFolder } from '#test/kit/temp-folder.ts';
import { WebSites } from '#test/kit/web-site.ts';
import { watchesPolicies } from './watches-policies.ts';

const managed = '/etc/chromium/policies/managed';
const own = join(managed, 'zz-portvakt.json');
const company = join(managed, 'company.json');
const host = '/etc/chromium/native-messaging-hosts/portvakt.test_host.json';

const runs = canRunAsRoot('browser policy in Chromium', {
  programs: [chromiumProgram],
  also: () =>
    existsSync(own) || existsSync('/etc/chromium/policies') ? 'a PC without browser policies' : undefined,
});

const desired: DesiredBrowserState = {
  block: {
    domains: ['tiktok.com', 'bücher.example'],
    hosts: ['exact.example'],
    paths: ['path.example/bad'],
    except: ['developers.tiktok.com'],
  },
  extension: {
    version: '1.0.0',
    chromium: { id: 'abcdefghijklmnopabcdefghijklmnop', updateUrl: 'file:///nowhere/updates.xml' },
    firefox: { id: 'x@portvakt.example', installUrl: 'file:///nowhere/x.xpi', signed: true },
  },
  nativeHost: { name: 'portvakt.test_host', program: '/nowhere/host' },
  settings: { privateWindows: 'leave', guestProfiles: 'leave', userNativeHosts: 'leave' },
};

describe.skipIf(!runs)('the managed policy in a real Chromium', () => {
  let sites: WebSites;
  let chromium: Chromium;
  let policy: BrowserPolicy;
  const folder = tempFolder();
  const told: Disturbance[] = [];

  beforeAll(async () => {
    mkdirSync(managed, { recursive: true });
    writeFileSync(
      company,
      '{"URLBlocklist": ["company.example"], "HomepageLocation": "https://neutral.example/"}',
    );
    sites = await WebSites.start();
    chromium = await Chromium.start({ sites });
    policy = createBrowserPolicy({ recordFolder: folder.path, leavingMs: 0 });
    policy.onDisturbed((what) => told.push(what));
  });

  afterAll(async () => {
    try {
      await policy.apply(undefined);
      await policy[Symbol.asyncDispose]();
      await chromium[Symbol.asyncDispose]();
      await sites[Symbol.asyncDispose]();
    } finally {
      rmSync('/etc/chromium/policies', { recursive: true, force: true });
      rmSync(host, { force: true });
      folder[Symbol.dispose]();
    }
  });

  /** Looks now and then: a Chromium that is never left in peace does not read its policies anew. */
  const becomes = async (url: string, kind: 'site' | 'policy'): Promise<number> => {
    const page = await chromium.newPage();
    const began = performance.now();
    await until(
      `${url} to be ${kind}`,
      async () => {
        await page.waitForTimeout(2_000);
        return (await goTo(page, url)).kind === kind || undefined;
      },
      90_000,
    );
    await page.close();
    return performance.now() - began;
  };
  const kindOf = async (url: string) => {
    const { page } = await chromium.open(url);
    // The error page comes a moment after the refusal.
    const kind = await until(
      'the tab to settle',
      async () => {
        const { kind: now } = await shownIn(page);
        return now === 'empty' ? undefined : now;
      },
      10_000,
    );
    await page.close();
    return kind;
  };

  it('blocks in a browser that runs, beside the company’s own list', async () => {
    expect(await kindOf('https://www.tiktok.com/')).toBe('site');
    expect(await kindOf('https://company.example/')).toBe('policy');
    await watchesPolicies(chromium.pid);
    const written = await policy.apply(desired);
    expect(written.find(({ kind }) => kind === 'chromium')).toMatchObject({ state: 'written' });
    const took = await becomes('https://www.tiktok.com/', 'policy');
    console.log(`Chromium: policy written to page blocked ${Math.round(took)} ms`);
    expect(await kindOf('https://company.example/')).toBe('policy');
  });

  it.each<[string, 'site' | 'policy']>([
    ['https://tiktok.com/', 'policy'],
    ['http://a.b.tiktok.com/x?y', 'policy'],
    ['https://www.tiktok.com./', 'policy'],
    ['https://WWW.TikTok.COM:8443/', 'policy'],
    ['https://bücher.example/', 'policy'],
    ['https://www.xn--bcher-kva.example/', 'policy'],
    ['https://exact.example/', 'policy'],
    ['https://exact.example./', 'policy'],
    ['https://path.example./bad', 'policy'],
    ['https://user@tiktok.com/', 'policy'],
    ['https://developers.tiktok.com./', 'site'],
    ['https://path.example/bad/page', 'policy'],
    ['https://developers.tiktok.com/', 'site'],
    ['https://api.developers.tiktok.com/', 'site'],
    ['https://nottiktok.com/', 'site'],
    ['https://tiktok.com.evil.example/', 'site'],
    ['https://www.exact.example/', 'site'],
    ['https://path.example/good', 'site'],
    ['https://neutral.example/?u=tiktok.com', 'site'],
  ])('%s is %s', async (url, kind) => {
    // A port of its own has no server here: it is enough that the policy does not refuse it, or does.
    expect(await kindOf(url)).toBe(kind);
  });

  it('comes back when it is deleted', async () => {
    rmSync(own);
    await until('the file to come back', () => told.find(({ kind }) => kind === 'deleted'), 10_000);
    expect(told).toEqual([{ kind: 'deleted', path: own, restored: true }]);
    await becomes('https://www.tiktok.com/', 'policy');
  });

  it('goes, and the company’s own stays', async () => {
    await policy.apply(undefined);
    expect(readdirSync(managed)).toEqual(['company.json']);
    expect(existsSync(host)).toBe(false);
    const took = await becomes('https://www.tiktok.com/', 'site');
    console.log(`Chromium: policy removed to page open ${Math.round(took)} ms`);
    expect(await kindOf('https://company.example/')).toBe('policy');
  });
});
