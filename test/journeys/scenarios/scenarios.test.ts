import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Ban } from '#policy/ban.ts';
import { effectivePolicy, readFragment, type DevicePlace } from '#policy/effective.ts';
import { buildRelease } from '#policy/publish.ts';
import { readScenario, scenarios, type Scenario } from './read-scenario.ts';

const bansOf = (scenario: Scenario): readonly Ban[] =>
  readScenario(scenario).policies.flatMap(({ bans }) => bans);

/** What each ban may do on a PC at this place, as an agent would work it out from a release. */
const allowedAt = (scenario: Scenario, place: Partial<DevicePlace> & { readonly unit: string }) => {
  const files = readScenario(scenario);
  const { release, fragments } = buildRelease(
    { ...files, version: 1, issuedAt: Date.UTC(2023, 2, 21), serverKeys: ['AA=='] },
    (body) => `${body.length}`,
  );
  const read = fragments
    .map(({ body }) => readFragment(JSON.parse(body)))
    .filter((fragment) => fragment !== undefined);
  const policy = effectivePolicy(release, read, { labels: [], class: 'service', ...place });
  expect(policy.unreadable).toEqual([]);
  return Object.fromEntries(
    policy.bans
      .filter(({ forThisDevice }) => forThisDevice)
      .map(({ ban, allowed }) => [ban.id, allowed] as const),
  );
};

describe.each(scenarios)('%s', (scenario) => {
  it('is valid, with apps that the catalogue knows', () => {
    expect(bansOf(scenario).length).toBeGreaterThan(0);
  });

  it('speaks the first language of its organisation in every text', () => {
    const { organisation } = readScenario(scenario);
    const [first = 'en'] = organisation.languages;
    for (const { notice } of bansOf(scenario)) {
      const texts = [
        notice.why,
        notice.instead,
        ...(notice.furtherReading ?? []).map(({ title }) => title),
      ].filter((text) => text !== undefined);
      for (const text of texts) expect(text[first]).toMatch(/\p{L}/u);
    }
  });

  it('begins in 2023, is looked at again, and says on what it rests', () => {
    for (const ban of bansOf(scenario)) {
      expect(ban.from).toMatch(/^2023-0[34]-/u);
      expect(ban.review).toBe('2024-03-01');
      expect(ban.basis.date.slice(0, 7)).toBe('2023-03');
      expect(ban.basis.date <= ban.from).toBe(true);
    }
  });

  it('names a schema that is there, and explains itself', () => {
    const folder = join(import.meta.dirname, scenario);
    for (const name of readdirSync(folder).filter((file) => file.endsWith('.yaml'))) {
      const [line = ''] = readFileSync(join(folder, name), 'utf8').split('\n');
      const schema = /^# yaml-language-server: \$schema=(\S+)$/u.exec(line)?.[1] ?? 'none';
      expect(existsSync(resolve(dirname(join(folder, name)), schema))).toBe(true);
    }
    const readme = readFileSync(join(folder, 'README.md'), 'utf8');
    for (const { id } of bansOf(scenario)) expect(readme).toContain(`\`${id}\``);
  });
});

describe('aalborg', () => {
  it('bans TikTok on work PCs alone, on an assessment that was never written down', () => {
    expect(allowedAt('aalborg', { unit: 'skoler' })).toEqual({ tiktok: 'block' });
    expect(allowedAt('aalborg', { unit: 'skoler', class: 'private' })).toEqual({});
    expect(bansOf('aalborg')[0]?.basis.kind).toBe('unwritten');
  });
});

describe('halden', () => {
  it('demands on work PCs and recommends on private ones', () => {
    expect(allowedAt('halden', { unit: 'kultur' })).toEqual({ tiktok: 'block', telegram: 'block' });
    const privately = allowedAt('halden', { unit: 'kultur', class: 'private' });
    expect(privately).toEqual({ 'privat-tiktok-telegram': 'inform' });
  });

  it('can exempt TikTok, by two people, for a while, on a dedicated PC only', () => {
    const [tiktok, telegram] = bansOf('halden');
    expect(tiktok?.exemptions).toMatchObject({ allowed: true, approvers: 2, classes: ['dedicated'] });
    expect(tiktok?.exemptions.longestDays).toBeLessThanOrEqual(120);
    expect(tiktok?.audience?.classes).toContain('dedicated');
    expect(telegram?.exemptions.allowed).toBe(false);
  });
});

describe('lillestrom', () => {
  it('has the apps uninstalled from work PCs, without exemption', () => {
    const strict = bansOf('lillestrom').filter(({ effect }) => effect === 'block');
    expect(strict.map(({ id }) => id)).toEqual(['tiktok', 'telegram']);
    expect(strict.every(({ removal, exemptions }) => removal === 'require' && !exemptions.allowed)).toBe(
      true,
    );
  });
});

describe('flanders', () => {
  it('blocks at once on the shared network', () => {
    expect(allowedAt('flanders', { unit: 'voorbeeldagentschap' })).toEqual({ tiktok: 'block' });
    expect(bansOf('flanders').find(({ id }) => id === 'tiktok')?.grace).toBeUndefined();
  });

  it('advises bodies with their own IT, which adopt it, make it milder, or have not answered', () => {
    expect(allowedAt('flanders', { unit: 'voorbeeldstad' })).toEqual({ 'tiktok-advies': 'block' });
    expect(allowedAt('flanders', { unit: 'voorbeeldgemeente' })).toEqual({ 'tiktok-advies': 'warn' });
    expect(allowedAt('flanders', { unit: 'stille-gemeente' })).toEqual({ 'tiktok-advies': 'inform' });
  });

  it('speaks Dutch, French and German', () => {
    const spoken = bansOf('flanders').map(({ notice }) => Object.keys(notice.why).toSorted());
    expect(spoken).toEqual(spoken.map(() => ['de', 'fr', 'nl']));
  });
});

describe('norway', () => {
  const informed = { facebook: 'inform', instagram: 'inform', snapchat: 'inform' };

  it('informs ministries until they answer', () => {
    const asked = { tiktok: 'inform', telegram: 'inform', ...informed };
    expect(allowedAt('norway', { unit: 'fd' })).toEqual(asked);
    expect(allowedAt('norway', { unit: 'jd' })).toEqual({ ...informed, tiktok: 'block', telegram: 'block' });
  });

  it('reaches bodies through their ministry, which can be stricter below', () => {
    expect(allowedAt('norway', { unit: 'eksempeldirektoratet' })).toEqual({
      ...informed,
      tiktok: 'block',
      telegram: 'block',
      'snapchat-direktoratet': 'warn',
    });
  });

  it('lets a body decline advice with a reason', () => {
    expect(allowedAt('norway', { unit: 'eksempeltilsynet' })).toEqual({
      ...informed,
      tiktok: 'warn',
      telegram: 'none',
    });
  });

  it('speaks Bokmål and Nynorsk', () => {
    for (const { notice } of bansOf('norway')) expect(notice.why.nn).not.toBe(notice.why.nb);
  });
});
