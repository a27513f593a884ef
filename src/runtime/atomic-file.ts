import { closeSync, fchmodSync, fsyncSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** Writes a file so that a reader sees the old or the new content and a crash leaves one of them, durably. */
export function writeFileAtomically(path: string, content: string | Uint8Array, mode = 0o600): void {
  const temporary = `${path}.${process.pid}.new`;
  const bytes = typeof content === 'string' ? Buffer.from(content, 'utf8') : content;
  rmSync(temporary, { force: true });
  const file = openSync(temporary, 'wx', mode);
  try {
    // All of it: one call may write a part only, where the disk is nearly full.
    writeFileSync(file, bytes);
    // Exactly this mode, whatever the process's umask takes away.
    fchmodSync(file, mode);
    fsyncSync(file);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  } finally {
    closeSync(file);
  }
  renameSync(temporary, path);
  const folder = openSync(dirname(path), 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}
