import { describe, expect, it } from 'vitest';
import { createArmedPrograms } from '#agent/actions/armed-programs.ts';
import { hitOf } from '#agent/actions/hit.ts';
import { decide, judgeFor } from '#policy/decide.ts';
import type { ProgramIdentity } from '#platform/program-identity/port.ts';
import type { Evidence } from '#policy/evidence.ts';
import type { Exemption } from '#policy/exemption.ts';
import { stampOf } from '#test/kit/fake-platform.ts';
import { ban, day, facts, input, match, monday, policyOf, running } from '#test/kit/policy-builder.ts';

const accounts = [
  { name: 'kari', uid: 1000 },
  { name: 'ola', uid: 1001 },
];
const exemption = (account?: string): Exemption => ({
  id: 'a'.repeat(32),
  ban: 'telegram-ban',
  purpose: 'x',
  from: monday,
  until: monday + day,
  approvedBy: ['it'],
  ...(account === undefined ? {} : { account }),
});
const verdictWith = (over: Parameters<typeof input>[0]) => judgeFor(input(over)).verdict;

/** The package, and two strings in the file, are the app; so are a launcher, a place and a folder. */
const matchOf = (evidence: readonly Evidence[]) =>
  evidence.length === 0 ? [] : [match({ evidence: evidence.map(({ kind, value }) => ({ kind, value })) })];
const known = (identity: Omit<ProgramIdentity, 'stamp'>) => {
  const armed = createArmedPrograms(matchOf);
  const { evidence } = identity;
  const subject = running({ evidence, matches: matchOf(evidence) });
  armed.add({ ...identity, stamp: stampOf() }, subject, 1000);
  return { armed, subject };
};
const dpkg = { kind: 'deb-package', value: 'telegram-desktop' } as const;
const marker = { kind: 'binary-marker', value: 'a string' } as const;
const launcher = { kind: 'desktop-id', value: 'org.telegram.desktop.desktop' } as const;
const flatpak = { kind: 'flatpak-id', value: 'org.telegram.desktop' } as const;

