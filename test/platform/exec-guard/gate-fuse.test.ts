import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, readSync, statfsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { eventually } from '#test/platform/eventually.ts';
import { markMount } from '#platform/exec-guard/mark-mount.ts';
import { parseMountinfo } from '#platform/exec-guard/mountinfo.ts';
import { loadLibc } from '#platform/processes/libc.ts';
import { canRunAsRoot } from '#test/kit/needs-root.ts';
import { allow, anna, deny, GateStage } from './gate-stage.ts';

const asRoot = canRunAsRoot('the gate on a person’s FUSE mount', {
  programs: ['/usr/bin/squashfuse', '/usr/bin/mksquashfs', '/usr/bin/setpriv', '/usr/bin/gcc', '/dev/fuse'],
});

function contentOf(fd: number): Buffer {
  const content = Buffer.alloc(1_048_576);
  let length = 0;
  for (let got = -1; got !== 0; length += got)
    got = readSync(fd, content, length, content.length - length, length);
  return content.subarray(0, length);
}

const fuseMagic = 0x6573_5546;

describe.skipIf(!asRoot)('the gate on a person’s FUSE mount, into which not even root may look', () => {
  it('judges each start by the open file, and remembers nothing', async () => {
    await using stage = await GateStage.open({
      kind: 'remote',
      // Its length is not told either: `fstat` gives EACCES. Reading works.
      judge: ({ fd }) => (contentOf(fd).at(-1) === 'B'.charCodeAt(0) ? deny : allow),
    });
    const [folder, image, mounter] = [stage.path('in'), stage.path('image'), stage.path('fuse-mount')];
    for (const path of [stage.path('app'), folder]) mkdirSync(path);
    stage.program('app/editor');
    stage.program('app/telegram', { banned: true });
    execFileSync('/usr/bin/mksquashfs', [stage.path('app'), image, '-quiet', '-no-progress']);
    execFileSync('/usr/bin/gcc', ['-o', mounter, join(import.meta.dirname, 'fuse-mount.c')]);
    const server = spawn(mounter, [image, folder, String(anna), ''], { stdio: 'ignore' });
    try {
      await eventually(() => expect(statfsSync(folder).type).toBe(fuseMagic));
      const mounts = parseMountinfo(readFileSync('/proc/self/mountinfo', 'latin1'));
      const mount = mounts.find(({ point }) => point === folder);
      expect(mount && markMount(loadLibc(), stage.gate.fd, mount, '')).toBe(0);
      const [editor, telegram] = [join(folder, 'editor'), join(folder, 'telegram')];
      stage.asked.length = 0;
      expect(await stage.tries(editor, { times: 3, uid: anna })).toEqual({ ran: 3, refused: 0, other: 0 });
      expect(await stage.tries(telegram, { times: 3, uid: anna })).toEqual({ ran: 0, refused: 3, other: 0 });
      expect(stage.asked).toHaveLength(6);
      for (const { path, stamp, kept } of stage.asked)
        expect({ path, stamp, kept }).toEqual({
          path: expect.stringContaining(folder) as string,
          stamp: undefined,
          kept: false,
        });
    } finally {
      server.kill('SIGKILL');
      if (server.exitCode === null && server.signalCode === null) await once(server, 'exit');
      execFileSync('/usr/bin/umount', ['--lazy', folder]);
    }
  });
});
