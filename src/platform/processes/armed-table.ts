import type { FileStamp } from '#platform/program-identity/port.ts';
import type { ArmedProgram } from './port.ts';

/** Armed programs by inode: one look-up per exec, and a changed file is another file. */
export type ArmedTable = ReadonlyMap<bigint, readonly ArmedProgram[]>;

export function armedTable(programs: readonly ArmedProgram[]): ArmedTable {
  const table = new Map<bigint, ArmedProgram[]>();
  for (const program of programs) {
    const sameInode = table.get(program.stamp.ino);
    if (sameInode === undefined) table.set(program.stamp.ino, [program]);
    else sameInode.push(program);
  }
  return table;
}

/** All programs armed for this very file; several bans may arm one for different accounts. */
export function armedFor(table: ArmedTable, file: FileStamp): readonly ArmedProgram[] {
  const candidates = table.get(file.ino);
  if (candidates === undefined) return none;
  return candidates.filter(
    ({ stamp }) =>
      stamp.dev === file.dev &&
      stamp.size === file.size &&
      stamp.ctimeNs === file.ctimeNs &&
      stamp.mtimeNs === file.mtimeNs,
  );
}
const none: readonly ArmedProgram[] = [];

/** The entry that answers for this account, if one does. */
export const armedForAccount = (programs: readonly ArmedProgram[], uid: number): ArmedProgram | undefined =>
  programs.find((program) => program.uids === 'all' || program.uids.includes(uid));
