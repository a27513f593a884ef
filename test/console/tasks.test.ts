import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { consoleSay, type ConsoleSay } from '#locales/console/console-text.ts';
import { loadConsole } from '#locales/console/load-console.ts';
import { tasks, type Click } from '#console/tasks.ts';
import { operations } from '#protocol/console-server.ts';
import { noBrowser } from '#test/electron/renderer/window-in-test.ts';
import { ConsoleStage, type ConsoleInTest } from './console-stage.ts';

/** A busy machine takes its time. */
const eventually = <T>(look: () => T) => expect.poll(look, { timeout: 15_000 });
const { content, ...rest } = operations.getDraft.example.response;
const pausable = {
  ...operations.listBans.example.response,
  bans: operations.listBans.example.response.bans.map((one) => ({
    ...one,
    ban: { ...one.ban, pausable: true },
  })),
};

describe('the commonest tasks', () => {
  it('are twelve, each within three clicks of the overview', () => {
    expect(tasks).toHaveLength(12);
    expect(new Set(tasks.map(({ id }) => id)).size).toBe(12);
    expect(tasks.filter(({ clicks }) => clicks.length > 3 || clicks.length === 0)).toEqual([]);
  });

  describe.skipIf(noBrowser)('in a browser', () => {
    let stage: ConsoleStage;
    let say: ConsoleSay;
    beforeAll(async () => {
      stage = await ConsoleStage.build();
      say = consoleSay('nb', await loadConsole('nb'), 'UTC');
      stage.play(({ id }) => {
        if (id === 'listBans') return { status: 200, body: pausable };
        if (id === 'getDraft') return { status: 200, body: { ...rest, content, needsApproval: false } };
        if (id === 'getRollout')
          return { status: 200, body: operations.listRollouts.example.response.rollouts[0] };
        return undefined;
      });
    }, 60_000);
    afterAll(() => stage?.[Symbol.asyncDispose]());

    const press = async ({ page }: ConsoleInTest, click: Click): Promise<void> => {
      if (click.role === 'row')
        await page.locator(`main a[href^="${click.below}"]:not([href$="/new"])`).first().click();
      else
        await page
          .getByRole(click.role, { name: say(click.name as 'bans.new'), exact: true })
          .first()
          .click();
    };

    it.each(tasks)('$id', async ({ clicks }) => {
      await using seen = await stage.open('/', { width: 1280, colours: 'light', language: 'nb' });
      await seen.page.waitForSelector('h1');
      for (const click of clicks) {
        const before = seen.page.url();
        await press(seen, click);
        // A click leads to another page, or opens a dialog on this one.
        await eventually(
          async () => seen.page.url() !== before || (await seen.page.locator('dialog[open]').count()) === 1,
        ).toBe(true);
      }
      expect(seen.complaints).toEqual([]);
    });
  });
});
