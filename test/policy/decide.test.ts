import { describe, expect, it } from 'vitest';
import type { Ban } from '#policy/ban.ts';
import { decide } from '#policy/decide.ts';
import type { Decision } from '#policy/decision.ts';
import type { DecideInput } from '#policy/decide-input.ts';
import { readFragment } from '#policy/effective.ts';
import type { ActingExemption } from '#policy/exemption.ts';
import type { RunningSubject } from '#policy/facts.ts';
import {
  ban,
  day,
  facts,
  input,
  installed,
  match,
  monday,
  policyOf,
  running,
} from '#test/kit/policy-builder.ts';

const only = (given: DecideInput): Decision => {
  const { verdicts } = decide(given);
  expect(verdicts).toHaveLength(1);
  const [verdict] = verdicts;
  if (verdict === undefined) throw new Error('no verdict');
  return verdict;
};
const withBan = (over: Partial<Ban>, rest: Partial<DecideInput> = {}): DecideInput =>
  input({ policy: policyOf([{ unit: 'root', bans: [ban(over)] }]), ...rest });
const exemption = (over: Partial<ActingExemption> = {}): ActingExemption => ({
  id: '0'.repeat(32),
  ban: 'telegram-ban',
  account: 'kari',
  purpose: 'press watch',
  from: monday - day,
  until: monday + day,
  approvedBy: ['Ola Nordmann'],
  ...over,
});
const runs = (over: Partial<RunningSubject>): Partial<DecideInput> => ({
  facts: facts({ running: [running(over)] }),
});

