import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { tasks, type Click } from '#console/tasks.ts';
import { consoleSay } from '#locales/console/console-text.ts';
import { loadConsole } from '#locales/console/load-console.ts';
import type { Truth } from '#policy/proof.ts';
import { noBrowser } from '#test/electron/renderer/window-in-test.ts';
import { top, until } from '#test/kit/system-under-test.ts';
import type { Desk } from './desk.ts';
import type { PersonAtPc } from './person-at-pc.ts';
import { WalkStage } from './walk-stage.ts';

const hour = 3_600_000;
const day = 24 * hour;
/** Where the README finds them. */
const pictures = process.env['PICTURES'] === '1' ? join(top, 'src/console/pictures') : undefined;
/** A busy machine takes its time. */
const eventually = <T>(look: () => T) => expect.poll(look, { timeout: 20_000 });

/** What PCs of such a fleet enforce: not all of them everything. */
const fleetTruth = (at: number): readonly Truth[] =>
  ['telegram', 'tiktok'].flatMap((ban) =>
    (['native', 'store', 'portable', 'fork', 'pwa', 'web'] as const).map((channel) => ({
      ...{ ban, channel },
      level:
        channel === 'web' && at % 7 === 0
          ? 'warned'
          : channel === 'portable' || at % 9 === 0
            ? 'stopped-after-start'
            : 'denied-before-start',
    })),
  );

