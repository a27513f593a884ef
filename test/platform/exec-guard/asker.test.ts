import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { loadLibc } from '#platform/processes/libc.ts';
import { Asker } from '#platform/exec-guard/asker.ts';
import { everybody } from '#platform/exec-guard/known-answers.ts';
import { canRunAsRoot } from '#test/kit/needs-root.ts';
import { anna } from './gate-stage.ts';

const asRoot = canRunAsRoot('who asks the gate', { programs: ['/usr/bin/sleep'] });

async function ended(child: ChildProcess): Promise<void> {
  child.kill('SIGKILL');
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
}

describe.skipIf(!asRoot).each([
  ['by the kernel, where it can', false],
  ['from /proc', true],
])('who asks, told %s', (_, readsProc) => {
  it('knows accounts and our own children', async () => {
    const asker = new Asker(loadLibc(), [process.pid, 1], { readsProc });
    const child = spawn('/usr/bin/sleep', ['60'], { uid: anna, gid: anna, stdio: 'ignore' });
    const own = spawn('/usr/bin/sleep', ['60'], { stdio: 'ignore' });
    try {
      asker.look(own.pid ?? 0);
      expect(asker).toMatchObject({ account: 0, isOwn: true });
      // A debugger of that account can make it start what it likes.
      asker.look(child.pid ?? 0);
      expect(asker).toMatchObject({ account: anna, isOwn: false });
      asker.look(process.pid);
      expect(asker).toMatchObject({ account: 0, isOwn: true });
      const stranger = new Asker(loadLibc(), [1], { readsProc });
      stranger.look(child.pid ?? 0);
      expect(stranger).toMatchObject({ account: anna, isOwn: false });
    } finally {
      await ended(child);
      await ended(own);
    }
    asker.look(child.pid ?? 0);
    expect(asker).toMatchObject({ account: everybody, isOwn: false });
    asker.look(0);
    expect(asker).toMatchObject({ account: everybody, isOwn: false });
  });
});
