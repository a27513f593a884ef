import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { operations } from '#protocol/console-server.ts';
import { problem, type Answer, type Script } from '#test/cli/example-server.ts';
import { findOverflow } from '#test/electron/renderer/overflow.ts';
import { noBrowser } from '#test/electron/renderer/window-in-test.ts';
import { top } from '#test/kit/system-under-test.ts';
import { ConsoleStage, type ConsoleInTest, type View } from './console-stage.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const pictures = process.env['PICTURES'] === '1' ? join(top, '.cache/pictures/console') : undefined;
const device = '0123456789abcdef0123456789abcdef';
const english: View = { width: 1280, colours: 'light', language: 'en' };
/** A busy machine takes its time. */
const eventually = <T>(look: () => T) => expect.poll(look, { timeout: 15_000 });
const answer = (body: unknown): Answer => ({ status: 200, body });

const session = operations.getSession.example.response;
const administrator = { ...session, operator: { ...session.operator, role: 'administrator' } };
const request = operations.listExemptions.example.response.exemptions[0];
const report = operations.getReport.example.response;

/** The example server, asked by an administrator. */
const asAdministrator =
  (more: Script = () => undefined): Script =>
  (asked) =>
    asked.id === 'getSession' ? answer(administrator) : more(asked);

const views = {
  'devices-tokens': '/devices?view=tokens',
  'devices-expected': '/devices?view=expected',
  'devices-filtered': '/devices?unit=school&ban=tiktok&level=blind&silent=true',
  'exemptions-expiring': '/exemptions?view=expiring',
  'packs-own': '/packs?view=own',
  'packs-follow': '/packs?view=follow',
  'settings-units': '/settings?view=units',
  'settings-rollout': '/settings?view=rollout',
  'settings-rules': '/settings?view=rules',
  'settings-reach': '/settings?view=reach',
  'settings-people': '/settings?view=people',
  'settings-retention': '/settings?view=retention',
  'settings-operators': '/settings?view=operators',
  'settings-provider': '/settings?view=provider',
  'settings-webhooks': '/settings?view=webhooks',
  'settings-mail': '/settings?view=mail',
  'settings-syslog': '/settings?view=syslog',
  'settings-sessions': '/settings?view=sessions',
  'settings-backup': '/settings?view=backup',
} as const;
type ViewName = keyof typeof views;

