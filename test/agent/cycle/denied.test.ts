import { describe, expect, it } from 'vitest';
import type { DeniedStart } from '#platform/exec-guard/port.ts';
import type { ProgramIdentity } from '#platform/program-identity/port.ts';
import { settled } from '#test/kit/fake-clock.ts';
import { stampOf, telegramFile, telegramPath } from '#test/kit/fake-platform.ts';
import { ban, day, monday } from '#test/kit/policy-builder.ts';
import { Stage } from './stage.ts';

const telegram = telegramFile();
const identity = (over: Partial<ProgramIdentity> = {}): ProgramIdentity => ({
  evidence: telegram.evidence,
  ...(telegram.stamp === undefined ? {} : { stamp: telegram.stamp }),
  owned: true,
  ...over,
});
const denied = (over: Partial<DeniedStart> = {}): DeniedStart => ({
  pid: 4242,
  uid: 1000,
  path: telegramPath,
  how: 'exec',
  times: 1,
  identity: identity(),
  at: monday,
  ...over,
});
/** What the journal holds of hits, first ones and counted ones. */
const told = (stage: Stage) => ({
  hits: stage.events().filter((event) => event.type === 'hit'),
  repeats: stage.state.db
    .prepare('SELECT account, count FROM journal_repeats ORDER BY account')
    .all()
    .map(({ account, count }) => `${String(account)} ${String(count)}`),
});
const writes = (stage: Stage): number => {
  const row = stage.state.db.prepare('SELECT total_changes() AS rows').get();
  return Number(row?.['rows']);
};

