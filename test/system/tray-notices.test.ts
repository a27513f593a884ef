import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { noticeWords } from '#locales/notice-words.ts';
import type { Person } from '#locales/person.ts';
import { toastWords } from '#locales/toast-words.ts';
import { languages, type Language } from '#policy/primitives.ts';
import type { Notice } from '#protocol/notice.ts';
import type { View } from '#protocol/tray-window.ts';
import type { Notified } from '#test/kit/notification-service.ts';
import { until } from '#test/kit/system-under-test.ts';
import { canStartTray } from '#test/kit/tray-electron.ts';
import { everyKind, trayNotice } from '#test/kit/tray-notices.ts';
import { openTrayStage, type TrayStage } from '#test/kit/tray-stage.ts';
import type { TrayUnderTest } from '#test/kit/tray-under-test.ts';

const runs = canStartTray('notices of the tray');
const timeZone = 'Europe/Oslo';

let stage: TrayStage;
let tray: TrayUnderTest;

const notified = (): readonly Notified[] => stage.desktop.notifications.notified;
/** The notification that comes for this notice. */
async function toastOf(notice: Notice): Promise<Notified> {
  const since = notified().length;
  stage.agent.post(notice);
  return until(`a notification of kind ${notice.kind}`, () => notified()[since], 15_000);
}
/** Both lines, without the seconds of a countdown that goes on. */
const uncounted = (title: string, body: string): string =>
  `${title}\n${body}`.replaceAll(/\d+(?= ?\p{L}*se[ck])/gu, '#');
const headline = (person: Person, notice: Notice): [string, string] => {
  const { title, body } = toastWords(person, notice, Date.now());
  return [title, body];
};
const shownAtAgent = (id: string): Promise<number> =>
  until('the agent to know that it was shown', () => stage.agent.notice(id)?.shown || undefined, 15_000);
async function view(): Promise<View | undefined> {
  const page = await tray.window();
  const state = await page.evaluate(() => window.portvakt.load({}));
  return state.ok ? state.value.view : undefined;
}
async function speak(language: Language): Promise<void> {
  await tray.startAgain();
  const page = await tray.window();
  expect(await page.evaluate((to) => window.portvakt.choose({ language: to }), language)).toMatchObject({
    ok: true,
  });
  await tray.closeWindow();
}
/** Everything so far is read, so that the icon is calm again. */
async function allRead(): Promise<void> {
  for (const notice of stage.agent.notices(stage.agent.account))
    if (notice.acknowledgedAt === undefined)
      stage.agent.post({
        ...notice,
        shown: Math.max(1, notice.shown),
        news: false,
        acknowledgedAt: Date.now(),
      });
  await tray.iconIs('fine');
}

