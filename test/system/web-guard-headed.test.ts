import { expect, it } from 'vitest';
import { chromiumProgram } from '#test/kit/chromium.ts';
import { startScreen } from '#test/kit/desktop.ts';
import { firefoxProgram } from '#test/kit/firefox.ts';
import { canRunAsRoot } from '#test/kit/needs-root.ts';
import { press, sees, visits } from '#test/kit/web-eyes.ts';
import { bans, WebGuardStage } from '#test/kit/web-guard-stage.ts';

const suite = 'the web guard in real windows';
const tiktok = 'https://www.tiktok.com/foryou';

it.runIf(canRunAsRoot(suite, { programs: [chromiumProgram, firefoxProgram, '/usr/bin/Xvfb'] }))(
  'blocks, warns and lets through on a screen, as without one',
  async () => {
    await using stage = await WebGuardStage.start();
    await stage.publish([bans.instagram()]);
    await stage.startAgent();
    await stage.policyWritten();
    await using screen = await startScreen();
    await using chromium = await stage.chromium({ display: screen.display });
    await using firefox = await stage.firefox({ display: screen.display });
    const page = await chromium.newPage();
    const tab = await firefox.newTab();
    await visits(page, tiktok, 'site', /TikTok/);
    await visits(tab, stage.inFirefox(tiktok), 'site', /TikTok/);

    await stage.publish([bans.tiktok(), bans.telegram({ effect: 'warn' })]);
    for (const one of [page, tab]) await sees(one, 'guard', /TikTok cannot be used on this PC/);
    const telegram = await chromium.newPage();
    await visits(telegram, 'https://web.telegram.org/a/', 'guard', /Telegram is not meant/);
    await press(telegram, 'Continue, I need it for work');
    await sees(telegram, 'site', /Telegram Web A/);
    const inFirefox = await firefox.newTab();
    await visits(inFirefox, stage.inFirefox('https://web.telegram.org/a/'), 'guard', /Telegram is not meant/);
    await press(inFirefox, 'Continue, I need it for work');
    await sees(inFirefox, 'site', /Telegram Web A/);

    await stage.publish([]);
    await sees(page, 'site', /TikTok/);
    expect(chromium.running && firefox.running).toBe(true);
  },
);
