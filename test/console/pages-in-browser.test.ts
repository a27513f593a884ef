import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { languages, type Language } from '#policy/primitives.ts';
import { findOverflow } from '#test/electron/renderer/overflow.ts';
import { noBrowser } from '#test/electron/renderer/window-in-test.ts';
import { top } from '#test/kit/system-under-test.ts';
import { ConsoleStage, type ConsoleInTest, type View } from './console-stage.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const pictures = process.env['PICTURES'] === '1' ? join(top, '.cache/pictures/console') : undefined;
const draft = 'a0b1c2d3e4f5061728394a5b6c7d8e9f';
const device = '0123456789abcdef0123456789abcdef';

/** Every page of the router, and something that stands there once its answers have come. */
const pages = {
  overview: '/',
  bans: '/bans',
  'new-ban': '/bans/new',
  ban: '/bans/kommune/tiktok',
  drafts: '/drafts',
  draft: `/drafts/${draft}`,
  editor: `/drafts/${draft}/bans/kommune/tiktok`,
  rollouts: '/rollouts',
  rollout: '/rollouts/12',
  devices: '/devices',
  device: `/devices/${device}`,
  exemptions: '/exemptions',
  packs: '/packs',
  pack: '/packs/example',
  audit: '/audit',
  settings: '/settings',
  report: '/report',
  unknown: '/no/such/page',
} as const;
type PageName = keyof typeof pages;
const names = Object.keys(pages) as PageName[];

describe.skipIf(noBrowser)('every page of the console', () => {
  let stage: ConsoleStage;
  beforeAll(async () => {
    stage = await ConsoleStage.build();
    if (pictures !== undefined) mkdirSync(pictures, { recursive: true });
  }, 60_000);
  afterAll(() => stage?.[Symbol.asyncDispose]());
  afterEach(() => stage.play(() => undefined));

  /** Its answers have come, and the lazy parts with them. */
  async function settled({ page }: ConsoleInTest): Promise<void> {
    await page.waitForSelector('h1');
    await expect.poll(() => page.locator('.loading').count(), { timeout: 15_000 }).toBe(0);
  }

  /** What is wrong with the page that is open, as a person would meet it. */
  async function faults(seen: ConsoleInTest, said: string, view: View & { readonly judged: boolean }) {
    await seen.page.setViewportSize({ width: view.width, height: 900 });
    await seen.page.emulateMedia({ colorScheme: view.colours });
    await settled(seen);
    if (pictures !== undefined)
      await seen.page.screenshot({
        path: join(pictures, `${said.replaceAll(' ', '-')}.png`),
        fullPage: true,
      });
    const language = await seen.page.getAttribute('html', 'lang');
    return [
      ...(language === view.language ? [] : [`the page says that it is in ${language}`]),
      ...(await seen.page.evaluate(findOverflow)),
      ...(view.judged ? await violations(seen) : []),
      ...seen.complaints,
    ].map((fault) => ({ said, fault }));
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

  // Both colours and both ends of the widths are judged; the walk judges every page once more, with real data.
  const views = [
    { width: 1280, colours: 'dark', judged: true },
    { width: 768, colours: 'light', judged: false },
    { width: 320, colours: 'light', judged: true },
  ] as const;
  it.each(names)(
    '%s can be read and used at every width and in both colours',
    { timeout: 120_000 },
    async (name) => {
      await using seen = await stage.open(pages[name], { ...views[0], language: 'en' });
      for (const view of views)
        expect(
          await faults(seen, `${name} ${view.width} ${view.colours}`, { ...view, language: 'en' }),
        ).toEqual([]);
    },
  );

  // English is judged above. The longest words are German, French and Dutch; the rest is looked at where most of it stands.
  const dense: readonly PageName[] = ['overview', 'bans', 'draft', 'device', 'exemptions', 'settings'];
  const everywhere: readonly Language[] = ['de', 'fr', 'nl'];
  it.each(languages.filter((language) => language !== 'en'))(
    'a narrow screen has room for the words: %s',
    { timeout: 180_000 },
    async (language) => {
      const view = { width: 320, colours: 'light', language, judged: false } as const;
      await using seen = await stage.open('/', view);
      for (const name of everywhere.includes(language) ? names : dense) {
        await seen.page.goto(`${stage.url}${pages[name]}`);
        expect(await faults(seen, `${name} ${language}`, view)).toEqual([]);
      }
    },
  );
});
