import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { openState } from '#agent/state/open-state.ts';
import { canRunAsRoot } from '#test/kit/needs-root.ts';
import { tempFolder } from '#test/kit/temp-folder.ts';

const child = new URL('./unwritable-disk-child.ts', import.meta.url).pathname;
const canMount = canRunAsRoot('unwritable-disk', { programs: ['/usr/bin/unshare'] });

/** Runs shell lines in a mount namespace of their own, then the child on `$1/disk/state`. */
function onDisk(lines: string, folder: string): Record<string, unknown> {
  const script = `set -e; mkdir -p "$1/disk"; ${lines}; exec "$2" "$3" "$1/disk/state"`;
  const out = execFileSync(
    '/usr/bin/unshare',
    ['-m', 'sh', '-c', script, 'sh', folder, process.execPath, child],
    { encoding: 'utf8', cwd: new URL('../../..', import.meta.url).pathname },
  );
  return JSON.parse(out) as Record<string, unknown>;
}

describe.skipIf(!canMount)('a disk that cannot be written', () => {
  it('is full at the start: the agent works in memory and says so', () => {
    using folder = tempFolder();
    const seen = onDisk(
      'mount -t tmpfs -o size=64k none "$1/disk"; dd if=/dev/zero of="$1/disk/filler" bs=1k 2>/dev/null || true',
      folder.path,
    );
    expect(seen).toEqual({ kind: 'memory', code: 'not-writable', before: [], full: false, after: 2_000 });
  });

  it('fills up later: the transaction is refused with StateFull and what was there stays', () => {
    using folder = tempFolder();
    const seen = onDisk('mount -t tmpfs -o size=256k none "$1/disk"', folder.path);
    expect(seen).toEqual({ kind: 'file', before: [], full: true, after: 0 });
  });

  it('is read-only: memory begins with what the file holds', () => {
    using folder = tempFolder();
    {
      const { state } = openState({ folder: `${folder.path}/disk/state`, now: () => 0 });
      using _closing = state;
      state.migrate('one', ['CREATE TABLE one (value TEXT)']);
      state.db.exec("INSERT INTO one VALUES ('kept')");
    }
    const seen = onDisk('mount --bind "$1/disk" "$1/disk"; mount -o remount,bind,ro "$1/disk"', folder.path);
    expect(seen).toMatchObject({ kind: 'memory', code: 'not-writable', before: [{ value: 'kept' }] });
  });
});
