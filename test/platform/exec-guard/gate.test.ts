import { execFile } from 'node:child_process';
import { chmodSync, copyFileSync, linkSync, readdirSync, renameSync, statSync, symlinkSync } from 'node:fs';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { eventually } from '#test/platform/eventually.ts';
import { canRunAsRoot } from '#test/kit/needs-root.ts';
import { allow, anna, bert, deny, GateStage } from './gate-stage.ts';

const asRoot = canRunAsRoot('what the gate refuses', {
  programs: ['/usr/bin/setpriv', '/usr/bin/mount', '/usr/sbin/mkfs.ext4'],
});

const ran = (times = 1) => ({ ran: times, refused: 0, other: 0 });
/** Node throws where the kernel says EPERM, instead of telling the callback. */
async function startedByUs(path: string, uid = 0): Promise<unknown> {
  try {
    await promisify(execFile)(path, { uid });
    return 'ran';
  } catch (error) {
    return error instanceof Error && 'code' in error ? error.code : error;
  }
}

const refused = (times = 1) => ({ ran: 0, refused: times, other: 0 });

describe.skipIf(!asRoot).each(['tmpfs', 'ext4'] as const)('the gate on %s', (on) => {
  it('lets through what the judge allows and refuses what it bans, every time', async () => {
    await using stage = await GateStage.open({ on });
    const banned = stage.program('telegram', { banned: true });
    expect(await stage.tries(stage.program('editor'))).toEqual(ran());
    expect(await stage.tries(banned, { times: 200 })).toEqual(refused(200));
    expect(stage.asked.map(({ path }) => path)).toEqual([stage.path('editor'), banned]);
    expect(stage.asked[1]).toMatchObject({ uid: 0, kept: true });
    const { ino, size, dev } = statSync(banned, { bigint: true });
    expect(stage.asked[1]?.stamp).toMatchObject({ ino, size, dev });
    await eventually(() => expect(stage.refusals).toHaveLength(200));
    expect(stage.refusals.every(({ how, path, uid }) => how === 'exec' && path === banned && uid === 0)).toBe(
      true,
    );
  });

  it('knows the stamp to the nanosecond', async () => {
    await using stage = await GateStage.open({ on });
    const path = stage.program('editor');
    await stage.tries(path);
    const { ino, size, dev, ctimeNs, mtimeNs } = statSync(path, { bigint: true });
    expect(stage.asked[0]?.stamp).toEqual({ ino, size, dev, ctimeNs, mtimeNs });
  });

  it('is not fooled by a new name, a link or a copy', async () => {
    await using stage = await GateStage.open({ on });
    const banned = stage.program('telegram', { banned: true });
    renameSync(banned, stage.path('notes'));
    linkSync(stage.path('notes'), stage.path('hard'));
    symlinkSync(stage.path('notes'), stage.path('soft'));
    copyFileSync(stage.path('notes'), stage.path('copy'));
    for (const name of ['notes', 'hard', 'soft', 'copy'])
      expect(await stage.tries(stage.path(name)), name).toEqual(refused());
  });

  it('leaves it to the kernel to allow what root keeps', async () => {
    await using stage = await GateStage.open({ on });
    const kept = stage.program('editor');
    expect(await stage.tries(kept, { times: 100 })).toEqual(ran(100));
    expect(await stage.tries(kept, { times: 100, uid: anna })).toEqual(ran(100));
    expect(stage.gate.counts()).toMatchObject({ asked: 1, judged: 1, denied: 0 });
  });

  it('answers for a file of an account itself, without the judge', async () => {
    await using stage = await GateStage.open({ on });
    const owned = stage.program('editor', { owner: anna });
    await eventually(() => expect(Date.now() - statSync(owned).ctimeMs).toBeGreaterThan(30));
    expect(await stage.tries(owned, { times: 100, uid: anna })).toEqual(ran(100));
    expect(stage.gate.counts()).toMatchObject({ asked: 100, judged: 1 });
    expect(stage.asked[0]).toMatchObject({ kept: false, uid: anna });
  });

  it('keeps accounts apart', async () => {
    await using stage = await GateStage.open({
      on,
      judge: ({ uid }) => ({ verdict: uid === bert ? 'deny' : 'allow', scope: 'account' }),
    });
    const path = stage.program('telegram');
    expect(await stage.tries(path, { times: 20, uid: anna })).toEqual(ran(20));
    expect(await stage.tries(path, { times: 20, uid: bert })).toEqual(refused(20));
    expect(await stage.tries(path, { times: 20, uid: anna })).toEqual(ran(20));
    expect(stage.gate.counts().judged).toBe(2);
    expect((await stage.tries(['/bin/cat', path], { uid: anna })).ran).toBe(1);
    expect((await stage.tries(['/bin/cat', path], { uid: bert })).other).toBe(1);
    expect(stage.refusals.every(({ uid }) => uid === bert)).toBe(true);
  });

  it('takes root in a user namespace for the account that made it, and a child of ours for the account that it runs as', async () => {
    await using stage = await GateStage.open({ on });
    const banned = stage.program('telegram', { banned: true, owner: anna });
    expect(await stage.tries(banned, { uid: anna })).toEqual(refused());
    const asRootThere = ['/usr/bin/unshare', '--user', '--map-root-user'];
    expect((await stage.tries([...asRootThere, '/bin/cat', banned], { uid: anna })).ran).toBe(0);
    expect((await stage.tries([...asRootThere, '/bin/true'], { uid: anna })).ran).toBe(1);
    const setuid = stage.path('reader');
    copyFileSync('/bin/cat', setuid);
    chmodSync(setuid, 0o4755);
    expect((await stage.tries([setuid, banned], { uid: anna })).ran).toBe(0);
    expect((await stage.tries([setuid, setuid], { uid: anna })).ran).toBe(1);
    expect(await startedByUs(banned)).toBe('ran');
    expect(await startedByUs(banned, anna)).toBe('EPERM');
  });

  it('does not let the person read what it refused: no copy, no loader; root reads it', async () => {
    await using stage = await GateStage.open({ on });
    const banned = stage.program('telegram', { banned: true, owner: anna });
    expect(await stage.tries(banned, { uid: anna })).toEqual(refused());
    const loader = readdirSync('/lib64').find((name) => name.startsWith('ld-linux'));
    for (const words of [
      ['/bin/cat', banned],
      ['/bin/cp', banned, stage.path('copy')],
      [`/lib64/${loader}`, banned],
    ])
      expect(await stage.tries(words, { uid: anna }), words[0]).toMatchObject({ ran: 0, other: 1 });
    await eventually(() =>
      expect(stage.refusals.map(({ how }) => how)).toEqual(['exec', 'open', 'open', 'loader']),
    );
    expect(stage.refusals.at(-1)).toMatchObject({ uid: anna, path: banned });
    expect(await stage.tries(['/bin/cat', banned])).toEqual(ran());
    expect(await stage.tries(banned)).toEqual(refused());
  });
});

