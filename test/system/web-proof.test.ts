import { chmodSync, existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { startAgent } from '#agent/main.ts';
import { TrialPage } from '#agent/web/trial-page.ts';
import { buildExtension } from '#installers/extension/build-extension.ts';
import { createBrowserTrials } from '#platform/browser-trial/linux.ts';
import { selectPlatform } from '#platform/select.ts';
import type { Receipt } from '#policy/proof.ts';
import { silentLog } from '#runtime/log.ts';
import { clockSetTo } from '#test/kit/fake-clock.ts';
import { canRunAsRoot } from '#test/kit/needs-root.ts';
import { ban, monday } from '#test/kit/policy-builder.ts';
import { top, until } from '#test/kit/system-under-test.ts';
import { tempFolder } from '#test/kit/temp-folder.ts';
import { TinyServer } from '#test/kit/tiny-server.ts';

const suite = 'proof of block in real browsers';
const canRun = canRunAsRoot(suite, {
  programs: ['/usr/lib/chromium/chromium', '/usr/lib/firefox-esr/firefox-esr'],
});

/** Machine-wide browser policy: run it under the lock that everything takes which touches it. */
describe.runIf(canRun)('proof of block in real browsers', () => {
  it.each([
    ['chromium', '/usr/lib/chromium/chromium', ['--no-sandbox']],
    ['firefox', '/usr/lib/firefox-esr/firefox-esr', []],
  ] as const)('is not made up: without a policy %s reaches the canaries', async (family, program, extra) => {
    await using page = await TrialPage.open();
    const ended = new AbortController();
    const run = createBrowserTrials().run({
      ...{ family, program, page: page.address, deadlineMs: 40_000 },
      extraArguments: extra,
      signal: ended.signal,
    });
    try {
      await until(
        'two tries of each',
        () => Object.values(page.sights).every(({ tries }) => tries >= 2),
        30_000,
      );
      expect(page.wasOpened).toBe(true);
      expect(Object.values(page.sights).map(({ last }) => last)).toEqual(['reached', 'reached']);
    } finally {
      ended.abort();
      expect(await run).toEqual({ ok: true, value: undefined });
    }
  });

  it('is made after the policy was first written, as nobody, and leaves nothing behind', async () => {
    await using server = await TinyServer.open({ bans: [ban({ id: 'tiktok-ban', apps: ['tiktok'] })] });
    using folder = tempFolder();
    chmodSync(folder.path, 0o755);
    const at = (name: string): string => join(folder.path, name);
    mkdirSync(at('state'), { mode: 0o700 });
    const extensionFolder = at('extension');
    const key = { own: at('extension-key.pem') };
    await buildExtension({ top, folder: extensionFolder, store: false, key });
    const hadFirefoxPolicy = existsSync('/etc/firefox');
    const launcherFolder = `/var/lib/portvakt-web-proof-${process.pid}`;
    const agent = await startAgent({
      installRoot: { mode: 'system', state: at('state'), run: at('run'), config: at('config') },
      platform: selectPlatform(),
      log: silentLog,
      clock: clockSetTo(monday),
      random: () => 0,
      settings: { server: server.url, token: server.token },
      web: { extensionFolder, launcherFolder, removeAtEnd: true, proofArguments: ['--no-sandbox'] },
    });
    try {
      const receipts = (): readonly Receipt[] =>
        [...server.events.values()].flatMap(({ body }) => (body.type === 'receipt' ? [body.receipt] : []));
      await until('four receipts', () => receipts().length >= 4, 110_000);
      expect(
        receipts()
          .map(({ layer, result, subject }) => `${subject} ${layer} ${result}`)
          .toSorted(),
      ).toEqual([
        'chromium browser-extension blocked',
        'chromium browser-policy blocked',
        'firefox browser-extension blocked',
        'firefox browser-policy blocked',
      ]);
      expect(agent.status().browsers?.find(({ browser }) => browser === 'chromium')).toMatchObject({
        policy: 'in-force',
      });
    } finally {
      await agent.stop();
    }
    expect(existsSync('/etc/chromium/policies/managed/zz-portvakt.json')).toBe(false);
    expect(existsSync(launcherFolder)).toBe(false);
    expect(existsSync('/etc/firefox')).toBe(hadFirefoxPolicy);
  });
});
