import { describe, expect, it } from 'vitest';
import { noticeWords } from '#locales/notice-words.ts';
import { settled } from '#test/kit/fake-clock.ts';
import { kari, ola, stampOf, telegramApp, telegramFile } from '#test/kit/fake-platform.ts';
import { ban, day, monday } from '#test/kit/policy-builder.ts';
import { Stage } from './stage.ts';

const minute = 60_000;
const exemption = (over: { account?: string; from?: number; until?: number } = {}) => ({
  id: 'a'.repeat(32),
  ban: 'telegram-ban',
  purpose: 'culture event',
  from: monday,
  until: monday + day,
  approvedBy: ['it'],
  ...over,
});

describe('a program that starts', () => {
  it('is ended at once, told once and reported once', async () => {
    await using stage = await Stage.started();
    const process = await stage.startTelegram();
    expect(stage.lives(process)).toBe(false);
    expect(stage.platform.fakeProcesses.ends.map(({ how }) => how)).toEqual(['kill']);
    const told = stage.notices.list('kari');
    expect(told.map(({ appName, kind, review }) => [kind, appName, review])).toEqual([
      ['block', 'Telegram', ban().review],
    ]);
    const [words] = told.map((one) => noticeWords({ language: 'en', timeZone: 'UTC' }, one, monday));
    expect(words?.who).toContain('looked at again by');
    expect(stage.hits()).toEqual(['telegram-ban stopped kari']);
    await stage.cycle.full();
    await stage.cycle.full();
    expect(stage.hits()).toEqual(['telegram-ban stopped kari']);
  });

  it('reports nothing before the person saw the notice, and all of it then', async () => {
    await using stage = await Stage.started();
    await stage.startTelegram();
    expect(stage.journal.pending(0, 10)).toEqual([]);
    const [notice] = stage.notices.list('kari');
    stage.notices.shown(notice?.id ?? '', 'kari', stage.clock.now());
    expect(stage.journal.pending(0, 10).map(({ body }) => body.type)).toEqual(['hit']);
  });

  it('reports after 24 hours even if nobody looked', async () => {
    await using stage = await Stage.started();
    await stage.startTelegram();
    await stage.clock.advance(day + minute);
    expect(stage.journal.pending(0, 10).map(({ body }) => body.type)).toContain('hit');
  });

  it('is stopped by the listener from the second time on, which counts as a repeat', async () => {
    await using stage = await Stage.started();
    await stage.startTelegram();
    expect(stage.platform.fakeProcesses.armed).toHaveLength(1);
    await stage.startTelegram();
    expect(stage.platform.fakeProcesses.ends.map(({ how }) => how)).toEqual(['kill', 'armed']);
    expect(stage.hits()).toHaveLength(1);
    expect(stage.notices.list('kari')[0]?.times).toBe(2);
  });

  it('is found by markers inside the file where name and place say nothing', async () => {
    await using stage = await Stage.started();
    const plain = { kind: 'exe-path', value: '/home/kari/x' } as const;
    stage.platform.identifier.files.set('/home/kari/x', {
      evidence: [plain],
      closer: [{ kind: 'deb-package', value: 'telegram-desktop' }],
      stamp: stampOf(),
    });
    const process = stage.platform.fakeProcesses.start({ exe: '/home/kari/x', startedAt: monday });
    await settled();
    expect(stage.lives(process)).toBe(false);
  });

  it('is never ended when it is protected', async () => {
    await using stage = await Stage.started();
    stage.platform.identifier.files.set('/usr/bin/bash', telegramFile());
    const process = stage.platform.fakeProcesses.start({ exe: '/usr/bin/bash', startedAt: monday });
    await settled();
    expect(stage.lives(process)).toBe(true);
    expect(stage.hits()).toEqual(['telegram-ban warned kari']);
  });

  it('is told about and not reported on a private device', async () => {
    const bans = [ban({ audience: { classes: ['private'] } })];
    await using stage = await Stage.started({ class: 'private', bans });
    const process = await stage.startTelegram();
    expect(stage.lives(process)).toBe(false);
    expect(stage.notices.list('kari')).toHaveLength(1);
    expect(stage.events()).toEqual([]);
  });

  it('that cannot be ended is reported as such, once', async () => {
    await using stage = await Stage.started();
    await stage.startTelegram(1000, { untouchable: true });
    await stage.clock.advance(5_000);
    expect(stage.hits()).toEqual(['telegram-ban stop-failed kari']);
    await stage.cycle.full();
    expect(stage.hits()).toHaveLength(1);
    expect(stage.events().filter(({ type }) => type === 'fault')).toHaveLength(1);
  });
});

