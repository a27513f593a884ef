import { describe, afterEach, beforeEach, expect, it } from 'vitest';
import type { Reach } from '#protocol/tray-window.ts';
import { canStartTray } from '#test/kit/tray-electron.ts';
import { trayNotice } from '#test/kit/tray-notices.ts';
import { openTrayStage, type TrayStage } from '#test/kit/tray-stage.ts';
import type { TrayUnderTest } from '#test/kit/tray-under-test.ts';
import { until } from '#test/kit/system-under-test.ts';

const runs = canStartTray('the tray and its agent');

let stage: TrayStage;

beforeEach(async () => {
  stage = await openTrayStage();
});
afterEach(() => stage?.[Symbol.asyncDispose]());

/** What the window says about the agent. */
async function reach(tray: TrayUnderTest): Promise<Reach | undefined> {
  await tray.startAgain();
  const page = await tray.window();
  const state = await page.evaluate(() => window.portvakt.load({}));
  return state.ok ? state.value.reach : undefined;
}
const told = (title: RegExp): number =>
  stage.desktop.notifications.notified.filter((one) => title.test(`${one.title}\n${one.body}`)).length;
const shownAtAgent = (id: string): Promise<unknown> =>
  until('the agent to know that it was shown', () =>
    (stage.agent.notice(id)?.shown ?? 0) > 0 ? true : undefined,
  );

describe.runIf(runs)('the tray when its agent comes and goes', () => {
  it('starts without an agent, says so, and finds it when it comes', async () => {
    await stage.doors.shut();
    const tray = await stage.start();
    await tray.iconIs('cannot-check');
    expect(await reach(tray)).toMatchObject({ state: 'lost', why: 'not-running' });
    const page = await tray.window();
    expect(await page.evaluate((notice) => window.portvakt.acknowledge({ notice }), 'a'.repeat(32))).toEqual({
      ok: false,
      fault: 'unreachable',
    });
    await stage.doors.open();
    await tray.iconIs('fine');
    expect(await reach(tray)).toEqual({ state: 'connected' });
  });

  it('says what was last known while the agent is away, and shows nothing twice after it came back', async () => {
    const tray = await stage.start();
    const notice = trayNotice({ kind: 'block' });
    stage.agent.post(notice);
    await shownAtAgent(notice.id);
    await tray.iconIs('blocked');
    await stage.doors.shut();
    await tray.iconIs('cannot-check');
    expect(await reach(tray)).toMatchObject({ state: 'lost' });
    const page = await tray.window();
    const state = await page.evaluate(() => window.portvakt.load({}));
    expect(state).toMatchObject({ ok: true, value: { notices: [{ id: notice.id }] } });
    await tray.closeWindow();
    for (let round = 0; round < 3; round += 1) {
      await stage.doors.open();
      await tray.iconIs('blocked');
      await stage.doors.shut();
      await tray.iconIs('cannot-check');
    }
    await stage.doors.open();
    await tray.iconIs('blocked');
    expect(told(/Telegram/u)).toBe(1);
    const next = trayNotice({ kind: 'block', appName: 'TikTok' });
    stage.agent.post(next);
    await shownAtAgent(next.id);
    expect([told(/Telegram/u), told(/TikTok/u)]).toEqual([1, 1]);
  });

  it('killed in the middle and started again: what was shown is not shown twice, what was not is not lost', async () => {
    const tray = await stage.start();
    const first = trayNotice({ kind: 'block' });
    stage.agent.post(first);
    await shownAtAgent(first.id);
    await tray.kill();
    const second = trayNotice({ kind: 'block', appName: 'TikTok' });
    stage.agent.post(second);
    await using again = await stage.start({ home: tray.home });
    await shownAtAgent(second.id);
    await again.iconIs('blocked');
    expect([told(/Telegram/u), told(/TikTok/u)]).toEqual([1, 1]);
    // Nothing of the old one is left that would keep the new one from being the only one.
    await again.startAgain();
    await again.window();
  });

  it('many messages that waited become one notification', async () => {
    for (let count = 0; count < 12; count += 1)
      stage.agent.post(trayNotice({ kind: 'inform', ban: `ban-${count}`, appName: `App ${count}` }));
    const tray = await stage.start();
    await tray.iconIs('waiting');
    await until('a notification', () => stage.desktop.notifications.notified.length > 0 || undefined);
    await reach(tray);
    expect(stage.desktop.notifications.notified.length).toBe(1);
    expect(stage.desktop.notifications.notified[0]?.title).toContain('12');
  });

  it('a thousand announcements in a second: folded, nothing lost, and the memory stays', async () => {
    const tray = await stage.start();
    await tray.iconIs('fine');
    const notice = trayNotice({ kind: 'block' });
    const memory = (): Promise<number> => tray.app.evaluate(() => process.memoryUsage().rss / 1_048_576);
    stage.agent.post(notice);
    await shownAtAgent(notice.id);
    const before = await memory();
    const already = stage.desktop.notifications.notified.length;
    for (let times = 2; times <= 1_001; times += 1) {
      stage.agent.post({ ...notice, times, news: true, shown: 1 });
      if (times % 10 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    const last = trayNotice({ kind: 'block', appName: 'TikTok' });
    stage.agent.post(last);
    await shownAtAgent(last.id);
    const notified = stage.desktop.notifications.notified.slice(already);
    expect(notified.length).toBeLessThanOrEqual(5);
    const known = await until('the tray to know all of it', async () => {
      await tray.startAgain();
      const page = await tray.window();
      const state = await page.evaluate(() => window.portvakt.load({}));
      if (!state.ok) return undefined;
      return state.value.notices.some(({ times }) => times === 1_001) ? state.value.notices : undefined;
    });
    expect(known.length).toBe(2);
    expect((await memory()) - before).toBeLessThan(64);
  });
});
