/**
 * What of root's files cannot be denied to anybody, told by nothing but place, name, size and age: such a start waits for no other
 * thread. A file is spared where all of it holds; whoever makes it up has found that the judge would allow it for everybody.
 */
export type SparedFiles = {
  /** Folders, with `/` at the end, in which only root puts files or mounts anything: a path in them is looked up. */
  readonly within: readonly string[];
  /** What paths of files that are not spared begin with. */
  readonly except: readonly string[];
  /** Paths and base names of files that are not spared. */
  readonly paths: ReadonlySet<string>;
  readonly names: ReadonlySet<string>;
  /** What base names of files that are not spared begin with. */
  readonly namesBeginning: readonly string[];
  /** Only smaller files are spared. */
  readonly belowBytes: number;
  /** Only files that changed last (content, name, owner) before this time are spared, epoch seconds: others nobody has thought of. */
  readonly changedBefore: number;
};

/** Strings that the thread that answers keeps for it; who has more spares nothing. */
export const mostSparing = 4_096;

/** Places of a stamp (`FileLook`) that are read here. */
const word = { size: 2, sizeHigh: 3, ctime: 4, ctimeHigh: 5 } as const;

/** Tells whether a file of root's is spared by size and age, which costs nothing, and by its path, where it really lies there. */
export function sparing(files: SparedFiles) {
  const { belowBytes, changedBefore, except, names, namesBeginning, paths, within } = files;
  return {
    bySizeAndAge: (stamp: Uint32Array): boolean =>
      stamp[word.sizeHigh] === 0 &&
      (stamp[word.size] ?? 0) < belowBytes &&
      stamp[word.ctimeHigh] === 0 &&
      (stamp[word.ctime] ?? 0) < changedBefore,
    byPath: (path: string): boolean => {
      if (!beginsWithOne(path, within) || beginsWithOne(path, except) || isOdd(path)) return false;
      if (paths.has(path)) return false;
      const name = path.slice(path.lastIndexOf('/') + 1);
      return !names.has(name) && !beginsWithOne(name, namesBeginning);
    },
  };
}

function beginsWithOne(text: string, beginnings: readonly string[]): boolean {
  for (const beginning of beginnings) if (text.startsWith(beginning)) return true;
  return false;
}

/**
 * Values with these are compared in other ways: Windows' names without regard to case, AppImages by what is mounted; and the start of an
 * AppImage waits until its mount is asked about.
 */
const isOdd = (path: string): boolean =>
  path.includes('\\') || path.includes('/.mount_') || /\.(?:exe|appimage)$/i.test(path);
