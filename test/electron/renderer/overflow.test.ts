import { chromium, type Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findOverflow } from './overflow.ts';
import { noBrowser } from './window-in-test.ts';

describe.skipIf(noBrowser)('the finder of clipped text', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await chromium.launch({
      executablePath: '/usr/bin/chromium',
      args: ['--headless=new', '--no-sandbox', '--disable-gpu'],
    });
  });
  afterAll(() => browser.close());

  async function found(body: string): Promise<readonly string[]> {
    const page = await browser.newPage({ viewport: { width: 240, height: 320 } });
    await page.setContent(`<!doctype html><body style="margin:0;font:16px sans-serif">${body}`);
    const all = await page.evaluate(findOverflow);
    await page.close();
    return all.map(({ what }) => what.replace(/[: -]*\d.*$/, ''));
  }
  const long = 'Donaudampfschifffahrtsgesellschaftskapitän';

  it('is content with text that wraps', async () => {
    expect(await found(`<p>${'word '.repeat(80)}</p>`)).toEqual([]);
  });

  it.each([
    ['a page wider than the window', `<p>${long}</p>`, 'the page is'],
    ['a word beyond the edge', `<p style="overflow:hidden">${long}</p>`, 'cut off at the side'],
    [
      'lines that are cut off',
      `<p style="overflow:hidden;height:1em">${'word '.repeat(40)}</p>`,
      'cut off below',
    ],
    ['a word wider than its box', `<p style="width:60px">${long}</p>`, 'wider than its box'],
    [
      'dots instead of words',
      `<p style="overflow:hidden;text-overflow:ellipsis;white-space:nowrap">${'word '.repeat(40)}</p>`,
      'shortened with dots',
    ],
    ['text beside the window', '<p style="position:absolute;left:-90px">over there</p>', 'text from'],
    [
      'a button lower than its words',
      `<button style="height:20px;width:80px">${'word '.repeat(9)}</button>`,
      'a button lower than its text',
    ],
  ])('finds %s', async (_, body, what) => {
    expect(await found(body)).toContain(what);
  });

  it('leaves alone what only ears get, and what is folded away', async () => {
    const hidden = `<span class="ds-sr-only" style="position:absolute;width:1px;height:1px;overflow:hidden">${long}</span>`;
    expect(await found(`${hidden}<details><summary>more</summary><pre>${long}</pre></details>`)).toEqual([]);
  });
});
