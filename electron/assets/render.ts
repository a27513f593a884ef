import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright-core';

/**
 * `node electron/assets/render.ts`: makes the PNG files in `icons/` from the drawings, with Debian's Chromium. They are kept
 * in the repository, so that a build needs no browser.
 */
const here = import.meta.dirname;
const states = ['fine', 'waiting', 'blocked', 'cannot-check'] as const;
/** Strokes for a light panel and for a dark one. */
const panels = { light: '#20303f', dark: '#ffffff' } as const;
const sizes = [16, 22, 24, 32, 44, 48] as const;
const appSizes = [48, 128, 256] as const;

const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
try {
  const page = await browser.newPage();
  const render = async (drawing: string, colour: string, size: number): Promise<Buffer> => {
    await page.setViewportSize({ width: size, height: size });
    const svg = readFileSync(join(here, `drawings/${drawing}.svg`), 'utf8');
    await page.setContent(
      `<style>body{margin:0;color:${colour}}svg{display:block;width:${size}px;height:${size}px}</style>${svg}`,
    );
    return await page.screenshot({ omitBackground: true });
  };
  mkdirSync(join(here, 'icons'), { recursive: true });
  for (const state of states)
    for (const [panel, colour] of Object.entries(panels))
      for (const size of sizes)
        writeFileSync(
          join(here, `icons/${state}-on-${panel}-${size}.png`),
          await render(state, colour, size),
        );
  for (const size of appSizes)
    writeFileSync(join(here, `icons/app-${size}.png`), await render('app', '#ffffff', size));
} finally {
  await browser.close();
}
