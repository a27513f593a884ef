import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import type { Ban } from '#policy/ban.ts';
import { firefoxExe } from '#test/kit/fake-browsers.ts';
import { FakePlatform } from '#test/kit/fake-platform.ts';
import { ban, day } from '#test/kit/policy-builder.ts';
import { until } from '#test/kit/system-under-test.ts';
import { WebWorld, type PlayedExtension } from './web-world.ts';

/** What nobody may learn, in every place where it could slip in: a host, a path, a profile, a language, a page. */
const marker = 'q7marker';
const host = `${marker}.example.com`;
const profile = 'feed'.repeat(8);
const secrets = [marker, profile, 'xq-MARKER', '9.8.7-q7', 'Q7_LANG', 'home/kari', 'tiktok.com'];

const byHost = (over: Partial<Ban> = {}): Ban => {
  const one: Ban = {
    ...ban({ id: 'a-site', ...over }),
    matcher: { name: 'A site', all: [{ kind: 'web-host', value: host }] },
  };
  delete one.apps;
  return one;
};
const bans = [byHost(), ban({ id: 'tiktok-ban', apps: ['tiktok'], effect: 'warn' })];
const privately = (all: readonly Ban[]) =>
  all.map((one) => ({ ...one, audience: { classes: ['private', 'service'] as ('private' | 'service')[] } }));
const met = (of: string, effect: string, action = 'shown') => ({
  ...{ type: 'happened', ban: of, effect, action, minutesAgo: 7, count: 3 },
  ...(of === 'tiktok-ban' ? { app: 'tiktok' } : {}),
});

/** Everything that a browser can say and do, and what goes wrong. */
async function live(world: WebWorld): Promise<void> {
  const browser = world.browser(1000, '/home/kari/q7marker/chrome');
  world.browser(1001, firefoxExe);
  const say = async (uid = 1000): Promise<PlayedExtension> => {
    const extension = await world.profile(uid === 1000 ? world.browser() : browser, uid, {
      LANG: 'Q7_LANG.UTF-8',
    });
    extension.hello({ profile, version: '9.8.7-q7', languages: ['xq-MARKER', 'nb'] });
    await extension.rules('the rules', ({ rules }) => rules.length === 2);
    return extension;
  };
  const one = await say();
  one.say(met('a-site', 'block'));
  one.say(met('tiktok-ban', 'warn'));
  one.say(met('tiktok-ban', 'warn', 'continued'));
  await until('both are listed', () => world.agent.services.notices('kari').length === 2);
  const [notice] = world.agent.services.notices('kari');
  if (notice !== undefined) world.agent.services.acknowledge('kari', notice.id);
  for (const bad of [
    { ...met('a-site', 'block'), url: `https://${host}/` },
    { ...met('a-site', 'block'), ban: host },
    { type: 'hello', version: host },
    { type: `https://${host}/` },
    { [host]: host },
    host,
  ]) {
    const other = await say();
    other.say(bad);
  }
  await until('it counts', () => world.agent.status().browsers?.some(({ connected }) => connected > 0));
  world.platform.browsers.disturb({ kind: 'shadowed', path: '/home/kari/.config/x', restored: false });
  world.platform.browsers.disturb({ kind: 'deleted', path: `/etc/${marker}`, restored: true });
  world.platform.browsers.fails = `/home/kari/${marker}: ${host} is opened by /etc/${marker}`;
  world.server.send({ type: 'prove' });
  world.server.publish([...bans].toReversed());
  await until('the new release', () =>
    world.server.heard.some((it) => it.type === 'release-applied' && it.version === 2),
  );
  // What is told hourly, and what was counted on the day before.
  world.skip(day);
  await world.agent.services.rescan();
  world.server.drop();
  await until('it is back', () => world.server.heard.filter(({ type }) => type === 'hello').length > 1);
}

const logged = () => {
  const lines: string[] = [];
  return { lines, log: pino({ level: 'trace' }, { write: (line: string) => void lines.push(line) }) };
};
const found = (what: unknown): readonly string[] => {
  const text = typeof what === 'string' ? what : JSON.stringify(what);
  return secrets.filter((secret) => text.includes(secret));
};

describe('of what happens in browsers', () => {
  it('no message, no record, no fault and no log names a site, an address, a profile or a home', async () => {
    const { lines, log } = logged();
    const platform = new FakePlatform();
    platform.trial = () => Promise.resolve({ ok: false, fault: { code: 'failed', why: 'it ended' } });
    await using world = await WebWorld.open({ bans, log, platform });
    await live(world);
    await until(
      'the hits',
      () => [...world.server.events.values()].filter(({ body }) => body.type === 'hit').length === 3,
    );
    expect(found(world.server.heard)).toEqual([]);
    const { agent } = world;
    const types = new Set([...world.server.events.values()].map(({ body }) => body.type));
    for (const type of types) expect(['hit', 'repeats', 'fault', 'receipt', 'acknowledged']).toContain(type);
    for (const account of ['kari', 'ola', undefined]) expect(found(agent.status(account))).toEqual([]);
    for (const account of ['kari', 'ola']) {
      expect(found(agent.services.ledger(account).entries)).toEqual([]);
      expect(found(agent.services.notices(account))).toEqual([]);
    }
    // Where a file of ours stands is for whoever reads the log of this PC.
    const said = lines.filter(
      (line) =>
        !line.includes('what the web guard put there was touched') &&
        !line.includes('the policy of a browser'),
    );
    expect(found(said)).toEqual([]);
    // Who says nothing of the other person.
    expect(JSON.stringify(world.server.heard.filter(({ type }) => type === 'events'))).not.toContain('ola');
  });

  it('a private device tells nothing at all', async () => {
    await using world = await WebWorld.open({ bans: privately(bans), private: true });
    await live(world);
    const types = [...world.server.events.values()].map(({ body }) => body.type);
    expect(types.filter((type) => type !== 'fault')).toEqual([]);
    expect(found(world.server.heard)).toEqual([]);
    for (const one of world.server.heard)
      if (one.type === 'release-applied') expect(one).not.toHaveProperty('browsers');
    expect(JSON.stringify(world.server.heard)).not.toMatch(/kari|ola|chromium|firefox/i);
  });
});
