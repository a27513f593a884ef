import { describe, expect, it } from 'vitest';
import type { WebRule } from '#protocol/browser-agent.ts';
import { apart } from '#extension/rules/apart.ts';
import { dnrPlan, mostExpressions, passPlan } from '#extension/rules/dnr.ts';
import { matchPatterns } from '#extension/rules/match-patterns.ts';
import { matcherOf } from '#extension/rules/matcher.ts';
import { webRule } from '../web-rules.ts';

const page = 'chrome-extension://abc/page.html';
const plan = (...rules: readonly WebRule[]) => dnrPlan(rules, page, undefined);

describe('the rules for Chromium', () => {
  it('one list for all domains of an effect, whatever their number', () => {
    const many = Array.from({ length: 20_000 }, (_, at) => `host-${at}.example`);
    const { rules, misfits } = plan(
      webRule('One', 'warn', { domains: many }),
      webRule('Two', 'warn', { domains: ['two.example'], except: ['open.two.example'] }),
    );
    expect(misfits).toBe(0);
    expect(rules).toHaveLength(1);
    expect(rules[0]).toMatchObject({
      id: 1,
      action: { type: 'redirect', redirect: { regexSubstitution: `${page}#\\0` } },
      condition: {
        regexFilter: '^https?://.*$',
        resourceTypes: ['main_frame'],
        excludedRequestDomains: ['open.two.example'],
      },
    });
    expect(rules[0]?.condition.requestDomains).toHaveLength(20_001);
  });

  it('frames are blocked only under a block', () => {
    const types = (effect: WebRule['effect']) =>
      plan(webRule('One', effect, { domains: ['one.example'] })).rules.map(({ action, condition }) => [
        action.type,
        condition.resourceTypes,
      ]);
    expect(types('block')).toEqual([
      ['redirect', ['main_frame']],
      ['block', ['sub_frame']],
    ]);
    expect(types('warn')).toEqual([['redirect', ['main_frame']]]);
    expect(types('inform')).toEqual([['redirect', ['main_frame']]]);
  });

  it('a block is stronger than a passed warning, and that than a warning', () => {
    const { rules } = plan(
      webRule('A', 'inform', { domains: ['a.example'] }),
      webRule('B', 'warn', { domains: ['b.example'] }),
      webRule('C', 'block', { domains: ['c.example'] }),
    );
    const of = (host: string): number =>
      rules.find(({ condition }) => condition.requestDomains?.includes(host))?.priority ?? 0;
    const passed = passPlan([webRule('B', 'warn', { domains: ['b.example'] })])[0]?.priority ?? 0;
    const ranks = [of('a.example'), of('b.example'), passed, of('c.example')];
    expect(ranks).toEqual(ranks.toSorted((one, other) => one - other));
    expect(new Set(ranks).size).toBe(4);
  });

  it('the canary is blocked without a page', () => {
    const { rules } = dnrPlan([], page, 'canary.example');
    expect(rules).toEqual([
      {
        id: 1,
        priority: 5,
        action: { type: 'block' },
        condition: { requestDomains: ['canary.example'], resourceTypes: ['main_frame', 'sub_frame'] },
      },
    ]);
  });

  it('an exception of one app opens nothing of another', () => {
    const one = webRule('One', 'block', { domains: ['shared.example'], except: ['x.shared.example'] });
    const two = webRule('Two', 'block', { domains: ['x.shared.example'] });
    for (const rules of [
      [one, two],
      [two, one],
    ]) {
      const bundles = apart(rules);
      expect(bundles).toHaveLength(2);
      const ofTwo = bundles.find(({ domains }) => domains.includes('x.shared.example'));
      expect(ofTwo?.except).toEqual([]);
    }
  });

  describe('single hosts and paths, by expressions that agree with the matcher', () => {
    const rule = webRule('One', 'warn', {
      hosts: ['web.one.example', 'two.example', 'three.example'],
      paths: ['maps.example/maps', 'maps.example/a+b(c)', 'other.example/maps'],
    });
    const { rules } = plan(rule);
    it('few: one for hosts of as many labels, one for each path', () => {
      expect(rules).toHaveLength(4);
    });
    it.each([
      'https://web.one.example/',
      'https://web.one.example:8443/x',
      'https://web.one.example./x',
      'https://me:word@web.one.example/x',
      'https://below.web.one.example/',
      'https://one.example/',
      'http://two.example/',
      'https://a.two.example/',
      'https://maps.example/maps/x',
      'https://maps.example/a+b(c)?d',
      'https://maps.example/aab(c)',
      'https://www.maps.example/maps',
      'https://other.example/map',
      'https://evil.example/web.one.example/',
      'https://evil.example/?x=https://two.example/',
    ])('%s', (url) => {
      const host = (URL.parse(url)?.hostname ?? '').replace(/\.$/, '');
      const hit = rules.some(
        ({ condition: { regexFilter = '', requestDomains = [] } }) =>
          requestDomains.some((domain) => host === domain || host.endsWith(`.${domain}`)) &&
          new RegExp(regexFilter).test(url),
      );
      expect(hit).toBe(matcherOf([rule]).covering(url).length > 0);
    });
  });

  it('never more expressions than Chromium takes; what does not fit is counted', () => {
    const paths = Array.from({ length: 2_000 }, (_, at) => `host.example/path-${at}`);
    const { rules, misfits } = plan(webRule('Many', 'block', { paths }));
    const expressions = rules.filter(({ condition }) => condition.regexFilter !== undefined);
    expect(expressions.length).toBeLessThanOrEqual(mostExpressions);
    expect(misfits).toBe(2_000 - mostExpressions / 2);
    expect(rules.map(({ id }) => id)).toEqual(rules.map((_, at) => at + 1));
  });
});

describe('the same as match patterns', () => {
  it('domains with what is below, single hosts, paths; nothing that a browser refuses', () => {
    const targets = {
      domains: ['one.example', '192.0.2.1'],
      hosts: ['web.two.example'],
      paths: ['three.example/maps', 'three.example/a*b'],
      except: ['open.one.example'],
    };
    expect(matchPatterns([webRule('One', 'block', targets)])).toEqual([
      {
        matches: [
          '*://*.one.example/*',
          '*://192.0.2.1/*',
          '*://web.two.example/*',
          '*://three.example/maps*',
        ],
        excludeMatches: ['*://*.open.one.example/*'],
      },
    ]);
    expect(matchPatterns([])).toEqual([]);
  });
});