describe('the armed table', () => {
  it.each([
    ['a ban without exceptions', {}, 'all'],
    ['an exemption of one account', { exemptions: [exemption('kari')] }, [1001]],
    ['an exemption of the device', { exemptions: [exemption()] }, undefined],
    [
      'a ban that only warns',
      { policy: policyOf([{ unit: 'root', bans: [ban({ effect: 'warn' })] }]) },
      undefined,
    ],
    ['no ban', { policy: policyOf([]) }, undefined],
  ] as const)('%s', (_, over, uids) => {
    const { armed } = known({ evidence: [dpkg], owned: true });
    expect(armed.table(verdictWith(over), accounts)[0]?.uids).toEqual(uids);
  });

  it.each([
    ['what the file contains', { evidence: [marker] }, 'all'],
    ['its place in a home', { evidence: [{ kind: 'exe-path', value: '~/Telegram/Telegram' }] }, [1000]],
    ['its place in the system', { evidence: [{ kind: 'exe-path', value: '/opt/Telegram' }] }, [1000]],
    ['a launcher', { evidence: [launcher], accountMade: [launcher] }, [1000]],
    ['a folder beside it', { evidence: [{ kind: 'data-folder', value: 'tdata' }] }, [1000]],
    ['a sandbox that an account made', { evidence: [flatpak], accountMade: [flatpak] }, [1000]],
    ['a sandbox of the system', { evidence: [flatpak] }, 'all'],
    ['its own package, and a launcher', { evidence: [dpkg, launcher], owned: true as const }, 'all'],
    [
      'a launcher, but a package that is not banned owns it',
      { evidence: [launcher], accountMade: [launcher], owned: true as const },
      undefined,
    ],
    ['markers, but a package owns it', { evidence: [marker], owned: true as const }, undefined],
  ] as const)('of a program known by %s', (_, identity, uids) => {
    expect(known(identity).armed.table(verdictWith({}), accounts)[0]?.uids).toEqual(uids);
  });

  it.each([
    ['strings in it', { evidence: [marker] }, {}, [1000]],
    [
      'strings in it, with another account exempt',
      { evidence: [marker] },
      { exemptions: [exemption('ola')] },
      [1000],
    ],
    [
      'strings in it, with its account exempt',
      { evidence: [marker] },
      { exemptions: [exemption('kari')] },
      undefined,
    ],
    [
      'strings in it, with the device exempt',
      { evidence: [marker] },
      { exemptions: [exemption()] },
      undefined,
    ],
    // Another app may be the same file under another name, in another place.
    ['its place', { evidence: [{ kind: 'exe-path', value: '~/Telegram/Telegram' }] }, {}, undefined],
    ['a launcher', { evidence: [launcher], accountMade: [launcher] }, {}, undefined],
    ['its package', { evidence: [dpkg, marker], owned: true as const }, {}, undefined],
  ] as const)('of the copies of a program known by %s', (_, identity, over, uids) => {
    const { armed } = known({ ...identity, print: 'a print' });
    const [row] = armed.table(verdictWith(over), accounts);
    expect(row?.copies).toEqual(uids === undefined ? undefined : { print: 'a print', uids });
    expect(known(identity).armed.table(verdictWith(over), accounts)[0]?.copies).toBeUndefined();
  });

  it('has copies once it was looked into, and says that this is news', () => {
    const armed = createArmedPrograms(matchOf);
    const stamp = stampOf();
    const subject = running({ evidence: [marker], matches: matchOf([marker]) });
    expect(armed.add({ evidence: [marker], stamp }, subject, 1000)).toBe(true);
    expect(armed.add({ evidence: [marker], stamp }, subject, 1000)).toBe(false);
    expect(armed.add({ evidence: [marker], stamp, print: 'p' }, subject, 1000)).toBe(true);
    expect(armed.add({ evidence: [marker], stamp, print: 'p' }, subject, 1000)).toBe(false);
    expect(armed.table(verdictWith({}), accounts)[0]?.copies).toEqual({ print: 'p', uids: [1000] });
  });

  // Anybody can make a file that has the size and the print of somebody else's program, and banned strings between.
  it('ends copies for the accounts alone that were met with the program, whoever they are', () => {
    const armed = createArmedPrograms(matchOf);
    const stamp = stampOf();
    const subject = running({ evidence: [marker], matches: matchOf([marker]) });
    const meet = (uid: number) => {
      armed.add({ evidence: [marker], print: 'p', stamp }, subject, uid);
      const [row] = armed.table(verdictWith({}), accounts);
      expect(row?.uids).toBe('all');
      return row?.copies?.uids;
    };
    expect(meet(1000)).toEqual([1000]);
    expect(meet(1001)).toEqual([1000, 1001]);
    // An account that the PC's list of people does not have.
    expect(meet(970)).toEqual([1000, 1001, 970]);
  });

  it('has no protected program', () => {
    const armed = createArmedPrograms(matchOf);
    const bash = running({ path: '/usr/bin/bash', evidence: [marker], matches: matchOf([marker]) });
    armed.add({ evidence: [marker], stamp: stampOf() }, bash, 1000);
    expect(armed.table(verdictWith({}), accounts)).toEqual([]);
  });

  it('has further accounts once they were seen', () => {
    const armed = createArmedPrograms(matchOf);
    const evidence = [launcher];
    const stamp = stampOf();
    const subject = running({ evidence, matches: matchOf(evidence) });
    for (const uid of [1000, 1001]) armed.add({ evidence, accountMade: evidence, stamp }, subject, uid);
    expect(armed.table(verdictWith({}), accounts)[0]?.uids).toEqual([1000, 1001]);
  });

  it('holds so many of an account and no more, and none of them pushes out what another account was met with', () => {
    const armed = createArmedPrograms(matchOf);
    const subject = running({ evidence: [marker], matches: matchOf([marker]) });
    const stamps = Array.from({ length: 600 }, () => stampOf());
    const other = stampOf();
    armed.add({ evidence: [marker], stamp: other }, subject, 1001);
    for (const stamp of stamps.slice(0, 1)) armed.add({ evidence: [marker], stamp }, subject, 1000);
    const first = armed.table(verdictWith({}), accounts).find(({ stamp }) => stamp === stamps[0]);
    for (const stamp of stamps.slice(1, 70)) armed.add({ evidence: [marker], stamp }, subject, 1000);
    // The listener has the table of a moment ago: what it stops by that is told.
    expect(armed.find(first?.token ?? '')).toEqual(subject);
    for (const stamp of stamps.slice(70)) armed.add({ evidence: [marker], stamp }, subject, 1000);
    const table = armed.table(verdictWith({}), accounts).map(({ stamp }) => stamp);
    expect(table).toContain(other);
    expect(table).toContain(stamps.at(-1));
    expect(table).not.toContain(stamps[0]);
    expect(table.length).toBeLessThan(100);
  });

  it('finds by its token what the listener stopped', () => {
    const { armed, subject } = known({ evidence: [dpkg] });
    const [row] = armed.table(verdictWith({}), accounts);
    expect(armed.find(row?.token ?? '')).toEqual(subject);
    expect(armed.find('something else')).toBeUndefined();
  });
});

describe('a hit', () => {
  const [decision] = decide(input({ facts: facts({ running: [running()] }) })).verdicts;
  if (decision === undefined) throw new Error('no decision');
  const moment = { now: monday + 299_999, class: 'service' } as const;

  it('tells ids, kinds and a coarse time', () => {
    expect(hitOf(decision, 'stopped', moment)).toEqual({
      type: 'hit',
      ban: 'telegram-ban',
      app: 'telegram',
      channel: 'native',
      action: 'stopped',
      effect: 'block',
      level: 'stopped-after-start',
      evidence: [{ kind: 'deb-package', value: 'telegram-desktop' }],
      confidence: 'primary',
      at: monday,
      repeats: 0,
      account: 'kari',
    });
  });
  it('names no account of a dedicated device', () => {
    expect(hitOf(decision, 'stopped', { ...moment, class: 'dedicated' })).not.toHaveProperty('account');
  });
  it.each([
    ['found', 'reported-only'],
    ['warned', 'warned'],
    ['stop-failed', 'reported-only'],
  ] as const)('%s claims no more than %s', (action, level) => {
    expect(hitOf(decision, action, moment).level).toBe(level);
  });
});
