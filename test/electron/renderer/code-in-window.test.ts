import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { sayIn } from '#electron/renderer/say.ts';
import type { OfflineOutcome } from '#protocol/tray-agent.ts';
import type { View } from '#protocol/tray-window.ts';
import { hour, now } from './example-notices.ts';
import { exampleChallenge, exampleState, exampleStatus } from './example-state.ts';
import { noBrowser, WindowHouse, type WindowInTest } from './window-in-test.ts';

const say = sayIn('en', 'Europe/Oslo');
const ban = 'tiktok-service';
const offline = {
  status: { ...exampleStatus('en'), server: { address: 'https://x.example', connected: false } },
};

describe.skipIf(noBrowser)('a code over the telephone', () => {
  let house: WindowHouse;
  let shown: WindowInTest | undefined;
  beforeAll(async () => {
    house = await WindowHouse.build();
  });
  afterEach(() => shown?.page.context().close());
  afterAll(() => house[Symbol.asyncDispose]());

  async function show(view: View, challenge: unknown = { ok: true, value: exampleChallenge }) {
    shown = await house.open(exampleState({ page: 'overview' }, 'en', offline));
    await shown.answer('codeChallenge', challenge);
    await shown.push(exampleState(view, 'en', offline));
    return shown;
  }
  async function enter(window: WindowInTest, result: OfflineOutcome): Promise<string> {
    const { page } = window;
    await window.answer('redeemCode', { ok: true, value: result });
    await page.fill('.code-field input', '4c8n z0ht 5rj');
    await window.calls();
    await page.click(`text=${say('code.use')}`);
    await page.waitForSelector('.code-field input[aria-invalid=true]');
    expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('INPUT');
    expect(await page.inputValue('.code-field input')).toBe('4c8n z0ht 5rj');
    return (await page.locator('.code-field').textContent()) ?? '';
  }

  it('is reached from the overview and from the request while there is no network', async () => {
    const { page, calls } = await show({ page: 'overview' });
    await page.click(`text=${say('code.link')}`);
    expect(await calls()).toContainEqual({ verb: 'go', argument: { view: { page: 'code', ban } } });
  });

  it('shows what to read out, large for the eye and letter by letter for the ear', async () => {
    const { page } = await show({ page: 'code', ban });
    const told = page.locator('.read-out');
    expect(await told.textContent()).toContain('pc-0042');
    expect(await told.textContent()).toContain(ban);
    expect(await page.locator('.challenge > [aria-hidden]').textContent()).toBe('7K3M 9QXW');
    expect(await page.locator('.challenge > .ds-sr-only').textContent()).toBe('7 K 3 M, 9 Q X W');
    expect(await page.locator('main').textContent()).toContain('+47 69 00 00 00');
    expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('H1');
  });

  it('that is good ends the matter, with the hour until which it holds', async () => {
    const window = await show({ page: 'code', ban });
    const { page } = window;
    const until = now + 4 * hour;
    await window.answer('redeemCode', { ok: true, value: { outcome: 'accepted', until } });
    await page.fill('.code-field input', ' 4c8n-z0ht-5rj ');
    await window.calls();
    await page.keyboard.press('Enter');
    const words = say('code.accepted', { app: 'TikTok', until });
    await page.waitForSelector(`.ds-alert >> text=${words}`);
    expect(await page.locator('.shell > [role=status]').textContent()).toContain(words);
    expect(await window.calls()).toEqual([
      { verb: 'redeemCode', argument: { ban, code: ' 4c8n-z0ht-5rj ' } },
    ]);
    expect(await page.locator('.code-field').count()).toBe(0);
  });

  it.each<[OfflineOutcome, string]>([
    [{ outcome: 'typo' }, say('code.typo')],
    [{ outcome: 'wrong', triesLeft: 1 }, say('code.wrong', { count: 1 })],
    [{ outcome: 'wrong', triesLeft: 0 }, say('code.wrong', { count: 0 })],
    [{ outcome: 'too-many-tries', retryAt: now + hour }, say('code.too-many', { at: now + hour })],
  ])('that is not: %j is said at the field, and what was typed stays', async (result, words) => {
    expect(await enter(await show({ page: 'code', ban }), result)).toContain(words);
  });

  it('that came too late is asked for anew, with other characters', async () => {
    const window = await show({ page: 'code', ban });
    await window.answer('codeChallenge', {
      ok: true,
      value: { ...exampleChallenge, challenge: 'AAAA-BBBB' },
    });
    expect(await enter(window, { outcome: 'expired' })).toContain(say('code.expired'));
    await expect
      .poll(() => window.page.locator('.challenge > [aria-hidden]').textContent())
      .toBe('AAAA BBBB');
  });

  it('that is not there is not sent', async () => {
    const window = await show({ page: 'code', ban });
    await window.calls();
    await window.page.click(`text=${say('code.use')}`);
    await window.page.waitForSelector(`text=${say('code.input.missing')}`);
    expect(await window.calls()).toEqual([]);
  });

  it('is not offered where the PC has no secret yet: it says why', async () => {
    const { page } = await show({ page: 'code', ban }, { ok: false, fault: 'code-not-possible' });
    await page.waitForSelector(`[role=alert] >> text=${say('fault.code-not-possible')}`);
    expect(await page.locator('form').count()).toBe(0);
  });
});
