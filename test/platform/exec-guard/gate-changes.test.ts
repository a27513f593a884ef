import { execFileSync } from 'node:child_process';
import { chmodSync, closeSync, openSync, renameSync, statSync, utimesSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { eventually } from '#test/platform/eventually.ts';
import { canRunAsRoot } from '#test/kit/needs-root.ts';
import { anna, GateStage } from './gate-stage.ts';

const asRoot = canRunAsRoot('the gate and files that change', {
  programs: ['/usr/bin/setpriv', '/usr/bin/mount', '/usr/sbin/mkfs.ext4', '/usr/bin/gcc'],
});

const ran = { ran: 1, refused: 0, other: 0 };
const refused = { ran: 0, refused: 1, other: 0 };

/** Same length, same inode, and the time of change of the content set back. */
function overwriteLastByte(path: string, byte: string): void {
  const { size, atime, mtime } = statSync(path);
  const fd = openSync(path, 'r+');
  writeSync(fd, byte, size - 1);
  closeSync(fd);
  utimesSync(path, atime, mtime);
}

/** Answers are remembered of files that have been still for a while. */
const still = (path: string): Promise<void> =>
  eventually(() => expect(Date.now() - statSync(path).ctimeMs).toBeGreaterThan(30));

describe.skipIf(!asRoot).each(['tmpfs', 'ext4'] as const)(
  'a changed file on %s is asked about again',
  (on) => {
    it.each([
      ['kept by root', 0],
      ['of an account', anna],
    ])('written to, %s', async (_, owner) => {
      await using stage = await GateStage.open({ on });
      const path = stage.program('editor', { owner });
      await still(path);
      expect(await stage.tries(path, { uid: anna })).toEqual(ran);
      overwriteLastByte(path, 'B');
      expect(await stage.tries(path, { uid: anna })).toEqual(refused);
      overwriteLastByte(path, 'G');
      await still(path);
      expect(await stage.tries(path, { uid: anna })).toEqual(ran);
      expect(stage.asked).toHaveLength(3);
    });

    it.each([
      ['kept by root', 0],
      ['of an account', anna],
    ])('renamed over, %s', async (_, owner) => {
      await using stage = await GateStage.open({ on });
      const path = stage.program('editor', { owner });
      await still(path);
      expect(await stage.tries(path, { uid: anna })).toEqual(ran);
      renameSync(stage.program('telegram', { owner, banned: true }), path);
      expect(await stage.tries(path, { uid: anna })).toEqual(refused);
    });

    it('written to through a mapping, of an account', async () => {
      await using stage = await GateStage.open({ on });
      const writer = stage.path('mapped-write');
      execFileSync('/usr/bin/gcc', ['-o', writer, join(import.meta.dirname, 'mapped-write.c')]);
      const path = stage.program('editor', { owner: anna });
      await still(path);
      expect(await stage.tries(path, { uid: anna })).toEqual(ran);
      expect(await stage.tries([writer, path], { uid: anna })).toEqual(ran);
      expect(await stage.tries(path, { uid: anna })).toEqual(refused);
    });

    it('allowed at last, it may be read again', async () => {
      await using stage = await GateStage.open({ on });
      const path = stage.program('editor', { owner: anna, banned: true });
      expect(await stage.tries(path, { uid: anna })).toEqual(refused);
      overwriteLastByte(path, 'G');
      await still(path);
      expect(await stage.tries(['/bin/cat', path], { uid: anna })).toEqual(ran);
      const { asked } = stage.gate.counts();
      expect(await stage.tries(['/bin/cat', path], { uid: anna })).toEqual(ran);
      expect(stage.gate.counts().asked).toBe(asked);
    });

    it('stays closed to its person who changes its mode', async () => {
      await using stage = await GateStage.open({ on });
      const path = stage.program('telegram', { owner: anna, banned: true });
      expect(await stage.tries(path, { uid: anna })).toEqual(refused);
      chmodSync(path, 0o644);
      expect(await stage.tries(['/bin/cat', path], { uid: anna })).toMatchObject({ ran: 0, other: 1 });
      chmodSync(path, 0o755);
      expect(await stage.tries(path, { uid: anna })).toEqual(refused);
    });
  },
);
