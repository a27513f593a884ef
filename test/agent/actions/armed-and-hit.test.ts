import { describe, expect, it } from 'vitest';
import { createArmedPrograms } from '#agent/actions/armed-programs.ts';
import { hitOf } from '#agent/actions/hit.ts';
import { decide, judgeFor } from '#policy/decide.ts';
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

describe('the armed table', () => {
  const homely = running({
    matches: [match({ evidence: [{ kind: 'exe-path', value: '~/Telegram/Telegram' }] })],
  });
  it.each([
    ['a ban without exceptions', {}, running(), 'all'],
    ['an exemption of one account', { exemptions: [exemption('kari')] }, running(), [1001]],
    ['an exemption of the device', { exemptions: [exemption()] }, running(), undefined],
    [
      'a ban that only warns',
      { policy: policyOf([{ unit: 'root', bans: [ban({ effect: 'warn' })] }]) },
      running(),
      undefined,
    ],
    ['no ban', { policy: policyOf([]) }, running(), undefined],
    ['a program known by its place in a home', {}, homely, [1000]],
    ['a protected program', {}, running({ path: '/usr/bin/bash' }), undefined],
  ] as const)('%s', (_, over, subject, uids) => {
    const armed = createArmedPrograms();
    armed.add(stampOf(), subject, 1000);
    expect(armed.table(verdictWith(over), accounts)[0]?.uids).toEqual(uids);
  });

  it('finds by its token what the listener stopped', () => {
    const armed = createArmedPrograms();
    armed.add(stampOf(), running(), 1000);
    const [row] = armed.table(verdictWith({}), accounts);
    expect(armed.find(row?.token ?? '')).toEqual(running());
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