describe.skipIf(noBrowser)('records and settings in a browser', () => {
  let stage: ConsoleStage;
  beforeAll(async () => {
    stage = await ConsoleStage.build();
    if (pictures !== undefined) mkdirSync(pictures, { recursive: true });
  }, 60_000);
  afterAll(() => stage?.[Symbol.asyncDispose]());
  afterEach(() => stage.play(() => undefined));

  async function settled({ page }: ConsoleInTest): Promise<void> {
    await page.waitForSelector('h1');
    await eventually(() => page.locator('.loading').count()).toBe(0);
  }

  async function violations({ page }: ConsoleInTest): Promise<readonly string[]> {
    await page.evaluate(axe);
    return page.evaluate(async () => {
      const { axe: judge } = globalThis as unknown as {
        axe: { run: () => Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };
      };
      const found = await judge.run();
      return found.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
    });
  }

  async function faultsOf(seen: ConsoleInTest, said: string, judged: boolean): Promise<readonly string[]> {
    await settled(seen);
    if (pictures !== undefined)
      await seen.page.screenshot({ path: join(pictures, `${said}.png`), fullPage: true });
    return [
      ...(await seen.page.evaluate(findOverflow)).map((fault) => JSON.stringify(fault)),
      ...(judged ? await violations(seen) : []),
      ...seen.complaints,
    ];
  }

  it.each(Object.keys(views) as ViewName[])(
    '%s can be read and used, wide and narrow, light and dark',
    { timeout: 120_000 },
    async (name) => {
      stage.play(asAdministrator());
      {
        await using seen = await stage.open(views[name], { ...english, colours: 'dark' });
        expect(await faultsOf(seen, `${name}-1280-dark-en`, true)).toEqual([]);
        await seen.page.emulateMedia({ colorScheme: 'light' });
        await seen.page.setViewportSize({ width: 320, height: 900 });
        expect(await faultsOf(seen, `${name}-320-light-en`, true)).toEqual([]);
      }
      await using german = await stage.open(views[name], { ...english, width: 320, language: 'de' });
      expect(await faultsOf(german, `${name}-320-light-de`, false)).toEqual([]);
    },
  );

  /** The last time that this was asked, what it was given. */
  const lastAsked = (id: string) => stage.api.requests.findLast((asked) => asked.id === id);
  const field = (within: Locator, label: string | RegExp): Locator => within.getByLabel(label);

  it('a token is shown once, and nothing is sent while a field is wrong', { timeout: 60_000 }, async () => {
    await using seen = await stage.open('/devices?view=tokens', english);
    const { page } = seen;
    await page.getByRole('button', { name: 'New token' }).click();
    const dialog = page
      .getByRole('dialog', { includeHidden: false })
      .filter({ hasText: 'New enrolment token' });
    await dialog.getByRole('button', { name: 'Make token' }).click();
    await dialog.getByText('Give the token a name.').waitFor();
    expect(lastAsked('createToken')).toBeUndefined();
    await field(dialog, 'Name').fill('Intune');
    await field(dialog, /^Labels/u).fill('Pupil room:204');
    await dialog.getByRole('button', { name: 'Make token' }).click();
    await page.getByText('it is not shown again').waitFor();
    expect(await page.locator('.secret').textContent()).toBe(operations.createToken.example.response.text);
    expect(lastAsked('createToken')?.body).toMatchObject({
      name: 'Intune',
      uses: 100,
      validHours: 720,
      labels: ['pupil', 'room:204'],
      class: 'service',
    });
    await page.reload();
    await settled(seen);
    expect(await page.locator('.secret').count()).toBe(0);
  });

  it('an import is tried first, and says which rows are broken', { timeout: 60_000 }, async () => {
    stage.play(({ id, body }) =>
      id === 'importDevices'
        ? answer({
            rows: 3,
            changed: 1,
            unchanged: 0,
            notYetEnrolled: 1,
            broken: [
              { row: 3, column: 'unit', why: `no unit "nowhere" (${JSON.stringify(body).length > 0})` },
            ],
          })
        : undefined,
    );
    await using seen = await stage.open('/devices', english);
    const { page } = seen;
    await page.getByRole('button', { name: 'Import CSV' }).click();
    const csv = 'hostname,unit\npc-1,school\npc-2,nowhere\npc-3,school\n';
    await page
      .getByLabel('CSV file')
      .setInputFiles({ name: 'pcs.csv', mimeType: 'text/csv', buffer: Buffer.from(csv) });
    await page.getByRole('button', { name: 'Check the file' }).click();
    await page.getByText('Nothing is changed yet.').waitFor();
    expect(lastAsked('importDevices')?.body).toEqual({ csv, dryRun: true });
    await page.getByText('no unit "nowhere"').waitFor();
    await page.getByRole('button', { name: 'Import 2 rows' }).click();
    await page.getByText('Imported.').waitFor();
    expect(lastAsked('importDevices')?.body).toEqual({ csv });
    expect(await violations(seen)).toEqual([]);
  });

  it(
    'opening a PC says that it is recorded, and erasing one asks for its name',
    { timeout: 60_000 },
    async () => {
      stage.play(asAdministrator());
      await using seen = await stage.open(`/devices/${device}`, english);
      const { page } = seen;
      await page.getByText('That you opened this page is recorded').waitFor();
      await page.getByText('recommended from above, not adopted here').waitFor();
      const looks = stage.api.requests.filter(({ id }) => id === 'getDevice').length;
      await page.getByRole('button', { name: 'Erase' }).first().click();
      const dialog = page.getByRole('dialog').filter({ hasText: 'Erase pc-4711' });
      await field(dialog, 'Type pc-4711 to confirm').fill('pc-4712');
      await field(dialog, 'Reason').fill('scrapped');
      await dialog.getByRole('button', { name: 'Erase' }).click();
      await dialog.getByText('This is not the host name.').waitFor();
      expect(lastAsked('eraseDevice')).toBeUndefined();
      await field(dialog, 'Type pc-4711 to confirm').fill('pc-4711');
      await dialog.getByRole('button', { name: 'Erase' }).click();
      await page.getByRole('heading', { level: 1, name: 'Devices' }).waitFor();
      expect(lastAsked('eraseDevice')?.body).toEqual({ reason: 'scrapped' });
      // What happens elsewhere never makes the console look again.
      expect(stage.api.requests.filter(({ id }) => id === 'getDevice')).toHaveLength(looks);
    },
  );

  it(
    'a request is approved for fewer days; the second approver is somebody else',
    { timeout: 60_000 },
    async () => {
      stage.play(({ id }) =>
        id === 'listExemptions'
          ? answer({
              exemptions: [
                { ...request, hostName: 'pc-4711' },
                {
                  ...request,
                  exemption: '1'.repeat(32),
                  account: 'nils',
                  state: 'half-approved',
                  approversNeeded: 2,
                  approvedBy: ['kari'],
                },
              ],
            })
          : undefined,
      );
      await using seen = await stage.open('/exemptions', english);
      const { page } = seen;
      const half = page.getByRole('article', { name: 'nils, TikTok' });
      await half.getByText('Somebody else must approve it too.').waitFor();
      expect(await half.getByRole('button', { name: 'Approve' }).count()).toBe(0);
      await page
        .getByRole('article', { name: 'ola, TikTok' })
        .getByRole('button', { name: 'Approve' })
        .click();
      const dialog = page.getByRole('dialog').filter({ hasText: 'Approve: ola (pc-4711), TikTok' });
      await field(dialog, 'For how many days').fill('400');
      await dialog.getByRole('button', { name: 'Approve' }).click();
      await dialog.getByText('A whole number from 1 to 30.').waitFor();
      expect(lastAsked('approveRequest')).toBeUndefined();
      await field(dialog, 'For how many days').fill('3');
      await dialog.getByRole('button', { name: 'Approve' }).click();
      await eventually(() => lastAsked('approveRequest')?.body).toEqual({ days: 3 });
    },
  );

  it(
    'what happens elsewhere is offered, and no list of exemptions is asked for without the person',
    { timeout: 60_000 },
    async () => {
      const asked = () => stage.api.requests.filter(({ id }) => id === 'listExemptions').length;
      await using seen = await stage.open('/exemptions', english);
      const { page } = seen;
      await page.getByRole('article').first().waitFor();
      await eventually(() => stage.listeners.size).toBe(1);
      const before = asked();
      const overviews = stage.api.requests.filter(({ id }) => id === 'listBans').length;
      stage.announce({ kind: 'exemption-requested', at: 1, text: 'somebody asks' });
      await page.getByText('Something happened here since you opened the page.').waitFor();
      expect(asked()).toBe(before);
      await page.getByRole('button', { name: 'Show what is new' }).click();
      await eventually(asked).toBe(before + 1);
      await eventually(() => page.getByRole('button', { name: 'Show what is new' }).count()).toBe(0);
      // After a time without connection what is free is asked again, and what is a look is offered.
      stage.cut();
      await page.getByRole('button', { name: 'Show what is new' }).waitFor({ timeout: 30_000 });
      await eventually(() => stage.api.requests.filter(({ id }) => id === 'listBans').length).toBeGreaterThan(
        overviews,
      );
      expect(asked()).toBe(before + 1);
      expect(await violations(seen)).toEqual([]);
    },
  );

  it('a PC is asked to prove; whether it was there is said', { timeout: 60_000 }, async () => {
    stage.play(asAdministrator());
    await using seen = await stage.open(`/devices/${device}`, english);
    const { page } = seen;
    await page.getByRole('button', { name: 'Rescan' }).click();
    await page.getByText('The PC is not connected, so nothing was asked.').waitFor();
    expect(lastAsked('askRescan')?.params).toEqual({ device });
    await page.getByRole('button', { name: 'Prove now' }).click();
    await page.getByText('The PC was asked to prove now that its bans hold.').waitFor();
    const looks = stage.api.requests.filter(({ id }) => id === 'getDevice').length;
    await page.getByRole('button', { name: 'Show the PC again' }).click();
    await eventually(() => stage.api.requests.filter(({ id }) => id === 'getDevice').length).toBe(looks + 1);
    expect(await violations(seen)).toEqual([]);
  });

  it('a person is erased only when the name was typed again', { timeout: 60_000 }, async () => {
    stage.play(asAdministrator());
    await using seen = await stage.open('/settings?view=people', english);
    const { page } = seen;
    await page.getByRole('button', { name: 'Erase the person' }).click();
    await page.getByText('Fill in this field.').waitFor();
    await field(page.locator('main'), /^Account name/u).fill('ola');
    await page.getByRole('button', { name: 'Erase the person' }).click();
    const dialog = page.getByRole('dialog').filter({ hasText: 'Erase ola' });
    await field(dialog, 'Reason').fill('article 17');
    await field(dialog, 'Type ola to confirm').fill('olav');
    await dialog.getByRole('button', { name: 'Erase the person' }).click();
    await dialog.getByText('This is not the account name.').waitFor();
    expect(lastAsked('erasePerson')).toBeUndefined();
    await field(dialog, 'Type ola to confirm').fill('ola');
    await dialog.getByRole('button', { name: 'Erase the person' }).click();
    await page.getByText('Erased: 41 events').waitFor();
    expect(lastAsked('erasePerson')?.body).toEqual({ account: 'ola', reason: 'article 17' });
  });

  it('everybody else whom the provider lets in may be given a role', { timeout: 60_000 }, async () => {
    stage.play(asAdministrator());
    await using seen = await stage.open('/settings?view=provider', english);
    const { page } = seen;
    await field(page.locator('main'), 'Everybody else whom the provider lets in').selectOption('viewer');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByText('The provider answered').first().waitFor();
    expect(lastAsked('setIdentityProvider')?.body).toMatchObject({
      default: { role: 'viewer', unit: 'kommune' },
    });
  });

  it('an offline code is answered in large type', { timeout: 60_000 }, async () => {
    const [first, ...others] = operations.listBans.example.response.bans;
    const codes = { ...first, ban: { ...first?.ban, exemptions: { allowed: true, offlineCodes: true } } };
    stage.play(({ id }) => (id === 'listBans' ? answer({ bans: [codes, ...others] }) : undefined));
    await using seen = await stage.open('/exemptions', english);
    const { page } = seen;
    await page.getByRole('button', { name: 'Offline code' }).click();
    const dialog = page.getByRole('dialog').filter({ hasText: 'Read an offline code aloud' });
    await field(dialog, 'Search by host name').fill('pc-4711');
    await dialog.getByText('1 PC found').waitFor();
    await field(dialog, 'Ban').selectOption('tiktok');
    await field(dialog, /^The eight characters/u).fill('7k3m 9qx');
    await field(dialog, 'Purpose').fill('culture night');
    await dialog.getByRole('button', { name: 'Make code' }).click();
    await dialog.getByText('Eight letters and digits').waitFor();
    await field(dialog, /^The eight characters/u).fill('7k3m 9qxw');
    await dialog.getByRole('button', { name: 'Make code' }).click();
    await page.locator('.spelled').waitFor();
    expect(await page.locator('.spelled span[aria-hidden]').textContent()).toBe('4C8N-Z0HT-5RJ');
    expect(lastAsked('answerOfflineCode')?.body).toMatchObject({
      device,
      ban: 'tiktok',
      challenge: '7K3M9QXW',
      hours: 4,
    });
    expect(await violations(seen)).toEqual([]);
  });

  it('a pack is followed only after its key was compared', { timeout: 60_000 }, async () => {
    stage.play(asAdministrator());
    await using seen = await stage.open('/packs?view=follow', english);
    const { page } = seen;
    await field(page.locator('main'), 'Address').fill('https://agency.example/packs/tiktok-advice.json');
    await page.getByRole('button', { name: 'Look inside' }).click();
    await page.getByText('Signed by the key that the same address offers.').waitFor();
    await page.getByRole('button', { name: 'Follow this pack' }).click();
    await page.getByText('Compare the fingerprint first.').waitFor();
    expect(lastAsked('followPack')).toBeUndefined();
    await field(page.locator('main'), /I have compared/u).check();
    await page.getByRole('button', { name: 'Follow this pack' }).click();
    await eventually(() => lastAsked('followPack')?.body).toMatchObject({
      mode: 'hold',
      highestEffect: 'block',
    });
  });

  it(
    'settings of the policy go into a draft, and a stale one is not overwritten',
    { timeout: 60_000 },
    async () => {
      let stale = false;
      stage.play(
        asAdministrator(({ id }) => (id === 'setDraftServer' && stale ? problem('stale-draft') : undefined)),
      );
      await using seen = await stage.open('/settings?view=rollout', english);
      const { page } = seen;
      await page.getByRole('button', { name: 'Add ring' }).click();
      await page.getByRole('button', { name: 'Save in draft' }).click();
      await page.getByText('Each ring needs an id').waitFor();
      expect(lastAsked('setDraftServer')).toBeUndefined();
      await field(page.locator('.row-editor'), 'Id').fill('pilot');
      await field(page.locator('.row-editor'), 'Name').fill('Pilot');
      await page.getByRole('button', { name: 'Save in draft' }).click();
      await eventually(() => lastAsked('setDraftServer')?.body).toMatchObject({
        server: {
          policyReview: 'four-eyes',
          rings: [{ id: 'pilot', name: 'Pilot', percent: 10, soakHours: 24 }],
        },
      });
      await page.getByRole('link', { name: 'Review and publish' }).waitFor();
      stale = true;
      await page.getByRole('button', { name: 'Save in draft' }).click();
      await page.getByText('Somebody changed this draft meanwhile.').waitFor();
    },
  );

  it('what only administrators may see is not asked for by others', { timeout: 60_000 }, async () => {
    const before = stage.api.requests.filter(({ id }) => id === 'listWebhooks').length;
    await using seen = await stage.open('/settings?view=webhooks', english);
    await seen.page.getByText('Only administrators of the whole organisation see this.').waitFor();
    expect(stage.api.requests.filter(({ id }) => id === 'listWebhooks')).toHaveLength(before);
  });

  it(
    'a broken chain of the audit is said, and an erased text is shown as such',
    { timeout: 60_000 },
    async () => {
      const [entry] = operations.listAudit.example.response.entries;
      stage.play(({ id, query }) =>
        id !== 'listAudit'
          ? undefined
          : query['after'] === '0'
            ? answer({ entries: [{ ...entry, seq: 9 }], cursor: 9, intact: true, more: true })
            : answer({ entries: [{ ...entry, body: '', erased: true }], cursor: 1, intact: false }),
      );
      await using seen = await stage.open('/audit', english);
      await seen.page.getByText('The chain holds over what is shown.').waitFor();
      expect(lastAsked('listAudit')?.query).toMatchObject({ order: 'newest' });
      await seen.page.getByRole('button', { name: 'Show older' }).click();
      await seen.page.getByText('The chain is broken').waitFor();
      expect(lastAsked('listAudit')?.query).toMatchObject({ after: '9' });
      await seen.page.getByText('2 entries, newest first').waitFor();
      expect(await seen.page.getByRole('button', { name: 'Show older' }).count()).toBe(0);
      await seen.page.getByText('erased; the chain holds over its hash').waitFor();
      expect(await seen.page.getByText('The chain holds over what is shown.').count()).toBe(0);
    },
  );

  it(
    'the report keeps small numbers to itself, and is printed without the menu',
    { timeout: 60_000 },
    async () => {
      stage.play(({ id }) =>
        id === 'getReport'
          ? answer({
              ...report,
              smallNumbers: true,
              bans: report.bans.map((ban) => ({
                ...ban,
                exemptions: { granted: { under: 5 }, running: 0, ended: 0, denied: 0 },
                hits: [{ week: '2026-10-05', hits: { under: 5 } }],
              })),
            })
          : undefined,
      );
      await using seen = await stage.open('/report?from=2026-10-01&to=2026-10-31', english);
      const { page } = seen;
      await page.getByText('under 5 granted').waitFor();
      expect(lastAsked('getReport')?.query).toMatchObject({ from: '2026-10-01', to: '2026-10-31' });
      await page.emulateMedia({ media: 'print' });
      expect(await page.getByRole('navigation').count()).toBe(0);
      expect(await page.getByRole('button').count()).toBe(0);
      if (pictures !== undefined)
        await page.screenshot({ path: join(pictures, 'report-print.png'), fullPage: true });
    },
  );
});
