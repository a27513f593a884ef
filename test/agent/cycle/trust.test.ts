import { describe, expect, it } from 'vitest';
import type { Evidence } from '#policy/evidence.ts';
import { settled } from '#test/kit/fake-clock.ts';
import { stampOf, telegramPath } from '#test/kit/fake-platform.ts';
import { ban, monday } from '#test/kit/policy-builder.ts';
import { Stage } from './stage.ts';

const launcher = { kind: 'desktop-id', value: 'org.telegram.desktop.desktop' } as const;
const telegram: Evidence = { kind: 'deb-package', value: 'telegram-desktop' };
const faultsOf = (stage: Stage): readonly string[] =>
  stage.events().flatMap((event) => (event.type === 'fault' ? [event.code] : []));

describe('what an account says of a program', () => {
  it('stops it for that account alone', async () => {
    await using stage = await Stage.started();
    const file = { evidence: [launcher], accountMade: [launcher], stamp: stampOf() };
    stage.platform.identifier.files.set('/home/kari/x', file);
    const start = (uid: number) =>
      stage.platform.fakeProcesses.start({
        exe: '/home/kari/x',
        uid,
        stamp: file.stamp,
        startedAt: stage.clock.now(),
      });
    const mine = start(1000);
    await settled();
    expect(stage.lives(mine)).toBe(false);
    expect(stage.platform.fakeProcesses.armed[0]?.uids).toEqual([1000]);
  });

  it('arms nothing that a package owns', async () => {
    await using stage = await Stage.started();
    const stamp = stampOf();
    stage.platform.identifier.files.set('/usr/bin/python3.11', {
      evidence: [{ kind: 'deb-package', value: 'python3' }, launcher],
      accountMade: [launcher],
      owned: true,
      stamp,
    });
    stage.platform.fakeProcesses.start({ exe: '/usr/bin/python3.11', stamp, startedAt: monday });
    await settled();
    expect(stage.platform.fakeProcesses.armed).toEqual([]);
  });

  it('protects no program of another mount namespace', async () => {
    await using stage = await Stage.started();
    const exe = '/usr/libexec/anything';
    stage.platform.identifier.files.set(exe, { evidence: [telegram], foreign: true, stamp: stampOf() });
    const process = stage.platform.fakeProcesses.start({ exe, startedAt: monday });
    await settled();
    expect(stage.lives(process)).toBe(false);
    expect(stage.hits()).toEqual(['telegram-ban stopped kari']);
  });
});

