import { closeSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { stateFile } from '#agent/state/open-state.ts';
import { ban } from '#test/kit/policy-builder.ts';
import { until } from '#test/kit/system-under-test.ts';
import { WebWorld } from './web-world.ts';

const tiktok = ban({ id: 'tiktok-ban', apps: ['tiktok'] });

describe('a web guard whose agent ends', () => {
  it('takes nothing back, and goes on with the server away', async () => {
    await using world = await WebWorld.open({ bans: [tiktok] });
    await until('the policy', () => world.platform.browsers.last);
    const before = world.platform.browsers.applied.length;
    await world.agent.stop();
    expect(world.platform.browsers.applied).toHaveLength(before);
    await world.server[Symbol.asyncDispose]();
    await world.start();
    const extension = await world.profile(world.browser());
    extension.hello({ revision: 1 });
    expect((await extension.rules('the rules')).rules[0]?.effect).toBe('block');
    await until('the policy again', () => world.platform.browsers.applied.length > before);
    // Not for one moment anything else.
    expect(
      world.platform.browsers.applied.slice(before).every((one) => one?.block.domains.includes('tiktok.com')),
    ).toBe(true);
  });

  it('with a damaged state leaves nobody without rules', async () => {
    await using world = await WebWorld.open({ bans: [tiktok] });
    await until('the policy', () => world.platform.browsers.last);
    await world.agent.stop();
    const before = world.platform.browsers.applied.length;
    const file = openSync(join(world.folder.path, 'state', stateFile), 'r+');
    writeSync(file, Buffer.alloc(16_384, 0x5a), 0, 16_384, 0);
    closeSync(file);
    await world.start();
    await until('it says so', () => world.agent.status().faults.some(({ code }) => code === 'state-damaged'));
    const extension = await world.profile(world.browser());
    extension.hello({ revision: 1 });
    await extension.rules('the rules', ({ rules }) => rules[0]?.effect === 'block');
    await until('the policy', () => world.platform.browsers.last?.block.domains.includes('tiktok.com'));
    // Until the policy is there again, what browsers hold is left as it is.
    expect(world.platform.browsers.applied.slice(before)).not.toContain(undefined);
  });

  it('leaves and comes back with the bans', async () => {
    await using world = await WebWorld.open({ bans: [tiktok] });
    const extension = await world.profile(world.browser());
    extension.hello();
    await extension.rules('the rules');
    for (let turn = 0; turn < 3; turn += 1) {
      world.server.publish([]);
      await until('it leaves', () => extension.heard.at(-1)?.type === 'leave');
      await until('nothing is left', () => world.platform.browsers.last === undefined);
      world.server.publish([tiktok]);
      await until('it is back', () => extension.heard.at(-1)?.type === 'rules');
      await until('the policy', () => world.platform.browsers.last?.block.domains.includes('tiktok.com'));
    }
    // Each time the very same rules, which it had forgotten.
    expect(extension.heard.map(({ type }) => type)).toEqual([
      'rules',
      ...Array.from({ length: 3 }, () => ['leave', 'rules']).flat(),
    ]);
  });
});
