import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { text } from '#locales/text.ts';
import type { Notice } from '#protocol/notice.ts';
import { until } from '#test/kit/system-under-test.ts';
import { canStartTray } from '#test/kit/tray-electron.ts';
import { trayNotice } from '#test/kit/tray-notices.ts';
import { openTrayStage, type TrayStage } from '#test/kit/tray-stage.ts';
import type { TrayUnderTest } from '#test/kit/tray-under-test.ts';

const runs = canStartTray('the tray while nobody touches the keyboard');

let stage: TrayStage;
let tray: TrayUnderTest;
const notified = (): TrayStage['desktop']['notifications']['notified'] =>
  stage.desktop.notifications.notified;
const oneMore = (since: number): Promise<unknown> =>
  until('a notification', () => (notified().length > since ? true : undefined));
const isNow = (state: 'active' | 'idle'): Promise<void> =>
  tray.app.evaluate(({ powerMonitor }, now) => {
    Reflect.set(powerMonitor, 'getSystemIdleState', () => now);
    if (now === 'active') powerMonitor.emit('unlock-screen');
  }, state);

describe.runIf(runs)('a tray that its person leaves alone', () => {
  beforeAll(async () => {
    stage = await openTrayStage();
    tray = await stage.start();
    await tray.iconIs('fine');
  });
  afterAll(() => stage?.[Symbol.asyncDispose]());

  it('shows a countdown, which counts as seen by nobody, and tells who comes back that the app was closed', async () => {
    await isNow('idle');
    const since = notified().length;
    const closing: Notice = trayNotice({ kind: 'closing', closesAt: Date.now() + 3_000 });
    stage.agent.post(closing);
    await oneMore(since);
    const countdown = notified().at(-1);
    expect(countdown?.body).toContain('Telegram');
    expect([stage.agent.notice(closing.id)?.shown, tray.openWindows()]).toEqual([0, 0]);
    await until('the countdown to be taken away', () =>
      stage.desktop.notifications.takenBack.includes(countdown?.id ?? 0) ? true : undefined,
    );
    // So an agent calls a countdown that is over.
    stage.agent.post({ ...closing, news: false });
    await isNow('active');
    await until('the agent to know', () => (stage.agent.notice(closing.id)?.shown === 1 ? true : undefined));
    expect(notified().length).toBe(since + 2);
    expect(notified().at(-1)?.body).toBe(text('en', 'toast.closed.body', { app: 'Telegram' }));
  });

  it('a stored choice leaves no channel of the store behind, and a name no markup', async () => {
    await tray.startAgain();
    const page = await tray.window();
    const stored = await page.evaluate(() => window.portvakt.choose({ theme: 'dark' }));
    expect(stored).toEqual({ ok: true });
    const channels = await tray.app.evaluate(({ ipcMain }) => ipcMain.eventNames().map(String));
    expect(channels.filter((channel) => channel.startsWith('electron-store'))).toEqual([]);
    const since = notified().length;
    stage.agent.post(trayNotice({ kind: 'lifted', appName: 'R&D <b>Chat</b>' }));
    await oneMore(since);
    expect(notified().at(-1)?.body).toContain('R&amp;D &lt;b&gt;Chat&lt;/b&gt;');
  });

  it('goes on after a fault of its own, without a dialog before the person', async () => {
    await tray.app.evaluate(({ dialog }) => {
      Reflect.set(globalThis, 'boxes', 0);
      dialog.showErrorBox = () =>
        void Reflect.set(globalThis, 'boxes', Number(Reflect.get(globalThis, 'boxes')) + 1);
      setImmediate(() => {
        throw new Error('a fault that the test makes');
      });
      setImmediate(() => void Promise.reject(new Error('another fault that the test makes')));
    });
    const since = notified().length;
    stage.agent.post(trayNotice({ kind: 'lifted', appName: 'Signal' }));
    await oneMore(since);
    expect(await tray.app.evaluate(() => Number(Reflect.get(globalThis, 'boxes')))).toBe(0);
  });
});