describe('a closer look', () => {
  const exe = '/home/kari/x';
  const plain = [{ kind: 'exe-path', value: exe }] as const;
  const started = (stage: Stage, uid = 1000) =>
    stage.platform.fakeProcesses.start({ exe, uid, startedAt: stage.clock.now() });

  it('is made of a program whose name the kernel cannot tell', async () => {
    await using stage = await Stage.started();
    stage.platform.identifier.files.set('', {
      evidence: [],
      closer: [telegram],
      foreign: true,
      stamp: stampOf(),
    });
    const process = stage.platform.fakeProcesses.start({ exe: '', nameless: true, startedAt: monday });
    await settled();
    expect(stage.lives(process)).toBe(false);
    expect(stage.hits()).toEqual(['telegram-ban stopped kari']);
  });

  it('is spared by the ownership of a package only, not by the name of a sandbox', async () => {
    await using stage = await Stage.started();
    const sandbox = { kind: 'flatpak-id', value: 'x.y' } as const;
    stage.platform.identifier.files.set(exe, {
      evidence: [sandbox],
      accountMade: [sandbox],
      closer: [telegram],
      stamp: stampOf(),
    });
    const process = started(stage);
    await settled();
    expect(stage.lives(process)).toBe(false);
    const looks = stage.platform.identifier.looks;
    stage.platform.identifier.files.set(exe, { evidence: plain, owned: true });
    started(stage);
    await settled();
    expect(stage.platform.identifier.looks).toBe(looks);
  });

  it('that ends after its deadline is acted upon then, with a countdown, and nobody waits for it', async () => {
    await using stage = await Stage.started();
    const { promise, resolve } = Promise.withResolvers<void>();
    stage.platform.identifier.files.set(exe, { evidence: plain, closer: [telegram], look: promise });
    const process = started(stage);
    stage.platform.identifier.files.set('/home/kari/y', { evidence: [], closer: [telegram] });
    const other = stage.platform.fakeProcesses.start({ exe: '/home/kari/y', startedAt: monday });
    await settled();
    expect([stage.lives(process), stage.lives(other)]).toEqual([true, false]);
    await stage.clock.advance(5_000);
    resolve();
    await settled();
    expect(stage.notices.list('kari').map(({ kind }) => kind)).toContain('closing');
    await stage.clock.advance(61_000);
    expect(stage.lives(process)).toBe(false);
  });

  it('that was not made is a fault, and is made soon after', async () => {
    await using stage = await Stage.started();
    stage.platform.identifier.files.set(exe, { evidence: plain, closer: [telegram], look: 'dropped' });
    const process = started(stage);
    await settled();
    expect(faultsOf(stage)).toEqual(['look-cut-short']);
    stage.platform.identifier.files.set(exe, { evidence: plain, closer: [telegram] });
    await stage.clock.advance(11 * 60_000);
    expect(stage.notices.list('kari').map(({ kind }) => kind)).toEqual(['closing']);
    await stage.clock.advance(60_000);
    expect(stage.lives(process)).toBe(false);
  });

  it('of one account does not wait for all that another one starts', async () => {
    await using stage = await Stage.started();
    const order: number[] = [];
    const { identifier, fakeProcesses } = stage.platform;
    const thorough = identifier.thorough.bind(identifier);
    identifier.thorough = (file) => {
      order.push(fakeUid.get(file.pid ?? 0) ?? 0);
      return thorough(file);
    };
    const fakeUid = new Map<number, number>();
    for (const uid of [1000, 1000, 1000, 1000, 1001]) {
      const { pid } = fakeProcesses.start({ exe: `/home/a/${fakeUid.size}`, uid, startedAt: monday });
      fakeUid.set(pid, uid);
    }
    await settled();
    expect(order).toEqual([1000, 1001, 1000, 1000, 1000]);
  });
});

it('a program that waited two seconds for this agent gets a countdown', async () => {
  await using stage = await Stage.started();
  const file = stage.platform.identifier.files.get(telegramPath);
  expect(file).toBeDefined();
  const process = stage.platform.fakeProcesses.start({ exe: telegramPath, startedAt: monday - 2_000 });
  await settled();
  expect(stage.lives(process)).toBe(true);
  expect(stage.notices.list('kari').map(({ kind }) => kind)).toEqual(['closing']);
});

describe('the truth', () => {
  it('follows what the system lets this agent do, both ways', async () => {
    await using stage = await Stage.started();
    const level = () => stage.cycle.picture()?.truth.find(({ channel }) => channel === 'native');
    expect(level()?.level).toBe('stopped-after-start');
    await stage.startTelegram(1000, { untouchable: true });
    await stage.clock.advance(5_000);
    expect(level()).toMatchObject({ level: 'warned', why: 'this agent cannot end programs here' });
    const cycles = stage.cycles;
    await stage.startTelegram();
    await settled();
    expect(level()?.level).toBe('stopped-after-start');
    expect(stage.cycles).toBeGreaterThan(cycles);
  });

  it('says while files cannot be looked into', async () => {
    await using stage = await Stage.started();
    const why = () => stage.cycle.picture()?.truth.find(({ channel }) => channel === 'fork')?.why;
    stage.platform.identifier.fault('stuck');
    await settled();
    expect(why()).toBe('files cannot be looked into at the moment');
    expect(faultsOf(stage)).toEqual(['look-cut-short']);
    stage.platform.identifier.fault(undefined);
    await settled();
    expect(why()).toBeUndefined();
  });

  it('says that a review date has passed', async () => {
    await using stage = await Stage.started({ bans: [ban({ review: '2026-02-01' })] });
    expect(stage.cycle.picture()?.truth).toContainEqual({
      ban: 'telegram-ban',
      channel: 'native',
      level: 'warned',
      why: 'the review date has passed',
    });
  });
});
