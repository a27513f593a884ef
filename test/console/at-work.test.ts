import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Ban } from '#policy/ban.ts';
import { text } from '#locales/text.ts';
import { operations } from '#protocol/console-server.ts';
import type { DraftContent, DraftDetail } from '#protocol/draft.ts';
import { problem, type Request } from '#test/cli/example-server.ts';
import { noBrowser } from '#test/electron/renderer/window-in-test.ts';
import { ConsoleStage } from './console-stage.ts';

type Detail = DraftDetail & { readonly content: DraftContent };
/** A busy machine takes its time. */
const eventually = <T>(look: () => T) => expect.poll(look, { timeout: 15_000 });
const view = { width: 1280, colours: 'light', language: 'en' } as const;
const { content, ...summary } = operations.getDraft.example.response;
if (content === undefined) throw new Error('the example of a draft has no content');
const draft: Detail = { ...summary, content };
const editor = `/drafts/${draft.draft}/bans/kommune/tiktok`;
const session = operations.getSession.example.response;

describe.skipIf(noBrowser)('the console at work', () => {
  let stage: ConsoleStage;
  beforeAll(async () => {
    stage = await ConsoleStage.build();
  }, 60_000);
  afterAll(() => stage?.[Symbol.asyncDispose]());
  afterEach(() => stage.play(() => undefined));

  /** A draft that lives: edits raise its revision; an edit on an old one is refused. */
  function liveDraft(): { state: Detail; readonly edits: Request[] } {
    const live: { state: Detail; readonly edits: Request[] } = { state: draft, edits: [] };
    stage.play((asked) => {
      if (asked.id === 'getDraft') return { status: 200, body: live.state };
      if (asked.id !== 'setDraftBan') return undefined;
      live.edits.push(asked);
      const body = asked.body as { revision: number; ban: Ban };
      if (body.revision !== live.state.revision) return problem('stale-draft', { detail: 'ola changed it' });
      live.state = changed(live.state, body.ban);
      return { status: 200, body: live.state };
    });
    return live;
  }
  const changed = (state: Detail, ban: Ban, by = 'kari'): Detail => ({
    ...state,
    revision: state.revision + 1,
    changedBy: by,
    content: { ...state.content, policies: [{ portvakt: 'policy/1', unit: 'kommune', bans: [ban] }] },
  });
  const ban = draft.content.policies[0]?.bans[0];
  if (ban === undefined) throw new Error('the example of a draft has no ban');

  it('signs in by token, and shows the page that was wanted', async () => {
    let signedIn = false;
    stage.play(({ id, body }) => {
      if (id === 'openSession') {
        if ((body as { token: string }).token !== 'pvo_right') return problem('not-signed-in');
        signedIn = true;
      }
      if (id !== 'getSession' || signedIn) return undefined;
      const { operator: _, csrf: __, ...rest } = session;
      return { status: 200, body: { ...rest, signedIn: false } };
    });
    await using seen = await stage.open('/bans', view);
    const { page } = seen;
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.getByText('Type or paste the token.').waitFor();
    await page.getByLabel('Access token').fill('pvo_wrong');
    await page.keyboard.press('Enter');
    await page.getByText('This token is wrong, expired or revoked.').waitFor();
    await page.getByLabel('Access token').fill('pvo_right');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'Bans' }).waitFor();
    expect(new URL(page.url()).pathname).toBe('/bans');
  });

  it('takes the secret of a one-time link out of the address, and sends it once', async () => {
    await using seen = await stage.open('/sign-in/link#secret-of-the-link', view);
    await seen.page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
    expect(seen.page.url()).not.toContain('secret');
    const sent = stage.api.requests.filter(
      ({ id, body }) => id === 'openSession' && JSON.stringify(body).includes('secret-of-the-link'),
    );
    expect(sent).toHaveLength(1);
  });

  it('sends the token against forged requests with whatever changes something', async () => {
    await using seen = await stage.open('/rollouts', view);
    const asked = seen.page.waitForRequest((one) => one.url().endsWith('/pause/end'));
    await seen.page.getByRole('button', { name: 'End the pause' }).click();
    expect((await asked).headers()['x-portvakt-csrf']).toBe(session.csrf);
  });

  it('keeps an edit in the draft a moment later, and the notice beside it follows at once', async () => {
    const live = liveDraft();
    await using seen = await stage.open(editor, view);
    const { page } = seen;
    await page.getByRole('radio', { name: 'Warns' }).check();
    const title = text('nb', 'notice.warn.title', { app: 'TikTok' });
    await page.getByRole('heading', { level: 3, name: title }).waitFor();
    await eventually(() => live.state.content.policies[0]?.bans[0]?.effect).toBe('warn');
    await page.getByText(/^Saved in the draft at/).waitFor();
    expect(live.edits).toHaveLength(1);
    expect(seen.complaints).toEqual([]);
  });

  it('sends nothing that is not valid, says it at the field, and loses nothing when the page is left', async () => {
    const live = liveDraft();
    await using seen = await stage.open(editor, view);
    const { page } = seen;
    await page.getByLabel('Case number or section').fill('');
    await page.getByText('This must be filled in.').waitFor();
    await page.getByLabel('Who decided').fill('The new council');
    await page.getByRole('link', { name: 'To the draft' }).click();
    await page.getByRole('heading', { name: 'What changes' }).waitFor();
    await page.goBack();
    expect(await page.getByLabel('Who decided').inputValue()).toBe('The new council');
    expect(live.edits).toEqual([]);
    await page.getByLabel('Case number or section').fill('2026/500');
    await eventually(() => live.edits.length).toBe(1);
  });

  it('says who else changed the same ban, what differs, and keeps whichever is chosen', async () => {
    const live = liveDraft();
    await using seen = await stage.open(editor, view);
    const { page } = seen;
    await page.getByLabel('Who decided').waitFor();
    live.state = changed(live.state, { ...ban, review: '2028-02-02' }, 'ola');
    await page.getByLabel('Who decided').fill('Mine');
    await page.getByText(/^ola changed the draft/).waitFor();
    await page.getByRole('cell', { name: 'To be decided anew by', exact: true }).waitFor();
    expect(await page.getByLabel('Who decided').inputValue()).toBe('Mine');
    await page.getByRole('button', { name: 'Keep mine' }).click();
    await eventually(() => JSON.stringify(live.state.content.policies[0]?.bans[0]?.basis)).toContain('Mine');
    expect(live.state.content.policies[0]?.bans[0]?.review).toBe(ban.review);
  });

  it('goes to the rollout of what it published, though the draft hears of that first', async () => {
    const { version } = operations.publishDraft.example.response;
    let published = false;
    stage.play(({ id }) => {
      published ||= id === 'publishDraft';
      if (id !== 'getDraft') return undefined;
      const state = published ? ({ state: 'published', published: version } as const) : {};
      return { status: 200, body: { ...draft, needsApproval: false, ...state } };
    });
    await using seen = await stage.open(`/drafts/${draft.draft}`, view);
    const { page } = seen;
    await eventually(() => stage.listeners.size).toBeGreaterThan(0);
    await page.route('**/publish', async (route) => {
      const response = await route.fetch();
      stage.announce({ kind: 'draft-changed', at: 1, text: 'the draft was published' });
      await page.getByText(`Published as version ${version}`).waitFor();
      await route.fulfill({ response });
    });
    await page.getByRole('button', { name: 'Publish', exact: true }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Publish', exact: true }).click();
    await page.waitForURL(`**/rollouts/${version}`);
    expect(new URL(page.url()).pathname).toBe(`/rollouts/${version}`);
  });

  it('takes no offence at an edit of another ban', async () => {
    const live = liveDraft();
    await using seen = await stage.open(editor, view);
    const { page } = seen;
    await page.getByLabel('Who decided').waitFor();
    live.state = { ...live.state, revision: live.state.revision + 5, changedBy: 'ola' };
    await page.getByLabel('Who decided').fill('Mine');
    await page.getByText(/^Saved in the draft at/).waitFor();
    expect(await page.getByText('Somebody else changed this draft').count()).toBe(0);
  });

  it('asks anew when it hears that something changed, and says when nothing is heard', async () => {
    await using seen = await stage.open('/drafts', view);
    const { page } = seen;
    await page.getByRole('link', { name: 'Ban TikTok' }).waitFor();
    await eventually(() => stage.listeners.size).toBeGreaterThan(0);
    const [summary] = operations.listDrafts.example.response.drafts;
    stage.play(({ id }) =>
      id === 'listDrafts'
        ? { status: 200, body: { drafts: [{ ...summary, title: 'Ban Temu' }] } }
        : undefined,
    );
    stage.announce({ kind: 'draft-changed', at: 1, text: 'the draft was changed' });
    await page.getByRole('link', { name: 'Ban Temu' }).waitFor();
    await page.evaluate(() =>
      Object.defineProperty(globalThis, 'WebSocket', {
        value: class {
          close() {}
        },
      }),
    );
    stage.cut();
    await page.getByText(/^No connection to the server/).waitFor();
    expect(await page.getByRole('link', { name: 'Ban Temu' }).count()).toBe(1);
  });

  it('shows a refusal with the server’s words, and a way to try again', async () => {
    stage.play(({ id }) =>
      id === 'listBans' ? problem('outside-unit', { detail: 'this is the library’s' }) : undefined,
    );
    await using seen = await stage.open('/bans', view);
    const { page } = seen;
    await page.getByText('This lies outside your unit.').waitFor();
    await page.getByText('this is the library’s').waitFor();
    stage.play(() => undefined);
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByRole('link', { name: 'TikTok' }).waitFor();
    expect(await page.getByRole('alert').count()).toBe(0);
  });

  it('puts the focus on the heading of the page that was gone to, and the skip link first', async () => {
    await using seen = await stage.open('/', view);
    const { page } = seen;
    await page.waitForSelector('h1');
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Skip to content');
    await page.getByRole('link', { name: 'Bans', exact: true }).click();
    await eventually(() => page.evaluate(() => document.activeElement?.tagName)).toBe('H1');
    expect(await page.textContent('h1')).toBe('Bans');
    expect(await page.title()).toBe('Bans – Portvakt');
  });

  it('finds Telegram by "tel", and writes bans for several apps into one draft', async () => {
    const live = liveDraft();
    await using seen = await stage.open('/bans/new', view);
    const { page } = seen;
    await page.getByLabel('App', { exact: true }).fill('tel');
    await page.getByText('Other Telegram clients', { exact: false }).first().waitFor();
    await page.getByRole('button', { name: 'Choose Telegram', exact: true }).click();
    await page.getByLabel('App', { exact: true }).fill('tikt');
    await page.getByRole('button', { name: 'Choose TikTok', exact: true }).click();
    await page.getByRole('button', { name: 'Write 2 bans' }).click();
    await page.getByRole('heading', { name: 'What changes' }).waitFor();
    expect(live.edits.map(({ params }) => params['ban'])).toEqual(['telegram', 'tiktok']);
    const [first] = live.edits.map(({ body }) => body as { ban: { notice: { why: object } } });
    expect(Object.keys(first?.ban.notice.why ?? {})).toEqual(session.languages);
  });

  it('shows texts of others as text', async () => {
    const hostile = '<img src=x onerror="document.title=1"><script>alert(1)</script>';
    const [summary] = operations.listDrafts.example.response.drafts;
    stage.play(({ id }) =>
      id === 'listDrafts' ? { status: 200, body: { drafts: [{ ...summary, title: hostile }] } } : undefined,
    );
    await using seen = await stage.open('/drafts', view);
    await seen.page.getByRole('link', { name: hostile }).waitFor();
    expect(await seen.page.locator('main img, main script').count()).toBe(0);
    expect(seen.complaints).toEqual([]);
  });
});
