import { chmodSync, mkdtempSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, afterAll, beforeAll, expect, it } from 'vitest';
import { openHostileDoor } from '#test/kit/hostile-tray-door.ts';
import { startDesktop } from '#test/kit/tray-desktop.ts';
import { canStartTray } from '#test/kit/tray-electron.ts';
import { lendElectron, whyNoOtherAccount, type OtherAccounts } from '#test/kit/tray-as-account.ts';
import { hexId } from '#test/kit/tray-played-agent.ts';
import { trayNotice } from '#test/kit/tray-notices.ts';
import { canRunAsRoot } from '#test/kit/needs-root.ts';
import { openTrayStage, type TrayStage } from '#test/kit/tray-stage.ts';
import { until } from '#test/kit/system-under-test.ts';

const suite = 'the tray and other accounts';
const runs =
  canStartTray(suite) && canRunAsRoot(suite, { programs: ['/usr/bin/setpriv'], also: whyNoOtherAccount });

/** Accounts that every Debian has, because a session bus lets nobody in whom the machine does not know. */
const anna = 2; // bin
const berit = 5; // games

let stage: TrayStage;
let accounts: OtherAccounts;

describe.runIf(runs)('the tray and other accounts of the PC', () => {
  beforeAll(async () => {
    stage = await openTrayStage();
    stage.agent.people = new Map([
      [anna, 'anna'],
      [berit, 'berit'],
    ]);
    accounts = lendElectron();
  });
  afterAll(async () => {
    await stage?.[Symbol.asyncDispose]();
    accounts?.[Symbol.dispose]();
  });

  it('two sessions of two people: each is told and shown its own, and nobody the other’s', async () => {
    await using annas = await startDesktop();
    await using berits = await startDesktop();
    const [hers, his] = [accounts.account(anna), accounts.account(berit)];
    await using first = await stage.start({ ...hers, desktop: annas });
    await using second = await stage.start({ ...his, desktop: berits });
    const forAnna = trayNotice({ kind: 'block', appName: 'Telegram' });
    const forBerit = trayNotice({ kind: 'block', appName: 'TikTok' });
    stage.agent.post(forAnna, 'anna');
    stage.agent.post(forBerit, 'berit');
    await until('both to be told', () =>
      stage.agent.notice(forAnna.id, 'anna')?.shown === 1 &&
      stage.agent.notice(forBerit.id, 'berit')?.shown === 1
        ? true
        : undefined,
    );
    expect(annas.notifications.words().join()).toMatch(/^(?!.*TikTok).*Telegram/su);
    expect(berits.notifications.words().join()).toMatch(/^(?!.*Telegram).*TikTok/su);
    for (const [tray, own, foreign] of [
      [first, forAnna, forBerit],
      [second, forBerit, forAnna],
    ] as const) {
      await tray.startAgain();
      const page = await tray.window();
      const state = await page.evaluate(() => window.portvakt.load({}));
      expect(state.ok && state.value.notices.map(({ id }) => id)).toEqual([own.id]);
      const answers = await page.evaluate(
        async (notice) => [
          await window.portvakt.acknowledge({ notice }),
          await window.portvakt.remind({ notice, when: 'tomorrow' }),
        ],
        foreign.id,
      );
      expect(answers.map(({ ok }) => ok)).toEqual([false, false]);
    }
    expect(stage.agent.notice(forAnna.id, 'anna')?.acknowledgedAt).toBeUndefined();
    expect(stage.agent.notice(forBerit.id, 'berit')?.acknowledgedAt).toBeUndefined();
  });

  it('a door that another person set up is not spoken to, and the person is told', async () => {
    const folder = mkdtempSync('/tmp/portvakt-squat-');
    chmodSync(folder, 0o755);
    try {
      await using door = await openHostileDoor({
        folder: join(folder, 'run'),
        owner: berit,
        answer: (socket) => void socket.write('x'.repeat(100)),
      });
      await using tray = await stage.start({ run: door.folder });
      await tray.iconIs('cannot-check');
      await tray.startAgain();
      const page = await tray.window();
      const state = await page.evaluate(() => window.portvakt.load({}));
      expect(state).toMatchObject({
        ok: true,
        value: { reach: { state: 'lost', why: 'untrusted-owner' } },
      });
      const item = hexId('anything');
      const asked = await page.evaluate(
        async (one) => [
          await window.portvakt.ask({
            ban: 'telegram-ban',
            purpose: 'my secret reason',
            days: 1,
            device: 'this-pc',
          }),
          await window.portvakt.remove({ ban: 'telegram-ban', item: one }),
        ],
        item,
      );
      expect(asked).toEqual([
        { ok: false, fault: 'unreachable' },
        { ok: false, fault: 'unreachable' },
      ]);
      expect([door.callers, door.heard]).toEqual([0, 0]);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('as an ordinary person the window runs inside the kernel’s sandbox (checklist, item 4)', async () => {
    await using desktop = await startDesktop();
    await using tray = await stage.start({ ...accounts.account(anna), desktop, sandboxed: true });
    await tray.startAgain();
    await tray.window();
    const [pid] = tray.rendererPids();
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    expect(status).toMatch(/^NoNewPrivs:\s+1$/mu);
    expect(status).toMatch(/^Seccomp:\s+2$/mu);
    // A process, user and network namespace of its own: it sees no other process and no network.
    for (const space of ['pid', 'user', 'net'])
      expect(readlinkSync(`/proc/${pid}/ns/${space}`)).not.toBe(readlinkSync(`/proc/self/ns/${space}`));
  });
});
