import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { WebRule } from '#protocol/browser-agent.ts';
import { addressOf, webAddress } from '#extension/rules/address.ts';
import { ruleKey } from '#extension/rules/held.ts';
import { matcherOf, speaking } from '#extension/rules/matcher.ts';
import { webRule } from '../web-rules.ts';

const covered = (targets: Partial<WebRule['targets']>, url: string): boolean =>
  matcherOf([webRule('TikTok', 'block', targets)]).covering(url).length > 0;

describe('which addresses a rule covers', () => {
  const tiktok = {
    domains: ['tiktok.com', 'deep.open.tiktok.com', 'xn--tiktk-mua.example'],
    except: ['open.tiktok.com'],
    hosts: ['single.example', 'host.open.tiktok.com'],
    paths: ['maps.example/maps', 'open.tiktok.com/banned'],
  };
  it.each([
    ['https://tiktok.com/', true],
    ['http://tiktok.com', true],
    ['https://www.tiktok.com:8443/@a?b#c', true],
    ['https://TIKTOK.com/', true],
    ['https://www.tiktok.com./', true],
    ['https://user:word@tiktok.com/', true],
    ['https://tiktök.example/', true],
    ['https://sub.TIKTÖK.example/', true],
    ['view-source:https://tiktok.com/', true],
    ['blob:https://tiktok.com/0b3c', true],
    ['https://open.tiktok.com/', false],
    ['https://docs.open.tiktok.com/', false],
    ['https://deep.open.tiktok.com/', true],
    ['https://x.deep.open.tiktok.com/', true],
    ['https://host.open.tiktok.com/', true],
    ['https://below.host.open.tiktok.com/', false],
    ['https://open.tiktok.com/banned/x', true],
    ['https://single.example/', true],
    ['https://below.single.example/', false],
    ['https://maps.example/maps?q', true],
    ['https://maps.example/mapsx', true],
    ['https://maps.example/Maps', false],
    ['https://maps.example/', false],
    ['https://www.maps.example/maps', false],
    ['https://nottiktok.com/', false],
    ['https://tiktok.com.evil.example/', false],
    ['https://tiktok.comm/', false],
    ['https://com/', false],
    ['https://evil.example/https://tiktok.com/', false],
    ['https://evil.example/?tiktok.com', false],
    ['https://tiktok.com@evil.example/', false],
    ['data:text/html,https://tiktok.com/', false],
    ['about:blank', false],
    ['chrome-extension://abc/page.html#https://tiktok.com/', false],
    ['javascript:"https://tiktok.com"', false],
    ['file:///tiktok.com', false],
    ['not an address', false],
    ['', false],
  ])('%s: %s', (url, expected) => {
    expect(covered(tiktok, url)).toBe(expected);
  });

  it('an exception of equal length speaks first, and only for its own rule', () => {
    expect(covered({ domains: ['a.example'], except: ['a.example'] }, 'https://a.example/')).toBe(false);
    const matcher = matcherOf([
      webRule('One', 'warn', { domains: ['a.example'], except: ['b.a.example'] }),
      webRule('Two', 'inform', { domains: ['b.a.example'] }),
    ]);
    expect(matcher.covering('https://b.a.example/').map(({ app }) => app)).toEqual(['two']);
  });

  const label = fc.stringMatching(/^[a-z0-9][a-z0-9-]{0,5}$/).filter((text) => !/^\d+$/.test(text));
  const host = fc.array(label, { minLength: 2, maxLength: 5 }).map((labels) => labels.join('.'));
  it('as the plain definition says, for any lists and host', () => {
    const lists = fc.record({
      domains: fc.array(host, { maxLength: 6 }),
      except: fc.array(host, { maxLength: 4 }),
      hosts: fc.array(host, { maxLength: 4 }),
    });
    fc.assert(
      fc.property(lists, host, label, fc.nat(), (drawn, other, extra, pick) => {
        // Mostly hosts that are near what is listed.
        const all = [...drawn.domains, ...drawn.except, ...drawn.hosts, other];
        const near = all[pick % all.length] ?? other;
        for (const asked of [
          near,
          `${extra}.${near}`,
          near.slice(near.indexOf('.') + 1),
          `${extra}${near}`,
        ]) {
          if (URL.parse(`https://${asked}/`)?.hostname !== asked) continue;
          const longest = (list: readonly string[]): number =>
            Math.max(
              0,
              ...list.filter((one) => asked === one || asked.endsWith(`.${one}`)).map((one) => one.length),
            );
          const expected = drawn.hosts.includes(asked) || longest(drawn.domains) > longest(drawn.except);
          expect(covered(drawn, `https://${asked}/`)).toBe(expected);
        }
      }),
    );
  });
});

describe('which rule speaks', () => {
  const rules = [
    webRule('Mild', 'inform', { domains: ['x.example'] }),
    webRule('Middle', 'warn', { domains: ['x.example'] }),
    webRule('Strict', 'block', { domains: ['b.x.example'] }),
  ];
  const found = (url: string, ...passed: readonly WebRule[]): string | undefined =>
    speaking(matcherOf(rules).covering(url), new Set(passed.map(ruleKey)))?.app;
  const [mild, middle, strict] = rules;

  it('the strictest', () => {
    expect(found('https://x.example/')).toBe('middle');
    expect(found('https://b.x.example/')).toBe('strict');
    expect(found('https://y.example/')).toBeUndefined();
  });
  it('a passed warning opens what warns and informs, never a block', () => {
    if (mild === undefined || middle === undefined || strict === undefined) throw new Error('no rules');
    expect(found('https://x.example/', middle)).toBeUndefined();
    expect(found('https://b.x.example/', mild, middle, strict)).toBe('strict');
  });
});

describe('addresses', () => {
  it('only http and https are gone to', () => {
    expect(webAddress('https://a.example/x#y')).toBe('https://a.example/x#y');
    expect(webAddress('view-source:https://a.example/')).toBe('https://a.example/');
    expect(webAddress('blob:https://a.example/0b3c')).toBe('https://a.example/');
    for (const other of [
      'javascript:alert(1)',
      'data:text/html,x',
      'blob:null/1',
      'file:///x',
      'about:blank',
      '',
    ])
      expect(webAddress(other)).toBeUndefined();
  });
  it('never throws', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.webUrl()), (url) => {
        const address = addressOf(url);
        expect(address === undefined || address.host !== '').toBe(true);
      }),
    );
  });
});
