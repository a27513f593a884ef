import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { LocalConnection } from '#platform/local-endpoint/port.ts';
import type { ProcessOrigin } from '#platform/process-origin/port.ts';
import { FakePlatform } from '#test/kit/fake-platform.ts';
import { ban } from '#test/kit/policy-builder.ts';
import { until } from '#test/kit/system-under-test.ts';
import { PlayedExtension, WebWorld } from './web-world.ts';

const bans = [ban({ id: 'tiktok-ban', apps: ['tiktok'] })];
const connectedOf = (world: WebWorld): number =>
  (world.agent.status().browsers ?? []).reduce((sum, one) => sum + one.connected, 0);

/** Counts how often it is looked where a caller comes from. */
class Looking extends FakePlatform {
  looks = 0;
  override async processOrigin(): Promise<ProcessOrigin> {
    const origin = await super.processOrigin();
    return {
      of: (pid) => {
        this.looks += 1;
        return origin.of(pid);
      },
    };
  }
}

const dial = async (world: WebWorld, uid: number, pid: number): Promise<LocalConnection> => {
  world.platform.endpoint.caller = { uid, gid: uid, pid };
  const dialled = await world.platform.endpoint.dial('browser', join(world.folder.path, 'run'));
  if (!dialled.ok) throw new Error(dialled.fault.code);
  return dialled.value;
};

describe('who attacks the browsers’ door', () => {
  it('by calling without end is no longer looked at, and nobody else waits for it', async () => {
    const platform = new Looking();
    await using world = await WebWorld.open({ bans, platform });
    const mallory = world.platform.fakeProcesses.start({ exe: '/usr/bin/mallory', uid: 1000 });
    for (let turn = 0; turn < 1_500; turn += 1) (await dial(world, 1000, mallory.pid))[Symbol.dispose]();
    expect(platform.looks).toBeGreaterThan(900);
    expect(platform.looks).toBeLessThan(1_200);
    const ola = await world.profile(world.browser(1001), 1001);
    ola.hello();
    await ola.rules('ola’s rules');
    // A little later the same account is let in again.
    world.passed += 60_000;
    const kari = await world.profile(world.browser());
    kari.hello();
    await kari.rules('kari’s rules');
  });

  it('with a pid that is another account’s by now counts for no browser, and hears its own language', async () => {
    await using world = await WebWorld.open({ bans });
    const browser = world.browser(1001);
    const host = world.platform.fakeProcesses.start({ exe: '/usr/bin/node', uid: 1001, parent: browser.pid });
    world.platform.languages.set(host.pid, { LANG: 'nb_NO.UTF-8' });
    const stranger = new PlayedExtension(await dial(world, 1000, host.pid));
    stranger.hello({ languages: ['de'] });
    const rules = await stranger.rules('the rules');
    expect(rules.rules[0]?.words.language).toBe('de');
    expect(connectedOf(world)).toBe(0);
  });

  it('from below another account’s browser counts for none', async () => {
    await using world = await WebWorld.open({ bans });
    const stranger = await world.profile(world.browser(1001), 1000);
    stranger.hello();
    await stranger.rules('the rules');
    expect(connectedOf(world)).toBe(0);
  });

  it('from no process at all is served by the kernel’s word alone', async () => {
    await using world = await WebWorld.open({ bans });
    const gone = new PlayedExtension(await dial(world, 1000, 999_999));
    gone.hello({ languages: ['sv'] });
    expect((await gone.rules('the rules')).rules[0]?.words.language).toBe('sv');
    expect(connectedOf(world)).toBe(0);
    expect(world.agent.status().browsers?.every(({ running }) => running === 0)).toBe(true);
  });

  it('as root’s browser is root’s, and one that says nothing counts against the PC', async () => {
    await using world = await WebWorld.open({ bans });
    const root = await world.profile(world.browser(0), 0);
    root.hello();
    expect((await root.rules('root’s rules')).rules).toHaveLength(1);
    expect(connectedOf(world)).toBe(1);
    root.close();
    await until('it has left', () => connectedOf(world) === 0);
    world.skip(31_000);
    await until('its silence', () => world.agent.status().browsers?.some(({ silent }) => silent === 1));
  });

  it('with hellos without end is closed, and the agent answers on', async () => {
    await using world = await WebWorld.open({ bans });
    const loud = await world.profile(world.browser());
    for (let turn = 0; turn < 1_200; turn += 1) loud.hello({ profile: 'b'.repeat(32) });
    await until('it is closed', () => loud.closed);
    const ola = await world.profile(world.browser(1001), 1001);
    ola.hello();
    await ola.rules('ola’s rules');
    expect(world.agent.status().browsers?.[0]?.connected).toBe(1);
  });

  it('with profiles without end is no more than what the door lets in', async () => {
    await using world = await WebWorld.open({ bans });
    const browser = world.browser();
    const one = await world.profile(browser);
    for (let turn = 0; turn < 120; turn += 1) one.hello({ profile: turn.toString(16).padStart(32, '0') });
    await until('it was heard', () => one.heard.length > 40);
    await world.agent.services.rescan();
    expect(connectedOf(world)).toBe(1);
    // Each is answered with all rules, so few are answered.
    expect(one.heard.length).toBeLessThan(60);
    expect(one.closed).toBeUndefined();
  });
});
