import { describe, expect, it } from 'vitest';
import { withWebTruth, type WebMeans } from '#agent/proof/web-truth.ts';
import type { BrowserCoverage, Truth } from '#policy/proof.ts';

const chromium: BrowserCoverage = {
  browser: 'chromium',
  packaging: 'system',
  policy: 'in-force',
  profiles: 2,
  connected: 1,
  silent: 0,
  running: 1,
};
const firefox: BrowserCoverage = { ...chromium, browser: 'firefox' };
const opera: BrowserCoverage = {
  ...chromium,
  browser: 'opera',
  packaging: 'portable',
  policy: 'unsupported',
};
const held: WebMeans = { effect: 'block', held: true, web: true };
const levelOf = (means: WebMeans, coverage: readonly BrowserCoverage[], channel: Truth['channel'] = 'web') =>
  withWebTruth([{ ban: 'a', channel, level: 'blind', why: 'before' }], {
    coverage,
    bans: new Map([['a', means]]),
  })[0];

type Row = readonly [
  what: string,
  means: WebMeans,
  coverage: readonly BrowserCoverage[],
  level: Truth['level'],
  why: RegExp | undefined,
];

describe('the truth about browsers', () => {
  it.each<Row>([
    ['a block that every browser holds', held, [chromium, firefox], 'denied-before-start', undefined],
    [
      'one that Firefox has not read',
      held,
      [chromium, { ...firefox, policy: 'from-next-start' }],
      'warned',
      /Firefox.*next start/,
    ],
    ['one with an exemption', { ...held, held: false }, [chromium], 'warned', /not everybody/],
    ['a warning', { ...held, effect: 'warn', held: false }, [chromium], 'warned', undefined],
    ['an information', { ...held, effect: 'inform', held: false }, [chromium], 'warned', /only informs/],
    [
      'a silent browser whose policy holds it',
      held,
      [{ ...chromium, silent: 1 }],
      'denied-before-start',
      /Chromium runs without a word/,
    ],
    [
      'a silent one that has not read the policy',
      held,
      [{ ...firefox, policy: 'from-next-start', silent: 1 }],
      'blind',
      /Firefox runs without a word/,
    ],
    [
      'a silent one where somebody is exempt',
      { ...held, held: false },
      [{ ...chromium, silent: 1 }],
      'blind',
      /Chromium runs without a word/,
    ],
    [
      'a silent one under a warning',
      { ...held, effect: 'warn' },
      [{ ...firefox, silent: 2 }],
      'blind',
      /Firefox/,
    ],
    [
      'a file that was not written',
      held,
      [{ ...chromium, policy: 'not-written' }],
      'blind',
      /could not be written/,
    ],
    ['one that takes no policy', held, [chromium, opera], 'blind', /Opera \(portable\) takes no policy/],
    ['no browser at all', held, [], 'blind', /no browser/],
    ['nothing that is known of it', { ...held, web: false, held: false }, [chromium], 'blind', /is known/],
  ])('%s', (...[, means, coverage, level, why]) => {
    const told = levelOf(means, coverage);
    expect(told?.level).toBe(level);
    if (why === undefined) expect(told).not.toHaveProperty('why');
    else expect(told?.why).toMatch(why);
  });

  it('is for web apps that of pages, where pages are covered', () => {
    expect(levelOf(held, [chromium], 'pwa')).toMatchObject({ level: 'denied-before-start' });
    const found: Truth = { ban: 'a', channel: 'pwa', level: 'reported-only', why: 'found, not stopped' };
    const of = (bans: ReadonlyMap<string, WebMeans>) => withWebTruth([found], { coverage: [chromium], bans });
    expect(of(new Map([['a', { ...held, web: false }]]))).toEqual([found]);
    expect(of(new Map())).toEqual([found]);
  });

  it('leaves other channels, other bans and a passed review date as they were', () => {
    const reach = { coverage: [chromium], bans: new Map([['a', held]]) };
    const native: Truth = { ban: 'a', channel: 'native', level: 'stopped-after-start' };
    const unread: Truth = {
      ban: 'b',
      channel: 'web',
      level: 'blind',
      why: 'the ban cannot be read by this agent',
    };
    expect(withWebTruth([native, unread], reach)).toEqual([native, unread]);
    const passed: Truth = { ban: 'a', channel: 'web', level: 'blind', why: 'the review date has passed' };
    expect(withWebTruth([passed], reach)).toEqual([{ ...passed, level: 'denied-before-start' }]);
  });

  it('is what the browser’s own policy does where the extension cannot reach the agent', () => {
    const withoutHost = [{ kind: 'chromium', packaging: 'system' }] as const;
    const of = (means: WebMeans) =>
      withWebTruth([{ ban: 'a', channel: 'web', level: 'blind' }], {
        coverage: [chromium, firefox],
        bans: new Map([['a', means]]),
        withoutHost,
      })[0];
    expect(of(held)).toMatchObject({ level: 'denied-before-start' });
    for (const means of [
      { ...held, effect: 'warn', held: false },
      { ...held, effect: 'inform', held: false },
      { ...held, held: false },
    ] as const)
      expect(of(means)).toMatchObject({
        level: 'blind',
        why: expect.stringMatching(/Chromium cannot reach the agent/),
      });
  });
});