describe('a program that ran before the ban', () => {
  async function withRunning(over: { stubborn?: boolean } = {}) {
    const stage = await Stage.started({ bans: [] });
    const process = await stage.startTelegram(1000, over);
    await stage.clock.advance(10 * minute);
    stage.publish([ban()]);
    await stage.cycle.full();
    return { stage, process };
  }

  it('gets a countdown of a minute in the notice, then is ended and reported', async () => {
    const { stage, process } = await withRunning();
    await using _ = stage;
    const [notice] = stage.notices.list('kari');
    expect(notice?.kind).toBe('closing');
    expect(notice?.closesAt).toBe(stage.clock.now() + minute);
    await stage.clock.advance(minute - 1_000);
    expect(stage.lives(process)).toBe(true);
    expect(stage.hits()).toEqual([]);
    await stage.clock.advance(2_000);
    expect(stage.lives(process)).toBe(false);
    expect(stage.platform.fakeProcesses.ends.map(({ how }) => how)).toEqual(['polite']);
    expect(stage.hits()).toEqual(['telegram-ban stopped kari']);
    expect(stage.notices.list('kari')).toHaveLength(1);
  });

  it('is killed when it does not close when asked', async () => {
    const { stage, process } = await withRunning({ stubborn: true });
    await using _ = stage;
    await stage.clock.advance(minute + 10_000);
    expect(stage.lives(process)).toBe(false);
    expect(stage.platform.fakeProcesses.ends.map(({ how }) => how)).toEqual(['polite', 'kill']);
  });

  it('is left alone when an exemption comes during the countdown', async () => {
    const { stage, process } = await withRunning();
    await using _ = stage;
    await stage.clock.advance(minute / 2);
    stage.publish([ban()], [exemption({ account: 'kari' })]);
    await stage.cycle.full();
    await stage.clock.advance(minute);
    expect(stage.lives(process)).toBe(true);
    expect(stage.hits()).toEqual([]);
  });

  it('has its countdown resumed after a restart, and is reported once', async () => {
    const { stage, process } = await withRunning();
    await using _ = stage;
    await stage.clock.advance(minute / 2);
    await stage.restart();
    await stage.clock.advance(minute / 2 + 1_000);
    expect(stage.lives(process)).toBe(false);
    expect(stage.hits()).toEqual(['telegram-ban stopped kari']);
    await stage.restart();
    expect(stage.hits()).toHaveLength(1);
  });

  it.each([false, true])(
    'that its person closed is not said to be stopped (restart: %s)',
    async (restart) => {
      const { stage, process } = await withRunning();
      await using _ = stage;
      stage.platform.fakeProcesses.close(process);
      if (restart) await stage.restart();
      await stage.clock.advance(2 * minute);
      expect(stage.hits()).toEqual([]);
      // The next start of it is the first hit.
      await stage.startTelegram();
      expect(stage.hits()).toEqual(['telegram-ban stopped kari']);
    },
  );

  it('that went on our signal while the agent was down is reported once', async () => {
    const { stage, process } = await withRunning({ stubborn: true });
    await using _ = stage;
    // Asked to close, it does so while the agent is away.
    await stage.clock.advance(minute + 1_000);
    expect(stage.platform.fakeProcesses.ends.map(({ how }) => how)).toEqual(['polite']);
    await stage.cycle[Symbol.asyncDispose]();
    stage.platform.fakeProcesses.close(process);
    await stage.restart();
    await settled();
    expect(stage.hits()).toEqual(['telegram-ban stopped kari']);
    await stage.restart();
    expect(stage.hits()).toHaveLength(1);
  });
});

