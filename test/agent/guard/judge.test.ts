import { spawnSync } from 'node:child_process';
import {
  chownSync,
  closeSync,
  copyFileSync,
  mkdirSync,
  openSync,
  renameSync,
  symlinkSync,
  truncateSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';
import type { App } from '#catalogue/app.ts';
import type { Answer } from '#platform/exec-guard/gate-port.ts';
import { loadLibc } from '#platform/processes/libc.ts';
import { stampReader } from '#platform/processes/stamp-now.ts';
import { canRunAsRoot } from '#test/kit/needs-root.ts';
import { day, monday } from '#test/kit/policy-builder.ts';
import { fakeElf } from '#test/platform/program-identity/fake-elf.ts';
import { running, tempHome, type Home } from '#test/platform/program-identity/real-files.ts';
import { JudgeStage, sleeper, sleeperBan } from './stage.ts';

const asRoot = canRunAsRoot('the judge of starts in an unusual place', {
  programs: ['/var/lib/dpkg/info/coreutils.list'],
});
const mayUnshare = canRunAsRoot('starts in another mount namespace', {
  also: () =>
    spawnSync('unshare', ['--mount', 'true']).status === 0 ? undefined : 'needs the right to make namespaces',
});

const denyAll: Answer = { verdict: 'deny', scope: 'everybody' };
const onlyNow: Answer = { verdict: 'allow', scope: 'account', keep: false };

function put(home: Home, name: string, from = '/bin/sleep'): string {
  mkdirSync(dirname(home.at(name)), { recursive: true });
  copyFileSync(from, home.at(name));
  return home.at(name);
}

describe('the judge', () => {
  it('allows what it does not know how to judge, and remembers nothing', async () => {
    await using stage = new JudgeStage();
    expect(await stage.ask('/usr/bin/sleep')).toEqual(onlyNow);
  });

  it('is told of entries that a pack brought', async () => {
    using home = tempHome();
    await using stage = new JudgeStage({ root: home.home });
    const path = put(home, 'snap/newcomer/1/run');
    const newcomer: App = {
      ...sleeper,
      id: 'newcomer',
      identifiers: [
        { kind: 'snap-name', value: 'newcomer', channel: 'store', confidence: 'primary', source: ['T'] },
      ],
    };
    const asking = { path: '/snap/newcomer/1/run' };
    await stage.take({ bans: [sleeperBan({ apps: ['newcomer'] })], apps: [newcomer] });
    expect((await stage.ask(path, asking)).verdict).toBe('deny');
    await stage.take({ bans: [sleeperBan({ apps: ['newcomer'] })], apps: [] });
    expect((await stage.ask(path, asking)).verdict).toBe('allow');
  });

  it('goes with the time that passes after it was told', async () => {
    using home = tempHome();
    await using stage = new JudgeStage({ root: home.home });
    await stage.take({ bans: [sleeperBan({ from: '2026-03-03' })] });
    const path = put(home, 'snap/sleeper/1/run');
    expect((await stage.ask(path, { path: '/snap/sleeper/1/run' })).verdict).toBe('allow');
    stage.elapsed += day;
    expect((await stage.ask(path, { path: '/snap/sleeper/1/run' })).verdict).toBe('deny');
  });

  it('denies where grace is over, for the account whose grace that was', async () => {
    using home = tempHome();
    await using stage = new JudgeStage({ root: home.home });
    const path = put(home, 'snap/sleeper/1/run');
    const grace = [{ ban: 'sleeper-ban', account: 'kari', startedAt: monday - 30 * day, absentDays: [] }];
    const bans = [sleeperBan({ grace: { workingDays: 5, until: '2026-12-01' } })];
    await stage.take({ bans, grace, installed: undefined });
    const asking = { path: '/snap/sleeper/1/run' };
    expect(await stage.ask(path, { ...asking, uid: 2001 })).toEqual({ verdict: 'deny', scope: 'account' });
    expect(await stage.ask(path, { ...asking, uid: 2002 })).toEqual({ verdict: 'allow', scope: 'account' });
  });

  it('says what it knew of a file that it denied, and of no other', async () => {
    using home = tempHome();
    await using stage = new JudgeStage({ root: home.home });
    await stage.take({});
    const path = put(home, 'snap/sleeper/1/run');
    const stampAt = stampReader(loadLibc());
    await stage.ask(path, { path: '/snap/sleeper/1/run' });
    const stamp = stampAt(path);
    const other = stampAt(put(home, 'other'));
    if (stamp === undefined || other === undefined) throw new Error('no stamp');
    expect(stage.judge.identityOf(stamp)).toMatchObject({ stamp, owned: true });
    expect(stage.judge.identityOf(stamp)?.evidence).toContainEqual({ kind: 'snap-name', value: 'sleeper' });
    expect(stage.judge.identityOf(other)).toBeUndefined();
  });

  it('says it by the path where a file tells no stamp, as on a person’s FUSE mount', async () => {
    using home = tempHome();
    await using stage = new JudgeStage({ root: home.home });
    await stage.take({});
    const fd = openSync(put(home, 'notes'), 'r');
    try {
      const { stamp: _, ...asked } = stage.asked(fd, { path: '/run/image/notes' });
      expect(await stage.judge.judge(asked)).toEqual(denyAll);
    } finally {
      closeSync(fd);
    }
    const known = stage.judge.identityOf(undefined, '/run/image/notes');
    expect(known?.evidence).toContainEqual(expect.objectContaining({ kind: 'binary-marker' }));
    expect(stage.judge.identityOf(undefined, '/run/image/other')).toBeUndefined();
  });

  it('goes on with a look that takes longer than anybody waits', async () => {
    using home = tempHome();
    await using stage = new JudgeStage({ root: home.home, deadlineMs: 0 });
    await stage.take({});
    expect(await stage.ask(put(home, 'notes'), { path: '/notes' })).toEqual(denyAll);
  });

  it('does not let one account fill the places of all with files that take long', async () => {
    using home = tempHome();
    await using stage = new JudgeStage({ root: home.home, deadlineMs: 0 });
    await stage.take({});
    const files = Array.from({ length: 9 }, (_, at) => ({
      path: `/notes${at}`,
      file: put(home, `notes${at}`),
    }));
    const asked = [
      ...files.map(({ file, path }) => stage.ask(file, { path, uid: 2001 })),
      stage.ask(put(home, 'notes-of-another'), { path: '/notes-of-another', uid: 2002 }),
    ];
    const answers = await Promise.all(asked);
    expect(answers.slice(0, 8)).toEqual(Array.from({ length: 8 }, () => denyAll));
    expect(answers.slice(8)).toEqual([onlyNow, denyAll]);
    await vi.waitFor(async () =>
      expect(await stage.ask(home.at('notes8'), { path: '/notes8', uid: 2001 })).toEqual(denyAll),
    );
  });

  it('allows what it fails at, and complains once a minute', async () => {
    await using stage = new JudgeStage();
    await stage.take({});
    const broken = stage.asked(0, { path: '/x' });
    Object.defineProperty(broken, 'uid', {
      get: () => {
        throw new RangeError('broken');
      },
    });
    expect(await stage.judge.judge(broken)).toEqual(onlyNow);
    expect(await stage.judge.judge(broken)).toEqual(onlyNow);
    expect(stage.complaints).toEqual(['a start could not be judged and was allowed: RangeError: broken']);
    stage.elapsed += 60_000;
    await stage.judge.judge(broken);
    expect(stage.complaints).toHaveLength(2);
  });
});

describe.skipIf(!asRoot)('a file that is not what its path says', () => {
  const stage = new JudgeStage();
  afterAll(() => stage[Symbol.asyncDispose]());

  it('is judged by its content where it was deleted', async () => {
    await stage.take({});
    using home = tempHome();
    const path = put(home, 'gone');
    const fd = openSync(path, 'r');
    unlinkSync(path);
    expect(await stage.judge.judge(stage.asked(fd))).toEqual(denyAll);
    closeSync(fd);
  });

  it('is judged by its content where another file took its name', async () => {
    await stage.take({});
    using home = tempHome();
    const path = put(home, 'banned');
    const banned = openSync(path, 'r');
    renameSync(put(home, 'harmless', '/usr/bin/perl'), path);
    expect(await stage.judge.judge(stage.asked(banned, { path }))).toEqual(denyAll);
    closeSync(banned);
    const harmless = openSync(path, 'r');
    renameSync(put(home, 'other'), path);
    // It may have another name that tells more.
    expect(await stage.judge.judge(stage.asked(harmless, { path }))).toEqual(onlyNow);
    closeSync(harmless);
  });

  it('is allowed for now where nobody can read it', async () => {
    await stage.take({});
    using home = tempHome();
    const fd = openSync(put(home, 'x'), 'r');
    const asked = stage.asked(fd);
    closeSync(fd);
    expect(await stage.judge.judge(asked)).toEqual(onlyNow);
  });

  it('is not taken for a protected one by a name that a sandbox gave it', async () => {
    await stage.take({});
    using home = tempHome();
    expect((await stage.ask(put(home, 'x'), { path: '/usr/bin/bash' })).verdict).toBe('deny');
  });

  it('is looked into from the size on of which the app is, and not below', async () => {
    await stage.take({ bans: [sleeperBan({ apps: ['telegram'] })] });
    using home = tempHome();
    const path = home.at('notes');
    writeFileSync(path, fakeElf('149.154.167.51\0tdata/\0Telegram Desktop'));
    chownSync(path, 2001, 2001);
    expect(await stage.ask(path)).toEqual({ verdict: 'allow', scope: 'account' });
    truncateSync(path, 20_000_000);
    expect(await stage.ask(path)).toEqual(denyAll);
  });

  it('is seen anew once packages or launchers are said to have changed', async () => {
    using home = tempHome();
    await using own = new JudgeStage({ root: home.home });
    put(home, 'usr/bin/dozer', '/usr/bin/perl');
    for (const folder of ['var/lib/dpkg/info', 'usr/share/applications'])
      mkdirSync(home.at(folder), { recursive: true });
    await own.take({ bans: [sleeperBan({ apps: ['newcomer'] })], apps: [newcomerOf('deb-package')] });
    const asking = { path: '/usr/bin/dozer' };
    expect((await own.ask(home.at('usr/bin/dozer'), asking)).verdict).toBe('allow');
    writeFileSync(home.at('var/lib/dpkg/info/dozer.list'), '/.\n/usr/bin/dozer\n');
    await own.take({
      bans: [sleeperBan({ apps: ['newcomer'] })],
      apps: [newcomerOf('deb-package')],
      inventoryRevision: 2,
    });
    expect((await own.ask(home.at('usr/bin/dozer'), asking)).verdict).toBe('deny');
  });
});

const newcomerOf = (kind: 'deb-package'): App => ({
  ...sleeper,
  id: 'newcomer',
  identifiers: [{ kind, value: 'dozer', channel: 'native', confidence: 'primary', source: ['T'] }],
});

describe.skipIf(!asRoot || !mayUnshare)('a start in a flatpak', () => {
  const deployed = '/var/lib/flatpak/app/org.example.Sleeper/x86_64/stable/abc/files';

  /** A root folder with `/app` and a `/.flatpak-info` that says where `/app` comes from, and a process that lives there. */
  async function sandbox(home: Home, app: string) {
    for (const folder of ['app', 'usr', 'old', 'proc'])
      mkdirSync(home.at(`new/${folder}`), { recursive: true });
    for (const link of ['lib', 'lib64', 'bin']) symlinkSync(`usr/${link}`, home.at(`new/${link}`));
    writeFileSync(home.at('new/.flatpak-info'), `[Instance]\napp-path=${deployed}\n`);
    const script =
      `cd ${home.at('new')} && mount --bind . . && cd ${home.at('new')} && mount --rbind /usr usr && ` +
      `mount --bind ${app} app && pivot_root . old && exec /app/bin/run -c 'kill -STOP $$'`;
    return running('unshare', ['--mount', 'sh', '-c', script], '/app/bin/run');
  }

  it('is known by the deployment that the very file lies in, as the agent knows the running program', async () => {
    using home = tempHome();
    const app = dirname(dirname(put(home, `root${deployed}/bin/run`, '/usr/bin/dash')));
    using program = await sandbox(home, app);
    await using stage = new JudgeStage({ root: home.at('root') });
    await stage.take({});
    const file = `/proc/${program.pid}/root/app/bin/run`;
    const asking = { path: '/app/bin/run', pid: program.pid };
    expect(await stage.ask(file, asking)).toEqual(denyAll);
    expect((await stage.cycleDecides(program.pid, asking))?.effect).toBe('block');
  });

  it('is not denied for a file that only claims to be one', async () => {
    using home = tempHome();
    put(home, `root${deployed}/bin/run`, '/usr/bin/dash');
    const app = dirname(dirname(put(home, 'own/bin/run', '/usr/bin/dash')));
    using program = await sandbox(home, app);
    await using stage = new JudgeStage({ root: home.at('root') });
    await stage.take({});
    const file = `/proc/${program.pid}/root/app/bin/run`;
    const asking = { path: '/app/bin/run', pid: program.pid };
    expect(await stage.ask(file, asking)).toEqual(onlyNow);
    expect((await stage.cycleDecides(program.pid, asking))?.effect).not.toBe('block');
  });
});
