import { get } from 'node:http';
import { describe, expect, it } from 'vitest';
import type { Trial } from '#platform/browser-trial/port.ts';
import { verdictOf } from '#agent/web/web-proofs.ts';
import { canary, type Receipt } from '#policy/proof.ts';
import { ok, fail } from '#policy/outcome.ts';
import { FakePlatform } from '#test/kit/fake-platform.ts';
import { ban } from '#test/kit/policy-builder.ts';
import { until } from '#test/kit/system-under-test.ts';
import { WebWorld } from './web-world.ts';

const tiktok = ban({ id: 'tiktok-ban', apps: ['tiktok'] });
const load = (url: string): Promise<string> =>
  new Promise((resolve, reject) => {
    get(url, (response) => {
      let text = '';
      response.on('data', (chunk: Buffer) => (text += chunk.toString()));
      response.on('end', () => resolve(text));
    }).on('error', reject);
  });

/** A browser that opens the page and reaches, or does not reach, each canary. */
const playedBrowser =
  (reaches: (layer: string) => boolean) =>
  async ({ page, signal }: Trial) => {
    const text = await load(page);
    expect(text).toContain(canary.host);
    expect(text).toContain(canary.extensionHost);
    const base = page.replace(/\/page$/, '');
    for (const layer of ['open', 'browser-policy', 'browser-extension']) {
      if (layer === 'open' || reaches(layer)) await load(`${base}/canary/${layer}/1`);
      await load(`${base}/tried/${layer}/1`);
    }
    if (reaches('browser-policy') || reaches('browser-extension')) return ok(undefined);
    await until('it is ended', () => signal.aborted);
    return ok(undefined);
  };
const receiptsOf = (world: WebWorld): readonly Receipt[] =>
  [...world.server.events.values()].flatMap(({ body }) => (body.type === 'receipt' ? [body.receipt] : []));
const proved = async (trial: FakePlatform['trial']) => {
  const platform = new FakePlatform();
  platform.trial = trial;
  const world = await WebWorld.open({ bans: [tiktok], platform });
  await until('the policy', () => platform.browsers.last);
  await until('a browser in the status', () => world.agent.status().browsers?.[0]?.policy === 'in-force');
  world.server.send({ type: 'prove' });
  return world;
};

describe('a proof of block', () => {
  it('is a receipt per layer of each browser', async () => {
    await using world = await proved(playedBrowser(() => false));
    const receipts = await until('two receipts', () =>
      receiptsOf(world).length === 2 ? receiptsOf(world) : undefined,
    );
    expect(receipts.map(({ layer, level, result, subject }) => [layer, subject, result, level])).toEqual([
      ['browser-policy', 'chromium', 'blocked', 'denied-before-start'],
      ['browser-extension', 'chromium', 'blocked', 'warned'],
    ]);
    expect(receipts[0]).toMatchObject({ release: 1 });
  });

  it('says so where a canary was reached', async () => {
    await using world = await proved(playedBrowser((layer) => layer === 'browser-extension'));
    const receipts = await until('two receipts', () =>
      receiptsOf(world).length === 2 ? receiptsOf(world) : undefined,
    );
    expect(receipts.map(({ layer, level, result }) => [layer, result, level])).toEqual([
      ['browser-policy', 'blocked', 'denied-before-start'],
      ['browser-extension', 'not-blocked', 'blind'],
    ]);
  });

  it('says why nothing could be tried, and is asked for once an hour', async () => {
    let trials = 0;
    await using world = await proved(() => {
      trials += 1;
      return Promise.resolve(fail({ code: 'failed', why: 'the browser ended with 1' }));
    });
    const receipts = await until('two receipts', () =>
      receiptsOf(world).length === 2 ? receiptsOf(world) : undefined,
    );
    expect(receipts.map(({ result, why }) => [result, why])).toEqual([
      ['could-not-try', 'the browser ended with 1'],
      ['could-not-try', 'the browser ended with 1'],
    ]);
    world.server.send({ type: 'prove' });
    await world.agent.services.rescan();
    expect(trials).toBe(1);
  });

  it('is none by a browser that reaches nothing at all', async () => {
    await using world = await proved(async ({ page }) => {
      const base = page.replace(/\/page$/, '');
      await load(page);
      for (const layer of ['open', 'browser-policy', 'browser-extension'])
        await load(`${base}/tried/${layer}/1`);
      return ok(undefined);
    });
    const receipts = await until('two receipts', () =>
      receiptsOf(world).length === 2 ? receiptsOf(world) : undefined,
    );
    expect(receipts.map(({ result }) => result)).toEqual(['could-not-try', 'could-not-try']);
  });

  it.each([
    [false, undefined, 'the browser ended', 'could-not-try'],
    [true, undefined, undefined, 'could-not-try'],
    [true, 'held-off', undefined, 'blocked'],
    [true, 'reached', undefined, 'not-blocked'],
    [true, 'held-off', 'the browser ended', 'blocked'],
  ] as const)('page %s, last try %s, fault %s: %s', (...[opened, last, fault, result]) => {
    expect(verdictOf(opened, { tries: 1, last }, fault).result).toBe(result);
  });
});
