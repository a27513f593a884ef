import { mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { languages } from '#policy/primitives.ts';
import { findOverflow } from '#test/electron/renderer/overflow.ts';
import { noBrowser } from '#test/electron/renderer/window-in-test.ts';
import { top } from '#test/kit/system-under-test.ts';
import { effectOf, exampleWords, kinds, type Kind } from './example-words.ts';
import { PageHouse, type PageInTest, type PageView } from './page-house.ts';

const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
const pictures = process.env['PICTURES'] === '1' ? join(top, '.cache/pictures') : undefined;
const views: readonly PageView[] = [960, 480, 320].flatMap((width) =>
  (['light', 'dark'] as const).map((colours) => ({ width, colours })),
);

describe.skipIf(noBrowser)('the page', () => {
  let house: PageHouse;
  beforeAll(async () => {
    house = await PageHouse.build();
    if (pictures !== undefined) mkdirSync(pictures, { recursive: true });
  });
  afterAll(() => house?.[Symbol.asyncDispose]());

  async function isReadable(seen: PageInTest, name: string): Promise<void> {
    if (pictures !== undefined)
      await seen.page.screenshot({ path: join(pictures, `page-${name}.png`), fullPage: true });
    expect(await seen.page.evaluate(findOverflow), name).toEqual([]);
    expect(seen.complaints, name).toEqual([]);
  }
  /** Names, roles and order in every language; contrast in both colours: neither changes with the width. */
  async function isAccessible(seen: PageInTest, name: string): Promise<void> {
    await seen.page.evaluate(await readText(axe));
    const found = await seen.page.evaluate(async () => {
      const run = (
        globalThis as unknown as {
          axe: { run: () => Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };
        }
      ).axe;
      const { violations } = await run.run();
      return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
    });
    expect(found, name).toEqual([]);
  }

  describe.each(views)('$width px wide, $colours', (view) => {
    const isJudged = view.width === 480;
    let seen: PageInTest;
    beforeAll(async () => {
      seen = await house.view(view);
    });
    afterAll(() => seen?.[Symbol.asyncDispose]());

    // Colours take no room: the dark ones are looked at in one language.
    const spoken = view.colours === 'dark' ? (['en'] as const) : languages;
    it.each(spoken)('every kind can be read: %s', async (language) => {
      for (const kind of kinds) {
        const words = exampleWords(kind, language);
        const answer = { effect: effectOf(kind), words };
        // The first is loaded, the others come as when the rule changes while the page is open.
        if (kind === kinds[0]) await seen.show(answer);
        else await seen.showInstead(answer);
        const name = `${kind}-${language}-${view.width}-${view.colours}`;
        expect(await seen.page.title()).toBe(words.title);
        expect(await seen.page.getAttribute('html', 'lang')).toBe(words.language);
        await isReadable(seen, name);
        if (isJudged) await isAccessible(seen, name);
      }
      await seen.showInstead({ effect: 'block', words: exampleWords('block', language) });
      seen.answer({});
      await seen.lookAgain();
      const over = exampleWords('inform', language).openAgain;
      await expect.poll(() => seen.page.textContent('h1')).toBe(over);
      await isReadable(seen, `over-${language}-${view.width}-${view.colours}`);
      if (isJudged) await isAccessible(seen, `over ${language}`);
    });
  });

  const view: PageView = { width: 960, colours: 'light' };
  const told = (kind: Kind) => ({ effect: effectOf(kind), words: exampleWords(kind, 'en') });

  it('says the new rule where the rules change while it is open', async () => {
    await using seen = await house.view(view);
    await seen.show(told('block'));
    seen.answer(told('warn'));
    await seen.hearsOfNewRules();
    await expect.poll(() => seen.page.textContent('h1')).toBe(exampleWords('warn', 'en').title);
    expect(await seen.page.locator('button').allTextContents()).toContain(exampleWords('warn', 'en').onward);
  });

  it('stays while it informs, although the agent leaves the rule out as soon as it was shown', async () => {
    await using seen = await house.view(view);
    await seen.show(told('inform'));
    seen.answer({});
    seen.asked();
    await seen.hearsOfNewRules();
    await expect.poll(() => seen.asked()).toHaveLength(1);
    expect(await seen.page.textContent('h1')).toBe(exampleWords('inform', 'en').title);
    await seen.page.getByRole('button', { name: exampleWords('inform', 'en').onward ?? '' }).click();
    await expect.poll(() => seen.page.url()).toBe('https://asked.example/');
  });

  it('leads to the site where a page that informed is loaded anew', async () => {
    await using seen = await house.view(view);
    await seen.show(told('inform'));
    seen.answer({});
    await seen.page.reload();
    await expect.poll(() => seen.page.url()).toBe('https://asked.example/');
  });

  it('says everything that the agent sent, and offers no way on under a block', async () => {
    await using seen = await house.view(view);
    const { effect, words } = told('block');
    await seen.show({ effect, words });
    const text = await seen.page.innerText('main');
    const said = [
      words.title,
      words.lead,
      ...words.remarks,
      ...words.sections.flatMap(({ heading, paragraphs }) => [heading, ...paragraphs.map((one) => one.text)]),
      ...(words.reading?.links.map(({ title }) => title) ?? []),
      words.contact,
      words.privacy,
    ];
    for (const sentence of said) expect(text).toContain(sentence);
    expect(await seen.page.locator('button').allTextContents()).toEqual([words.back]);
  });

  it('goes on only when the background says so', async () => {
    await using seen = await house.view(view);
    const { effect, words } = told('warn');
    await seen.show({ effect, words });
    const onward = seen.page.getByRole('button', { name: words.onward ?? '' });
    expect(await onward.getAttribute('aria-describedby')).toBe('onward-means');
    seen.asked();
    seen.answer({ effect, words, went: false });
    await onward.click();
    // Refused, it looks at the rule again; only then may the answer be another.
    const url = 'https://asked.example/';
    const asked: unknown[] = [];
    await expect
      .poll(() => {
        asked.push(...seen.asked());
        return asked;
      })
      .toEqual([
        { type: 'onward', url },
        { type: 'look', url, again: true },
      ]);
    expect(seen.page.url()).toContain('page.html');
    seen.answer({ went: true });
    await onward.click();
    await expect.poll(() => seen.page.url()).toBe('https://asked.example/');
  });

  it.each(['javascript:alert(1)', 'data:text/html,x', 'chrome://settings', 'file:///etc/passwd', 'x y', ''])(
    'asks nothing and goes nowhere for %j',
    async (url) => {
      await using seen = await house.view(view);
      await seen.show({ ...told('warn'), went: true }, url);
      expect(await seen.page.innerText('main')).toBe('Portvakt');
      expect(seen.asked()).toEqual([]);
    },
  );

  it('takes markup for text', async () => {
    await using seen = await house.view(view);
    const { effect, words } = told('warn');
    const evil = '<img src=x onerror=alert(1)><b>bold</b>';
    await seen.show({
      effect,
      words: {
        ...words,
        title: evil,
        lead: evil,
        sections: [{ heading: evil, paragraphs: [{ text: evil, language: 'nl' }] }],
      },
    });
    expect(await seen.page.locator('main img, main b').count()).toBe(0);
    expect(await seen.page.textContent('h1')).toBe(evil);
    expect(await seen.page.getAttribute('section p', 'lang')).toBe('nl');
  });

  it('is worked by keyboard alone, and its links tell nobody where they come from', async () => {
    await using seen = await house.view(view);
    const { effect, words } = told('warn');
    await seen.show({ effect, words });
    const reached: string[] = [];
    for (let press = 0; press < 4; press += 1) {
      await seen.page.keyboard.press('Tab');
      reached.push(await seen.page.evaluate(() => document.activeElement?.textContent ?? ''));
    }
    expect(reached).toEqual([
      ...(words.reading?.links.map(({ title }) => title) ?? []),
      words.back,
      words.onward,
    ]);
    for (const link of await seen.page.locator('a').all()) {
      expect(await link.getAttribute('rel')).toBe('noreferrer');
      expect(await link.getAttribute('target')).toBe('_blank');
    }
  });
});

async function readText(path: string): Promise<string> {
  const { readFile } = await import('node:fs/promises');
  return readFile(path, 'utf8');
}
