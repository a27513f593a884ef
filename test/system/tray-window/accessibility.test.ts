import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Choices, View, WindowState } from '#protocol/tray-window.ts';
import { exampleNotices, now } from '#test/electron/renderer/example-notices.ts';
import { exampleState, exampleStatus } from '#test/electron/renderer/example-state.ts';
import { noBrowser, WindowHouse, type WindowInTest } from '#test/electron/renderer/window-in-test.ts';
import { openFilled } from './filled-window.ts';

const notices = exampleNotices('nb');
const views: Readonly<Record<string, View>> = {
  overview: { page: 'overview' },
  notices: { page: 'notices' },
  requests: { page: 'requests' },
  'about me': { page: 'about-me' },
  settings: { page: 'settings' },
  ask: { page: 'ask', ban: 'anydesk' },
  'asked already': { page: 'ask', ban: 'tiktok-service' },
  code: { page: 'code', ban: 'tiktok-service' },
  remove: { page: 'remove', ban: 'telegram-service' },
  ...Object.fromEntries(
    Object.entries(notices).map(([name, { id }]) => [`notice: ${name}`, { page: 'notice', notice: id }]),
  ),
};
const unusual: Readonly<Record<string, Partial<WindowState>>> = {
  connecting: { reach: { state: 'connecting' } },
  'agent lost': { reach: { state: 'lost', why: 'untrusted-owner', since: now - 90_000 } },
  'server lost': {
    status: { ...exampleStatus('nb'), server: { address: 'https://x.example', connected: false } },
  },
  'nothing at all': { notices: [], requests: [], icon: 'fine' },
};

describe.skipIf(noBrowser)('axe finds nothing to object to', () => {
  let house: WindowHouse;
  let shown: WindowInTest;
  beforeAll(async () => {
    house = await WindowHouse.build();
    shown = await openFilled(house);
    await shown.page.evaluate(await readFile(createRequire(import.meta.url).resolve('axe-core'), 'utf8'));
  });
  afterAll(() => house[Symbol.asyncDispose]());

  async function violations(state: WindowState): Promise<readonly string[]> {
    await shown.push(state);
    await shown.page.evaluate(() => {
      for (const details of document.querySelectorAll('details')) details.open = true;
    });
    const { violations: found } = await shown.page.evaluate(async () => {
      const { axe } = window as unknown as { axe: { run: () => Promise<AxeResults> } };
      return axe.run();
    });
    return found.flatMap(({ id, nodes }) =>
      nodes.map(({ html, any }) => `${id}: ${html}: ${any[0]?.message}`),
    );
  }
  const choices = (theme: Choices['theme']): Choices => ({ language: 'system', theme, seenHints: [] });

  describe.each(['light', 'dark'] as const)('%s', (theme) => {
    it.each(Object.entries(views))('%s', async (_, view) => {
      expect(await violations(exampleState(view, 'nb', { choices: choices(theme) }))).toEqual([]);
    });
    it.each(Object.entries(unusual))('overview: %s', async (_, over) => {
      const state = exampleState({ page: 'overview' }, 'nb', { ...over, choices: choices(theme) });
      expect(await violations(state)).toEqual([]);
    });
  });

  it('with what was filled in wrongly, and with the reminders open', async () => {
    await shown.push(exampleState({ page: 'ask', ban: 'anydesk' }, 'nb'));
    await shown.page.click('button[type=submit]');
    expect(await shown.page.locator('[aria-invalid=true]').count()).toBe(2);
    expect(await violations(exampleState({ page: 'ask', ban: 'anydesk' }, 'nb'))).toEqual([]);
    const warn: View = { page: 'notice', notice: notices['warn']?.id ?? '' };
    await shown.push(exampleState(warn, 'nb'));
    await shown.page.click('.actions [aria-expanded]');
    expect(await violations(exampleState(warn, 'nb'))).toEqual([]);
  });
});
