import type { Evidence } from '#policy/evidence.ts';

/** What to look for inside big executables that no package owns; taken from the catalogue. */
export type BinaryMarkers = {
  /** All strings looked for; a found one becomes `binary-marker` evidence. */
  readonly markers: readonly string[];
};

/** The file behind a running or installed program, as the kernel names it. */
export type ProgramFile = {
  /** Absolute path from the kernel (`/proc/<pid>/exe`), never from argv. */
  readonly path: string;
  /** Process through which the file can be opened even if it was deleted or lies in another mount namespace. */
  readonly pid?: number;
  /** Home folder of the process's account, so that `~/` evidence can be given. */
  readonly home?: string;
};

/** Identity of the file's content as far as the kernel tells it without reading: a changed file has another one. */
export type FileStamp = {
  readonly dev: bigint;
  readonly ino: bigint;
  readonly size: bigint;
  readonly ctimeNs: bigint;
  readonly mtimeNs: bigint;
};

export type ProgramIdentity = {
  readonly stamp?: FileStamp;
  readonly evidence: readonly Evidence[];
};

/**
 * Evidence for a program file.
 *
 * `quick` answers from paths, cgroup, package ownership and the cache (tens of microseconds to a few ms the first time);
 * `thorough` adds binary markers, scanned in a worker thread with a deadline, cached by file stamp.
 */
export interface ProgramIdentifier extends AsyncDisposable {
  quick(file: ProgramFile): ProgramIdentity;
  /** Never rejects; on deadline or unreadable file it is what `quick` gives. */
  thorough(file: ProgramFile): Promise<ProgramIdentity>;
  setMarkers(markers: BinaryMarkers): void;
  /** Names of folders (`tdata`) that become `data-folder` evidence where they lie beside the executable; `thorough` only. */
  setDataFolders(names: readonly string[]): void;
}
