import { chmodSync, chownSync, copyFileSync, mkdirSync, readdirSync, readlinkSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { chromiumProgram } from '#test/kit/chromium.ts';
import { canRunAsRoot } from '#test/kit/needs-root.ts';
import { until } from '#test/kit/system-under-test.ts';
import { asAccount, createPerson } from '#test/kit/tray-person.ts';
import { visits } from '#test/kit/web-eyes.ts';
import { bans, WebGuardStage } from '#test/kit/web-guard-stage.ts';

const suite = 'the web guard out of a folder that is nobody else’s';
const published = '/var/lib/portvakt-web-guard';

/** Accounts of the processes that run this program. */
const accountsRunning = (program: string): readonly number[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        return readlinkSync(`/proc/${pid}/exe`) === program ? [statSync(`/proc/${pid}`).uid] : [];
      } catch {
        return [];
      }
    });

it.runIf(canRunAsRoot(suite, { programs: [chromiumProgram] }))(
  'reaches the browser of another account, which can read neither the extension nor the Node there',
  async () => {
    await using stage = await WebGuardStage.start();
    using person = createPerson('portvakt-kari');
    chmodSync(join(stage.folder, 'extension'), 0o700);
    const node = join(stage.folder, 'private/node');
    mkdirSync(dirname(node), { mode: 0o700 });
    copyFileSync(process.execPath, node);
    // A warning rests on the extension alone.
    await stage.publish([bans.tiktok({ effect: 'warn' })]);
    await stage.startAgent(node);
    await stage.policyWritten('ExtensionInstallForcelist');

    const profiles = join(person.home, '.config/chromium');
    mkdirSync(profiles, { recursive: true });
    for (const path of [dirname(profiles), profiles]) chownSync(path, person.uid, person.uid);
    await using browser = await stage.chromium({ home: person.home, before: asAccount(person.uid) });
    await until('its extension to be connected', async () => {
      const told = (await stage.coverage()).find((one) => one.browser === 'chromium');
      return (told?.connected ?? 0) > 0 || undefined;
    });
    await visits(
      await browser.newPage(),
      'https://www.tiktok.com/',
      'guard',
      /TikTok is not meant for this PC/,
    );
    expect(accountsRunning(join(published, 'node'))).toContain(person.uid);
    expect(readdirSync(published).toSorted()).toEqual(['extension', 'node', 'web-host']);
  },
);
