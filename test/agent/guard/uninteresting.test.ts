import { lstatSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { worldOf } from '#agent/guard/world.ts';
import { uninteresting } from '#agent/guard/uninteresting.ts';
import { compileCatalogue } from '#catalogue/compile.ts';
import { builtInApps } from '#catalogue/load.ts';
import { FileLook } from '#platform/exec-guard/file-look.ts';
import { sparing } from '#platform/exec-guard/spared-files.ts';
import { loadLibc } from '#platform/processes/libc.ts';
import type { Evidence } from '#policy/evidence.ts';
import { canRunAsRoot } from '#test/kit/needs-root.ts';
import { monday } from '#test/kit/policy-builder.ts';
import { tempHome } from '#test/platform/program-identity/real-files.ts';
import { basisOf, JudgeStage, sleeper, sleeperBan, type Given } from './stage.ts';

const asRoot = canRunAsRoot('files that need not be judged', {
  programs: ['/var/lib/dpkg/info/coreutils.list'],
});

const looksForSleeper = [...builtInApps(), sleeper];
type Spared = ReturnType<typeof uninteresting>;

function found(
  given: Given,
  apps = looksForSleeper,
  owned: Readonly<Record<string, Evidence>> | undefined = {},
): Spared {
  const catalogue = compileCatalogue(apps);
  const programsMeaning = (means: (evidence: Evidence) => boolean) =>
    owned && Object.entries(owned).flatMap(([path, evidence]) => (means(evidence) ? [path] : []));
  return uninteresting(
    worldOf(basisOf(given), catalogue, () => 0),
    { catalogue, knownSince: monday, programsMeaning },
  );
}

const stampOf = (bytes: number, seconds: number): Uint32Array => {
  const stamp = new Uint32Array(12);
  [stamp[2], stamp[4]] = [bytes, seconds];
  return stamp;
};
const isSpared = (files: Spared, path: string): boolean => files !== undefined && sparing(files).byPath(path);
const sleeperWith = (
  identifier: Pick<Evidence, 'kind' | 'value'> & { match?: 'prefix' | 'glob' | 'regex' },
) => [
  ...builtInApps(),
  {
    ...sleeper,
    identifiers: [
      { ...identifier, channel: 'native', confidence: 'primary', source: ['T'] },
    ] satisfies typeof sleeper.identifiers,
  },
];
const matcher = (...all: readonly Evidence[]): Given => {
  const { apps: _, ...rest } = sleeperBan();
  return { bans: [{ ...rest, matcher: { name: 'Sleeper', all: [...all] } }] };
};

describe('files that need not be judged', () => {
  it('are those of the system that no ban knows by name or place', () => {
    const files = found({});
    expect(isSpared(files, '/usr/bin/editor')).toBe(true);
    expect(isSpared(files, '/bin/editor')).toBe(true);
    expect(isSpared(files, '/usr/lib/Sleeper')).toBe(false);
    expect(isSpared(files, '/opt/editor')).toBe(false);
    expect(isSpared(files, '/usr/local/bin/editor')).toBe(false);
    expect(isSpared(files, '/tmp/usr/bin/editor')).toBe(false);
    expect(isSpared(files, '/usr/x/.mount_app/editor')).toBe(false);
    expect(isSpared(files, '/usr/bin/Editor.EXE')).toBe(false);
    expect(isSpared(files, '/usr/bin/Editor-1.0.AppImage')).toBe(false);
    expect(isSpared(files, '')).toBe(false);
  });

  it('are smaller than what is looked into, and older than what is known', () => {
    const { byPath: _, bySizeAndAge } = sparing(found({}) ?? expect.fail());
    const known = monday / 1000 - 1;
    expect(bySizeAndAge(stampOf(29_999, known - 1))).toBe(true);
    expect(bySizeAndAge(stampOf(30_000, known - 1))).toBe(false);
    expect(bySizeAndAge(stampOf(29_999, known))).toBe(false);
    const large = stampOf(1, 1);
    large[3] = 1;
    expect(bySizeAndAge(large)).toBe(false);
    const late = stampOf(1, 1);
    late[5] = 1;
    expect(bySizeAndAge(late)).toBe(false);
  });

  it.each([
    ['the canary, which is looked for everywhere', ['portvakt-canary'], 4096],
    ['Telegram', ['telegram'], 20_000_000],
    ['what is known by no content', ['anydesk'], 0xffff_ffff],
  ] as const)('are looked into from the size on that the catalogue says: %s', (_, apps, bytes) => {
    expect(found({ bans: [sleeperBan({ apps: [...apps] })] })?.belowBytes).toBe(bytes);
  });

  it('are not what a package or a launcher tells of', () => {
    const files = found({}, looksForSleeper, {
      '/usr/bin/doze': { kind: 'deb-package', value: 'coreutils' },
      '/usr/lib/nap': { kind: 'desktop-id', value: 'sleeper-unsure.desktop' },
      '/usr/bin/other': { kind: 'deb-package', value: 'other' },
    });
    expect(
      ['/usr/bin/doze', '/bin/doze', '/usr/lib/nap', '/lib/nap'].map((path) => isSpared(files, path)),
    ).toEqual([false, false, false, false]);
    expect(isSpared(files, '/usr/bin/other')).toBe(true);
  });

  it('are none where it is not known what packages hold', () => {
    const catalogue = compileCatalogue(looksForSleeper);
    const parts = { catalogue, knownSince: monday, programsMeaning: () => undefined };
    expect(
      uninteresting(
        worldOf(basisOf({}), catalogue, () => 0),
        parts,
      ),
    ).toBeUndefined();
  });

  it.each([
    { by: ['exe-name', 'glob', 'Sleep*'], told: '/usr/bin/Sleeper-2', other: '/usr/bin/asleep' },
    { by: ['exe-name', 'prefix', 'Sleep'], told: '/usr/bin/Sleeper-2', other: '/usr/bin/asleep' },
    { by: ['exe-name', 'regex', '^sleeper-\\d+$'], told: '/usr/bin/sleeper-12', other: '/usr/bin/slee' },
    { by: ['exe-path', 'prefix', '/usr/lib/sleeper/'], told: '/usr/lib/sleeper/x', other: '/usr/lib/slee' },
    { by: ['exe-path', 'glob', '/usr/*/sleeper/**'], told: '/usr/lib/sleeper/x', other: '/bin/x' },
  ] as const)('are not what a pattern may mean: $by', ({ by: [kind, match, value], told, other }) => {
    const files = found({}, sleeperWith({ kind, match, value }));
    expect(isSpared(files, told)).toBe(false);
    expect(isSpared(files, other)).toBe(true);
  });

  it('are none where a pattern may mean any of them', () => {
    expect(found({}, sleeperWith({ kind: 'exe-name', match: 'glob', value: '*-sleeper' }))).toBeUndefined();
    expect(
      found({}, sleeperWith({ kind: 'exe-path', match: 'glob', value: '**/sleeper/x' })),
    ).toBeUndefined();
    const windows = sleeperWith({ kind: 'exe-path', match: 'glob', value: '**\\Sleeper\\x' });
    expect(isSpared(found({}, windows), '/usr/bin/editor')).toBe(true);
  });

  it('are not in the home of an account that lies in the system', () => {
    const kept = found({ accounts: [{ name: 'games', uid: 5, home: '/usr/games' }] });
    expect(isSpared(kept, '/usr/games/chess')).toBe(false);
    expect(isSpared(kept, '/usr/bin/chess')).toBe(true);
    expect(isSpared(found({ accounts: [{ name: 'all', uid: 6, home: '/' }] }), '/usr/bin/chess')).toBe(false);
  });

  it('are not what a matcher names, and none where it names but folders beside them', () => {
    const name = matcher({ kind: 'exe-name', value: 'doze' }, { kind: 'exe-path', value: '/usr/bin/nap' });
    expect(isSpared(found(name), '/usr/bin/doze')).toBe(false);
    expect(isSpared(found(name), '/usr/bin/nap')).toBe(false);
    expect(isSpared(found(name), '/usr/bin/editor')).toBe(true);
    const owned = { '/usr/bin/x': { kind: 'deb-package', value: 'dozer' } } as const;
    const files = found(matcher(owned['/usr/bin/x']), looksForSleeper, owned);
    expect(isSpared(files, '/usr/bin/x')).toBe(false);
    expect(found(matcher({ kind: 'data-folder', value: 'doze-data' }))).toBeUndefined();
  });

  it('are none where folders beside a program are enough to stop it', () => {
    const folder = { kind: 'data-folder', value: 'sleeper-data', channel: 'portable', scope: 'app' } as const;
    const apps = [
      ...builtInApps(),
      { ...sleeper, identifiers: [{ ...folder, confidence: 'primary' as const, source: ['T'] }] },
    ];
    expect(found({}, apps)).toBeUndefined();
  });

  it('are none where too many names would have to be kept', () => {
    const owned = Object.fromEntries(
      Array.from({ length: 2_100 }, (_, at) => [
        `/usr/bin/${at}`,
        { kind: 'deb-package', value: 'coreutils' } as const,
      ]),
    );
    expect(found({}, looksForSleeper, owned)).toBeUndefined();
  });
});

describe.skipIf(!asRoot)('whatever need not be judged', () => {
  const stage = new JudgeStage();
  const look = new FileLook(loadLibc());
  afterAll(() => stage[Symbol.asyncDispose]());

  const programs = ['/usr/bin', '/usr/sbin', '/usr/lib', '/usr/lib/x86_64-linux-gnu', '/usr/libexec', '/bin']
    .flatMap((folder) => {
      try {
        return readdirSync(folder).map((name) => `${folder}/${name}`);
      } catch {
        return [];
      }
    })
    .filter((path) => lstatSync(path).isFile());
  const every = builtInApps()
    .map(({ id }) => id)
    .filter((id) => id !== 'portvakt-canary');

  it.each([
    ['an app of packages', {}, 50],
    ['Telegram', { bans: [sleeperBan({ apps: ['telegram'] })] }, 500],
    ['everything that the catalogue has', { bans: [sleeperBan({ apps: [...every, 'sleeper'] })] }, 50],
    ['a package', matcher({ kind: 'deb-package', value: 'util-linux' }), 500],
    ['a name', matcher({ kind: 'exe-name', value: 'perl' }), 500],
    ['a place', matcher({ kind: 'exe-path', value: '/usr/bin/perl' }), 500],
    ['the canary', { bans: [sleeperBan({ apps: ['portvakt-canary'] })] }, 5],
  ] as const)('is allowed by the judge for everybody: %s', { timeout: 60_000 }, async (_, given, atLeast) => {
    await stage.take(given);
    const files = stage.judge.spared();
    const { byPath, bySizeAndAge } = sparing(files ?? expect.fail('nothing is spared'));
    let spared = 0;
    for (const path of programs) {
      if (!look.atPath(path) || !look.isRootKept() || !bySizeAndAge(look.stamp) || !byPath(path)) continue;
      spared += 1;
      expect(await stage.ask(path), path).toEqual({ verdict: 'allow', scope: 'everybody' });
    }
    expect(spared).toBeGreaterThan(atLeast);
    for (const path of programs) {
      if (!byPath(path) || !look.atPath(path) || !bySizeAndAge(look.stamp)) continue;
      expect((await stage.ask(path)).verdict, path).toBe('allow');
    }
  });

  it('is not asked of packages that were unpacked since', async () => {
    using home = tempHome();
    for (const folder of ['var/lib/dpkg/info', 'usr/bin']) mkdirSync(home.at(folder), { recursive: true });
    await using own = new JudgeStage({ root: home.home });
    await own.take({});
    const files = own.judge.spared() ?? expect.fail('nothing is spared');
    writeFileSync(home.at('usr/bin/sleeper-new'), 'new');
    if (!look.atPath(home.at('usr/bin/sleeper-new'))) expect.fail();
    expect(sparing(files).byPath('/usr/bin/sleeper-new')).toBe(true);
    expect(sparing(files).bySizeAndAge(look.stamp)).toBe(false);
  });
});