describe('an exemption', () => {
  it('lets the program run, and it is stopped again when it is over', async () => {
    const stage = await Stage.started({
      exemptions: [exemption({ account: 'kari', until: monday + 60 * minute })],
    });
    await using _ = stage;
    const process = await stage.startTelegram();
    expect(stage.lives(process)).toBe(true);
    expect(stage.events()).toEqual([]);
    await stage.clock.advance(60 * minute + 1_000);
    expect(stage.lives(process)).toBe(true);
    expect(stage.notices.list('kari')[0]?.kind).toBe('closing');
    await stage.clock.advance(minute + 1_000);
    expect(stage.lives(process)).toBe(false);
    expect(stage.hits()).toEqual(['telegram-ban stopped kari']);
  });

  it('of one account leaves the other stopped on a shared PC, in the listener too', async () => {
    await using stage = await Stage.started();
    await stage.startTelegram(kari.uid);
    expect(stage.platform.fakeProcesses.armed[0]?.uids).toBe('all');
    stage.publish([ban()], [exemption({ account: 'kari' })]);
    await stage.cycle.full();
    expect(stage.platform.fakeProcesses.armed[0]?.uids).toEqual([ola.uid]);
    const mine = await stage.startTelegram(kari.uid);
    const other = await stage.startTelegram(ola.uid);
    expect(stage.lives(mine)).toBe(true);
    expect(stage.lives(other)).toBe(false);
    await stage.clock.advance(day + 1_000);
    expect(stage.platform.fakeProcesses.armed[0]?.uids).toBe('all');
  });

  it('is said to end soon, once, the day before', async () => {
    const until = monday + 10 * day;
    const stage = await Stage.started({ exemptions: [exemption({ account: 'kari', until })] });
    await using _ = stage;
    await stage.clock.advance(9 * day - minute);
    expect(stage.notices.list('kari')).toEqual([]);
    await stage.clock.advance(2 * minute);
    await stage.cycle.full();
    expect(stage.notices.list('kari').map(({ kind, times }) => [kind, times])).toEqual([
      ['exemption-ends-soon', 1],
    ]);
  });

  it('disarms when the ban is no more', async () => {
    await using stage = await Stage.started();
    await stage.startTelegram();
    stage.publish([]);
    await stage.cycle.full();
    expect(stage.platform.fakeProcesses.armed).toEqual([]);
  });
});

describe('what is installed', () => {
  it('is told to everybody and reported once found', async () => {
    await using stage = await Stage.started();
    stage.platform.apps.set([telegramApp({ installedAt: monday - day })]);
    await settled();
    expect(stage.hits()).toEqual(['telegram-ban found *']);
    expect(stage.notices.list('ola').map(({ kind }) => kind)).toEqual(['warn']);
    await stage.cycle.full();
    expect(stage.hits()).toHaveLength(1);
  });

  it('gives a person who used it before the ban the days that the ban allows', async () => {
    const graced = ban({ grace: { workingDays: 2, until: '2026-03-31' } });
    const stage = new Stage({ bans: [graced] });
    await using _ = stage;
    stage.platform.apps.set([telegramApp({ installedAt: monday - 200 * day })]);
    await stage.cycle.start();
    const process = await stage.startTelegram();
    expect(stage.lives(process)).toBe(true);
    const notice = stage.notices.list('kari').find(({ kind }) => kind === 'warn');
    stage.notices.acknowledge(notice?.id ?? '', 'kari', stage.clock.now());
    await stage.cycle.full();
    const lived: boolean[] = [];
    for (let passed = 0; passed < 4; passed += 1) {
      // A day on which nothing of the account runs does not count.
      stage.platform.fakeProcesses.start({ exe: '/usr/bin/true', startedAt: stage.clock.now() });
      await stage.clock.advance(day);
      lived.push(stage.lives(process));
    }
    expect(lived).toEqual([true, true, false, false]);
  });

  it('has a first day only when the agent saw it come', async () => {
    const graced = ban({ grace: { workingDays: 2, until: '2026-03-31' } });
    await using stage = await Stage.started({ bans: [graced] });
    stage.platform.apps.set([telegramApp()]);
    await settled();
    const process = await stage.startTelegram();
    expect(stage.lives(process)).toBe(false);
  });
});