type Row = readonly [
  name: string,
  input: DecideInput,
  effect: Decision['effect'],
  reason: Decision['reason'],
];
const rows: readonly Row[] = [
  ['a ban in force blocks', input(), 'block', 'blocked'],
  ['a warn ban warns', withBan({ effect: 'warn' }), 'warn', 'warned'],
  ['an inform ban informs', withBan({ effect: 'inform' }), 'inform', 'informed'],
  ['before `from` it is silent', withBan({ from: '2026-03-03' }), 'none', 'not-yet'],
  [
    '`from` begins at midnight of the organisation',
    withBan({ from: '2026-03-02' }, { now: Date.UTC(2026, 2, 1, 23) }),
    'block',
    'blocked',
  ],
  [
    'and not a millisecond before',
    withBan({ from: '2026-03-02' }, { now: Date.UTC(2026, 2, 1, 23) - 1 }),
    'none',
    'not-yet',
  ],
  ['on the review day it still stands', withBan({ review: '2026-03-02' }), 'block', 'blocked'],
  ['past the review date it drops one step', withBan({ review: '2026-03-01' }), 'warn', 'review-passed'],
  [
    'only one step, ever',
    withBan({ review: '2026-03-01' }, { now: monday + 400 * day }),
    'warn',
    'review-passed',
  ],
  [
    'an inform ban past review is silent',
    withBan({ effect: 'inform', review: '2026-03-01' }),
    'none',
    'review-passed',
  ],
  ['an exemption silences it', input({ exemptions: [exemption()] }), 'none', 'exempt'],
  [
    'an exemption for another account does not',
    input({ exemptions: [exemption({ account: 'ola' })] }),
    'block',
    'blocked',
  ],
  [
    'one for the device does',
    input({ exemptions: [{ ...exemption(), account: undefined } as unknown as ActingExemption] }),
    'none',
    'exempt',
  ],
  ['an expired one does not help', input({ exemptions: [exemption({ until: monday })] }), 'block', 'blocked'],
  [
    'nor one that has not begun',
    input({ exemptions: [exemption({ from: monday + 1 })] }),
    'block',
    'blocked',
  ],
  [
    'nor one longer than the ban allows',
    input({ exemptions: [exemption({ from: monday - 20 * day, until: monday + 20 * day })] }),
    'block',
    'blocked',
  ],
  [
    'nor one with too few approvers',
    withBan({ exemptions: { allowed: true, approvers: 2 } }, { exemptions: [exemption()] }),
    'block',
    'blocked',
  ],
  [
    'the same approver twice is one',
    withBan(
      { exemptions: { allowed: true, approvers: 2 } },
      { exemptions: [exemption({ approvedBy: ['A', 'A'] })] },
    ),
    'block',
    'blocked',
  ],
  [
    'two approvers suffice',
    withBan(
      { exemptions: { allowed: true, approvers: 2 } },
      { exemptions: [exemption({ approvedBy: ['A', 'B'] })] },
    ),
    'none',
    'exempt',
  ],
  [
    'none where the ban allows none',
    withBan({ exemptions: { allowed: false } }, { exemptions: [exemption()] }),
    'block',
    'blocked',
  ],
  [
    'none on the wrong device class',
    withBan({ exemptions: { allowed: true, classes: ['dedicated'] } }, { exemptions: [exemption()] }),
    'block',
    'blocked',
  ],
  [
    'a system program is never stopped',
    input(runs({ path: '/usr/lib/systemd/systemd-logind' })),
    'warn',
    'protected',
  ],
  ['a system shell is never stopped', input(runs({ path: '/usr/bin/bash' })), 'warn', 'protected'],
  ['a copy of it in a home is no system shell', input(runs({ path: '/home/kari/bash' })), 'block', 'blocked'],
  ['the agent itself is never stopped', input(runs({ path: '/usr/lib/portvakt/node' })), 'warn', 'protected'],
  [
    'a program without a known path is never stopped',
    input({ facts: facts({ running: [{ ...running(), path: undefined } as unknown as RunningSubject] }) }),
    'warn',
    'protected',
  ],
  ['weak evidence never stops', input(runs({ matches: [match({ strength: 'hint' })] })), 'warn', 'hint-only'],
  [
    'unverified evidence never stops',
    input(runs({ matches: [match({ confidence: 'unverified' })] })),
    'warn',
    'hint-only',
  ],
  [
    'a fork is covered over the channel fork',
    input(runs({ matches: [match({ app: '64gram', forkOf: 'telegram' })] })),
    'block',
    'blocked',
  ],
  ['an unknown feature makes the ban silent', withBan({ needs: ['holograms'] }), 'none', 'unknown-feature'],
  [
    'a private device is not meant by default',
    { ...input({ policy: policyOf([{ unit: 'root', bans: [ban()] }], { class: 'private' }) }) },
    'none',
    'not-for-this-device',
  ],
  [
    'nor a device without the label',
    withBan({ audience: { labels: ['kiosk'] } }),
    'none',
    'not-for-this-device',
  ],
  [
    'a pausable ban can be paused',
    withBan(
      { pausable: true },
      {
        pauses: [
          { organisation: 'example', ban: 'telegram-ban', serial: 1, from: monday - 1, until: monday + day },
        ],
      },
    ),
    'none',
    'paused',
  ],
  [
    'one that is not cannot',
    input({
      pauses: [
        { organisation: 'example', ban: 'telegram-ban', serial: 1, from: monday - 1, until: monday + day },
      ],
    }),
    'block',
    'blocked',
  ],
  [
    'nor longer than 72 hours',
    withBan(
      { pausable: true },
      {
        pauses: [
          {
            organisation: 'example',
            ban: 'telegram-ban',
            serial: 1,
            from: monday - 1,
            until: monday + 3 * day,
          },
        ],
      },
    ),
    'block',
    'blocked',
  ],
  [
    'a code lowers a block to a warning',
    withBan(
      { exemptions: { allowed: true, offlineCodes: true } },
      { exemptions: [exemption({ lowersTo: 'warn' })] },
    ),
    'warn',
    'offline-code',
  ],
  [
    'whose number of approvers the server saw to',
    withBan(
      { exemptions: { ...{ allowed: true, offlineCodes: true }, approvers: 2 } },
      { exemptions: [exemption({ lowersTo: 'warn' })] },
    ),
    'warn',
    'offline-code',
  ],
  [
    'not where the ban allows no codes any more',
    input({ exemptions: [exemption({ lowersTo: 'warn' })] }),
    'block',
    'blocked',
  ],
  [
    'nor after its hours',
    withBan(
      { exemptions: { allowed: true, offlineCodes: true } },
      { exemptions: [exemption({ lowersTo: 'warn', until: monday })] },
    ),
    'block',
    'blocked',
  ],
  [
    'nor for another account',
    withBan(
      { exemptions: { allowed: true, offlineCodes: true } },
      { exemptions: [exemption({ lowersTo: 'warn', account: 'ola' })] },
    ),
    'block',
    'blocked',
  ],
  [
    'it is never silent about a warning',
    withBan(
      { effect: 'warn', exemptions: { allowed: true, offlineCodes: true } },
      { exemptions: [exemption({ lowersTo: 'warn' })] },
    ),
    'warn',
    'warned',
  ],
  [
    'an exemption beside it is silent',
    withBan(
      { exemptions: { allowed: true, offlineCodes: true } },
      { exemptions: [exemption({ lowersTo: 'warn', until: monday + 2 * day }), exemption()] },
    ),
    'none',
    'exempt',
  ],
];

