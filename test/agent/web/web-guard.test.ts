import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { Ban } from '#policy/ban.ts';
import { canary } from '#policy/proof.ts';
import { firefoxExe, firefoxHere, chromiumHere, operaExe } from '#test/kit/fake-browsers.ts';
import { FakePlatform } from '#test/kit/fake-platform.ts';
import { ban, monday } from '#test/kit/policy-builder.ts';
import { until } from '#test/kit/system-under-test.ts';
import { WebWorld, type Rules } from './web-world.ts';

const tiktok = (over: Partial<Ban> = {}): Ban => ban({ id: 'tiktok-ban', apps: ['tiktok'], ...over });
const effectsOf = ({ rules }: Rules) => rules.map(({ ban: id, effect }) => `${id} ${effect}`);
const happened = { type: 'happened', ban: 'tiktok-ban', app: 'tiktok', minutesAgo: 0, count: 1 } as const;

describe('a browser and the agent', () => {
  it('hello is answered with the rules of that account, in its language, with the canary', async () => {
    await using world = await WebWorld.open({ bans: [tiktok()] });
    const extension = await world.profile(world.browser(), 1000, { LANG: 'nb_NO.UTF-8' });
    extension.hello();
    const rules = await extension.rules('the rules');
    expect(effectsOf(rules)).toEqual(['tiktok-ban block']);
    expect(rules.rules[0]?.targets.domains).toContain('tiktok.com');
    expect(rules.rules[0]?.words).toMatchObject({ language: 'nb', title: expect.stringContaining('TikTok') });
    expect(rules).toMatchObject({
      ...{ canaryHost: canary.extensionHost, continueMinutes: 60, extensionVersion: '0.1.0', parts: 1 },
    });
    const other = await world.profile(world.browser(1001), 1001, { LANG: 'C' });
    other.hello({ languages: ['de'] });
    expect((await other.rules('the rules')).rules[0]?.words.language).toBe('en');
    const silent = await world.profile(world.browser(1001), 1001);
    silent.hello({ languages: ['de-AT'] });
    expect((await silent.rules('the rules')).rules[0]?.words.language).toBe('de');
  });

  it('a new release reaches it, an exemption of one person takes it from that person alone', async () => {
    await using world = await WebWorld.open({ bans: [tiktok({ effect: 'warn' })] });
    const kari = await world.profile(world.browser());
    const ola = await world.profile(world.browser(1001), 1001);
    kari.hello();
    ola.hello();
    const first = await kari.rules('a warning');
    expect(effectsOf(first)).toEqual(['tiktok-ban warn']);
    expect(world.platform.browsers.last?.block.domains).toEqual([]);

    world.server.publish([tiktok()]);
    const second = await kari.rules('a block', (one) => one.rules[0]?.effect === 'block');
    expect(second.revision).toBeGreaterThan(first.revision);
    await until('the policy', () => world.platform.browsers.last?.block.domains.includes('tiktok.com'));

    const exemption = {
      ...{ id: 'e'.repeat(32), ban: 'tiktok-ban', account: 'kari', purpose: 'event' },
      ...{ from: monday - 1, until: monday + 86_400_000, approvedBy: ['IT'] },
    };
    const envelope = world.server.signer.assignment({ serial: 2, exemptions: [exemption] });
    world.server.send({ type: 'assignment', envelope });
    await kari.rules('nothing for kari', ({ rules }) => rules.length === 0);
    await until('the policy without it', () => world.platform.browsers.last?.block.domains.length === 0);
    expect(effectsOf(await ola.rules('still a block'))).toEqual(['tiktok-ban block']);
    const { truth } = await world.told('a lower level', (one) =>
      one.truth.some(({ channel, level }) => channel === 'web' && level === 'warned'),
    );
    expect(truth.find(({ channel }) => channel === 'web')?.why).toMatch(/not everybody/);
  });

  it('leaves the browsers alone where no ban reaches them, and goes when the last one is over', async () => {
    await using world = await WebWorld.open({ bans: [ban({ channels: ['native'] })] });
    expect(world.platform.browsers.applied.every((one) => one === undefined)).toBe(true);
    const extension = await world.profile(world.browser());
    extension.hello();
    await until('it is told to go', () => extension.heard.find(({ type }) => type === 'leave'));
    world.server.publish([tiktok()]);
    await extension.rules('the rules');
    await until('the policy', () => world.platform.browsers.last);
    world.server.publish([]);
    await until('it is told to go again', () => extension.heard.at(-1)?.type === 'leave');
    await until('nothing is left', () => world.platform.browsers.last === undefined);
  });

  it('stays in place when the agent ends, unless all is to be taken away', async () => {
    for (const removeAtEnd of [false, true]) {
      const platform = new FakePlatform();
      const world = await WebWorld.open({ bans: [tiktok()], removeAtEnd, platform });
      const desired = await until('the policy', () => platform.browsers.last);
      const published = fileURLToPath(desired.extension.chromium.updateUrl);
      expect(existsSync(published)).toBe(true);
      await world.agent.stop();
      expect(existsSync(published)).toBe(!removeAtEnd);
      await world[Symbol.asyncDispose]();
      expect(platform.browsers.last === undefined).toBe(removeAtEnd);
    }
  });

  it('what malforms its messages is closed, what is unknown is ignored', async () => {
    await using world = await WebWorld.open({ bans: [tiktok()] });
    const good = await world.profile(world.browser());
    good.say({ type: 'tomorrow', x: 1 });
    good.hello();
    await good.rules('the rules');
    for (const bad of [
      { type: 'hello' },
      { ...happened, effect: 'block', action: 'shown', url: 'https://www.tiktok.com/' },
      { ...happened, effect: 'block', action: 'shown', count: 1e9 },
      [],
      'hello',
      null,
    ]) {
      const extension = await world.profile(world.browser());
      extension.say(bad);
      await until('it is closed', () => extension.closed);
      expect(extension.heard).toEqual([]);
    }
    expect(good.closed).toBeUndefined();
  });
});