describe.skipIf(!asRoot)('the gate', () => {
  it('never asks about what its own process starts', async () => {
    await using stage = await GateStage.open({ judge: () => deny });
    const path = stage.program('telegram');
    expect(await startedByUs(path)).toBe('ran');
    expect(stage.asked).toEqual([]);
    expect(await stage.tries(path)).toEqual(refused());
  });

  it('refuses its canary to everybody, silently, also after it forgot', async () => {
    await using stage = await GateStage.open({ judge: () => allow });
    const canary = stage.program('canary');
    expect(await stage.gate.refuseAlways(canary)).toEqual({ ok: true });
    expect(await stage.gate.refuseAlways(stage.path('none'))).toEqual({ ok: false, errno: 2 });
    expect(await stage.tries(canary)).toEqual(refused());
    expect(await startedByUs(canary)).toBe('EPERM');
    await stage.gate.forget();
    expect(await startedByUs(canary)).toBe('EPERM');
    expect(await stage.tries(canary, { uid: anna })).toEqual(refused());
    expect(stage.refusals).toEqual([]);
    expect(stage.gate.counts().denied).toBe(4);
    stage.program('canary', { banned: true });
    expect(await startedByUs(canary)).toBe('ran');
  });

  it('refuses a canary that lies where nothing is marked', async () => {
    await using elsewhere = await GateStage.open();
    await using stage = await GateStage.open();
    const canary = elsewhere.program('canary');
    await stage.gate.refuseAlways(canary);
    expect(await stage.tries(canary)).toEqual(refused());
  });

  it('asks about opening a probe, and allows it', async () => {
    await using stage = await GateStage.open({ judge: () => deny });
    const probe = stage.program('probe');
    expect(stage.gate.markProbe(probe)).toEqual({ ok: true });
    expect(stage.gate.markProbe(stage.path('none'))).toEqual({ ok: false, errno: 2 });
    expect(await stage.tries(['/bin/cat', probe], { uid: anna })).toEqual(ran());
    expect(stage.gate.counts()).toMatchObject({ asked: 1, judged: 0 });
    await stage.gate.forget();
    expect(await stage.tries(['/bin/cat', probe], { uid: anna })).toEqual(ran());
    expect(stage.gate.counts().asked).toBe(2);
  });

  it('never refuses what is protected, unless somebody else than root can write to it', async () => {
    await using first = await GateStage.open();
    const protectedPaths = [`${first.folder}/`];
    await using stage = await GateStage.open({ judge: () => deny, protectedPaths });
    stage.gate.mark(first.folder);
    const kept = first.program('shell');
    const owned = first.program('tool', { owner: anna });
    expect(await stage.tries(kept, { times: 3 })).toEqual(ran(3));
    expect(await stage.tries(owned)).toEqual(refused());
    expect(stage.asked.map(({ path }) => path)).toEqual([owned]);
    expect(stage.gate.counts().asked).toBe(2);
  });

  it('does not protect a banned program by a bind mount over a protected name', async () => {
    await using first = await GateStage.open();
    const shell = first.program('shell');
    await using stage = await GateStage.open({ protectedPaths: [shell] });
    const banned = stage.program('telegram', { banned: true });
    const words = [
      '/usr/bin/unshare',
      '-m',
      '/bin/sh',
      '-c',
      `mount --bind ${banned} ${shell}; ${shell}; exit $?`,
    ];
    expect(await stage.tries(words)).toEqual(refused());
    expect(stage.asked.map(({ path }) => path)).toEqual([shell]);
  });

  it('takes no word of a file system in other hands for who keeps a file', async () => {
    await using first = await GateStage.open();
    await using stage = await GateStage.open({ kind: 'remote', protectedPaths: [`${first.folder}/`] });
    stage.gate.mark(first.folder);
    await first.gate[Symbol.asyncDispose]();
    expect(await stage.tries(first.program('shell', { banned: true }))).toEqual(refused());
    const path = stage.program('editor');
    await eventually(() => expect(Date.now() - statSync(path).ctimeMs).toBeGreaterThan(30));
    expect(await stage.tries(path, { times: 5 })).toEqual(ran(5));
    expect(stage.asked.map(({ kept }) => kept)).toEqual([false, false]);
    expect(stage.gate.counts()).toMatchObject({ asked: 6, judged: 2 });
  });

  it('says what it cannot mark', async () => {
    await using stage = await GateStage.open();
    expect(stage.gate.mark('/nowhere/at/all')).toEqual({ ok: false, errno: 2 });
  });
});