describe('the order of decision', () => {
  it.each(rows)('%s', (_name, given, effect, reason) => {
    expect(only(given)).toMatchObject({ effect, reason });
  });

  it('leaves a fork alone where the ban does not name the channel fork', () => {
    const given = withBan(
      { channels: ['native'] },
      runs({ matches: [match({ app: '64gram', forkOf: 'telegram' })] }),
    );
    expect(decide(given).verdicts).toEqual([]);
  });

  it('of two bans the stricter wins, whatever the order', () => {
    const bans = [ban({ id: 'a', effect: 'warn' }), ban({ id: 'b' }), ban({ id: 'c', effect: 'inform' })];
    const one = only(input({ policy: policyOf([{ unit: 'root', bans }]) }));
    const other = only(input({ policy: policyOf([{ unit: 'root', bans: bans.toReversed() }]) }));
    expect(one.ban).toBe('b');
    expect(other).toEqual(one);
  });

  it('on a tie the nearest unit speaks', () => {
    const policy = policyOf(
      [
        { unit: 'root', bans: [ban({ id: 'a-root' })] },
        { unit: 'school', bans: [ban({ id: 'z-school' })] },
      ],
      { unit: 'north' },
    );
    expect(only(input({ policy })).origin).toMatchObject({ unit: 'school' });
  });

  it('an inline matcher needs all of its evidence', () => {
    const matcher = {
      name: 'In-house tool',
      all: [
        { kind: 'exe-name', value: 'tool' },
        { kind: 'publisher', value: 'Us' },
      ],
    } as const;
    const inline = { ...ban({ id: 'inline' }), apps: undefined, matcher } as unknown as Ban;
    const policy = policyOf([{ unit: 'root', bans: [inline] }]);
    const seen = (...kinds: readonly string[]): DecideInput =>
      input({
        policy,
        facts: facts({
          running: [
            running({ matches: [], evidence: matcher.all.filter(({ kind }) => kinds.includes(kind)) }),
          ],
        }),
      });
    expect(only(seen('exe-name', 'publisher'))).toMatchObject({ effect: 'block' });
    expect(decide(seen('exe-name')).verdicts).toEqual([]);
  });
});

