import type { posix } from 'node:path';
import type { ProgramFile, ProgramIdentifier, ProgramIdentity } from './port.ts';

/** Evidence from the path alone, for systems whose adapter is not written yet: no stamp, no owner, no markers. */
export function pathOnlyIdentifier(path: Pick<typeof posix, 'basename'>): ProgramIdentifier {
  const quick = (file: ProgramFile): ProgramIdentity => {
    const name = path.basename(file.path);
    return {
      evidence: [
        { kind: 'exe-name' as const, value: name },
        { kind: 'exe-path' as const, value: file.path },
      ].filter(({ value }) => value !== '' && value.length <= 512),
    };
  };
  return {
    quick,
    thorough: (file) => Promise.resolve(quick(file)),
    setMarkers: () => undefined,
    setDataFolders: () => undefined,
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}
