import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { markMount, unreachable } from '#platform/exec-guard/mark-mount.ts';
import { openMountMarker } from '#platform/exec-guard/mount-marker.ts';
import { loadLibc } from '#platform/processes/libc.ts';
import { canRunAsRoot } from '#test/kit/needs-root.ts';
import { eventually } from '../eventually.ts';
import { AnsweredGroup } from './answered-group.ts';
import { Marking, asksOf, deviceOf, mountAt } from './marking.ts';
import { MountStage, nobody, stagePrograms } from './mount-stage.ts';

describe.runIf(canRunAsRoot('marks on mounts', { programs: stagePrograms }))('marks on mounts', () => {
  it('marks what is mounted when it is opened, each file system once, and nothing but that', async () => {
    await using stage = new MountStage();
    const memory = stage.tmpfs(stage.point('memory'));
    const disk = stage.ext4(stage.point('disk'));
    const again = stage.bind(disk, stage.point('again'));
    await using marking = await Marking.of([memory, disk, again]);
    expect(marking.local.devices()).toEqual([deviceOf(memory), deviceOf(disk)].toSorted());
    expect(marking.marker.marked()).toBe(2);
    expect(marking.marker.unguarded()).toEqual([]);
    expect(marking.remote.devices()).toEqual([]);
    expect(await asksOf(marking.local, () => stage.start(again))).toBe(1);
  });

  it('tells of remote ones, and of those in a foreign namespace by whom it is reached', async () => {
    await using stage = new MountStage();
    const [image, theirs] = [stage.point('image'), stage.point('theirs')];
    await using marking = await Marking.of([image, theirs]);
    const none = { kinds: [], isWanted: false, pids: [] };
    expect(marking.marker.remote()).toEqual(none);
    await stage.fuse(image);
    await eventually(() =>
      expect(marking.marker.remote()).toEqual({ kinds: ['fuse.squashfuse'], isWanted: true, pids: [] }),
    );
    const [lower, upper] = [stage.tmpfs(stage.point('lower')), stage.tmpfs(stage.point('upper'))];
    const folders = `lowerdir=${lower},upperdir=${upper}/up,workdir=${upper}/work`;
    const script = `mkdir ${upper}/up ${upper}/work && mount -t overlay -o ${folders} o ${theirs} && echo ready && read end`;
    const container = stage.spawn('/usr/bin/unshare', ['-m', '/bin/sh', '-c', script]);
    let said = '';
    container.stdout?.on('data', (part: Buffer) => (said += part.toString()));
    await eventually(() => expect(said).toBe('ready\n'));
    marking.marker.lookAt(container.pid ?? 0);
    await eventually(() =>
      expect(marking.marker.remote()).toEqual({
        kinds: ['fuse.squashfuse', 'overlay'],
        isWanted: true,
        pids: [container.pid],
      }),
    );
    await eventually(() => expect(marking.remote.devices()).toHaveLength(2));
    container.stdin?.end('\n');
    stage.unmount(image);
    await eventually(() => expect(marking.marker.remote()).toEqual(none));
  });

  it.for(['tmpfs', 'ext4', 'squashfs', 'overlay'] as const)(
    'marks %s that is mounted later, and lets it be unmounted',
    async (kind) => {
      await using stage = new MountStage();
      const point = stage.point('later with\n blank\tand \\');
      await using marking = await Marking.of([point]);
      expect(marking.marker.marked()).toBe(0);
      stage[kind](point);
      await eventually(() => expect(marking.local.devices()).toEqual([deviceOf(point)]));
      await eventually(() => expect(marking.marker.marked()).toBe(1));
      expect(await asksOf(marking.local, () => stage.start(point))).toBe(1);
      stage.unmount(point);
      await eventually(() => expect(marking.marker.marked()).toBe(0));
      expect(marking.local.devices()).toEqual([]);
      expect(marking.told).toEqual([]);
    },
  );

  it('marks what a bind shows in another place, if that place is the one to be marked', async () => {
    await using stage = new MountStage();
    const memory = stage.tmpfs(stage.point('memory'));
    const shown = stage.point('shown');
    await using marking = await Marking.of([shown]);
    expect(marking.local.devices()).toEqual([]);
    stage.bind(memory, shown);
    await eventually(() => expect(marking.local.devices()).toEqual([deviceOf(memory)]));
    stage.unmount(shown);
    await eventually(() => expect(marking.marker.marked()).toBe(0));
  });

  it('tells of a file system that another one lies over, not of one that it had marked before', async () => {
    await using stage = new MountStage();
    const hidden = stage.tmpfs(stage.point('hidden'));
    stage.tmpfs(hidden);
    const covered = stage.tmpfs(stage.point('covered'));
    await using marking = await Marking.of([hidden, covered]);
    expect(marking.marker.unguarded()).toEqual(['tmpfs']);
    expect(marking.local.devices()).toEqual([deviceOf(hidden), deviceOf(covered)].toSorted());
    stage.unmount(hidden);
    await eventually(() => expect(marking.marker.unguarded()).toEqual([]));
    stage.tmpfs(covered);
    await eventually(() => expect(marking.marker.marked()).toBe(3));
    expect(marking.marker.unguarded()).toEqual([]);
    expect(marking.told).toEqual([['tmpfs'], []]);
  });

  it('never marks what lies below a mount that is gone', async () => {
    await using stage = new MountStage();
    await using group = new AnsweredGroup();
    const point = stage.tmpfs(stage.point('gone'));
    const mount = mountAt(point);
    stage.unmount(point);
    const outer = stage.tmpfs(point);
    expect(markMount(loadLibc(), group.fd, { ...mount, id: mount.id + 100_000 }, '')).toBe(unreachable);
    stage.unmount(outer);
    // Its id may be another mount's by now, but never that of the file system below, which has had its own all the time.
    expect(markMount(loadLibc(), group.fd, mount, '')).toBe(unreachable);
    expect(group.devices()).toEqual([]);
  });

  it("marks a person's FUSE file system, which does not let root in, by the remote gate", async () => {
    await using stage = new MountStage();
    const point = stage.point('image');
    await using marking = await Marking.of([point]);
    const server = await stage.fuse(point);
    await eventually(() => expect(marking.marker.marked()).toBe(1));
    expect(marking.remote.devices()).toEqual([deviceOf(point)]);
    expect(marking.local.devices()).toEqual([]);
    expect(await asksOf(marking.remote, () => stage.start(point, nobody))).toBe(1);
    expect(marking.marker.unguarded()).toEqual([]);
    expect(() => readFileSync(join(point, 'hello'))).toThrow('EACCES');
    stage.unmount(point);
    await eventually(() => expect(server.exitCode).not.toBeNull());
    await eventually(() => expect(marking.marker.marked()).toBe(0));
  });

  it('marks a memory file system of a foreign namespace when it is told to look', async () => {
    await using stage = new MountStage();
    const point = stage.point('theirs');
    await using marking = await Marking.of([point]);
    const script = `mount -t tmpfs t ${point} && cp ${stage.hello} ${point}/hello && echo ready && read go && ${point}/hello && echo ran && read end`;
    const person = stage.spawn('/usr/bin/setpriv', [
      ...['--reuid', String(nobody), '--regid', String(nobody), '--clear-groups'],
      ...['/usr/bin/unshare', '-Urm', '/bin/sh', '-c', script],
    ]);
    let said = '';
    person.stdout?.on('data', (part: Buffer) => (said += part.toString()));
    await eventually(() => expect(said).toBe('ready\n'));
    expect(marking.local.devices()).toEqual([]);
    marking.marker.lookAt(person.pid ?? 0);
    await eventually(() => expect(marking.marker.marked()).toBe(1));
    expect(marking.local.devices()).toHaveLength(1);
    expect(
      await asksOf(marking.local, async () => {
        person.stdin?.write('\n');
        await eventually(() => expect(said).toBe('ready\nran\n'));
      }),
    ).toBe(1);
    person.stdin?.end('\n');
    await eventually(() => expect(person.exitCode).not.toBeNull());
    await eventually(() => expect(marking.local.devices()).toEqual([]));
    await eventually(() => expect(marking.marker.marked()).toBe(0));
  });

  it('marks no more than 256 file systems of a foreign namespace, and says that there are others', async () => {
    await using stage = new MountStage();
    const points = Array.from({ length: 300 }, (_, number) => stage.point(String(number)));
    await using marking = await Marking.of(points);
    const script = 'for point; do mount -i -n -t tmpfs t "$point" || exit 1; done; echo ready; read end';
    const person = stage.spawn('/usr/bin/unshare', ['-Urm', '/bin/sh', '-c', script, 'sh', ...points]);
    let said = '';
    person.stdout?.on('data', (part: Buffer) => (said += part.toString()));
    await eventually(() => expect(said).toBe('ready\n'));
    marking.marker.lookAt(person.pid ?? 0);
    await eventually(() => expect(marking.marker.marked()).toBe(256));
    expect(marking.local.devices()).toHaveLength(256);
    expect(marking.marker.unguarded()).toEqual(['tmpfs']);
    person.stdin?.end('\n');
    await eventually(() => expect(marking.marker.unguarded()).toEqual([]));
    expect(marking.local.devices()).toEqual([]);
  });

  it('tells what is unguarded where the kernel takes no marks', async () => {
    await using stage = new MountStage();
    const [memory, image] = [stage.tmpfs(stage.point('memory')), stage.point('image')];
    const server = await stage.fuse(image);
    for (const [kind, type] of [
      ['local', 'tmpfs'],
      ['remote', 'fuse.squashfuse'],
    ] as const) {
      const options = { kind, group: -1, only: [memory, image], onChange: () => undefined };
      await using marker = await openMountMarker(options);
      expect(marker.unguarded()).toEqual([type]);
      expect(marker.marked()).toBe(0);
    }
    server.kill('SIGKILL');
  });
});
