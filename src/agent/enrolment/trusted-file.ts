import { closeSync, fstatSync, openSync, readFileSync } from 'node:fs';
import type { Outcome } from '#policy/outcome.ts';
import { fail, ok } from '#policy/outcome.ts';

export type ReadFault = 'absent' | 'owned-by-a-stranger' | 'writable-by-others' | { readonly code: string };
export type TrustedText = {
  readonly text: string;
  readonly mode: number;
  readonly readableByOthers: boolean;
};

/**
 * The text of a file that decides whom this agent believes. Whoever could change it could enrol the PC elsewhere, so it
 * must belong to the agent's account or to root, and nobody else may write it.
 */
export function readTrustedFile(path: string): Outcome<TrustedText, ReadFault> {
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch (fault) {
    const code = fault instanceof Error && 'code' in fault ? String(fault.code) : 'unknown';
    return fail(code === 'ENOENT' ? 'absent' : { code });
  }
  try {
    const { gid, mode, uid } = fstatSync(file);
    const own = process.geteuid?.();
    // Windows has no such owners and modes; there the folder's access list protects it.
    if (own !== undefined) {
      if (uid !== 0 && uid !== own) return fail('owned-by-a-stranger');
      const ownGroup = gid === 0 || (own !== 0 && gid === process.getegid?.());
      if ((mode & 0o002) !== 0 || ((mode & 0o020) !== 0 && !ownGroup)) return fail('writable-by-others');
    }
    const readableByOthers = own !== undefined && (mode & 0o004) !== 0;
    return ok({ text: readFileSync(file, 'utf8'), mode: mode & 0o777, readableByOthers });
  } catch (fault) {
    return fail({ code: fault instanceof Error && 'code' in fault ? String(fault.code) : 'unknown' });
  } finally {
    closeSync(file);
  }
}

/** A sentence that never quotes the file: it may hold the token. */
export function readFaultWords(name: string, fault: ReadFault): string {
  if (fault === 'absent') return `${name} is not there`;
  if (fault === 'owned-by-a-stranger') return `${name} is not believed: it belongs to another account`;
  if (fault === 'writable-by-others') return `${name} is not believed: other accounts may write it`;
  return `${name} cannot be read (${fault.code})`;
}
