import { describe, expect, it } from 'vitest';
import { likelyDenied } from '#agent/guard/likely-denied.ts';
import type { Evidence } from '#policy/evidence.ts';
import { installed, match } from '#test/kit/policy-builder.ts';
import { basisOf, sleeper, sleeperBan, type Given } from './stage.ts';

const programsOf = ({ kind, value }: Evidence): readonly string[] =>
  kind === 'deb-package' ? [`/usr/bin/${value}`] : [];
const owned = { kind: 'deb-package', value: 'dozer' } as const;
const both = [2001, 2002];
const byPath = [
  { path: '/home/kari/Sleeper/Sleeper', uids: [2001] },
  { path: '/home/ola/Sleeper/Sleeper', uids: [2002] },
  { path: '/opt/unsure/sleeper', uids: both },
];

const likely = (given: Given) => likelyDenied(basisOf(given), [sleeper], programsOf);
const ofSleeper = (over: Parameters<typeof installed>[0]) =>
  installed({ matches: [match({ app: 'sleeper' })], evidence: [], ...over });

describe('programs that will probably be denied', () => {
  it('are those that the catalogue knows by a path, in every home', () => {
    expect(likely({ installed: undefined })).toEqual(byPath);
    expect(likely({ accounts: [] })).toEqual([{ path: '/opt/unsure/sleeper', uids: [4_294_967_295] }]);
  });

  it('are those that a loader ran, for whoever had it do so', () => {
    const loaded = [{ path: '/home/kari/notes', uid: 2001 }];
    expect(likely({ installed: [], loaded })).toEqual([
      { path: '/home/kari/notes', uids: [2001] },
      ...byPath,
    ]);
  });

  it('are those of packages, for everybody', () => {
    expect(likely({ installed: [ofSleeper({ evidence: [owned] })] })).toEqual([
      { path: '/usr/bin/dozer', uids: both },
      ...byPath,
    ]);
  });

  it('are those where an account has them, for the account', () => {
    const one = ofSleeper({ account: 'ola', path: '/home/ola/.local/share/flatpak/app/org.example.Sleeper' });
    expect(likely({ installed: [one] })[0]).toEqual({ path: one.path, uids: [2002] });
    const machine = ofSleeper({ path: '/snap/sleeper' });
    expect(likely({ installed: [one, machine] })[1]).toEqual({ path: '/snap/sleeper', uids: both });
  });

  it.each([
    ['other programs are not', { installed: [installed({ path: '/opt/other', matches: [] })] }, byPath],
    ['nor those of a ban that warns', { bans: [sleeperBan({ effect: 'warn' })] }, []],
    [
      'nor those of a ban for other devices',
      { bans: [sleeperBan({ audience: { classes: ['private'] } })] },
      [],
    ],
  ] as const)('%s', (_, given, expected) => {
    expect(likely(given)).toEqual(expected);
  });

  it('are those that a matcher names', () => {
    const { apps: _, ...ban } = sleeperBan();
    const bans = [{ ...ban, matcher: { name: 'Dozer', all: [owned] } }];
    const one = installed({ evidence: [owned], matches: [] });
    expect(likely({ bans, installed: [one] })).toEqual([{ path: '/usr/bin/dozer', uids: both }]);
  });

  it('are no more than can be looked at', () => {
    const many = Array.from({ length: 2_000 }, (_, at) => ofSleeper({ key: `k${at}`, path: `/opt/${at}` }));
    expect(likely({ installed: many })).toHaveLength(1_024);
  });
});
