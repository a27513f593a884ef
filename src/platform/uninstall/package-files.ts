import { isProtected } from '#policy/protected.ts';

/** Where programs lie: unit files and libraries of an app beside those of the system make it no part of the system. */
const programFolder = /\/s?bin\/[^/]+$/;

/** Whether a package that holds these files is one that the PC, its protection or this agent needs to run. */
export function holdsProtected(files: readonly string[], ownPaths: readonly string[]): boolean {
  return files.some(
    (file) => ownPaths.includes(file) || (programFolder.test(file) && isProtected(file, 'linux', ownPaths)),
  );
}
