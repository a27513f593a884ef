import { appendFileSync, chmodSync, mkdirSync, renameSync, statSync, unlinkSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { SparedFiles } from '#platform/exec-guard/spared-files.ts';
import { eventually } from '#test/platform/eventually.ts';
import { canRunAsRoot } from '#test/kit/needs-root.ts';
import { anna, deny, GateStage } from './gate-stage.ts';

const asRoot = canRunAsRoot('files that the gate spares', {
  programs: ['/usr/bin/setpriv', '/usr/bin/mount', '/usr/bin/unshare', '/usr/sbin/mkfs.ext4'],
});

const ran = (times = 1) => ({ ran: times, refused: 0, other: 0 });
const refused = (times = 1) => ({ ran: 0, refused: times, other: 0 });
const denyAll = { judge: () => deny } as const;

/** All that lies in the stage's folder, but for these. */
const allIn = ({ folder }: GateStage, but: Partial<SparedFiles> = {}): SparedFiles => ({
  within: [`${folder}/`],
  except: [],
  paths: new Set(),
  names: new Set(),
  namesBeginning: [],
  belowBytes: 10_000_000,
  changedBefore: 0xffff_ffff,
  ...but,
});

describe.skipIf(!asRoot).each(['tmpfs', 'ext4'] as const)('what the gate spares on %s', (on) => {
  it('starts at once and is left to the kernel', async () => {
    await using stage = await GateStage.open({ on, ...denyAll });
    await stage.gate.spare(allIn(stage));
    const program = stage.program('editor');
    expect(await stage.tries(program, { times: 50 })).toEqual(ran(50));
    expect(await stage.tries(program, { times: 50, uid: anna })).toEqual(ran(50));
    expect(stage.gate.counts()).toMatchObject({ asked: 1, judged: 0, denied: 0 });
  });

  it('is asked about when everything is forgotten, and when nothing is spared any more', async () => {
    await using stage = await GateStage.open({ on, ...denyAll });
    const [one, other] = [stage.program('one'), stage.program('other')];
    await stage.gate.spare(allIn(stage));
    expect(await stage.tries(one)).toEqual(ran());
    await stage.gate.forget();
    expect(await stage.tries(one)).toEqual(refused());
    await stage.gate.spare(allIn(stage));
    await stage.gate.spare(undefined);
    expect(await stage.tries(other)).toEqual(refused());
  });

  it('is asked about once root has written to it, if it is no longer spared then', async () => {
    await using stage = await GateStage.open({ on, ...denyAll });
    const program = stage.program('editor');
    await stage.gate.spare(allIn(stage, { belowBytes: statSync(program).size + 1 }));
    expect(await stage.tries(program)).toEqual(ran());
    appendFileSync(program, 'more');
    expect(await stage.tries(program)).toEqual(refused());
  });

  it('is not what was refused before, though it would be spared', async () => {
    await using stage = await GateStage.open({ on, ...denyAll });
    const program = stage.program('editor');
    expect(await stage.tries(program)).toEqual(refused());
    await stage.gate.spare(allIn(stage));
    expect(await stage.tries(program)).toEqual(refused());
  });

  it('is nothing by its place, name, size or age that says otherwise', async () => {
    await using stage = await GateStage.open({ on, ...denyAll });
    const program = stage.program('editor');
    const bytes = statSync(program).size;
    const seconds = Math.floor(statSync(program).ctimeMs / 1000);
    const buts: readonly Partial<SparedFiles>[] = [
      { within: ['/usr/'] },
      { except: [stage.path('edi')] },
      { paths: new Set([program]) },
      { names: new Set(['editor']) },
      { namesBeginning: ['ed'] },
      { belowBytes: bytes },
      { changedBefore: seconds },
    ];
    for (const but of buts) {
      await stage.gate.forget();
      await stage.gate.spare(allIn(stage, but));
      expect(await stage.tries(program), JSON.stringify(but)).toEqual(refused());
    }
    await stage.gate.forget();
    await stage.gate.spare(allIn(stage, { belowBytes: bytes + 1, changedBefore: seconds + 1 }));
    expect(await stage.tries(program)).toEqual(ran());
  });

  it("is nothing that is not root's alone", async () => {
    await using stage = await GateStage.open({ on, ...denyAll });
    await stage.gate.spare(allIn(stage));
    const owned = stage.program('owned', { owner: anna });
    const shared = stage.program('shared');
    chmodSync(shared, 0o775);
    expect(await stage.tries(owned, { uid: anna })).toEqual(refused());
    expect(await stage.tries(shared)).toEqual(refused());
  });

  it('is nothing that only seems to lie there: by a mount in another namespace, or because it is gone', async () => {
    await using stage = await GateStage.open({ on, ...denyAll });
    mkdirSync(stage.path('system'));
    const system = stage.program('system/editor');
    const banned = stage.program('banned');
    await stage.gate.spare(allIn(stage, { within: [stage.path('system/')] }));
    const bound = `mount --bind ${banned} ${system}; ${system}; exit $?`;
    expect(await stage.tries(['/usr/bin/unshare', '-m', '/bin/sh', '-c', bound])).toEqual(refused());
    expect(stage.asked.map(({ path }) => path)).toEqual([system]);
    renameSync(banned, stage.path('system/gone'));
    const gone = stage.path('system/gone');
    const deleted = `exec 3<${gone}; rm ${gone}; /proc/self/fd/3`;
    expect(await stage.tries(['/bin/sh', '-c', deleted])).toEqual(refused());
    await eventually(() => expect(stage.refusals.length).toBeGreaterThan(1));
    unlinkSync(system);
  });

  it('is nothing on a file system in other hands', async () => {
    await using stage = await GateStage.open({ on, kind: 'remote', ...denyAll });
    await stage.gate.spare(allIn(stage));
    expect(await stage.tries(stage.program('editor'))).toEqual(refused());
  });
});
