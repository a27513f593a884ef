import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Adoption, Ban } from '#policy/ban.ts';
import { operations } from '#protocol/console-server.ts';
import type { DraftContent, DraftDetail } from '#protocol/draft.ts';
import { problem } from '#test/cli/example-server.ts';
import { noBrowser } from '#test/electron/renderer/window-in-test.ts';
import { findOverflow } from '#test/electron/renderer/overflow.ts';
import { ConsoleStage } from './console-stage.ts';

/** A busy machine takes its time. */
const eventually = <T>(look: () => T) => expect.poll(look, { timeout: 15_000 });
const view = { width: 1280, colours: 'light', language: 'en' } as const;
const { content, ...summary } = operations.getDraft.example.response;
const ban = content?.policies[0]?.bans[0];
const overview = operations.listBans.example.response.bans[0];
if (content === undefined || ban === undefined || overview === undefined)
  throw new Error('the examples have no ban');
const draft: DraftDetail & { readonly content: DraftContent } = { ...summary, content };
const recommended: Ban = { ...ban, binding: 'recommended' };
const draftPage = `/drafts/${draft.draft}`;
const pictures = process.env['PICTURES'] === '1';

describe.skipIf(noBrowser)('bans at work', () => {
  let stage: ConsoleStage;
  beforeAll(async () => {
    stage = await ConsoleStage.build();
  }, 60_000);
  afterAll(() => stage?.[Symbol.asyncDispose]());
  afterEach(() => stage.play(() => undefined));

  const recommends = (adoptions: readonly { unit: string; adoption: Adoption }[]): void =>
    stage.play(({ id }) =>
      id === 'listBans'
        ? { status: 200, body: { bans: [{ ...overview, ban: recommended, adoptions }] } }
        : undefined,
    );
  const changed = (over: Partial<Ban>): DraftContent => ({
    ...content,
    policies: [{ portvakt: 'policy/1', unit: 'kommune', bans: [{ ...ban, ...over }] }],
  });
  const picture = async (
    page: { screenshot: (given: object) => Promise<unknown> },
    name: string,
  ): Promise<void> => {
    if (pictures) await page.screenshot({ path: `.cache/pictures/console/${name}.png`, fullPage: true });
  };

  it('a unit below answers a recommended ban; the answer goes into a new draft', async () => {
    recommends([]);
    await using seen = await stage.open('/bans/kommune/tiktok', view);
    const { page } = seen;
    await page.getByText('1 unit has not answered.').waitFor();
    await page.getByRole('button', { name: 'Answer', exact: true }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('radio', { name: /stricter|weaker.*Warns/ }).check();
    await dialog.getByRole('button', { name: 'Answer', exact: true }).click();
    await dialog.getByText('Say why, in a few words.').waitFor();
    await dialog.getByLabel('Reason').fill('Pupils need it.');
    await picture(page, 'answer-dialog');
    await dialog.getByRole('button', { name: 'Answer', exact: true }).click();
    await eventually(() => new URL(page.url()).pathname).toBe(draftPage);
    const sent = stage.api.requests.findLast(({ id }) => id === 'setDraftAdoption');
    expect(sent?.params).toEqual({ draft: draft.draft, unit: 'school', ban: 'tiktok' });
    expect(sent?.body).toEqual({
      revision: draft.revision,
      adoption: { ban: 'tiktok', as: 'adopted', effect: 'warn', reason: 'Pupils need it.' },
    });
  });

  it('the list of bans shows what each unit answered', async () => {
    recommends([{ unit: 'school', adoption: { ban: 'tiktok', as: 'declined', reason: 'Lessons.' } }]);
    await using seen = await stage.open('/bans', view);
    await seen.page.getByRole('cell').getByText('Schools: Declined').waitFor();
    expect(seen.complaints).toEqual([]);
  });

  it.each([1280, 320])('a draft shows what each field said and will say, in words (%d px)', async (width) => {
    const before = changed({ effect: 'warn', from: '2026-11-01', channels: ['web', 'pwa'] });
    stage.play(({ id }) => {
      if (id === 'getPolicyContent') return { status: 200, body: { version: 4, content: before } };
      if (id !== 'getDraft') return undefined;
      const changedBan = {
        unit: 'kommune',
        ban: 'tiktok',
        change: 'changed' as const,
        before: 'warn' as const,
        after: 'block' as const,
        fields: ['effect', 'from', 'channels'],
      };
      const diff = { from: 4, bans: [changedBan], adoptionsOf: [], organisationChanged: false };
      return { status: 200, body: { ...draft, diff } };
    });
    await using seen = await stage.open(draftPage, { ...view, width, language: 'nb' });
    const { page } = seen;
    const row = (name: string) => page.locator('.changed-fields > div', { hasText: name });
    await row('Hva forbudet gjør').getByText('Advarer').waitFor();
    expect(await row('Hva forbudet gjør').textContent()).toContain('Sperrer');
    expect(await row('Gjelder fra').textContent()).toMatch(/1\. nov.*1\. des/);
    expect(await row('Veier den dekker').textContent()).toContain('Nettside');
    expect(await page.locator('.changed-fields > div').count()).toBe(3);
    expect(await page.evaluate(findOverflow)).toEqual([]);
    await picture(page, `draft-changes-${width}`);
  });

  it('a fault that the server finds stands at its field, and whoever comes begins there', async () => {
    const fault = { file: 'bans/kommune.yaml', line: 4, column: 1, advice: 'write another' };
    const faulty: DraftDetail = {
      ...draft,
      faults: [
        { ...fault, field: 'bans[0].review', message: 'the review date is not after `from`' },
        { ...fault, field: 'bans[0].pausable', message: 'the organisation allows no pause' },
        { ...fault, field: 'bans[0].basis.reference', message: 'a sentence of a newer server' },
      ],
    };
    const { diff: _, ...body } = faulty;
    stage.play(({ id }) => (id === 'getDraft' ? { status: 200, body } : undefined));
    await using seen = await stage.open(draftPage, view);
    const { page } = seen;
    await page.getByRole('link', { name: 'TikTok, To be decided anew by' }).click();
    const review = page.getByLabel('To be decided anew by');
    await review.waitFor();
    await eventually(() => review.evaluate((one) => one === document.activeElement)).toBe(true);
    await page.getByText('a sentence of a newer server. write another').nth(1).waitFor();
    await picture(page, 'editor-faults');
    await page.getByRole('button', { name: 'Pauses' }).click();
    await eventually(() => page.evaluate(() => document.activeElement?.getAttribute('data-place'))).toBe(
      '/pausable',
    );
    expect(seen.complaints).toEqual([]);
  });

  it('an app that the catalogue does not know is described, and told plainly that a name is weak', async () => {
    await using seen = await stage.open('/bans/new', view);
    const { page } = seen;
    await page.getByLabel('App', { exact: true }).fill('Qzxv Chat');
    await page.getByRole('button', { name: 'Describe an app that the catalogue does not know' }).click();
    await page.getByText('A file name alone is weak evidence').waitFor();
    await page.getByRole('button', { name: 'Choose Qzxv Chat' }).click();
    await page.getByText('This must be filled in.').waitFor();
    await picture(page, 'own-app');
    await page.getByLabel('Sign', { exact: true }).selectOption('web-host');
    await page.getByLabel('Value', { exact: true }).fill('https://chat.example.org');
    await page.getByText('Write a host name such as').waitFor();
    await page.getByLabel('Value', { exact: true }).fill('chat.example.org');
    await page.getByRole('button', { name: 'Choose Qzxv Chat' }).click();
    await page.getByRole('button', { name: 'Write the ban' }).click();
    await eventually(() => stage.api.requests.findLast(({ id }) => id === 'setDraftBan')?.params['ban']).toBe(
      'qzxv-chat',
    );
    const sent = stage.api.requests.findLast(({ id }) => id === 'setDraftBan')?.body;
    expect(sent).not.toHaveProperty('ban.apps');
    expect(sent).toHaveProperty('ban.matcher', {
      name: 'Qzxv Chat',
      all: [{ kind: 'web-host', value: 'chat.example.org' }],
    });
  });

  it('its signs are changed in the editor, and kept in the draft', async () => {
    const { apps: _, ...rest } = ban;
    const own = {
      ...rest,
      matcher: { name: 'Game', all: [{ kind: 'exe-name' as const, value: 'game.exe' }] },
    };
    const body = {
      ...draft,
      content: { ...content, policies: [{ portvakt: 'policy/1', unit: 'kommune', bans: [own] }] },
    };
    stage.play(({ id }) => (id === 'getDraft' ? { status: 200, body } : undefined));
    await using seen = await stage.open(`${draftPage}/bans/kommune/tiktok`, { ...view, width: 320 });
    const { page } = seen;
    await page.getByText('A file name alone is weak evidence').waitFor();
    await page.getByRole('button', { name: 'Add a sign' }).click();
    expect(await page.getByText('A file name alone is weak evidence').count()).toBe(0);
    await page.getByLabel('Sign', { exact: true }).nth(1).selectOption('winget-id');
    await page.getByLabel('Value', { exact: true }).nth(1).fill('Example.Game');
    expect(await page.evaluate(findOverflow)).toEqual([]);
    await eventually(
      () =>
        (stage.api.requests.findLast(({ id }) => id === 'setDraftBan')?.body as { ban?: Ban })?.ban?.matcher
          ?.all,
    ).toEqual([
      { kind: 'exe-name', value: 'game.exe' },
      { kind: 'winget-id', value: 'Example.Game' },
    ]);
  });

  it('before the first ban the overview says so once', async () => {
    const { response } = operations.getSession.example;
    stage.play(({ id }) => {
      if (id === 'getSession') return { status: 200, body: { ...response, firstUse: true } };
      return id === 'listBans' ? { status: 200, body: { bans: [] } } : undefined;
    });
    await using seen = await stage.open('/', view);
    const { page } = seen;
    await page.getByRole('heading', { name: 'Fleet' }).waitFor();
    await eventually(() => page.getByText('No bans yet').count()).toBe(1);
    expect(await page.getByRole('heading', { name: 'Banned now' }).count()).toBe(0);
  });

  it.each(['/', '/bans', '/bans/kommune/tiktok', '/drafts', draftPage, '/rollouts', '/rollouts/12'])(
    '%s says what went wrong, and tries again',
    async (path) => {
      let broken = true;
      stage.play(({ id }) =>
        broken && id !== 'getSession' ? problem('server-fault', { detail: 'the disk is full' }) : undefined,
      );
      await using seen = await stage.open(path, view);
      const { page } = seen;
      await page.getByText('the disk is full').first().waitFor();
      await eventually(() => page.locator('.loading').count()).toBe(0);
      await picture(page, `broken-${path.replaceAll('/', '-')}`);
      broken = false;
      // All at once: one that is gone cannot be clicked.
      await page.evaluate(() => {
        for (const again of document.querySelectorAll<HTMLElement>('.fault button')) again.click();
      });
      await eventually(() => page.getByText('the disk is full').count()).toBe(0);
      expect(await page.getByRole('alert').count()).toBe(0);
    },
  );
});