describe('grace', () => {
  const graced = { grace: { workingDays: 3, until: '2026-03-31' } } as const;
  const before = installed({ installedAt: Date.UTC(2025, 5, 1) });
  const given = (over: Partial<DecideInput> = {}): DecideInput =>
    withBan(graced, { facts: facts({ installed: [before], running: [running()] }), ...over });
  const verdictOf = (one: DecideInput): Decision | undefined =>
    decide(one).verdicts.find(({ subjectKind }) => subjectKind === 'running');

  it('has not begun until the person has seen the notice, and shows the last possible day', () => {
    expect(verdictOf(given())).toMatchObject({
      effect: 'warn',
      effectLater: 'block',
      reason: 'grace-not-started',
      deadline: Date.UTC(2026, 2, 31, 22),
    });
  });

  it('runs for working days from then, weekends left out', () => {
    const friday = monday + 4 * day;
    const record = { ban: 'telegram-ban', account: 'kari', startedAt: friday, absentDays: [] };
    const verdict = verdictOf(given({ grace: [record], now: friday }));
    // Monday, Tuesday, Wednesday; over when Thursday begins in Oslo.
    expect(verdict).toMatchObject({ effect: 'warn', reason: 'grace', deadline: Date.UTC(2026, 2, 11, 23) });
    expect(verdictOf(given({ grace: [record], now: Date.UTC(2026, 2, 11, 23) }))).toMatchObject({
      effect: 'block',
    });
  });

  it('leaves out holidays and days of absence', () => {
    const record = { ban: 'telegram-ban', account: 'kari', startedAt: monday, absentDays: ['2026-03-03'] };
    expect(verdictOf(given({ grace: [record] }))).toMatchObject({ deadline: Date.UTC(2026, 2, 6, 23) });
  });

  it('is capped by its last day', () => {
    const record = {
      ban: 'telegram-ban',
      account: 'kari',
      startedAt: Date.UTC(2026, 2, 30, 10),
      absentDays: [],
    };
    expect(verdictOf(given({ grace: [record], now: Date.UTC(2026, 2, 30, 11) }))).toMatchObject({
      deadline: Date.UTC(2026, 2, 31, 22),
    });
  });

  it('is never restarted: the earliest record counts', () => {
    const early = { ban: 'telegram-ban', account: 'kari', startedAt: monday, absentDays: [] };
    const late = { ...early, startedAt: monday + 10 * day };
    const first = verdictOf(given({ grace: [early] }))?.deadline;
    expect(verdictOf(given({ grace: [late, early] }))?.deadline).toBe(first);
  });

  it('is each account for itself', () => {
    const record = { ban: 'telegram-ban', account: 'ola', startedAt: monday - 20 * day, absentDays: [] };
    expect(verdictOf(given({ grace: [record] }))).toMatchObject({ reason: 'grace-not-started' });
  });

  it('does not apply to what came after the ban', () => {
    const after = installed({ installedAt: monday - day });
    expect(verdictOf(given({ facts: facts({ installed: [after], running: [running()] }) }))).toMatchObject({
      effect: 'block',
    });
  });

  it('applies where it is unknown when the thing came', () => {
    const undated = { ...installed(), installedAt: undefined } as unknown as typeof before;
    const one = given({ facts: facts({ installed: [undated], running: [running()] }) });
    expect(verdictOf(one)).toMatchObject({ effect: 'warn' });
    const blind = {
      ...facts({ running: [running()] }),
      installed: { state: 'unknown', why: 'test' },
    } as const;
    expect(verdictOf(given({ facts: blind }))).toMatchObject({ effect: 'warn' });
  });
});