describe('the cycle', () => {
  it('reports a part of the inventory that cannot be read, without its path', async () => {
    await using stage = await Stage.started();
    stage.platform.apps.set([], [{ source: 'flatpak', path: '/home/kari/secret', why: 'EACCES' }]);
    await settled();
    const faults = stage.events().filter(({ type }) => type === 'fault');
    expect(faults).toHaveLength(1);
    expect(JSON.stringify(faults)).not.toContain('secret');
  });

  it('sweeps when announcements were lost, and misses nothing', async () => {
    await using stage = await Stage.started({ bans: [] });
    const process = await stage.startTelegram();
    stage.publish([ban()]);
    stage.platform.fakeProcesses.lose();
    await settled();
    expect(stage.lives(process)).toBe(false);
    expect(
      stage
        .events()
        .map(({ type }) => type)
        .sort(),
    ).toEqual(['fault', 'hit']);
  });

  it('goes on when a step of it fails', async () => {
    await using stage = await Stage.started();
    stage.platform.identifier.files.set('/opt/odd', {
      get evidence(): never {
        throw new Error('unreadable');
      },
    });
    stage.platform.fakeProcesses.start({ exe: '/opt/odd', startedAt: monday });
    const process = await stage.startTelegram();
    expect(stage.lives(process)).toBe(false);
    expect(stage.events().map(({ type }) => type)).toContain('fault');
  });

  it('counts use per app and day, for apps with certainty only', async () => {
    await using stage = await Stage.started({ bans: [] });
    expect(stage.cycle.isHere('telegram')).toBe(false);
    await stage.startTelegram();
    expect(stage.cycle.isHere('telegram')).toBe(true);
    await stage.clock.advance(8 * day);
    expect(stage.cycle.isHere('telegram')).toBe(false);
  });
});

describe('a reported installation that goes', () => {
  const key = 'telegram-ban kari warn';
  const installedHere = {
    key: 'dpkg machine telegram-desktop',
    source: 'dpkg',
    name: 'telegram-desktop',
    scope: { kind: 'account', account: 'kari', uid: 1000 },
    evidence: [{ kind: 'deb-package', value: 'telegram-desktop' }],
    installedAt: 0,
  } as const;
  const removals = (stage: Stage): readonly unknown[] =>
    stage.events().filter(({ type }) => type === 'removed');

  async function withInstalled(): Promise<Stage> {
    const stage = await Stage.started({ bans: [ban({ effect: 'warn' })] });
    stage.platform.apps.set([installedHere]);
    await stage.cycle.full();
    expect(stage.hits()).toEqual(['telegram-ban found kari']);
    return stage;
  }

  it('is told when it stayed away for a minute: verified, after the hit that it answers, and with thanks', async () => {
    await using stage = await withInstalled();
    stage.platform.apps.set([]);
    await stage.cycle.full();
    expect(removals(stage)).toEqual([]);
    await stage.clock.advance(61_000);
    await settled();
    expect(removals(stage)).toMatchObject([{ ban: 'telegram-ban', app: 'telegram', verified: true }]);
    expect(stage.notices.list('kari').map(({ kind }) => kind)).toContain('removed');
    // Nobody has seen the notice yet: neither the hit nor its end has left.
    expect(stage.journal.pending(0, 10)).toEqual([]);
    stage.journal.releaseNotice(key);
    expect(stage.journal.pending(0, 10).map(({ body }) => body.type)).toEqual(['hit', 'removed']);
  });

  it('is not told of an upgrade, nor while the inventory could not be read in full', async () => {
    await using stage = await withInstalled();
    stage.platform.apps.set([]);
    await stage.cycle.full();
    await stage.clock.advance(30_000);
    stage.platform.apps.set([installedHere]);
    await stage.cycle.full();
    await stage.clock.advance(90_000);
    stage.platform.apps.set([], [{ source: 'dpkg', path: '/var/lib/dpkg/status', why: 'EIO' }]);
    await stage.cycle.full();
    await stage.clock.advance(90_000);
    await stage.cycle.full();
    expect(removals(stage)).toEqual([]);
  });

  it('is a first hit again when it comes back', async () => {
    await using stage = await withInstalled();
    stage.platform.apps.set([]);
    await stage.cycle.full();
    await stage.clock.advance(61_000);
    await settled();
    stage.platform.apps.set([installedHere]);
    await stage.cycle.full();
    expect(stage.hits()).toEqual(['telegram-ban found kari', 'telegram-ban found kari']);
  });
});
