import { describe, expect, it } from 'vitest';
import type { Evidence } from '#policy/evidence.ts';
import type { App } from '#catalogue/app.ts';
import { compileCatalogue } from '#catalogue/compile.ts';
import type { Identifier } from '#catalogue/identifier.ts';
import { matchApps } from '#catalogue/match.ts';

const app = (id: string, identifiers: readonly Partial<Identifier>[], rest: Partial<App> = {}): App => ({
  id,
  name: id,
  vendor: id,
  countryOfControl: 'none',
  categories: ['test'],
  priority: 3,
  suggestion: 'advise',
  advice: [],
  identifiers: identifiers.map((identifier) => ({
    kind: 'exe-name',
    value: id,
    channel: 'native',
    confidence: 'primary',
    source: ['A'],
    ...identifier,
  })),
  sources: {},
  ...rest,
});

/** `app:strength`, for short. */
const answer = (apps: readonly App[], ...evidence: readonly (readonly [Evidence['kind'], string])[]) =>
  matchApps(
    compileCatalogue(apps),
    evidence.map(([kind, value]) => ({ kind, value })),
  ).map(({ app: id, strength }) => `${id}:${strength}`);

const secondary = { confidence: 'secondary' } as const;

describe('how sure a match is', () => {
  it('one item is one piece of evidence, however many identifiers it meets', () => {
    const one = app('one', [
      { kind: 'exe-path', value: '/opt/one/one', ...secondary, source: ['A'] },
      { kind: 'exe-path', value: '/opt/one/', match: 'prefix', ...secondary, source: ['B'] },
      { kind: 'data-folder', value: '~/.one', ...secondary, source: ['B'] },
      { kind: 'exe-path', value: '**/one/one', match: 'glob' },
    ]);
    expect(answer([one], ['exe-path', '/opt/one/one'])).toEqual(['one:hint']);
    expect(answer([one], ['exe-path', '/opt/one/one'], ['data-folder', '~/.one'])).toEqual(['one:certain']);
  });

  it('two secondary values from one source are one opinion', () => {
    const one = app('one', [
      { kind: 'deb-package', value: 'one', ...secondary },
      { kind: 'desktop-id', value: 'one.desktop', ...secondary },
      { kind: 'snap-name', value: 'one', ...secondary, source: ['B'] },
    ]);
    expect(answer([one], ['deb-package', 'one'], ['desktop-id', 'one.desktop'])).toEqual(['one:hint']);
    expect(answer([one], ['deb-package', 'one'], ['snap-name', 'one'])).toEqual(['one:certain']);
  });

  it('a secondary value found in two sources is two opinions', () => {
    const one = app('one', [{ kind: 'deb-package', value: 'one', ...secondary, source: ['A', 'B'] }]);
    expect(answer([one], ['deb-package', 'one'])).toEqual(['one:certain']);
  });

  it('two supporting values of one group are one statement', () => {
    const one = app('one', [
      {},
      { kind: 'app-name', value: 'one.app' },
      { kind: 'pe-product-name', value: 'One' },
      { kind: 'publisher', value: 'Maker' },
    ]);
    expect(answer([one], ['exe-name', 'one'], ['app-name', 'one.app'])).toEqual(['one:hint']);
    expect(answer([one], ['exe-name', 'one'], ['pe-product-name', 'One'])).toEqual(['one:certain']);
    expect(answer([one], ['exe-name', 'one'], ['publisher', 'Maker'])).toEqual(['one:certain']);
  });

  it('supporting values that are secondary never add up', () => {
    const one = app('one', [
      { ...secondary },
      { kind: 'pe-product-name', value: 'One', ...secondary, source: ['B'] },
    ]);
    expect(answer([one], ['exe-name', 'one'], ['pe-product-name', 'One'])).toEqual(['one:hint']);
  });

  it('what other programs share and who made it do not add up either', () => {
    const one = app('one', [
      { scope: 'generic' },
      { kind: 'publisher', value: 'Maker' },
      { kind: 'url-protocol', value: 'p', ...secondary },
    ]);
    expect(answer([one], ['exe-name', 'one'], ['publisher', 'Maker'])).toEqual([]);
    expect(answer([one], ['exe-name', 'one'], ['publisher', 'Maker'], ['url-protocol', 'p'])).toEqual([
      'one:hint',
    ]);
  });
});

describe('who wins', () => {
  it('the app that claims a value exactly, before the one with a pattern', () => {
    const exact = app('exact', [{ kind: 'winget-id', value: 'M.One' }]);
    const long = app('long', [{ kind: 'winget-id', value: 'M.One.*', match: 'glob' }]);
    const wide = app('wide', [{ kind: 'winget-id', value: 'M.O*', match: 'glob' }]);
    expect(answer([exact, long, wide], ['winget-id', 'M.One'])).toEqual(['exact:certain']);
    expect(answer([exact, long, wide], ['winget-id', 'M.One.Beta'])).toEqual(['long:certain']);
  });

  it('both, as hints, where two strangers claim the same name', () => {
    const shared = [{ value: 'same.exe' }];
    expect(answer([app('one', shared), app('two', shared)], ['exe-name', 'Same.exe'])).toEqual([
      'one:hint',
      'two:hint',
    ]);
  });

  it('nobody who is ruled out', () => {
    const one = app('one', [{ kind: 'deb-package', value: 'one' }], {
      excludes: [{ kind: 'publisher', value: '^Other', match: 'regex', reason: 'is another' }],
    });
    expect(answer([one], ['deb-package', 'one'])).toEqual(['one:certain']);
    expect(answer([one], ['deb-package', 'one'], ['publisher', 'Other GmbH'])).toEqual([]);
  });

  describe('in a family', () => {
    const parent = app('parent', [{ value: 'p.exe' }, { kind: 'pe-product-name', value: 'P' }]);
    const fork = app(
      'fork',
      [{ value: 'p.exe' }, { kind: 'arp-key', value: 'fork' }, { kind: 'app-name', value: 'f' }],
      {
        forkOf: 'parent',
      },
    );
    const other = app('other', [{ value: 'p.exe' }], { forkOf: 'parent' });
    const apps = [parent, fork, other];

    it('the parent, where the evidence says no more than the shared name', () => {
      expect(answer(apps, ['exe-name', 'p.exe'])).toEqual(['parent:hint']);
    });
    it('the certain fork, even before a certain parent', () => {
      expect(answer(apps, ['exe-name', 'p.exe'], ['pe-product-name', 'P'], ['arp-key', 'fork'])).toEqual([
        'fork:certain',
      ]);
    });
    it('the fork with evidence of its own, before an equally unsure parent', () => {
      expect(answer(apps, ['exe-name', 'p.exe'], ['app-name', 'f'])).toEqual(['fork:hint']);
    });
    it('both, where the parent is certain and the fork has a hint of its own', () => {
      expect(answer(apps, ['exe-name', 'p.exe'], ['pe-product-name', 'P'], ['app-name', 'f'])).toEqual([
        'fork:hint',
        'parent:certain',
      ]);
    });
  });
});