describe('the org tree', () => {
  const recommended = ban({ binding: 'recommended' });
  const at = (unit: string, units: Parameters<typeof policyOf>[0]): DecideInput =>
    input({ policy: policyOf(units, { unit }) });

  it('a recommended ban acts fully in its own unit and informs below', () => {
    const units = [{ unit: 'root', bans: [recommended] }];
    expect(only(at('root', units))).toMatchObject({ effect: 'block' });
    expect(only(at('school', units))).toMatchObject({ effect: 'inform', reason: 'recommended' });
  });

  it('a unit adopts it, as it is or weaker, for itself and below', () => {
    const adopted = (effect?: 'warn'): DecideInput =>
      at('north', [
        { unit: 'root', bans: [recommended] },
        {
          unit: 'school',
          adoptions: [
            {
              ban: 'telegram-ban',
              as: 'adopted',
              reason: 'we agree',
              ...(effect === undefined ? {} : { effect }),
            },
          ],
        },
      ]);
    expect(only(adopted())).toMatchObject({ effect: 'block', origin: { unit: 'root', binding: 'adopted' } });
    expect(only(adopted('warn'))).toMatchObject({ effect: 'warn' });
  });

  it('what a unit adopted, a unit under it cannot weaken or decline', () => {
    const units = (answer: 'adopted' | 'declined'): Parameters<typeof policyOf>[0] => [
      { unit: 'root', bans: [recommended] },
      { unit: 'school', adoptions: [{ ban: 'telegram-ban', as: 'adopted', reason: 'yes' }] },
      {
        unit: 'north',
        adoptions: [
          answer === 'adopted'
            ? { ban: 'telegram-ban', as: 'adopted', effect: 'inform', reason: 'no' }
            : { ban: 'telegram-ban', as: 'declined', reason: 'no' },
        ],
      },
    ];
    expect(only(at('north', units('adopted')))).toMatchObject({ effect: 'block' });
    expect(only(at('north', units('declined')))).toMatchObject({ effect: 'block' });
  });

  it('a declined ban is silent and says so', () => {
    const units = [
      { unit: 'root', bans: [recommended] },
      { unit: 'school', adoptions: [{ ban: 'telegram-ban', as: 'declined', reason: 'own rules' } as const] },
    ];
    expect(only(at('school', units))).toMatchObject({ effect: 'none', reason: 'declined' });
    expect(only(at('root', units))).toMatchObject({ effect: 'block' });
  });

  it('a mandatory ban cannot be answered below', () => {
    const units = [
      { unit: 'root', bans: [ban()] },
      { unit: 'school', adoptions: [{ ban: 'telegram-ban', as: 'declined', reason: 'no' } as const] },
    ];
    expect(only(at('school', units))).toMatchObject({ effect: 'block' });
  });

  it('bans of other branches do not concern the device', () => {
    expect(decide(at('root', [{ unit: 'north', bans: [ban()] }])).verdicts).toEqual([]);
  });
});

describe('standings', () => {
  it('an absent thing is absent only when every fact is known', () => {
    const none = facts();
    expect(decide(input({ facts: none })).standings).toMatchObject([{ presence: 'absent', effect: 'block' }]);
    const blind = { ...none, running: { state: 'unknown', why: 'no right' } } as const;
    expect(decide(input({ facts: blind })).standings).toMatchObject([{ presence: 'unknown' }]);
    const unsupported = { ...none, installed: { state: 'unsupported' } } as const;
    expect(decide(input({ facts: unsupported })).standings).toMatchObject([{ presence: 'unknown' }]);
    expect(decide(input()).standings).toMatchObject([{ presence: 'found' }]);
  });

  it('a ban that cannot be read is told, and the others stand', () => {
    const fragment = readFragment({
      unit: 'root',
      bans: [{ ...ban(), effect: 'annihilate' }, ban({ id: 'good' })],
      adoptions: [],
    });
    if (fragment === undefined) throw new Error('not read');
    expect(fragment.bans.map(({ id }) => id)).toEqual(['good']);
    expect(fragment.unreadable).toMatchObject([{ id: 'telegram-ban', unit: 'root' }]);
    expect(fragment.unreadable[0]?.why).toContain('/effect');
    const policy = {
      ...policyOf([{ unit: 'root', bans: [ban({ id: 'good' })] }]),
      unreadable: fragment.unreadable,
    };
    expect(decide(input({ policy })).standings).toMatchObject([
      { ban: 'good', effect: 'block' },
      { ban: 'telegram-ban', effect: 'none', reason: 'unreadable-ban', presence: 'unknown' },
    ]);
  });
});