describe.skipIf(noBrowser)('from the first start to the compliance report', () => {
  let stage: WalkStage;
  /** The first administrator, and the second operator. */
  let anna: Desk;
  let bjorn: Desk;
  let bjornsToken = '';
  /** In the pilot ring, and not. */
  let kari: PersonAtPc;
  let ola: PersonAtPc;

  beforeAll(async () => {
    stage = await WalkStage.open();
    if (pictures !== undefined) mkdirSync(pictures, { recursive: true });
  }, 120_000);
  afterAll(() => stage?.[Symbol.asyncDispose]());
  afterEach(async ({ task }) => {
    if (task.result?.state !== 'fail') return;
    // What stood there when it failed says more than what was waited for.
    for (const [name, desk] of Object.entries({ anna, bjorn }))
      await desk?.picture(join(top, '.cache/pictures', `walk-failed-${name}.png`));
  });

  const picture = async (desk: Desk, name: string): Promise<void> => {
    if (pictures === undefined) return;
    await desk.page.mouse.move(0, 0);
    await desk.picture(join(pictures, `${name}.png`));
  };
  const today = (): string => new Date(stage.clock.now()).toISOString().slice(0, 10);
  const addressOfDraft = (desk: Desk): string => new URL(desk.page.url()).pathname;

  it('signs the first administrator in by the link that the first start left, once', async () => {
    anna = await stage.desk();
    const link = stage.leftByFirstStart('sign-in-link');
    await anna.page.goto(link);
    await anna.heading('Overview');
    await anna.reads('No bans yet');
    expect(anna.page.url()).not.toContain('#');
    const other = await stage.desk();
    await other.page.goto(link);
    await other.reads(/^The link was used or has expired/);
  });

  it('sets up units, rings, the brake and four eyes in one draft', async () => {
    const { page } = anna;
    await anna.goTo('Settings');
    await anna.page.getByRole('checkbox', { name: 'Norsk bokmål' }).check();
    await anna.page
      .getByRole('group', { name: 'Whom employees may ask' })
      .getByLabel('Name')
      .fill('IT service');
    await anna.page
      .getByRole('group', { name: 'Whom employees may ask' })
      .getByLabel('Mail')
      .fill('it@fjordby.example');
    await page.getByLabel(/^Pause a ban, for at most/).fill('72');
    await anna.press('Save in draft');
    await anna.reads(/^Your changes are in the draft/);
    await page.getByRole('navigation', { name: 'Parts of the settings' }).getByText('Units').click();
    for (const [id, name] of [
      ['schools', 'Schools'],
      ['health', 'Health and care'],
      ['technical', 'Roads and water'],
    ] as const) {
      await anna.press('Add unit');
      const row = page.locator('.row-editor').last();
      await row.getByLabel('Name').fill(name);
      await row.getByLabel('Id', { exact: true }).fill(id);
    }
    await anna.press('Save in draft');
    await eventually(() =>
      page.locator('.row-editor').last().getByLabel('Id', { exact: true }).isDisabled(),
    ).toBe(true);
    await page
      .getByRole('navigation', { name: 'Parts of the settings' })
      .getByText('Review and rollout')
      .click();
    await page.getByLabel('Two people for every change of the policy').check();
    await anna.press('Add ring');
    const pilot = page.locator('.row-editor').first();
    await pilot.getByLabel('Id', { exact: true }).fill('pilot');
    await pilot.getByLabel('Name').fill('Pilot');
    await pilot.getByLabel('Who').selectOption('labels');
    await pilot.getByLabel('Labels').fill('pilot');
    await pilot.getByLabel('Soak time (hours)').fill('24');
    await anna.press('Add ring');
    const everyone = page.locator('.row-editor').nth(1);
    await everyone.getByLabel('Id', { exact: true }).fill('all');
    await everyone.getByLabel('Name').fill('Everyone');
    await everyone.getByLabel('Share of PCs (%)').fill('100');
    await everyone.getByLabel('Soak time (hours)').fill('0');
    await anna.fill('Hits per PC', '3');
    await anna.fill('Exemption requests per PC', '0.5');
    await anna.press('Save in draft');
    await anna.link('Review and publish');
    await anna.reads('The organisation’s settings change');
    await anna.press('Publish');
    await page.getByLabel('To everyone at once').check();
    await anna.pressInDialog('Publish');
    await anna.heading('Version 2');
    expect(await anna.reads('This version went to everyone at once.')).not.toBe('');
  });

  it('makes a second operator, whose token is shown once', async () => {
    const { page } = anna;
    await anna.goTo('Settings');
    await page.getByRole('navigation', { name: 'Parts of the settings' }).getByText('Operators').click();
    await anna.press('New operator');
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Name').fill('Bjørn Dahl');
    await dialog.getByLabel('Role').selectOption('administrator');
    await anna.pressInDialog('Make token');
    bjornsToken = (await page.locator('.secret').textContent()) ?? '';
    bjorn = await stage.desk();
    await bjorn.signInByToken(bjornsToken);
    await anna.goTo('Overview');
    await anna.goTo('Settings');
    expect(await page.locator('.secret').count()).toBe(0);
  });

  it('takes PCs into service by tokens: two with real agents, and a fleet', async () => {
    const { page } = anna;
    await anna.goTo('Devices');
    await page.getByRole('navigation', { name: 'Views of devices' }).getByText('Enrolment tokens').click();
    await anna.press('New token');
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Name').fill('Pilot group');
    await dialog.getByLabel('Labels').fill('pilot');
    await anna.pressInDialog('Make token');
    const pilotToken = (await page.locator('.secret').textContent()) ?? '';
    const token = await stage.enrolmentToken({ unit: 'health' });
    [kari, ola] = await Promise.all([
      stage.person('kari', 'IT-0001', pilotToken),
      stage.person('ola', 'CARE-0107', token),
    ]);
    stage.fleet.truth = () => [];
    await stage.fleet.join(stage.url, pilotToken, 9);
    for (const unit of ['schools', 'health', 'technical', 'schools'])
      await stage.fleet.join(stage.url, await stage.enrolmentToken({ unit }), 26);
    await anna.goTo('Overview');
    expect(await anna.reads('115')).toBe('115');
    stage.fleet.truth = fleetTruth;
  });

  it('bans Telegram and TikTok from the catalogue, in one draft', async () => {
    const { page } = anna;
    await anna.goTo('Bans');
    await anna.link('New ban');
    await anna.fill('App', 'tel');
    await anna.reads('Other Telegram clients');
    await anna.press('Choose Telegram');
    await anna.fill('App', 'tik');
    await anna.press('Choose TikTok');
    await anna.press('Write 2 bans');
    await anna.heading('Ban Telegram, TikTok');
    for (const app of ['Telegram', 'TikTok']) {
      await anna.link(`New ban on ${app} in fjordby`);
      await anna.heading(`Ban on ${app}`);
      await page.getByLabel('What it rests on').selectOption('decision');
      await anna.fill('Who decided', 'The municipal council');
      await anna.fill('Case number or section', '2026/4711');
      await anna.fill('To be decided anew by', '2027-05-31');
      await page.getByLabel('Two people must approve').check();
      await page.getByLabel('Language to write in').selectOption('en');
      await anna.fill(
        'Why (English)',
        `${app} shares what it sees with people who have no business with it.`,
      );
      await page.getByLabel('Language to write in').selectOption('nb');
      await anna.fill('Why (Norsk bokmål)', `${app} deler det den ser, med folk som ikke har noe med det.`);
      await anna.fill('What they can use instead (Norsk bokmål)', 'Bruk Teams.');
      await page.getByLabel('Language to write in').selectOption('en');
      await anna.fill('What they can use instead (English)', 'Use Teams.');
      await anna.reads('Written in all of the languages.');
      await page.getByLabel('Show in').selectOption('en');
      await page.locator('aside').getByText(`${app} shares what it sees`).waitFor();
      await anna.reads(/^Saved in the draft at/);
      await eventually(() => page.getByText('Saving…').count()).toBe(0);
      if (app === 'Telegram') {
        await page.getByRole('heading', { level: 1 }).focus();
        await page.evaluate(() => scrollTo(0, 0));
        await picture(anna, 'ban-editor');
        // Nobody has it, and nobody is to get it.
        await page.getByLabel('Time for those who have the app already').uncheck();
        await eventually(() => page.getByText(/^Saved in the draft at/).count()).toBe(1);
      }
      await page
        .getByRole('button', { name: 'To the draft' })
        .or(page.getByRole('link', { name: 'To the draft' }))
        .click();
      await anna.heading('Ban Telegram, TikTok');
    }
    expect(await anna.faults()).toEqual([]);
  });

  it('knows beforehand how many PCs it touches, with margin and coverage, and whom nobody can point at', async () => {
    stage.fleet.has = (at, app) => (app === 'telegram' ? at % 3 === 0 : at % 10 === 0);
    await anna.press('Ask the PCs');
    await anna.reads('115 of 115 devices answered');
    for (const [name, app] of Object.entries({ Telegram: 'telegram', TikTok: 'tiktok' })) {
      const told = await anna.reads(new RegExp(`^${name}: about`));
      const [, about, margin] = /about (\d+) PCs, plus or minus (\d+) \([\d.]+%\)$/.exec(told) ?? [];
      const real = stage.fleet.members.filter(({ at }) => stage.fleet.has(at, app)).length;
      // The margin holds in most cases; three times the margin in all.
      expect(Math.abs(Number(about) - real)).toBeLessThanOrEqual(3 * Number(margin));
    }
    await picture(anna, 'draft');
  });

  it('lets nobody publish alone: the second operator hears of it, approves, and the first publishes', async () => {
    await bjorn.goTo('Overview');
    await anna.press('Ask for a review');
    // Nobody loads the page anew.
    await bjorn.reads('1 draft is to be reviewed');
    await bjorn.link('1 draft is to be reviewed');
    await bjorn.link('Ban Telegram, TikTok');
    await bjorn.heading('Ban Telegram, TikTok');
    await bjorn.press('Approve');
    await anna.reads(/approved it on/);
    await anna.press('Publish');
    await anna.pressInDialog('Publish');
    await anna.heading('Version 3');
    expect(await anna.reads(/^Next ring on/)).toContain('24 November at 09:3');
  });

  it('reaches the pilot ring and nobody else', async () => {
    await until('the pilot’s agent applies it', async () => (await kari.status()).release === 3 || undefined);
    await eventually(() => stage.fleet.holding(3)).toBe(9);
    await anna.reads('10 of 10 PCs have it');
    await kari.installsTelegram();
    expect(await kari.canUseTelegram()).toBe(false);
    expect(await kari.readsNotices()).not.toEqual([]);
    await ola.installsTelegram();
    expect(await ola.canUseTelegram()).toBe(true);
    expect((await ola.status()).release).toBe(2);
    expect(await anna.faults()).toEqual([]);
    await picture(anna, 'rollout');
  });

  it('has each of the twelve tasks within three clicks', { timeout: 120_000 }, async () => {
    // Something to publish.
    await bjorn.goTo('Bans');
    await bjorn.link('New ban');
    await bjorn.fill('App', 'temu');
    await bjorn.press('Choose Temu');
    await bjorn.press('Write the ban');
    await bjorn.heading('Ban on Temu');
    await bjorn.page.getByRole('link', { name: 'To the draft' }).click();
    await bjorn.heading('Ban Temu');
    await anna.goTo('Overview');
    await bjorn.press('Ask for a review');
    await anna.reads('1 draft is to be reviewed');
    await anna.open(addressOfDraft(bjorn));
    await anna.heading('Ban Temu');
    await anna.press('Approve');
    await anna.reads(/approved it on/);
    const say = consoleSay('en', await loadConsole('en'), 'UTC');
    const { page } = anna;
    const press = async (click: Click): Promise<void> => {
      const wanted =
        click.role === 'row'
          ? page.locator(`main a[href^="${click.below}"]:not([href$="/new"])`)
          : page.getByRole(click.role, { name: say(click.name as 'bans.new'), exact: true });
      await wanted.first().click();
    };
    // Whoever changes a ban begins a draft, which would be the newest.
    const isLast = ({ id }: (typeof tasks)[number]): number => Number(id === 'change-a-ban');
    for (const { id, clicks } of tasks.toSorted((one, other) => isLast(one) - isLast(other))) {
      await anna.goTo('Overview');
      for (const click of clicks) {
        const before = page.url();
        await press(click);
        await eventually(
          async () => page.url() !== before || (await page.locator('dialog[open]').count()) === 1,
        ).toBe(true);
      }
      expect(await page.locator('dialog[open], h1').count(), id).toBeGreaterThan(0);
      if ((await page.locator('dialog[open]').count()) === 1) await page.keyboard.press('Escape');
    }
  });

  it('goes on by itself when the soak time is over; PCs say what they enforce', async () => {
    await stage.moveTo(stage.clock.now() + day + hour);
    await until('the other agent applies it', async () => (await ola.status()).release === 3 || undefined);
    await eventually(() => stage.fleet.holding(3)).toBe(stage.fleet.size);
    expect(await ola.canUseTelegram()).toBe(false);
    expect((await ola.readsNotices()).map(({ kind, ban }) => `${kind} ${ban}`)).toContain('block telegram');
    for (const at of [3, 4, 12, 30, 31])
      await stage.fleet.reports(at, {
        ban: at % 2 === 0 ? 'tiktok' : 'telegram',
        channel: at % 3 === 0 ? 'web' : 'native',
        action: 'stopped',
        level: 'denied-before-start',
        at: Math.floor(stage.clock.now() / 300_000) * 300_000,
      });

    // Tuesday morning: yesterday’s sessions are over.
    await anna.page.reload();
    await anna.page.getByLabel('Access token').waitFor();
    [anna, bjorn] = [await stage.desk(), await stage.desk()];
    await anna.signInByToken(stage.leftByFirstStart('administrator-token'));
    await bjorn.signInByToken(bjornsToken);
    await anna.goTo('Rollouts');
    await anna.link(/^Version 3/);
    await anna.heading('Version 3');
    await anna.reads('Done');
    await anna.goTo('Devices');
    await anna.fill('Host name', 'CARE-0107');
    await anna.page.keyboard.press('Enter');
    await anna.link('CARE-0107');
    await anna.heading('CARE-0107');
    await anna.reads('Stopped after start');
    await anna.reads(/^That you opened this page is recorded/);
    await eventually(async () => (await ola.looks()).length).toBeGreaterThan(0);
  });

  it('meets a request with two approvers, and the app may run', async () => {
    await anna.goTo('Overview');
    await ola.asks('telegram', 'An exhibition about messengers at the library', 2);
    await anna.reads('1 exemption request is waiting');
    await anna.link('1 exemption request is waiting');
    await anna.reads('An exhibition about messengers at the library');
    await anna.press('Approve');
    await anna.pressInDialog('Approve');
    await anna.reads('No request is waiting');
    expect(await ola.canUseTelegram()).toBe(false);
    // Who approved once does not approve twice.
    await anna.page.getByRole('link', { name: 'Half approved' }).click();
    await anna.reads('You approved this. Somebody else must approve it too.');
    expect(await anna.page.getByRole('button', { name: 'Approve', exact: true }).count()).toBe(0);
    await bjorn.goTo('Overview');
    await bjorn.link('1 request needs its second approver');
    await bjorn.reads('An exhibition about messengers at the library');
    await picture(bjorn, 'exemptions');
    await bjorn.press('Approve');
    await bjorn.pressInDialog('Approve');
    await until('it is exempt', async () => (await ola.ban('telegram'))?.exemptUntil);
    expect(await ola.ban('telegram')).toMatchObject({ reason: 'exempt' });
    expect(await ola.canUseTelegram()).toBe(true);
    expect(await kari.canUseTelegram()).toBe(false);
  });

  it('says that the server is away, and comes back by itself', async () => {
    await anna.goTo('Overview');
    await picture(anna, 'overview');
    await stage.killServer();
    await anna.reads(/^No connection to the server/);
    expect(await anna.says('Needs you today')).toBe(1);
    await stage.startServerAgain();
    await eventually(() => anna.says(/^No connection to the server/)).toBe(0);
    await stage.fleet.rejoin(stage.url);
    await stage.connected();
    await eventually(() => anna.page.locator('dd').allTextContents()).toContain('115');
  });

  it('can be read and used on every page, with all of this on it', { timeout: 180_000 }, async () => {
    const found: unknown[] = [];
    const look = async (path: string): Promise<void> => {
      await anna.open(path);
      await anna.heading(/./);
      for (const fault of await anna.faults()) found.push({ path, fault });
    };
    await anna.goTo('Drafts');
    await anna.link('Ban Temu');
    await anna.heading('Ban Temu');
    const draft = addressOfDraft(anna);
    await anna.goTo('Devices');
    await anna.fill('Host name', 'CARE-0107');
    await anna.page.keyboard.press('Enter');
    await anna.link('CARE-0107');
    await anna.heading('CARE-0107');
    await picture(anna, 'device');
    const device = addressOfDraft(anna);
    const views = [
      'units',
      'rollout',
      'rules',
      'retention',
      'operators',
      'provider',
      'webhooks',
      'mail',
      'syslog',
    ];
    for (const path of [
      ...['/', '/bans', '/bans/new', '/bans/fjordby/telegram', '/drafts', draft],
      ...[`${draft}/bans/fjordby/temu`, '/rollouts', '/rollouts/3', '/devices', '/devices?view=tokens'],
      ...['/devices?view=expected', device, '/exemptions?view=approved', '/packs', '/audit', '/report'],
      ...['/settings', ...views.map((view) => `/settings?view=${view}`), '/no/such/page'],
    ])
      await look(path);
    expect(found).toEqual([]);
  });

  it('ends the exemption by itself, and the report of the period tells of it', async () => {
    await stage.moveTo(stage.clock.now() + 2 * day + hour);
    await eventually(() => ola.canUseTelegram()).toBe(false);
    anna = await stage.desk();
    await anna.signInByToken(stage.leftByFirstStart('administrator-token'));
    await anna.goTo('Exemptions');
    await anna.page.getByRole('link', { name: 'Ended' }).click();
    await anna.reads('An exhibition about messengers at the library');
    await anna.goTo('Report');
    await anna.fill('First day', '2026-11-23');
    await anna.fill('Last day', today());
    await anna.press('Show report');
    await anna.reads('23 November 2026 to 26 November 2026');
    await anna.reads(/granted, .* ended/);
    await picture(anna, 'report');
    await anna.page.emulateMedia({ media: 'print' });
    expect(await anna.page.getByRole('navigation', { name: 'Main menu' }).isVisible()).toBe(false);
    expect(await anna.page.getByRole('button', { name: 'Print or save as PDF' }).isVisible()).toBe(false);
    expect(await anna.page.getByText('Compliance report').first().isVisible()).toBe(true);
    expect((await anna.page.pdf({ format: 'A4' })).subarray(0, 5).toString()).toBe('%PDF-');
    expect(stage.complaints).toEqual([]);
  });
});
