import { win32 } from 'node:path';
import type { ProgramIdentifier } from './port.ts';
import { pathOnlyIdentifier } from './unsupported.ts';

/** Not written yet for Windows: what the path tells, and nothing else. */
export function createProgramIdentifier(): ProgramIdentifier {
  return pathOnlyIdentifier(win32);
}
