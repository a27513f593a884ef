import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createWebCatalogue } from '#agent/web/web-catalogue.ts';
import {
  deviceBlock,
  webBansOf,
  webDecisions,
  type WebDecision,
  type WebInput,
} from '#agent/web/web-rules.ts';
import { compileCatalogue } from '#catalogue/compile.ts';
import { builtInApps } from '#catalogue/load.ts';
import type { Ban } from '#policy/ban.ts';
import { compareEffects, effects } from '#policy/effect-order.ts';
import type { EffectiveBan } from '#policy/effective.ts';
import type { Exemption } from '#policy/exemption.ts';
import { canary } from '#policy/proof.ts';
import { ban, day, monday, policyOf } from '#test/kit/policy-builder.ts';

const catalogue = createWebCatalogue(compileCatalogue(builtInApps()));
const tiktok = (over: Partial<Ban> = {}): Ban => ban({ id: 'tiktok-ban', apps: ['tiktok'], ...over });
const instagram = (over: Partial<Ban> = {}): Ban =>
  ban({ id: 'instagram-ban', apps: ['instagram'], ...over });
const exempt = (name: string, account?: string): Exemption => ({
  id: 'e'.repeat(32),
  ban: name,
  purpose: 'an event',
  from: monday - day,
  until: monday + day,
  approvedBy: ['IT'],
  ...(account === undefined ? {} : { account }),
});
const inputOf = (bans: readonly Ban[], over: Partial<WebInput> = {}): WebInput => ({
  policy: policyOf([{ unit: 'root', bans }]),
  exemptions: [],
  pauses: [],
  grace: [],
  now: monday,
  ...over,
});
const decide = (account: string, input: WebInput) =>
  webDecisions(account, webBansOf(input, catalogue), input);
const blockOf = (input: WebInput, people: readonly string[] = ['kari', 'ola']) =>
  deviceBlock(people.map((account) => decide(account, input)));

describe('what a ban covers in browsers', () => {
  it.each([
    ['every channel', undefined, true],
    ['the website', ['web'], true],
    ['web apps alone, which nothing tells from pages', ['pwa'], false],
    ['programs', ['native', 'store', 'portable'], false],
  ] as const)('%s', (_, channels, pages) => {
    const one = tiktok(channels === undefined ? {} : { channels: [...channels] });
    const things = catalogue.thingsOf(one);
    expect(things.map(({ pages: { domains } }) => domains.includes('tiktok.com'))).toEqual(
      pages ? [true] : [],
    );
  });

  it('forks of the app, where it covers forks', () => {
    const apps = (channels?: Ban['channels']) =>
      catalogue.thingsOf(ban(channels === undefined ? {} : { channels })).map(({ app }) => app);
    expect(apps(['web'])).toEqual(['telegram']);
    const all = apps();
    expect(all).toContain('telegram');
    expect(new Set(all).size).toBe(all.length);
  });

  it.each([
    ['example.com', 'example.com'],
    ['Example.COM.', 'example.com'],
    ['blåbær.no', 'xn--blbr-roah.no'],
    ['*.example.com', undefined],
    ['com', undefined],
    ['192.0.2.1', undefined],
    ['exa mple.com', undefined],
    ['https://example.com', undefined],
  ])('a matcher of one host: %s', (value, host) => {
    const one: Ban = { ...ban(), matcher: { name: 'It', all: [{ kind: 'web-host', value }] } };
    delete one.apps;
    expect(catalogue.thingsOf(one).map(({ pages }) => pages?.domains)).toEqual(
      host === undefined ? [] : [[host]],
    );
  });

  it('nothing by a matcher of anything else', () => {
    const host = { kind: 'web-host' as const, value: 'example.com' };
    const matcher = { name: 'It', all: [host, { kind: 'exe-name' as const, value: 'it' }] };
    const one: Ban = { ...ban(), matcher };
    delete one.apps;
    expect(catalogue.thingsOf(one)).toEqual([]);
  });
});

