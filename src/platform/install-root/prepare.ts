import { chmodSync, lstatSync, mkdirSync } from 'node:fs';
import { fail, ok, type Outcome } from '#policy/outcome.ts';
import type { InstallRoot } from './port.ts';

export type InstallRootFault = {
  readonly code: 'untrusted-folder' | 'not-permitted';
  readonly path: string;
  readonly why: string;
};

/**
 * Makes the three folders where they are missing, with their modes. A folder that is a link, belongs to somebody else or can
 * be written by others is a fault: whoever controls it would control the agent.
 */
export function prepareInstallRoot(root: InstallRoot, uid: number): Outcome<void, InstallRootFault> {
  const shared = root.mode === 'system' ? 0o755 : 0o700;
  const wanted = [
    { path: root.state, mode: 0o700 },
    { path: root.run, mode: shared },
    { path: root.config, mode: shared },
  ];
  for (const { path, mode } of wanted) {
    const fault = prepare(path, mode, uid);
    if (fault !== undefined) return fail(fault);
  }
  return ok(undefined);
}

function prepare(path: string, mode: number, uid: number): InstallRootFault | undefined {
  try {
    mkdirSync(path, { recursive: true, mode });
    const stats = lstatSync(path);
    const untrusted = (why: string): InstallRootFault => ({ code: 'untrusted-folder', path, why });
    if (!stats.isDirectory()) return untrusted('it is not a folder');
    if (stats.uid !== uid) return untrusted(`it belongs to uid ${stats.uid}`);
    if ((stats.mode & 0o022) !== 0) return untrusted('it can be written by others');
    if ((stats.mode & 0o777) !== mode) chmodSync(path, mode);
    return undefined;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (code === 'EEXIST' || code === 'ENOTDIR')
      return { code: 'untrusted-folder', path, why: 'it is not a folder' };
    if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS')
      return { code: 'not-permitted', path, why: code };
    throw error;
  }
}
