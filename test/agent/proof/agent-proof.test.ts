import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { startAgent } from '#agent/main.ts';
import type { Truth } from '#policy/proof.ts';
import { silentLog } from '#runtime/log.ts';
import { clockSetTo } from '#test/kit/fake-clock.ts';
import { FakePlatform } from '#test/kit/fake-platform.ts';
import { ban, monday } from '#test/kit/policy-builder.ts';
import { until } from '#test/kit/system-under-test.ts';
import { tempFolder } from '#test/kit/temp-folder.ts';
import { TinyServer } from '#test/kit/tiny-server.ts';

/** An agent whose guard could guard, and its server. */
async function open(platform: FakePlatform, folder: string, deviceClass?: 'private') {
  const server = await TinyServer.open({ bans: [ban()] });
  platform.guard.set({ kind: 'off' });
  const at = (name: string): string => join(folder, name);
  const agent = await startAgent({
    installRoot: { mode: 'system', state: at('state'), run: at('run'), config: at('config') },
    ...{ platform, log: silentLog, clock: clockSetTo(monday), random: () => 0 },
    settings: {
      server: server.url,
      token: server.token,
      ...(deviceClass === undefined ? {} : { class: deviceClass }),
    },
    guard: {},
    canaryFolder: at('canary'),
  });
  const truth = (): Truth | undefined =>
    agent
      .status()
      .bans.flatMap((one) => one.truth)
      .find(({ channel }) => channel === 'native');
  const level = (): Truth['level'] | undefined => truth()?.level;
  const receipts = () =>
    [...server.events.values()].flatMap(({ body }) => (body.type === 'receipt' ? [body.receipt] : []));
  return {
    ...{ agent, server, level, truth, receipts },
    [Symbol.asyncDispose]: async () => {
      await agent.stop();
      await server[Symbol.asyncDispose]();
    },
  };
}

describe('an agent that proves what it claims', () => {
  it('claims a denial once its canary was refused, and sends the receipts', async () => {
    using folder = tempFolder();
    const platform = new FakePlatform();
    await using world = await open(platform, folder.path);
    await until('the level', () => world.level() === 'denied-before-start');
    const receipts = await until('the receipts', () =>
      world.receipts().length >= 2 ? world.receipts() : undefined,
    );
    expect(receipts.map(({ layer, level, result }) => [layer, result, level])).toEqual([
      ['process-stop', 'blocked', 'stopped-after-start'],
      ['exec-guard', 'blocked', 'denied-before-start'],
    ]);
    expect([...world.server.events.values()].filter(({ body }) => body.type === 'hit')).toEqual([]);
  });

  it('claims less while its canary runs', async () => {
    using folder = tempFolder();
    const platform = new FakePlatform();
    platform.canary = (which) => ({ kind: which === 'guarded' ? 'ran' : 'ended' });
    await using world = await open(platform, folder.path);
    await until('the receipts', () => world.receipts().length >= 2);
    expect(world.truth()).toMatchObject({
      level: 'stopped-after-start',
      why: expect.stringContaining('test program'),
    });
    platform.canary = (which) => ({ kind: which === 'guarded' ? 'refused' : 'ended' });
    platform.guard.set({ kind: 'gap', why: 'it was ended' });
    platform.guard.set({ kind: 'guarding', unguarded: [] });
    await until('the level', () => world.level() === 'denied-before-start');
  });

  it.each([undefined, 'private'] as const)('asked for a proof on a PC of class %s', async (deviceClass) => {
    using folder = tempFolder();
    const platform = new FakePlatform();
    const tried: string[] = [];
    platform.canary = (which) => {
      tried.push(which);
      return { kind: which === 'guarded' ? 'refused' : 'ended' };
    };
    await using world = await open(platform, folder.path, deviceClass);
    await until('the release', () => world.server.heard.find(({ type }) => type === 'release-applied'));
    const before = tried.length;
    world.server.send({ type: 'prove' });
    await until('a try', () => tried.length > before);
    await world.agent.services.rescan();
    if (deviceClass === undefined) await until('the receipts', () => world.receipts().length > 2);
    // What a private PC enforces is told to nobody.
    else expect(world.receipts()).toEqual([]);
  });
});
