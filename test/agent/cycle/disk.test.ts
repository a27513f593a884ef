import { describe, expect, it } from 'vitest';
import { settled } from '#test/kit/fake-clock.ts';
import { telegramApp } from '#test/kit/fake-platform.ts';
import { ban, monday } from '#test/kit/policy-builder.ts';
import { Stage } from './stage.ts';

const minute = 60_000;
const setWritable = (stage: Stage, writable: boolean): void =>
  stage.state.db.exec(`PRAGMA query_only = ${writable ? 0 : 1}`);

describe('where the state cannot be written', () => {
  it('the first start of a banned program is ended all the same', async () => {
    await using stage = await Stage.started();
    setWritable(stage, false);
    const process = await stage.startTelegram();
    expect(stage.lives(process)).toBe(false);
    setWritable(stage, true);
    await stage.startTelegram();
    // Nothing was noted of the one before: this one is the first hit.
    expect(stage.hits()).toEqual(['telegram-ban stopped kari']);
  });

  it('no countdown is carried out of which the person was not told; it begins when the notice is posted', async () => {
    const stage = await Stage.started({ bans: [] });
    await using _ = stage;
    const processes = [await stage.startTelegram(), await stage.startTelegram()];
    await stage.clock.advance(10 * minute);
    stage.publish([ban()]);
    setWritable(stage, false);
    await stage.cycle.full();
    await stage.clock.advance(5 * minute);
    expect(processes.map((one) => stage.lives(one))).toEqual([true, true]);
    expect(stage.platform.fakeProcesses.ends).toEqual([]);
    setWritable(stage, true);
    await stage.clock.advance(minute);
    expect(stage.notices.list('kari').map(({ kind }) => kind)).toEqual(['closing']);
    expect(processes.map((one) => stage.lives(one))).toEqual([true, true]);
    await stage.clock.advance(minute + 1_000);
    expect(processes.map((one) => stage.lives(one))).toEqual([false, false]);
    expect(stage.hits()).toEqual(['telegram-ban stopped kari']);
  });

  it('what is gone is told once it can be, and not forgotten untold', async () => {
    await using stage = await Stage.started({ bans: [ban({ effect: 'warn' })] });
    stage.platform.apps.set([telegramApp()]);
    await stage.cycle.full();
    const { db } = stage.state;
    db.exec(`CREATE TRIGGER full BEFORE INSERT ON notices BEGIN SELECT RAISE(ABORT, 'full'); END`);
    stage.platform.apps.set([]);
    await stage.cycle.full();
    await stage.clock.advance(minute + 1_000);
    expect(stage.notices.list('kari').map(({ kind }) => kind)).toEqual(['warn']);
    db.exec('DROP TRIGGER full');
    await stage.cycle.full();
    expect(stage.notices.list('kari').map(({ kind }) => kind)).toContain('removed');
  });

  it('use and presence are noted once it can be written again', async () => {
    const stage = await Stage.started({ bans: [] });
    await using _ = stage;
    setWritable(stage, false);
    await stage.startTelegram();
    expect(stage.cycle.isHere('telegram')).toBe(false);
    setWritable(stage, true);
    await stage.startTelegram();
    await settled();
    expect(stage.cycle.isHere('telegram')).toBe(true);
    expect(stage.clock.now()).toBe(monday);
  });
});
