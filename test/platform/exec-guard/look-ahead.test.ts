import { spawnSync } from 'node:child_process';
import {
  appendFileSync,
  chownSync,
  copyFileSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { LookAhead } from '#platform/exec-guard/look-ahead.ts';
import { LocalPrograms } from '#platform/exec-guard/local-programs.ts';
import { loadLibc } from '#platform/processes/libc.ts';
import { canRunAsRoot } from '#test/kit/needs-root.ts';
import { allow, anna, bert, deny, GateStage, lastByte } from './gate-stage.ts';

const asRoot = canRunAsRoot('what is looked at ahead', {
  programs: ['/usr/bin/setpriv', '/usr/bin/mount', '/usr/bin/mkfifo'],
});
const loader = ['/lib64/ld-linux-x86-64.so.2', '/lib/ld-linux-aarch64.so.1'].find((path) => existsSync(path));

const refused = { ran: 0, refused: 1, other: 0 };
const failed = { ran: 0, refused: 0, other: 1 };
const ran = { ran: 1, refused: 0, other: 0 };

const aheadOf = (stage: GateStage): LookAhead => new LookAhead(loadLibc(), stage.gate, [stage.folder]);

describe.skipIf(!asRoot)('a program that nobody tried yet', () => {
  it('can be neither started, nor copied, nor given to a loader, nor does anybody hear of a refusal', async () => {
    await using stage = await GateStage.open();
    const banned = stage.program('telegram', { banned: true, owner: anna });
    await aheadOf(stage).run([{ path: banned, uids: [anna] }]);
    expect(await stage.tries(['/bin/cp', banned, stage.path('copy')], { uid: anna })).toEqual(failed);
    if (loader !== undefined) expect((await stage.tries([loader, banned], { uid: anna })).ran).toBe(0);
    const { judged } = stage.gate.counts();
    expect(await stage.tries(banned, { uid: bert })).toEqual(refused);
    expect(stage.gate.counts().judged).toBe(judged);
    expect(await stage.tries(['/bin/cat', banned])).toEqual(ran);
  });

  it('tells of no refusal by itself', async () => {
    await using stage = await GateStage.open();
    await aheadOf(stage).run([{ path: stage.program('telegram', { banned: true }), uids: [anna] }]);
    expect(stage.refusals).toEqual([]);
    expect(stage.gate.counts()).toMatchObject({ denied: 0, asked: 0 });
  });

  it('is refused to those to whom it is denied, and to nobody else', async () => {
    const judge = ({ uid }: { uid: number }) =>
      ({ verdict: uid === bert ? 'deny' : 'allow', scope: 'account' }) as const;
    await using stage = await GateStage.open({ judge });
    const path = stage.program('telegram', { owner: anna });
    await aheadOf(stage).run([{ path, uids: [anna, bert] }]);
    expect(await stage.tries(['/bin/cat', path], { uid: bert })).toEqual(failed);
    expect(await stage.tries(['/bin/cat', path], { uid: anna })).toEqual(ran);
  });

  it('is found in a folder, however deep, and opens again when the ban is lifted', async () => {
    let isBanned = true;
    const judge = ({ fd }: { fd: number }) => (isBanned && lastByte(fd) === 'B' ? deny : allow);
    await using stage = await GateStage.open({ judge });
    mkdirSync(stage.path('app/x86/stable/files/bin'), { recursive: true });
    const path = stage.path('app/x86/stable/files/bin/run');
    renameSync(stage.program('telegram', { banned: true }), path);
    const ahead = aheadOf(stage);
    const likely = [{ path: stage.path('app'), uids: [anna] }];
    await ahead.run(likely);
    expect(await stage.tries(['/bin/cat', path], { uid: anna })).toEqual(failed);
    isBanned = false;
    await stage.gate.forget();
    await ahead.run(likely);
    expect(await stage.tries(['/bin/cat', path], { uid: anna })).toEqual(ran);
    expect(await stage.tries(path, { uid: anna })).toEqual(ran);
  });

  it('that was refused once is looked at again after everything was forgotten', async () => {
    await using stage = await GateStage.open();
    const banned = stage.program('telegram', { banned: true, owner: anna });
    const ahead = aheadOf(stage);
    ahead.note({ path: banned, uid: anna });
    await stage.gate.forget();
    expect(await stage.tries(['/bin/cat', banned], { uid: anna })).toEqual(ran);
    await ahead.run([]);
    expect(await stage.tries(['/bin/cat', banned], { uid: anna })).toEqual(failed);
    // A folder that took its place may hold any number of files.
    mkdirSync(stage.path('app'));
    renameSync(banned, stage.path('app/telegram'));
    renameSync(stage.path('app'), banned);
    await stage.gate.forget();
    await ahead.run([]);
    expect(await stage.tries(['/bin/cat', `${banned}/telegram`], { uid: anna })).toEqual(ran);
  });

  it('is not remembered where everything was forgotten while it was judged', async () => {
    const { promise, resolve } = Promise.withResolvers<typeof deny>();
    await using stage = await GateStage.open({ judge: () => promise });
    const path = stage.program('telegram', { owner: anna });
    const looking = aheadOf(stage).run([{ path, uids: [anna] }]);
    await stage.gate.forget();
    resolve(deny);
    await looking;
    expect(await stage.tries(['/bin/cat', path], { uid: anna })).toEqual(ran);
  });

  it('one of very many of an account is refused without a mark of its own: marks keep files in memory', async () => {
    await using stage = await GateStage.open({ judge: () => deny });
    mkdirSync(stage.path('app'));
    const count = 2_100;
    for (let file = 0; file < count; file += 1) {
      const path = stage.path(`app/${file}`);
      writeFileSync(path, 'x', { mode: 0o755 });
      chownSync(path, anna, anna);
      expect(await stage.gate.judgeAhead({ fd: openSync(path, 'r'), path, uid: anna })).toBe('everybody');
    }
    const marks = (): number =>
      readFileSync(`/proc/self/fdinfo/${stage.gate.fd}`, 'latin1')
        .split('\n')
        .filter((line) => line.startsWith('fanotify ino:')).length;
    expect(marks()).toBe(2_048);
    expect(await stage.tries(stage.path(`app/${count - 1}`), { uid: anna })).toEqual(refused);
    const another = stage.program('another', { owner: bert });
    await stage.gate.judgeAhead({ fd: openSync(another, 'r'), path: another, uid: bert });
    expect(marks()).toBe(2_049);
    await stage.gate.forget();
    expect(marks()).toBe(0);
    await stage.gate.judgeAhead({ fd: openSync(another, 'r'), path: another, uid: anna });
    expect(marks()).toBe(1);
  });

  it('is never refused where it is protected', async () => {
    await using mount = await GateStage.open();
    await using stage = await GateStage.open({ judge: () => deny, protectedPaths: [`${mount.folder}/`] });
    const path = mount.program('system');
    await new LookAhead(loadLibc(), stage.gate, [mount.folder]).run([{ path, uids: [anna] }]);
    expect(await mount.tries(['/bin/cat', path], { uid: anna })).toEqual(ran);
    expect(stage.asked).toEqual([]);
  });
});

describe.skipIf(!asRoot)('programs that are opened ahead', () => {
  const found = (programs: LocalPrograms, path: string): readonly string[] => {
    const names: string[] = [];
    for (const program of programs.at(path)) {
      if (program === undefined) continue;
      names.push(program.path);
      loadLibc().close(program.fd);
    }
    return names;
  };

  it('are regular files that may be executed, reached without a link', async () => {
    await using stage = await GateStage.open();
    const { folder } = stage;
    const path = stage.program('app');
    mkdirSync(join(folder, 'sub'));
    copyFileSync('/bin/true', join(folder, 'sub/deep'));
    appendFileSync(join(folder, 'text'), 'x');
    symlinkSync('app', join(folder, 'soft'));
    symlinkSync('sub', join(folder, 'way'));
    spawnSync('/usr/bin/mkfifo', ['-m', '777', join(folder, 'pipe')]);
    expect(lstatSync(join(folder, 'pipe')).isFIFO()).toBe(true);
    chownSync(join(folder, 'sub'), anna, anna);
    const programs = new LocalPrograms(loadLibc());
    expect(found(programs, folder).toSorted()).toEqual([path, join(folder, 'sub/deep')]);
    for (const name of ['soft', 'way/deep', 'pipe', 'text', 'nothing', 'way'])
      expect(found(programs, join(folder, name)), name).toEqual([]);
  });

  it('are looked for in turns, and not without end, where an account has very many files', async () => {
    await using stage = await GateStage.open();
    for (let folder = 0; folder < 8; folder += 1) {
      mkdirSync(stage.path(`app/${folder}`), { recursive: true });
      for (let file = 0; file < 1_000; file += 1) appendFileSync(stage.path(`app/${folder}/${file}`), '');
    }
    let turns = 0;
    const taking = setInterval(() => (turns += 1), 0);
    const looked = [...new LocalPrograms(loadLibc()).at(stage.path('app'))];
    expect(looked).toHaveLength(4_096);
    await aheadOf(stage).run([{ path: stage.path('app'), uids: [anna] }]);
    clearInterval(taking);
    expect(turns).toBeGreaterThan(2);
  });

  it('do not lie where people mount images of their own', () => {
    const folder = mkdtempSync('/media/portvakt-');
    try {
      copyFileSync('/bin/true', join(folder, 'app'));
      expect(found(new LocalPrograms(loadLibc()), join(folder, 'app'))).toEqual([]);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('lie on the file systems that were named, where some were', async () => {
    await using stage = await GateStage.open();
    const path = stage.program('app');
    expect(found(new LocalPrograms(loadLibc(), [stage.folder]), path)).toEqual([path]);
    expect(found(new LocalPrograms(loadLibc(), ['/proc']), path)).toEqual([]);
    expect(found(new LocalPrograms(loadLibc(), [stage.folder]), '/usr/bin/env')).toEqual([]);
    expect(found(new LocalPrograms(loadLibc()), '/bin/env')).toEqual(['/usr/bin/env']);
  });
});
