import type { ChildProcess } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { canRunAsRoot } from '#test/kit/needs-root.ts';
import { eventually } from '../eventually.ts';
import { Marking, asksOf, deviceOf } from './marking.ts';
import { MountStage, nobody, stagePrograms } from './mount-stage.ts';

/** Everybody may look into it and the kernel asks its server who may what: like a network file system. */
const likeNetwork = ',allow_other,default_permissions';

/** Where the threads of this process wait in the kernel. */
const waitsOfThreads = (): string[] =>
  readdirSync('/proc/self/task').map((thread) => readFileSync(`/proc/self/task/${thread}/wchan`, 'utf8'));

const ending = (child: ChildProcess): Disposable => ({
  [Symbol.dispose]: () => {
    child.kill('SIGKILL');
  },
});

describe.runIf(canRunAsRoot('dead mounts', { programs: stagePrograms }))(
  'a mount whose server does not answer',
  () => {
    it('is not waited for, hinders no other mark, and is marked when the server answers again', async () => {
      await using stage = new MountStage();
      const [dead, alive, memory, later] = ['dead', 'alive', 'memory', 'later'].map((name) =>
        stage.point(name),
      );
      if (dead === undefined || alive === undefined || memory === undefined || later === undefined) return;
      const server = await stage.fuse(dead, likeNetwork, true);
      stage.tmpfs(memory);
      await using marking = await Marking.of([dead, alive, memory, later]);
      expect(marking.local.devices()).toEqual([deviceOf(memory)]);
      await eventually(() => expect(marking.marker.unguarded()).toEqual(['fuse.squashfuse']));
      expect(marking.remote.devices()).toEqual([]);

      stage.tmpfs(later);
      await eventually(() => expect(marking.local.devices()).toHaveLength(2));
      await stage.start(later);
      expect(marking.local.asked()).toBe(1);
      await stage.fuse(alive, likeNetwork);
      await eventually(() => expect(marking.remote.devices()).toEqual([deviceOf(alive)]));
      await stage.start(alive);
      expect(marking.remote.asked()).toBe(1);
      expect(marking.marker.unguarded()).toEqual(['fuse.squashfuse']);

      server.kill('SIGCONT');
      await eventually(() => expect(marking.marker.unguarded()).toEqual([]));
      expect(marking.remote.devices()).toEqual([deviceOf(dead), deviceOf(alive)].toSorted());
      await stage.start(dead);
      expect(marking.remote.asked()).toBe(2);
    });

    it('is marked all the same where the kernel asks it nothing for that', async () => {
      await using stage = new MountStage();
      const dead = stage.point('dead');
      await using marking = await Marking.of([dead]);
      const server = await stage.fuse(dead, '', true);
      await eventually(() => expect(marking.remote.devices()).toEqual([deviceOf(dead)]));
      expect(marking.marker.unguarded()).toEqual([]);
      server.kill('SIGCONT');
      expect(await asksOf(marking.remote, () => stage.start(dead, nobody))).toBe(1);
    });

    it('holds up its own gate alone, until the server is ended', async () => {
      await using stage = new MountStage();
      const [dead, memory, later] = ['dead', 'memory', 'later'].map((name) => stage.point(name));
      if (dead === undefined || memory === undefined || later === undefined) return;
      const server = await stage.fuse(dead, likeNetwork);
      stage.tmpfs(memory);
      await using marking = await Marking.of([dead, memory, later]);
      await eventually(() => expect(marking.marker.marked()).toBe(2));
      // Whatever fails: a thread that waits for the server could not be ended.
      using _ended = ending(server);
      await stage.start(dead);
      const person = stage.spawn('/bin/sh', ['-c', `read go; exec ${dead}/hello`]);
      server.kill('SIGSTOP');
      person.stdin?.write('\n');
      await eventually(() => expect(waitsOfThreads()).toContain('request_wait_answer'));
      stage.tmpfs(later);
      await eventually(() => expect(marking.local.devices()).toHaveLength(2));
      await stage.start(memory);
      await stage.start(later);
      expect(marking.local.asked()).toBe(2);
      expect(person.exitCode).toBeNull();
      expect(marking.remote.asked()).toBe(1);
      server.kill('SIGKILL');
      await eventually(() => expect(person.exitCode).not.toBeNull());
      stage.unmount(dead);
      await eventually(() => expect(marking.marker.marked()).toBe(2));
    });

    it('is given up however many there are, and what lies below one is waited for by nobody either', async () => {
      await using stage = new MountStage();
      const points = Array.from({ length: 10 }, (_, number) => stage.point(`dead-${number}`));
      const servers = [];
      for (const point of points) servers.push(await stage.fuse(point, likeNetwork, true));
      const memory = stage.point('memory');
      await using marking = await Marking.of([...points, memory]);
      await eventually(() => expect(marking.marker.unguarded()).toEqual(['fuse.squashfuse']));
      stage.tmpfs(memory);
      await eventually(() => expect(marking.local.devices()).toEqual([deviceOf(memory)]));
      for (const server of servers) server.kill('SIGCONT');
      await eventually(() => expect(marking.remote.devices()).toHaveLength(points.length));
      await eventually(() => expect(marking.marker.unguarded()).toEqual([]));
    });
  },
);
