import type { Evidence } from '#policy/evidence.ts';

/** What to look for inside big executables that no package owns; taken from the catalogue. */
export type BinaryMarkers = {
  /** All strings looked for; a found one becomes `binary-marker` evidence. */
  readonly markers: readonly string[];
  /** Smallest file, in bytes, that is worth a look for this string. A string without an entry is looked for everywhere. */
  readonly atLeastBytes?: ReadonlyMap<string, number>;
};

/** The file behind a running or installed program, as the kernel names it. */
export type ProgramFile = {
  /**
   * Absolute path from the kernel (`/proc/<pid>/exe`), never from argv. Empty where the kernel cannot name it
   * (`ProcessSnapshot.nameless`): then `pid` alone says which file is meant.
   */
  readonly path: string;
  /** Process through which the file can be opened even if it was deleted or lies in another mount namespace. */
  readonly pid?: number;
  /**
   * The file itself, open in this process: it is about to be started by `pid`, whose `/proc` entry still tells of the program
   * before. Must stay open until the answer is there. A look that goes on after that may find it closed and then tells
   * nothing (`complete: false`), never of another file that has the number by then.
   */
  readonly fd?: number;
  /** A file that the process has mapped is meant, not what it runs: `/proc/<pid>/map_files/<from>-<to>`. */
  readonly mapped?: string;
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
  /**
   * The file does not lie where its path says, as we see it: another mount namespace, a replaced or deleted file, no name
   * at all. Its path is an account's word; it gives no `exe-path`, and nothing may be protected or armed by it.
   */
  readonly foreign?: true;
  /** A package manager's root-owned files own the file. */
  readonly owned?: true;
  /** Of the content (`contentPrint`): with the size it is known again in a copy. Only where markers were found inside. */
  readonly print?: string;
  /** Those of `evidence` for which an account alone vouches: it can make them true of any program that it may start. */
  readonly accountMade?: readonly Evidence[];
};

export type ThoroughIdentity = ProgramIdentity & {
  /** False where something was not looked at within the deadline, or could not be. Absent: complete. */
  readonly complete?: boolean;
  /** Where a look is still under way: what it gives when it ends, which may take minutes. Never rejects. */
  readonly later?: Promise<ThoroughIdentity>;
};

/** Files are not looked into now, or not all of them; `undefined` once they are again. */
export type ScanFault = 'stuck' | 'crowded' | undefined;

/**
 * Evidence for a program file.
 *
 * `quick` answers from paths, package ownership and the cache (tens of microseconds to a few ms the first time);
 * `thorough` adds binary markers, scanned in a worker thread with a deadline, cached by file stamp.
 */
export interface ProgramIdentifier extends AsyncDisposable {
  quick(file: ProgramFile): ProgramIdentity;
  /**
   * Never rejects; on deadline or unreadable file it is what `quick` gives, and not `complete`. Files that a package owns are looked
   * into with `owned-too` only: their package tells all, where the catalogue is sure of it.
   */
  thorough(file: ProgramFile, which?: 'owned-too'): Promise<ThoroughIdentity>;
  setMarkers(markers: BinaryMarkers): void;
  /** Names of folders (`tdata`) that become `data-folder` evidence where they lie beside the executable; `thorough` only. */
  setDataFolders(names: readonly string[]): void;
  /** Resolves when what is asked is answered by packages and launchers as they are now, not as they were a moment ago. */
  lookAnew?(): Promise<void>;
  /** Paths of the programs of an installed package that this evidence names; none for other evidence. */
  programsOf?(evidence: Evidence): readonly string[];
  /**
   * Paths for which a package or a launcher of this PC gives evidence of which this is true, with `/bin` and its like as below `/usr`. They
   * may be many more than programs. Undefined while packages are being read, or cannot be.
   */
  programsMeaning?(means: (evidence: Evidence) => boolean): readonly string[] | undefined;
  /** Tells of every change of the fault. One listener. */
  onFault?(listener: (fault: ScanFault) => void): void;
}