describe('what a person met in a browser', () => {
  const meet = async (world: WebWorld, uid = 1000) => {
    const extension = await world.profile(world.browser(uid), uid);
    extension.hello();
    await extension.rules('the rules');
    return extension;
  };
  const hits = (world: WebWorld) =>
    [...world.server.events.values()].flatMap(({ body }) => (body.type === 'hit' ? [body] : []));

  it('is in the tray’s list as shown, and a hit without any host', async () => {
    await using world = await WebWorld.open({ bans: [tiktok()] });
    const extension = await meet(world);
    const announced: unknown[] = [];
    using _ = world.agent.services.onNotice((notice) => announced.push(notice.news));
    extension.say({ ...happened, effect: 'block', action: 'shown' });
    const hit = await until('the hit', () => hits(world)[0]);
    expect(hit).toEqual({
      ...{
        type: 'hit',
        ban: 'tiktok-ban',
        app: 'tiktok',
        channel: 'web',
        action: 'stopped',
        effect: 'block',
      },
      ...{ level: 'denied-before-start', evidence: [{ kind: 'web-host' }], confidence: 'primary' },
      ...{ at: hit.at, repeats: 0, account: 'kari' },
    });
    expect(hit.at % 300_000).toBe(0);
    const [notice] = world.agent.services.notices('kari');
    expect(notice).toMatchObject({ kind: 'web', effect: 'block', shown: 1, news: false, times: 1 });
    expect(announced).toEqual([false]);
    expect(world.agent.services.notices('ola')).toEqual([]);
    extension.say({ ...happened, effect: 'block', action: 'shown', count: 3 });
    await until('it is counted', () => world.agent.services.notices('kari')[0]?.times === 2);
    expect(hits(world)).toHaveLength(1);
    expect(world.agent.services.notices('kari')).toHaveLength(1);
  });

  it('claims no more than what the extension did where the policy does not stand', async () => {
    const platform = new FakePlatform();
    platform.browsers.fails = 'a company file opens it';
    await using world = await WebWorld.open({ bans: [tiktok()], platform });
    await until('a failure', () => world.agent.status().browsers?.[0]?.policy === 'not-written');
    const extension = await meet(world);
    extension.say({ ...happened, effect: 'block', action: 'shown' });
    expect(await until('the hit', () => hits(world)[0])).toMatchObject({
      action: 'stopped',
      level: 'warned',
    });
  });

  it('a warning that was passed is told apart from one that was shown', async () => {
    await using world = await WebWorld.open({ bans: [tiktok({ effect: 'warn' })] });
    const extension = await meet(world);
    extension.say({ ...happened, effect: 'warn', action: 'shown' });
    extension.say({ ...happened, effect: 'warn', action: 'continued' });
    await until('both', () => hits(world).length === 2);
    expect(hits(world).map(({ action, level }) => `${action} ${level}`)).toEqual([
      'warned warned',
      'continued warned',
    ]);
    expect(world.agent.services.notices('kari')).toHaveLength(1);
  });

  it('an information is shown once, wherever that was, and IT hears nothing', async () => {
    await using world = await WebWorld.open({ bans: [tiktok({ effect: 'inform', removal: 'offer' })] });
    const extension = await meet(world);
    expect(effectsOf(await extension.rules('it'))).toEqual(['tiktok-ban inform']);
    extension.say({ ...happened, effect: 'inform', action: 'shown' });
    await extension.rules('no more of it', ({ rules }) => rules.length === 0);
    const ola = await meet(world, 1001);
    expect(effectsOf(await ola.rules('for ola'))).toEqual(['tiktok-ban inform']);
    // A page that was opened does not mean that the app is on this PC.
    const [notice] = world.agent.services.notices('kari');
    expect(notice).toMatchObject({ kind: 'inform', shown: 1, removal: 'none' });
    expect(world.agent.status().counts.waitingEvents).toBe(0);
    expect(world.server.events.size).toBe(0);
  });

  it('begins the grace when it was acknowledged, as a warning in the tray does', async () => {
    const grace = { workingDays: 10, until: '2026-06-01' };
    await using world = await WebWorld.open({ bans: [tiktok({ grace })] });
    const extension = await meet(world);
    expect(effectsOf(await extension.rules('a warning'))).toEqual(['tiktok-ban warn']);
    extension.say({ ...happened, effect: 'warn', action: 'shown' });
    const notice = await until('the notice', () => world.agent.services.notices('kari')[0]);
    const latest = notice.deadline ?? 0;
    expect(latest).toBeGreaterThan(monday);
    expect(world.agent.services.acknowledge('kari', notice.id).ok).toBe(true);
    await until('an earlier end', () => {
      const [now] = world.agent.services.notices('kari');
      return (now?.deadline ?? latest) < latest;
    });
  });

  it('is not believed where no such rule acts for that account', async () => {
    await using world = await WebWorld.open({ bans: [tiktok(), ban({ id: 'other', channels: ['native'] })] });
    const extension = await meet(world);
    for (const lie of [
      { ...happened, ban: 'other', effect: 'block', action: 'shown' },
      { ...happened, app: 'telegram', effect: 'block', action: 'shown' },
      { ...happened, ban: 'none', effect: 'block', action: 'shown' },
      { ...happened, effect: 'block', action: 'continued' },
    ])
      extension.say(lie);
    // From long ago: no further than the rule itself.
    extension.say({ ...happened, effect: 'warn', action: 'shown', minutesAgo: 100_000 });
    const [hit, more] = await until('the one hit', () => (hits(world).length > 0 ? hits(world) : undefined));
    expect(more).toBeUndefined();
    expect(hit).toMatchObject({ action: 'warned', effect: 'warn' });
    expect(hit?.at).toBeGreaterThanOrEqual(monday - 31 * 86_400_000 - 300_000);
    expect(world.agent.services.notices('kari')).toHaveLength(1);
  });

  it('leaves a private device in no hit, and its browsers in no report', async () => {
    const bans = [tiktok({ audience: { classes: ['private', 'service'] } })];
    await using world = await WebWorld.open({ bans, private: true });
    const extension = await meet(world);
    extension.say({ ...happened, effect: 'block', action: 'shown' });
    await until('the notice', () => world.agent.services.notices('kari')[0]);
    expect(world.server.events.size).toBe(0);
    expect(world.agent.status().browsers).toHaveLength(1);
    for (const one of world.server.heard)
      if (one.type === 'release-applied') expect(one).not.toHaveProperty('browsers');
  });
});

