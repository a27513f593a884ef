import { describe, expect, it } from 'vitest';
import { settled } from '#test/kit/fake-clock.ts';
import { telegramApp } from '#test/kit/fake-platform.ts';
import { ban, day, monday } from '#test/kit/policy-builder.ts';
import { Stage } from './stage.ts';

const kindsOf = (stage: Stage, account = 'kari') => stage.notices.list(account).map(({ kind }) => kind);
const of = (stage: Stage, kind: string, account = 'kari') =>
  stage.notices.list(account).filter((one) => one.kind === kind);
/** The day after is a Wednesday in March 2026. */
const soon = { review: '2026-03-03' };

describe('past its review date', () => {
  it.each([
    ['block', 'warn'],
    ['warn', 'inform'],
  ] as const)('a ban to %s is told anew as %s, once, to whom it concerns', async (effect, milder) => {
    await using stage = await Stage.started({ bans: [ban({ ...soon, effect })] });
    stage.platform.apps.set([telegramApp({ scope: { kind: 'account', account: 'kari', uid: 1000 } })]);
    await stage.cycle.full();
    const [before] = of(stage, 'warn');
    expect(before?.review).toBe(soon.review);
    stage.notices.acknowledge(before?.id ?? '', 'kari', stage.clock.now());
    await stage.clock.advance(2 * day);
    expect(of(stage, milder)[0]).toMatchObject({ effect: milder, times: 1 });
    expect(of(stage, milder)[0]?.review).toBeUndefined();
    const told = stage.notices.list('kari').length;
    await stage.cycle.full();
    await stage.restart();
    await stage.clock.advance(2 * day);
    expect(stage.notices.list('kari')).toHaveLength(told);
    expect(kindsOf(stage, 'ola')).toEqual([]);
  });

  it('a ban that only informed says nothing more', async () => {
    await using stage = await Stage.started({ bans: [ban({ ...soon, effect: 'inform' })] });
    await stage.startTelegram();
    await stage.clock.advance(2 * day);
    expect(kindsOf(stage)).toEqual(['inform']);
  });
});

describe('a ban that acts no more', () => {
  it('is said to be lifted, once, to whom it had told, in the words that it had', async () => {
    await using stage = await Stage.started();
    await stage.startTelegram();
    stage.publish([]);
    await stage.clock.advance(1_000);
    await stage.cycle.full();
    expect(of(stage, 'lifted')).toMatchObject([
      { ban: 'telegram-ban', app: 'telegram', appName: 'Telegram', times: 1, mayAsk: false, removal: 'none' },
    ]);
    expect(kindsOf(stage, 'ola')).toEqual([]);
    await stage.restart();
    await stage.clock.advance(day);
    await stage.cycle.full();
    expect(of(stage, 'lifted')).toMatchObject([{ times: 1 }]);
  });

  it('is said to be lifted again when it came back and went', async () => {
    await using stage = await Stage.started();
    for (let turn = 0; turn < 2; turn += 1) {
      stage.publish([ban()]);
      await stage.cycle.full();
      await stage.startTelegram();
      await stage.clock.advance(1_000);
      stage.publish([]);
      await stage.cycle.full();
      await stage.clock.advance(2 * day);
    }
    expect(of(stage, 'lifted').reduce((sum, { times }) => sum + times, 0)).toBe(2);
  });

  it('is not said to be lifted while it is only exempt, not readable, or not begun', async () => {
    await using stage = await Stage.started();
    await stage.startTelegram();
    await stage.clock.advance(1_000);
    stage.publish([ban({ from: '2026-06-01' })]);
    await stage.cycle.full();
    const exempt = {
      id: 'a'.repeat(32),
      purpose: 'x',
      from: monday,
      until: monday + day,
      approvedBy: ['it'],
    };
    stage.publish([ban()], [{ ...exempt, ban: 'telegram-ban' }]);
    await stage.cycle.full();
    await settled();
    expect(kindsOf(stage)).toEqual(['block']);
  });
});