describe('a start that was denied', () => {
  it('is told to person and IT as a stop is, at its own level', async () => {
    await using stage = await Stage.started();
    stage.cycle.denied(denied());
    expect(stage.notices.list('kari')).toMatchObject([{ kind: 'block', ban: 'telegram-ban', times: 1 }]);
    expect(stage.notices.list('ola')).toEqual([]);
    expect(told(stage)).toMatchObject({
      hits: [{ action: 'stopped', effect: 'block', level: 'denied-before-start', account: 'kari' }],
      repeats: [],
    });
    // It never ran, so nothing was ended.
    expect(stage.platform.fakeProcesses.ends).toEqual([]);
  });

  it('is one matter with a stop of the same program: one event, one notice, the rest is counted', async () => {
    await using stage = await Stage.started();
    await stage.startTelegram();
    stage.cycle.denied(denied({ times: 3 }));
    expect(stage.hits()).toEqual(['telegram-ban stopped kari']);
    expect(told(stage).repeats).toEqual(['kari 3']);
    expect(stage.notices.list('kari')).toMatchObject([{ kind: 'block', times: 4 }]);
  });

  it('counts each try of a report that stands for many', async () => {
    await using stage = await Stage.started();
    stage.cycle.denied(denied({ times: 5 }));
    expect(told(stage)).toMatchObject({ hits: [{ account: 'kari' }], repeats: ['kari 4'] });
    expect(stage.notices.list('kari')).toMatchObject([{ times: 5 }]);
  });

  it('costs the disk next to nothing, at a thousand a second', async () => {
    await using stage = await Stage.started();
    stage.cycle.denied(denied());
    const before = writes(stage);
    for (let n = 1; n < 1_000; n += 1)
      stage.cycle.denied(
        denied({ uid: 1000 + (n % 2), identity: identity({ stamp: { ...stampOf(), ino: BigInt(n) } }) }),
      );
    expect(writes(stage)).toBe(before);
    await stage.clock.advance(1_000);
    expect(writes(stage) - before).toBeLessThan(40);
    expect(told(stage).hits).toMatchObject([{ account: 'kari' }, { account: 'ola' }]);
    expect(told(stage).repeats).toEqual(['kari 499', 'ola 499']);
    expect(stage.notices.list('kari')).toMatchObject([{ times: 500 }]);
  });

  it('arms its program: where the guard does not see it, it is stopped at once', async () => {
    await using stage = await Stage.started();
    stage.platform.identifier.files.set(telegramPath, telegram);
    expect(stage.platform.fakeProcesses.armed).toEqual([]);
    stage.cycle.denied(denied());
    await settled();
    expect(stage.platform.fakeProcesses.armed).toMatchObject([{ stamp: telegram.stamp, uids: 'all' }]);
    const process = await stage.startTelegram();
    expect(stage.lives(process)).toBe(false);
    expect(stage.platform.fakeProcesses.ends).toMatchObject([{ how: 'armed' }]);
    expect(stage.hits()).toEqual(['telegram-ban stopped kari']);
  });

  it('is no matter any more where the policy has changed, nor where it is the canary', async () => {
    await using stage = await Stage.started();
    stage.publish([ban({ effect: 'warn' })]);
    stage.cycle.denied(denied());
    const { identity: _, ...canary } = denied({ path: '/var/lib/portvakt-canary/guarded' });
    stage.publish([ban()]);
    stage.cycle.denied(canary);
    expect(stage.events()).toEqual([]);
    expect(stage.notices.list('kari')).toEqual([]);
  });

  it('of which the guard remembers nothing but the path is judged by that: a person’s own mount, or a file among thousands', async () => {
    await using stage = await Stage.started();
    const { identity: _, ...bare } = denied({ times: 2 });
    stage.cycle.denied(bare);
    expect(told(stage)).toMatchObject({
      hits: [{ level: 'denied-before-start', account: 'kari' }],
      repeats: ['kari 1'],
    });
    expect(stage.notices.list('kari')).toMatchObject([{ kind: 'block', times: 2 }]);
    stage.cycle.denied({ ...bare, uid: 1001, path: '' });
    await stage.clock.advance(1_000);
    expect(stage.notices.list('ola')).toEqual([]);
  });

  it('of a service account is told to IT alone, as its stop is', async () => {
    await using stage = await Stage.started();
    stage.cycle.denied(denied({ uid: 33 }));
    expect(told(stage).hits).toMatchObject([{ account: '33' }]);
    expect(stage.notices.list('kari')).toEqual([]);
  });

  it('by whoever the kernel could not tell is told to IT without a name, and to nobody here', async () => {
    await using stage = await Stage.started();
    stage.cycle.denied(denied({ uid: 4_294_967_295, times: 2 }));
    const { hits, repeats } = told(stage);
    expect(hits).toMatchObject([{ level: 'denied-before-start' }]);
    expect(hits[0]).not.toHaveProperty('account');
    expect(repeats).toEqual(['null 1']);
    for (const { name } of stage.platform.people) expect(stage.notices.list(name)).toEqual([]);
    expect(stage.notices.records().size).toBe(0);
  });

  it('on a private device is told to the person alone', async () => {
    await using stage = await Stage.started({
      class: 'private',
      bans: [ban({ audience: { classes: ['private'] } })],
    });
    stage.cycle.denied(denied({ times: 7 }));
    expect(stage.notices.list('kari')).toMatchObject([{ kind: 'block', times: 7 }]);
    expect(stage.events()).toEqual([]);
    expect(told(stage).repeats).toEqual([]);
  });

  it('in another namespace, or without a name, is not taken for a protected program', async () => {
    await using stage = await Stage.started();
    stage.cycle.denied(denied({ path: '/usr/bin/bash', identity: identity({ foreign: true }) }));
    stage.cycle.denied(denied({ uid: 1001, path: '' }));
    await stage.clock.advance(1_000);
    expect(stage.hits()).toEqual(['telegram-ban stopped kari', 'telegram-ban stopped ola']);
  });

  it('is told later where it could not be written down, and lost by no restart in order', async () => {
    await using stage = await Stage.started();
    stage.state.db.exec(
      "CREATE TRIGGER full BEFORE INSERT ON notices BEGIN SELECT raise(ABORT, 'the disk is full'); END",
    );
    stage.cycle.denied(denied());
    stage.cycle.denied(denied());
    expect(stage.hits()).toEqual([]);
    stage.state.db.exec('DROP TRIGGER full');
    await stage.clock.advance(60_000);
    expect(told(stage)).toMatchObject({ hits: [{ account: 'kari' }], repeats: ['kari 1'] });
    stage.cycle.denied(denied());
    stage.cycle.denied(denied());
    await stage.restart();
    expect(told(stage).repeats).toEqual(['kari 3']);
  });

  it('is another day’s news on another day', async () => {
    await using stage = await Stage.started();
    stage.cycle.denied(denied());
    await stage.clock.advance(day);
    stage.cycle.denied(denied());
    expect(stage.hits()).toEqual(['telegram-ban stopped kari']);
    expect(stage.notices.list('kari')).toMatchObject([{ kind: 'block', times: 2 }]);
  });
});
