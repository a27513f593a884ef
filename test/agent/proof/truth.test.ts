import { describe, expect, it } from 'vitest';
import { truthOf, type ActingBan, type Means } from '#agent/proof/truth.ts';
import type { Channel } from '#policy/evidence.ts';

const announced: Means = {
  mode: 'system',
  watch: { kind: 'announced' },
  canStop: true,
  canListApps: true,
  canLookInside: true,
};
const swept: Means = { ...announced, watch: { kind: 'swept', why: 'not supported here' } };
const user: Means = { ...announced, mode: 'user' };
const lame: Means = { ...announced, canStop: false };
const blind: Means = { ...announced, canListApps: false };
const guard = { kind: 'guarding', unguarded: [] } as const;
const acting = (effect: ActingBan['effect'], reason: ActingBan['reason'] = 'blocked'): ActingBan => ({
  id: 'a-ban',
  effect,
  reason,
});
const levelOf = (ban: ActingBan, channel: Channel, means: Means) =>
  truthOf([ban], means).find((one) => one.channel === channel)?.level;

describe('truth', () => {
  it.each([
    ['block', 'native', announced, 'stopped-after-start'],
    ['block', 'store', announced, 'stopped-after-start'],
    ['block', 'portable', announced, 'stopped-after-start'],
    ['block', 'fork', announced, 'stopped-after-start'],
    ['block', 'native', swept, 'stopped-after-start'],
    ['block', 'native', user, 'warned'],
    ['block', 'native', lame, 'warned'],
    ['warn', 'native', announced, 'warned'],
    ['warn', 'fork', user, 'warned'],
    ['inform', 'native', announced, 'warned'],
    ['block', 'pwa', announced, 'reported-only'],
    ['warn', 'pwa', blind, 'blind'],
    ['block', 'web', announced, 'blind'],
    ['inform', 'web', announced, 'blind'],
  ] as const)('%s over %s', (effect, channel, means, level) => {
    expect(levelOf(acting(effect), channel, means)).toBe(level);
  });

  it('says why a level is not higher', () => {
    const [native] = truthOf([{ ...acting('block'), channels: ['native'] }], swept);
    expect(native?.why).toContain('not supported here');
    expect(truthOf([{ ...acting('block'), channels: ['native'] }], announced)[0]).not.toHaveProperty('why');
  });

  it('never claims `denied-before-start` without a start guard that is known to refuse', () => {
    const all = [
      ...[announced, swept, user, lame],
      { ...announced, guard: { kind: 'not-yet', why: 'it is being started' } } as const,
      { ...announced, guard: { kind: 'unsupported', why: 'no fanotify' } } as const,
      { ...user, guard } as const,
    ].flatMap((means) => truthOf([acting('block')], means));
    expect(all.map(({ level }) => level)).not.toContain('denied-before-start');
  });

  it.each([
    ['block', 'native', announced, 'denied-before-start'],
    ['block', 'store', announced, 'denied-before-start'],
    ['block', 'portable', announced, 'denied-before-start'],
    ['block', 'fork', announced, 'denied-before-start'],
    ['block', 'native', swept, 'denied-before-start'],
    ['block', 'native', lame, 'denied-before-start'],
    ['warn', 'native', announced, 'warned'],
    ['inform', 'portable', announced, 'warned'],
    ['block', 'pwa', announced, 'reported-only'],
    ['block', 'web', announced, 'blind'],
  ] as const)('%s over %s, with a start guard', (effect, channel, means, level) => {
    expect(levelOf(acting(effect), channel, { ...means, guard })).toBe(level);
  });

  it('names what a start guard is not asked about, and why it does not guard', () => {
    const whyOf = (means: Means, channel: Channel = 'native') =>
      truthOf([acting('block')], means).find((one) => one.channel === channel)?.why;
    expect(whyOf({ ...announced, guard })).toBeUndefined();
    const partly: Means = { ...announced, guard: { kind: 'guarding', unguarded: ['fuse.sshfs', 'nfs4'] } };
    expect(whyOf(partly)).toBe('programs on these file systems start unasked: fuse.sshfs, nfs4');
    expect(whyOf({ ...partly, canLookInside: false }, 'portable')).toBe(
      'programs on these file systems start unasked: fuse.sshfs, nfs4; files cannot be looked into at the moment',
    );
    expect(whyOf({ ...announced, guard, canLookInside: false }, 'portable')).toContain('looked into');
    expect(whyOf({ ...swept, guard: { kind: 'unsupported', why: 'no fanotify here' } })).toBe(
      'starts are not announced: not supported here; no fanotify here',
    );
    expect(whyOf({ ...announced, guard: { kind: 'guarding', unguarded: 'some' } })).toBe(
      'programs on some file systems start unasked',
    );
    const many = Array.from({ length: 100 }, (_, n) => `fuse.kind-${n}`);
    expect(whyOf({ ...announced, guard: { kind: 'guarding', unguarded: many } })).toHaveLength(300);
  });

  it.each(['unknown-feature', 'unreadable-ban'] as const)('is blind for %s on every channel', (reason) => {
    expect(truthOf([acting('none', reason)], announced).map(({ level }) => level)).toEqual(
      Array.from({ length: 6 }, () => 'blind'),
    );
  });

  it.each(['not-yet', 'exempt', 'paused', 'declined', 'not-for-this-device'] as const)(
    'claims nothing for a ban that is silent (%s)',
    (reason) => {
      expect(truthOf([acting('none', reason)], announced)).toEqual([]);
    },
  );

  it('says of copies and forks when files cannot be looked into', () => {
    const means = { ...announced, canLookInside: false };
    const why = 'files cannot be looked into at the moment';
    const truth = truthOf([acting('block')], means);
    expect(truth.filter((one) => one.why === why).map(({ channel, level }) => [channel, level])).toEqual([
      ['portable', 'stopped-after-start'],
      ['fork', 'stopped-after-start'],
    ]);
  });
});
