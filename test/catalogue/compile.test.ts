import { describe, expect, it } from 'vitest';
import type { App } from '#catalogue/app.ts';
import { checkApp } from '#catalogue/check-app.ts';
import { compileCatalogue, family } from '#catalogue/compile.ts';
import { builtInApps, loadCatalogue } from '#catalogue/load.ts';
import { matchApps } from '#catalogue/match.ts';
import { wantedEvidence } from '#catalogue/wanted-evidence.ts';
import { webTargets } from '#catalogue/web-targets.ts';
import { canary } from '#policy/proof.ts';

const catalogue = loadCatalogue();
const minimal: App = {
  id: 'example',
  name: 'Example',
  vendor: 'Example',
  countryOfControl: 'none',
  categories: ['test'],
  priority: 3,
  suggestion: 'advise',
  advice: [],
  identifiers: [
    { kind: 'deb-package', value: 'example', channel: 'native', confidence: 'primary', source: ['A'] },
  ],
  sources: { A: { kind: 'package', reference: 'example 1.0' } },
};

const appById = (id: string): App => {
  const app = builtInApps().find((one) => one.id === id);
  if (app === undefined) throw new Error(`no ${id}`);
  return app;
};

describe('compileCatalogue', () => {
  it('knows an app and its forks as a family', () => {
    expect(family(catalogue, 'telegram')).toEqual([
      'telegram',
      '64gram',
      'ayugram',
      'kotatogram',
      'nicegram',
      'telegram-forks-other',
      'unigram',
    ]);
    expect(family(catalogue, '64gram')).toEqual(['64gram']);
    expect(family(catalogue, 'unknown')).toEqual([]);
  });

  it('names every string to look for in program files, those that rule an app out included', () => {
    const { markers } = wantedEvidence(catalogue);
    expect(markers).toEqual([...new Set(markers)].toSorted());
    for (const marker of [
      '149.154.167.51',
      'tdata/',
      'Telegram Desktop',
      '64Gram',
      'PORTVAKT-CANARY-8f1e6f0c',
    ])
      expect(markers).toContain(marker);
  });

  it('names the size below which a file cannot be the app, for strings that no smaller app may hold', () => {
    const { atLeastBytes, dataFolders } = wantedEvidence(catalogue);
    expect(atLeastBytes.get('Telegram Desktop')).toBe(20_000_000);
    expect(atLeastBytes.get('64Gram')).toBe(20_000_000);
    expect(atLeastBytes.get('PORTVAKT-CANARY-8f1e6f0c')).toBe(0);
    expect(dataFolders).toEqual(['tdata']);
  });

  it('names what a family needs, for a fork too, and nothing for apps that are known otherwise', () => {
    const all = wantedEvidence(catalogue, new Set(['telegram']));
    expect(all.markers).toContain('64Gram Desktop');
    expect(all.markers).not.toContain('PORTVAKT-CANARY-8f1e6f0c');
    expect(wantedEvidence(catalogue, new Set(['64gram']))).toEqual(all);
    expect(wantedEvidence(catalogue, new Set(['steam', 'unheard-of']))).toEqual({
      markers: [],
      atLeastBytes: new Map(),
      dataFolders: [],
    });
  });

  it('refuses two apps of one id and an unknown parent', () => {
    expect(() => compileCatalogue([minimal, minimal])).toThrow('one id');
    expect(() => compileCatalogue([{ ...minimal, forkOf: 'absent' }])).toThrow('absent');
  });

  it('lets an entry from outside replace a built-in one', () => {
    const extended = loadCatalogue([{ ...minimal, id: 'steam' }, minimal]);
    expect(extended.ids).toHaveLength(catalogue.ids.length + 1);
    expect(matchApps(extended, [{ kind: 'homebrew-cask', value: 'steam' }])).toEqual([]);
    expect(matchApps(extended, [{ kind: 'deb-package', value: 'example' }]).map(({ app }) => app)).toEqual([
      'example',
      'steam',
    ]);
  });
});

describe('checkApp', () => {
  it('takes a small entry', () => {
    expect(checkApp(minimal)).toEqual({ ok: true, value: minimal });
  });

  it.each([
    ['an unknown field', { ...minimal, run: 'rm -rf /' }, /additional/i],
    ['no source', { ...minimal, sources: {} }, /source A is named but not listed/],
    [
      'a slow pattern',
      { ...minimal, identifiers: [{ ...minimal.identifiers[0], match: 'regex', value: '^(a+)+$' }] },
      /at most one/,
    ],
    [
      'a file name that would decide alone',
      { ...minimal, identifiers: [{ ...minimal.identifiers[0], kind: 'exe-name', scope: 'app' }] },
      /never decides/,
    ],
    [
      'more markers than there are',
      {
        ...minimal,
        markers: {
          sets: [{ strings: ['aaaaa', 'bbbbb'], atLeast: 3, confidence: 'primary', source: ['A'] }],
        },
      },
      /asks for 3 of 2/,
    ],
    [
      'one marker only',
      {
        ...minimal,
        markers: { sets: [{ strings: ['aaaaa'], atLeast: 2, confidence: 'primary', source: ['A'] }] },
      },
      /fewer than 2/,
    ],
    ['no object', 'telegram', /object/],
  ])('refuses %s', (_, entry, sentence) => {
    const checked = checkApp(entry);
    expect(checked.ok ? '' : checked.fault.join('\n')).toMatch(sentence);
  });
});

describe('webTargets', () => {
  it('covers the verified domains and leaves open what others need', () => {
    const telegram = webTargets(appById('telegram'));
    expect(telegram.domains).toContain('telegram.org');
    expect(telegram.except).toEqual(['api.telegram.org']);
    expect(webTargets(appById('tiktok')).domains).toHaveLength(24);
  });

  it('covers single hosts where the domain is not the app', () => {
    expect(webTargets(appById('wechat'))).toMatchObject({ domains: ['wechat.com', 'weixin.com'], hosts: [] });
    expect(webTargets(appById('lemon8')).domains).toEqual(['lemon8-app.com']);
    expect(webTargets(appById('shein')).hosts).toEqual(['sheinsz.ltwebstatic.com']);
    // Where one can look at the page that explains a ban, without banning anything that somebody uses.
    expect(webTargets(appById('portvakt-canary')).hosts).toEqual([canary.webSite]);
  });

  it('leaves out what is unverified or mainly another app’s', () => {
    expect(webTargets(appById('utorrent')).domains).toEqual([]);
    expect(webTargets(appById('tiktok-live-studio')).domains).toEqual([]);
    const { web: _, ...without } = appById('wechat');
    expect(webTargets(without)).toEqual({ domains: [], hosts: [], paths: [], except: [] });
  });
});
