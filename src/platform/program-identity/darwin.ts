import { posix } from 'node:path';
import type { ProgramIdentifier } from './port.ts';
import { pathOnlyIdentifier } from './unsupported.ts';

/** Not written yet for macOS: what the path tells, and nothing else. */
export function createProgramIdentifier(): ProgramIdentifier {
  return pathOnlyIdentifier(posix);
}