describe.runIf(runs)('what concerns the person', () => {
  beforeAll(async () => {
    stage = await openTrayStage();
    tray = await stage.start();
    await tray.iconIs('fine');
  });
  afterAll(() => stage?.[Symbol.asyncDispose]());

  describe.each(languages)('in %s', (language) => {
    beforeAll(() => speak(language));

    it('comes as a native notification first, every kind in its words', async () => {
      const now = Date.now();
      // What opens the window by itself comes last.
      const calmFirst = everyKind(now).toSorted(
        (a, b) =>
          Number(a.kind === 'warn' || a.kind === 'closing') -
          Number(b.kind === 'warn' || b.kind === 'closing'),
      );
      for (const notice of calmFirst) {
        const { title, body } = await toastOf(notice);
        expect(uncounted(title, body), notice.kind).toBe(
          uncounted(...headline({ language, timeZone }, notice)),
        );
        expect(await shownAtAgent(notice.id)).toBe(1);
      }
      // A decision is needed: the window has opened by itself, in the person's language.
      const page = await tray.window();
      expect(await page.locator('html').getAttribute('lang')).toBe(language);
      await tray.closeWindow();
      await allRead();
    });

    it('opens at the notice when its notification is clicked', async () => {
      const notice = trayNotice({ kind: 'block' });
      const toast = await toastOf(notice);
      expect(tray.openWindows()).toBe(0);
      stage.desktop.notifications.click(toast.id);
      expect(await view()).toEqual({ page: 'notice', notice: notice.id });
      const page = await tray.window();
      const words = noticeWords({ language, timeZone }, notice, Date.now());
      await page.locator('h1', { hasText: words.title }).waitFor();
      expect(await page.locator('body').innerText()).toContain('Kommunestyret');
      await tray.closeWindow();
      await allRead();
    });
  });

  describe('a window by itself', () => {
    it('opens where a decision is needed, after the notification, once', async () => {
      await speak('en');
      const notice = trayNotice({
        kind: 'warn',
        deadline: Date.now() + 864_000_000,
        workingDays: 7,
        remindersLeft: 2,
      });
      await toastOf(notice);
      expect(await view()).toEqual({ page: 'notice', notice: notice.id });
      await shownAtAgent(notice.id);
      await tray.closeWindow();
      // The same again, as a repeat: a notification may come, the window does not.
      const again = { ...notice, times: 2, shown: 1, news: true };
      await toastOf(again);
      await shownAtAgent(notice.id);
      expect(tray.openWindows()).toBe(0);
      await allRead();
    });

    it('never opens for what only tells', async () => {
      const kinds = ['inform', 'block', 'web', 'lifted', 'removed'] as const;
      for (const kind of kinds) {
        const notice = trayNotice({ kind });
        await toastOf(notice);
        await shownAtAgent(notice.id);
      }
      expect(tray.openWindows()).toBe(0);
      await allRead();
    });
  });

  describe('a person who does not want to be disturbed', () => {
    it('sees no window; what came waits, and comes when the quiet is over', async () => {
      stage.desktop.notifications.inhibited = true;
      const warn = trayNotice({ kind: 'warn', deadline: Date.now() + 864_000_000, workingDays: 7 });
      const inform = trayNotice({ kind: 'inform', ban: 'snapchat', appName: 'Snapchat', removal: 'none' });
      // The desktop gets the notification and holds it back; the second shows that the first is dealt with.
      await toastOf(warn);
      await toastOf(inform);
      await tray.iconIs('waiting');
      expect(tray.openWindows()).toBe(0);
      expect([stage.agent.notice(warn.id)?.shown, stage.agent.notice(inform.id)?.shown]).toEqual([0, 0]);
      stage.desktop.notifications.inhibited = false;
      const since = notified().length;
      stage.agent.post(trayNotice({ kind: 'lifted', appName: 'Signal' }));
      expect(await shownAtAgent(warn.id)).toBe(1);
      expect(await shownAtAgent(inform.id)).toBe(1);
      expect(notified().length).toBeGreaterThan(since);
      await tray.window();
      await tray.closeWindow();
      await allRead();
    });
  });

  describe('a person who is away', () => {
    it('is told nothing until they are back, and then everything', async () => {
      await tray.app.evaluate(({ powerMonitor }) => {
        Reflect.set(powerMonitor, 'getSystemIdleState', () => 'locked');
      });
      const since = notified().length;
      const notice = trayNotice({ kind: 'block' });
      stage.agent.post(notice);
      await tray.iconIs('blocked');
      expect(notified().length).toBe(since);
      expect(stage.agent.notice(notice.id)?.shown).toBe(0);
      await tray.app.evaluate(({ powerMonitor }) => {
        Reflect.set(powerMonitor, 'getSystemIdleState', () => 'active');
        powerMonitor.emit('unlock-screen');
      });
      expect(await shownAtAgent(notice.id)).toBe(1);
      expect(notified().length).toBe(since + 1);
      await allRead();
    });
  });

  it('is taken off the desktop when it was read elsewhere', async () => {
    const notice = trayNotice({ kind: 'block' });
    const toast = await toastOf(notice);
    await shownAtAgent(notice.id);
    await allRead();
    await until('the notification to be taken back', () =>
      stage.desktop.notifications.takenBack.includes(toast.id) ? true : undefined,
    );
    expect(stage.desktop.notifications.takenBack.filter((id) => id === toast.id)).toEqual([toast.id]);
  });
});

describe.runIf(runs)('the language of the session', () => {
  it.each([
    ['de_AT.UTF-8', 'de'],
    ['nn_NO.UTF-8', 'nn'],
    ['fi_FI.UTF-8', 'en'],
  ] as const)('%s: %s', async (locale, language) => {
    await using other = await openTrayStage();
    const there = await other.start({ locale });
    await there.iconIs('fine');
    const notice = trayNotice({ kind: 'block' });
    other.agent.post(notice);
    const [toast] = await until('the notification', () =>
      other.desktop.notifications.notified.length > 0 ? other.desktop.notifications.notified : undefined,
    );
    expect(toast?.title).toBe(toastWords({ language, timeZone }, notice, Date.now()).title);
  });
});
