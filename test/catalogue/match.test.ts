import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Evidence, EvidenceKind } from '#policy/evidence.ts';
import type { AppMatch } from '#policy/facts.ts';
import type { App } from '#catalogue/app.ts';
import { compileCatalogue } from '#catalogue/compile.ts';
import { builtInApps, loadCatalogue } from '#catalogue/load.ts';
import { matchApps } from '#catalogue/match.ts';

const apps = builtInApps();
const catalogue = loadCatalogue();

const exactValues = (
  of: readonly App[],
  keep: (app: App['identifiers'][number]) => boolean,
): readonly Evidence[] =>
  of.flatMap((app) =>
    app.identifiers
      .filter((identifier) => (identifier.match ?? 'exact') === 'exact' && keep(identifier))
      .map(({ kind, value }) => ({ kind, value })),
  );

const markers = apps.flatMap((app) => [
  ...(app.markers?.not ?? []),
  ...(app.markers?.sets.flatMap((set) => set.strings) ?? []),
]);
const known: readonly Evidence[] = [
  ...exactValues(apps, () => true),
  ...markers.map((value) => ({ kind: 'binary-marker' as const, value })),
  ...apps
    .flatMap((app) => (app.excludes ?? []).filter(({ match }) => match === undefined))
    .map(({ kind, value }) => ({ kind, value })),
];
const some = fc.constantFrom(...known);
const foreignKinds: readonly EvidenceKind[] = [
  'exe-name',
  'exe-path',
  'deb-package',
  'display-name',
  'publisher',
  'web-host',
];
const foreign = fc.record({
  kind: fc.constantFrom(...foreignKinds),
  value: fc.string({ minLength: 1, maxLength: 40 }).map((text) => `\u2603${text}`),
});

const isCertain = (match: AppMatch): boolean => match.strength === 'certain';

describe('matchApps', () => {
  it('does not depend on the order of the evidence, nor on repetition', () => {
    const shuffled = fc
      .array(some, { minLength: 1, maxLength: 8 })
      .chain((list) => fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })));
    fc.assert(
      fc.property(shuffled, ([list, other]) => {
        expect(matchApps(catalogue, other)).toEqual(matchApps(catalogue, list));
        expect(matchApps(catalogue, [...list, ...other])).toEqual(matchApps(catalogue, list));
      }),
      { numRuns: 400 },
    );
  });

  it('is not moved by evidence that means nothing to the catalogue', () => {
    fc.assert(
      fc.property(fc.array(some, { maxLength: 6 }), fc.array(foreign, { maxLength: 6 }), (list, noise) => {
        expect(matchApps(catalogue, [...noise, ...list])).toEqual(matchApps(catalogue, list));
      }),
      { numRuns: 400 },
    );
  });

  it('is never certain on unverified evidence, however much of it', () => {
    const unverified = compileCatalogue(
      apps.map((app) => ({
        ...app,
        identifiers: app.identifiers.filter(({ confidence }) => confidence === 'unverified'),
      })),
    );
    const values = exactValues(apps, ({ confidence }) => confidence === 'unverified').filter(
      ({ kind }) => kind !== 'pwa-start-url',
    );
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...values), { minLength: 1, maxLength: 12 }), (list) => {
        expect(matchApps(unverified, list).filter(isCertain)).toEqual([]);
      }),
      { numRuns: 400 },
    );
  });

  it('is never certain on ids computed from an assumed start URL', () => {
    const assumed = exactValues(apps, ({ startUrl }) => startUrl?.confirmed === false);
    expect(assumed.length).toBeGreaterThan(10);
    for (const one of assumed) {
      expect(matchApps(catalogue, [one]).map(({ strength }) => strength)).toEqual(['hint']);
    }
    expect(matchApps(catalogue, assumed).filter(isCertain)).toEqual([]);
  });

  it('is never certain on file names alone', () => {
    const names = exactValues(apps, ({ kind, scope }) => kind === 'exe-name' && scope !== 'app');
    expect(matchApps(catalogue, names).filter(isCertain)).toEqual([]);
  });

  it('never matches on makers alone', () => {
    const makers = exactValues(
      apps,
      ({ kind, scope }) => scope === undefined && ['publisher', 'pe-company-name', 'team-id'].includes(kind),
    ).filter(({ value }) => !/Kaspersky|ByteDance|Bytedance/.test(value));
    for (const maker of makers) expect(matchApps(catalogue, [maker])).toEqual([]);
  });

  it('says nothing that the catalogue does not say itself', () => {
    const own = new Set(
      apps.flatMap((app) => [
        ...app.identifiers.map(({ value }) => value),
        ...(app.web?.domains ?? []).map(({ value }) => value),
        ...(app.web?.hosts ?? []).map(({ value, path }) => value + (path ?? '')),
        ...(app.markers?.sets ?? []).map(({ strings }) => strings.join(' + ')),
      ]),
    );
    const secret: readonly Evidence[] = [
      { kind: 'exe-path', value: '%LocalAppData%\\CapCut\\Apps\\7.7.0\\anna.exe' },
      { kind: 'desktop-id', value: 'userapp-Telegram Desktop-ANNA00.desktop' },
      { kind: 'display-name', value: 'Telegram Desktop of Anna' },
      { kind: 'pwa-start-url', value: 'https://www.tiktok.com/@anna' },
      { kind: 'web-host', value: 'anna.web.telegram.org' },
      { kind: 'exe-name', value: 'anna-AnyDesk.exe' },
    ];
    const matches = matchApps(catalogue, secret);
    expect(matches.map(({ app }) => app)).toEqual(['anydesk', 'capcut', 'telegram', 'tiktok']);
    for (const { value } of matches.flatMap(({ evidence }) => evidence)) expect(own).toContain(value);
    expect(JSON.stringify(matches)).not.toContain('anna');
  });

  it('answers with one and the same empty list where nothing is known', () => {
    const nothing = matchApps(catalogue, [{ kind: 'exe-path', value: '/usr/bin/bash' }]);
    expect(nothing).toEqual([]);
    expect(matchApps(catalogue, [])).toBe(nothing);
  });

  it('names the app of which a match is a fork, so that a ban on that one covers it', () => {
    const matches = matchApps(catalogue, [{ kind: 'winget-id', value: '64Gram.64Gram' }]);
    expect(matches).toEqual([
      {
        app: '64gram',
        forkOf: 'telegram',
        channel: 'native',
        strength: 'certain',
        confidence: 'primary',
        evidence: [{ kind: 'winget-id', value: '64Gram.64Gram' }],
      },
    ]);
    expect(matchApps(catalogue, [{ kind: 'deb-package', value: 'telegram-desktop' }])[0]).not.toHaveProperty(
      'forkOf',
    );
  });

  it('lets nothing unverified take a value from what is verified', () => {
    const base = apps.find((app) => app.id === 'bytedance-other');
    if (base === undefined) throw new Error('no bytedance-other');
    const rival: App = {
      ...base,
      id: 'rival',
      identifiers: [
        {
          kind: 'winget-id',
          value: 'ByteDance.Lark',
          channel: 'native',
          confidence: 'unverified',
          source: ['U'],
        },
      ],
    };
    const both = compileCatalogue([base, rival]);
    const matches = matchApps(both, [{ kind: 'winget-id', value: 'ByteDance.Lark' }]);
    expect(matches.map(({ app, strength }) => [app, strength])).toEqual([
      ['bytedance-other', 'certain'],
      ['rival', 'hint'],
    ]);
  });
});
