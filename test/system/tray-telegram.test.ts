import { readdirSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, afterAll, beforeAll, expect, it } from 'vitest';
import { text } from '#locales/text.ts';
import type { ExemptionRecord } from '#protocol/console-exemptions.ts';
import type { AgentStatus } from '#protocol/tray-agent.ts';
import { canRunAsRoot } from '#test/kit/needs-root.ts';
import { ban } from '#test/kit/policy-builder.ts';
import { processTree } from '#test/kit/process-tree.ts';
import { Child, portvakt, until } from '#test/kit/system-under-test.ts';
import { lendElectron, whyNoOtherAccount, type OtherAccounts } from '#test/kit/tray-as-account.ts';
import { startDesktop, type Desktop } from '#test/kit/tray-desktop.ts';
import { canStartTray } from '#test/kit/tray-electron.ts';
import { asAccount, createPerson, type Person } from '#test/kit/tray-person.ts';
import { startRealAgent, type RealAgent } from '#test/kit/tray-real-agent.ts';
import { TrayUnderTest } from '#test/kit/tray-under-test.ts';

const suite = 'the tray and Telegram';
const runs =
  canStartTray(suite) &&
  canRunAsRoot(suite, {
    programs: ['/usr/bin/telegram-desktop', '/usr/sbin/useradd'],
    also: whyNoOtherAccount,
  });

/** Debian's telegram-desktop, a real server, a real agent as root, the real CLI and the real tray. */
const telegram = '/usr/bin/telegram-desktop';
let house: RealAgent;
let desktop: Desktop;
let tray: TrayUnderTest;
let person: Person;
let accounts: OtherAccounts;

const opensItsData = (pid: number): boolean => {
  try {
    return readdirSync(`/proc/${pid}/fd`).some((fd) =>
      readlinkSync(`/proc/${pid}/fd/${fd}`).includes('/TelegramDesktop/'),
    );
  } catch {
    return false;
  }
};

/** The person starts Telegram, in a session of its own. */
function startTelegram(): Child {
  const [setpriv, ...words] = [...asAccount(person.uid), '/usr/bin/dbus-run-session', '--', telegram];
  return new Child(setpriv, words, {
    DISPLAY: desktop.display,
    HOME: person.home,
    XDG_RUNTIME_DIR: join(person.home, '.runtime'),
    QT_QPA_PLATFORM: 'xcb',
  });
}
const purpose = 'Answering the citizens who write to us there';
const requests = async (): Promise<readonly ExemptionRecord[]> =>
  (await house.cliJson<{ exemptions: readonly ExemptionRecord[] }>('exemptions', 'list')).exemptions;
/** What the person's own account is told of the ban. */
const ownBan = async (): Promise<Partial<AgentStatus['bans'][number]>> => {
  const told = await portvakt(['status', '--run', house.run, '--json'], {}, person.uid);
  return told.code === 0 ? ((JSON.parse(told.stdout) as AgentStatus).bans[0] ?? {}) : {};
};
/** The id of the notification with this body. */
const notified = (since: number, words: string): Promise<number> =>
  until(`the notification: ${words}`, () => {
    const found = desktop.notifications.notified
      .slice(since)
      .find(({ title, body }) => `${title}\n${body}`.includes(words));
    return found?.id;
  });

describe.runIf(runs)("a person starts Debian's telegram-desktop where it is banned", () => {
  beforeAll(async () => {
    person = createPerson('portvakt-test');
    desktop = await startDesktop();
    house = await startRealAgent([
      ban({ exemptions: { allowed: true, longestDays: 30 }, review: '2099-01-01' }),
    ]);
    accounts = lendElectron();
    const account = accounts.account(person.uid, person.home);
    tray = await TrayUnderTest.start({ desktop, run: house.run, ...account });
  });
  afterAll(async () => {
    await tray?.[Symbol.asyncDispose]();
    await house?.[Symbol.asyncDispose]();
    await desktop?.[Symbol.asyncDispose]();
    accounts?.[Symbol.dispose]();
    person?.[Symbol.dispose]();
  });

  it('already installed: the person is told so, before anything is stopped', async () => {
    await notified(0, text('en', 'toast.warn.blocked.body', { app: 'Telegram' }));
    expect(desktop.notifications.notified).toHaveLength(1);
  });

  it('stopped: the person is told by a native notification, once, and the icon shows it', async () => {
    await using child = startTelegram();
    await until('Telegram to be stopped', () => !child.running || undefined);
    const id = await notified(1, text('en', 'toast.block.body', {}));
    expect(desktop.notifications.notified).toHaveLength(2);
    await tray.iconIs('blocked');
    expect(tray.openWindows()).toBe(0);
    desktop.notifications.click(id);
    const page = await tray.window();
    await page.getByText('The council', { exact: false }).first().waitFor();
  });

  it('the person asks for it in the window, in their own words', async () => {
    const page = await tray.window();
    await page
      .getByRole('button', { name: text('en', 'button.ask', {}) })
      .first()
      .click();
    await page.getByLabel(text('en', 'ask.purpose', {})).fill(purpose);
    await page.getByLabel(text('en', 'ask.days', {})).fill('5');
    await page.getByRole('button', { name: text('en', 'button.send', {}) }).click();
    const request = await until('the request in IT', async () => (await requests())[0]);
    expect(request).toMatchObject({ state: 'waiting', purpose, days: 5, ban: 'telegram-ban' });
    await page
      .getByText(text('en', 'ask.sent', {}))
      .first()
      .waitFor();
    await tray.closeWindow();
  });

  it('IT approves it by the CLI, the person is told, and Telegram runs', async () => {
    const since = desktop.notifications.notified.length;
    const [request] = await requests();
    const approved = await house.cli('exemptions', 'approve', request?.exemption ?? '');
    expect(approved, approved.stderr).toMatchObject({ code: 0 });
    await notified(since, text('en', 'notice.exemption-answered.approved.title', { app: 'Telegram' }));
    await using child = startTelegram();
    // Its window is up when it keeps its data folder open; the agent has looked at it by the time it answers again.
    await until(
      'Telegram to run',
      () => processTree(child.pid).some(({ pid }) => opensItsData(pid)) || undefined,
    );
    expect(await ownBan()).toMatchObject({ ban: 'telegram-ban', effect: 'none', reason: 'exempt' });
    expect(child.running).toBe(true);
    for (const { pid, command } of processTree(child.pid))
      if (command[0] === telegram) process.kill(pid, 'SIGKILL');
    // Its session ends with it, and takes its bus along.
    await child.ended();
    expect(desktop.notifications.notified.length).toBe(since + 1);
  });

  it('the person sees in the window what was sent about it, and can check it', async () => {
    await tray.startAgain();
    const page = await tray.window();
    const ledger = await page.evaluate(() => window.portvakt.ledger({}));
    expect(ledger).toMatchObject({ ok: true, value: { intact: true, checked: 'verified' } });
    expect(JSON.stringify(ledger)).toContain('exemption-request');
  });
});
