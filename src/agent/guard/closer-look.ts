import type { AskedFile } from '#platform/exec-guard/gate-port.ts';
import type { ProgramIdentity } from '#platform/program-identity/port.ts';
import type { RunningSubject } from '#policy/facts.ts';
import { isWeakMatch } from '#policy/weak-match.ts';
import type { World } from './world.ts';

/** Where a sandbox has its own programs: a file there says from which package they come. */
const sandboxApp = '/app/';
/** The identifier looks into no smaller file. */
const smallest = 4096n;

/**
 * Whether a look inside and around the file could turn an allowed start into a denied one. For most files it cannot, and their
 * start waits for no thread.
 */
export function mayTellMore(
  { path }: AskedFile,
  { foreign, owned, stamp }: ProgramIdentity,
  subject: RunningSubject,
  world: World,
): boolean {
  // What the catalogue has by hearsay, what is inside must settle.
  if (owned === true && !subject.matches.some(isWeakMatch)) return false;
  if (stamp === undefined) return true;
  if (foreign === true && path.startsWith(sandboxApp)) return true;
  const { atLeastBytes } = world.wanted;
  for (const bytes of atLeastBytes.values())
    if (stamp.size >= smallest && stamp.size >= BigInt(bytes)) return true;
  return foreign !== true && foldersMatter(subject, world);
}

/** Whether some folder beside the program, or all of them together, would make it one that is stopped. */
function foldersMatter(subject: RunningSubject, { blocks, match, wanted }: World): boolean {
  const folders = wanted.dataFolders.map((value) => ({ kind: 'data-folder', value }) as const);
  const sets = folders.length > 1 ? [...folders.map((one) => [one]), folders] : [folders];
  return sets.some((found) => {
    if (found.length === 0) return false;
    const evidence = [...subject.evidence, ...found];
    return blocks({ ...subject, evidence, matches: match(evidence) });
  });
}
