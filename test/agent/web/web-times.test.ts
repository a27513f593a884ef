import { describe, expect, it } from 'vitest';
import { ban, day, monday } from '#test/kit/policy-builder.ts';
import { FakePlatform, kari } from '#test/kit/fake-platform.ts';
import { until } from '#test/kit/system-under-test.ts';
import { WebWorld, type PlayedExtension } from './web-world.ts';

/** Without a day that the person was away, for whom grace would stand still. */
const grace = { workingDays: 10, until: '2026-06-01' };
const tiktok = ban({ id: 'tiktok-ban', apps: ['tiktok'], grace });
const shown = {
  ...{ type: 'happened', ban: 'tiktok-ban', app: 'tiktok', effect: 'warn', action: 'shown' },
  ...{ minutesAgo: 0, count: 1 },
};

class OnePerson extends FakePlatform {
  override readonly people: readonly (typeof kari)[] = [kari];
}
const effectOf = (extension: PlayedExtension, effect: string) =>
  extension.rules(effect, ({ rules }) => rules[0]?.effect === effect);
const banOf = (world: WebWorld, account?: string) => world.agent.status(account).bans[0];

/** From day to day, somebody at work on each. */
async function workUntil(world: WebWorld, isOver: () => boolean): Promise<number> {
  for (let days = 0; days < 120; days += 1) {
    if (isOver()) return days;
    world.skip(day);
    world.platform.fakeProcesses.start({ exe: '/usr/bin/editor', uid: 1000 });
    await world.agent.services.rescan();
  }
  throw new Error('it never ends');
}

describe('time and the web guard', () => {
  it('at the end of one person’s grace the warning becomes a block, there and in the policy', async () => {
    await using world = await WebWorld.open({ bans: [tiktok], platform: new OnePerson() });
    const extension = await world.profile(world.browser());
    extension.hello();
    await effectOf(extension, 'warn');
    await until('a policy without it', () => world.platform.browsers.last?.block.domains.length === 0);
    expect(banOf(world, 'kari')).toMatchObject({ effect: 'warn', reason: 'grace-not-started', found: false });
    extension.say(shown);
    const notice = await until('the notice', () => world.agent.services.notices('kari')[0]);
    expect(world.agent.services.acknowledge('kari', notice.id).ok).toBe(true);
    const own = await until('its own end', () => {
      const { deadline = Infinity, reason } = banOf(world, 'kari') ?? {};
      return reason === 'grace' ? deadline : undefined;
    });
    expect(own).toBeLessThan(Date.parse('2026-06-01'));
    expect(own).toBeGreaterThan(monday + 10 * day);
    let passed = 0;
    const left = (): number => (banOf(world, 'kari')?.deadline ?? 0) - monday - passed;
    await workUntil(world, () => {
      if (left() <= day) return true;
      passed += day;
      return false;
    });
    expect(banOf(world, 'kari')?.effect).toBe('warn');
    // Nothing but time passes.
    world.skip(left() + 1_000);
    await effectOf(extension, 'block');
    await until('the policy', () => world.platform.browsers.last?.block.domains.includes('tiktok.com'));
    expect(banOf(world, 'kari')).toMatchObject({ effect: 'block', reason: 'blocked' });
  });

  it('the third day on which the page was shown begins the grace', async () => {
    await using world = await WebWorld.open({ bans: [tiktok], platform: new OnePerson() });
    const extension = await world.profile(world.browser());
    extension.hello();
    const latest = (await effectOf(extension, 'warn')).revision;
    for (const turn of [1, 2, 3]) {
      extension.say(shown);
      await until('it is listed', () => world.agent.services.notices('kari')[0]?.shown === turn);
      if (turn < 3) {
        expect(banOf(world, 'kari')?.reason).toBe('grace-not-started');
        world.skip(day);
      }
    }
    await until('the grace', () => banOf(world, 'kari')?.reason === 'grace');
    await extension.rules('words with the new date', ({ revision }) => revision > latest);
    const ended = await workUntil(world, () => banOf(world, 'kari')?.reason === 'blocked');
    expect(ended).toBeLessThan(20);
    await effectOf(extension, 'block');
  });

  it('what is told of a ban is what acts on that person’s web client', async () => {
    await using world = await WebWorld.open({ bans: [tiktok] });
    const exemption = {
      ...{ id: 'e'.repeat(32), ban: 'tiktok-ban', account: 'kari', purpose: 'event' },
      ...{ from: monday - 1, until: monday + day, approvedBy: ['IT'] },
    };
    expect(banOf(world, 'ola')).toMatchObject({ effect: 'warn', deadline: expect.any(Number) });
    const envelope = world.server.signer.assignment({ serial: 2, exemptions: [exemption] });
    world.server.send({ type: 'assignment', envelope });
    await until('the exemption', () => banOf(world, 'kari')?.exemptUntil === exemption.until);
    expect(banOf(world, 'kari')).toMatchObject({ effect: 'none', reason: 'exempt' });
    expect(banOf(world, 'kari')).not.toHaveProperty('deadline');
    expect(banOf(world, 'ola')).toMatchObject({ effect: 'warn' });
    const extension = await world.profile(world.browser());
    extension.hello();
    await extension.rules('nothing', ({ rules }) => rules.length === 0);
    // It ends by itself.
    world.skip(day + 60_000);
    await effectOf(extension, 'warn');
  });
});