describe('what acts for an account', () => {
  it('is the strictest of the bans on an app', () => {
    const input = inputOf([
      tiktok({ id: 'a', effect: 'warn', channels: ['web'] }),
      tiktok({ id: 'b', effect: 'block', channels: ['pwa'] }),
      tiktok({ id: 'c', effect: 'inform' }),
    ]);
    expect(decide('kari', input).map(({ effective, ruling }) => [effective.ban.id, ruling.effect])).toEqual([
      ['a', 'warn'],
    ]);
  });

  it('is a warning while there is grace, and nothing where the account is exempt', () => {
    const graced = inputOf([tiktok({ grace: { workingDays: 10, until: '2026-06-01' } })]);
    expect(decide('kari', graced)[0]?.ruling).toMatchObject({ effect: 'warn', reason: 'grace-not-started' });
    const free = inputOf([tiktok()], { exemptions: [exempt('tiktok-ban', 'kari')] });
    expect(decide('kari', free)).toEqual([]);
    expect(decide('ola', free)).toHaveLength(1);
  });

  it('does not depend on the order of bans, and is never milder than any of them alone', () => {
    const anyBan = fc.record({
      id: fc.constantFrom('a', 'b', 'c', 'd'),
      apps: fc.subarray(['tiktok', 'telegram', 'instagram', 'facebook'], { minLength: 1 }),
      effect: fc.constantFrom(...effects),
      channels: fc.subarray(['native', 'fork', 'pwa', 'web'] as const, { minLength: 1 }),
    });
    fc.assert(
      fc.property(fc.uniqueArray(anyBan, { selector: ({ id }) => id, maxLength: 4 }), (raw) => {
        const bans = raw.map((one) => ban({ ...one, channels: [...one.channels] }));
        const forth = inputOf(bans);
        const back = inputOf(bans.toReversed());
        const told = (input: WebInput) =>
          decide('kari', input).map(({ app, effective, pages, ruling }) => ({
            ...{ app, ban: effective.ban.id, ruling, pages },
          }));
        expect(told(forth)).toEqual(told(back));
        expect(blockOf(forth)).toEqual(blockOf(back));
        for (const one of bans)
          for (const alone of decide('kari', inputOf([one]))) {
            const together = decide('kari', forth).find(({ app }) => app === alone.app);
            expect(
              compareEffects(together?.ruling.effect ?? 'none', alone.ruling.effect),
            ).toBeGreaterThanOrEqual(0);
          }
      }),
      { numRuns: 60 },
    );
  });
});

describe('what the browsers’ own policy blocks', () => {
  it('is what is blocked for everybody, and the canary', () => {
    expect(blockOf(inputOf([])).hosts).toEqual([canary.host]);
    const both = blockOf(inputOf([tiktok()]));
    expect(both.domains).toContain('tiktok.com');
    expect(both.hosts).toContain(canary.host);
    expect(both.hosts).not.toContain(canary.extensionHost);
  });

  it('shrinks when one of two people is exempt, and not for a device-wide one', () => {
    const one = inputOf([tiktok(), instagram()], { exemptions: [exempt('tiktok-ban', 'kari')] });
    expect(blockOf(one).domains).not.toContain('tiktok.com');
    expect(blockOf(one).domains).toContain('instagram.com');
    expect(decide('ola', one).map(({ app }) => app)).toContain('tiktok');
    const all = inputOf([tiktok()], { exemptions: [exempt('tiktok-ban')] });
    expect(blockOf(all)).toMatchObject({ domains: [], hosts: [canary.host] });
  });

  it.each(['warn', 'inform'] as const)('never holds what only is a %s', (effect) => {
    expect(blockOf(inputOf([tiktok({ effect })])).domains).toEqual([]);
  });

  it('keeps open what is excepted, unless another ban covers it', () => {
    const block = blockOf(inputOf([instagram()]));
    expect(block.except).toEqual(expect.arrayContaining(['graph.instagram.com']));
    const host = (id: string, value: string, effect: Ban['effect']): Ban => {
      const one: Ban = { ...ban({ id, effect }), matcher: { name: id, all: [{ kind: 'web-host', value }] } };
      delete one.apps;
      return one;
    };
    const too = blockOf(inputOf([instagram(), host('too', 'graph.instagram.com', 'block')]));
    expect(too.domains).toContain('graph.instagram.com');
    expect(too.except).not.toContain('graph.instagram.com');
    const all = blockOf(inputOf([instagram(), host('all', 'instagram.com', 'block')]));
    expect(all.except).not.toContain('graph.instagram.com');
    // The stricter ban speaks, as it does in the extension.
    const nested = blockOf(
      inputOf([host('all', 'example.com', 'block'), host('mail', 'mail.example.com', 'warn')]),
    );
    expect(nested).toMatchObject({ domains: ['example.com'], except: [] });
  });

  it('leaves open what every app that reaches there excepts', () => {
    const both = (app: string): WebDecision => ({
      app,
      pages: { domains: ['example.com'], hosts: [], paths: [], except: ['open.example.com'] },
      effective: policyOf([{ unit: 'root', bans: [ban({ id: app })] }]).bans[0] as EffectiveBan,
      ruling: { effect: 'block', reason: 'blocked' },
    });
    expect(deviceBlock([[both('a'), both('b')]]).except).toEqual(['open.example.com']);
  });

  it('is empty where nobody is known', () => {
    expect(blockOf(inputOf([tiktok()]), []).domains).toEqual([]);
  });
});
