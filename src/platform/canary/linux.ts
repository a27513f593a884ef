import { chmodSync, chownSync, lstatSync, mkdirSync, readFileSync, type BigIntStats } from 'node:fs';
import { dirname, join } from 'node:path';
import { exec } from '#platform/exec.ts';
import { fail, ok, type Outcome } from '#policy/outcome.ts';
import { writeFileAtomically } from '#runtime/atomic-file.ts';
import { canaryExit, canaryLine, canaryProgram, type CanaryArch } from './elf.ts';
import type { Canaries, Canary, CanaryEnd, CanaryPair } from './port.ts';

export type CanaryOptions = {
  /** A folder of the agent's own that every account may enter; it is made where it is missing. */
  readonly folder: string;
  /** As Node names it. */
  readonly arch?: string;
};

/** Owns no file, and no person works as it. */
const nobody = 65_534;
/** A start may wait for the guard's answer, and a PC that just woke up is slow. */
const deadlineMs = 10_000;

export function createCanaries({ arch = process.arch, folder }: CanaryOptions): Canaries {
  return {
    place: () => {
      if (arch !== 'x64' && arch !== 'arm64') return fail(`no canary for this processor: ${arch}`);
      try {
        return placeIn(folder, arch);
      } catch (error) {
        if (error instanceof Error && 'code' in error)
          return fail(`the canary cannot be written: ${error.message}`);
        throw error;
      }
    },
    start: (path, signal) => start(path, signal),
  };
}

function placeIn(folder: string, arch: CanaryArch): Outcome<CanaryPair, string> {
  const own = process.geteuid?.() ?? 0;
  if (lstatSync(folder, { throwIfNoEntry: false }) === undefined) mkdirSync(folder, { mode: 0o755 });
  const stats = lstatSync(folder);
  if (!stats.isDirectory() || stats.uid !== own || (stats.mode & 0o022) !== 0)
    return fail(`${folder} is not the agent's own folder`);
  // Whatever the umask took away.
  if ((stats.mode & 0o777) !== 0o755) chmodSync(folder, 0o755);
  const put = (name: string): Canary => {
    const path = join(folder, name);
    const content = canaryProgram(arch, name);
    if (!isWhole(path, content, own)) {
      writeFileAtomically(path, content, 0o755);
      chownSync(path, own, process.getegid?.() ?? 0);
    }
    return { path, stamp: stampOf(lstatSync(path, { bigint: true })) };
  };
  return ok({ guarded: put('guarded'), stopped: put('stopped') });
}

function isWhole(path: string, content: Uint8Array, own: number): boolean {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  return (
    stats?.isFile() === true &&
    stats.uid === own &&
    (stats.mode & 0o7777) === 0o755 &&
    stats.size === content.length &&
    readFileSync(path).equals(content)
  );
}

const stampOf = ({ ctimeNs, dev, ino, mtimeNs, size }: BigIntStats): Canary['stamp'] => ({
  dev,
  ino,
  size,
  ctimeNs,
  mtimeNs,
});

async function start(path: string, signal: AbortSignal): Promise<CanaryEnd> {
  const asNobody = process.geteuid?.() === 0 ? { uid: nobody, gid: nobody } : {};
  const done = await exec({ program: path, args: [], deadlineMs, signal, ...asNobody });
  if (done.ok) return { kind: 'not-tried', why: 'the canary ended otherwise than it is made to' };
  const { fault } = done;
  if (fault.code === 'not-permitted') return { kind: 'refused' };
  if (fault.code !== 'failed') return { kind: 'not-tried', why: `the canary: ${fault.code}` };
  if (fault.stdout === canaryLine || fault.exitCode === canaryExit) return { kind: 'ran' };
  if (fault.stdout === '' && fault.signal === 'SIGKILL') return { kind: 'ended' };
  // execve(2): a folder above it is closed to the account, or nothing starts from this file system.
  if (fault.exitCode === null && fault.stderr.endsWith('EACCES'))
    return {
      kind: 'not-tried',
      why: `${dirname(path)} is on a file system that is mounted noexec, or closed to other accounts (EACCES)`,
    };
  const how = fault.stderr === '' ? (fault.signal ?? String(fault.exitCode)) : fault.stderr;
  return { kind: 'not-tried', why: `the canary: ${how}`.slice(0, 200) };
}