describe('how far the guard reaches', () => {
  it('is told in counts, and in the level of the ban', async () => {
    await using world = await WebWorld.open({ bans: [tiktok()] });
    const whole = await world.told('a block', ({ browsers }) => browsers?.[0]?.policy === 'in-force');
    expect(whole.truth).toContainEqual({ ban: 'tiktok-ban', channel: 'web', level: 'denied-before-start' });
    const browser = world.browser();
    const first = await world.profile(browser);
    first.hello();
    const second = await world.profile(browser);
    second.hello({ profile: 'b'.repeat(32) });
    const told = await world.told('two profiles', ({ browsers }) => browsers?.[0]?.connected === 2);
    expect(told.browsers).toEqual([
      {
        ...{ browser: 'chromium', packaging: 'system', policy: 'in-force' },
        ...{ profiles: 2, connected: 2, silent: 0, running: 1 },
      },
    ]);
    expect(world.agent.status('kari').browsers).toEqual(told.browsers);
    // Who is no browser's child is served, and counts for nothing.
    const stranger = await world.profile(undefined);
    stranger.hello({ profile: 'c'.repeat(32) });
    await stranger.rules('its own account’s rules');
    expect(world.agent.status().browsers?.[0]).toMatchObject({ connected: 2, running: 1 });
    const sent = world.agent.services
      .ledger('kari')
      .entries.filter(({ body }) => body.includes('"browsers"'));
    expect(sent.length).toBeGreaterThan(0);
  });

  it('does not tell who sits there: that a browser was opened is told an hour later at the soonest', async () => {
    await using world = await WebWorld.open({ bans: [tiktok()] });
    await world.told('a block', ({ browsers }) => browsers?.[0]?.policy === 'in-force');
    world.passed += 180_000;
    const extension = await world.profile(world.browser());
    extension.hello();
    await until('it is connected', () => world.agent.status().browsers?.[0]?.connected === 1);
    await world.agent.services.rescan();
    // What gets through at once shows that the other was not on its way.
    world.server.publish([tiktok({ effect: 'warn' })]);
    const told = await world.told('another release', ({ version }) => version === 2);
    const before = world.server.heard.filter((one) => one.type === 'release-applied' && one.version === 1);
    for (const one of before)
      if (one.type === 'release-applied') expect(one.browsers?.[0]?.connected).toBe(0);
    const later = await world.profile(world.browser());
    later.hello({ profile: 'd'.repeat(32) });
    await until('it is connected', () => world.agent.status().browsers?.[0]?.connected === 2);
    expect(told.browsers?.[0]?.connected).toBeLessThan(2);
    world.passed += 3_700_000;
    await world.agent.services.rescan();
    await world.told('both', ({ browsers }) => browsers?.[0]?.connected === 2);
  });

  it('is nothing where a browser takes no policy, or its policy cannot be written', async () => {
    const platform = new FakePlatform();
    platform.browsers.fails = 'a company file opens it';
    await using world = await WebWorld.open({ bans: [tiktok()], platform });
    const failed = await world.told('a failure', ({ browsers }) => browsers?.[0]?.policy === 'not-written');
    expect(failed.truth.find(({ channel }) => channel === 'web')).toMatchObject({ level: 'blind' });
    expect(world.agent.status().faults.map(({ code }) => code)).toContain('browser-policy-failed');
    platform.browsers.fails = undefined;
    world.browser(1000, operaExe);
    await world.agent.services.rescan();
    const gap = await world.told(
      'a gap',
      (one) => one.browsers?.length === 2 && one.browsers[0]?.policy === 'in-force',
    );
    expect(gap.truth.find(({ channel }) => channel === 'web')?.why).toBe('Opera (portable) takes no policy');
  });

  it('is less where Firefox runs since before the policy changed', async () => {
    const platform = new FakePlatform();
    platform.browsers.found = [chromiumHere, firefoxHere];
    platform.browsers.changedAt = Date.now() + 60_000;
    await using world = await WebWorld.open({ bans: [tiktok()], platform });
    await world.told('both', ({ browsers }) => browsers?.length === 2);
    const extension = await world.profile(world.browser(1000, firefoxExe));
    extension.hello({ family: 'firefox' });
    const told = await world.told('later', (one) => one.browsers?.[1]?.policy === 'from-next-start');
    expect(told.browsers?.[1]).toMatchObject({ browser: 'firefox', policy: 'from-next-start' });
    expect(told.truth.find(({ channel }) => channel === 'web')).toMatchObject({
      level: 'warned',
      why: expect.stringContaining('Firefox'),
    });
  });

  it('is reported where somebody touched what was put there', async () => {
    await using world = await WebWorld.open({ bans: [tiktok()] });
    world.platform.browsers.disturb({ kind: 'deleted', path: '/etc/x', restored: true });
    world.platform.browsers.disturb({ kind: 'shadowed', path: '/home/kari/x', restored: false });
    const faults = world.agent.status().faults;
    expect(faults.map(({ code }) => code)).toEqual(
      expect.arrayContaining(['browser-policy-disturbed', 'native-host-shadowed']),
    );
    expect(JSON.stringify(faults)).not.toContain('/home');
  });
});
