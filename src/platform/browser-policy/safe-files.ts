import {
  chmodSync,
  closeSync,
  constants,
  fchmodSync,
  fchownSync,
  fstatSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  writeFileSync,
  type Stats,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fail, ok, type Outcome } from '#policy/outcome.ts';

/** Machine-wide policy files are a few KB; what is larger is none that we would read whole. */
const readLimit = 4 * 1024 * 1024;
const foreignLimit = 200;
const notText = 'is not UTF-8';

export type ListedFile = { readonly name: string; readonly text: string | undefined };
export type ReadFile = { readonly text: string; readonly stats: Stats };

/**
 * Writes below folders that only root can change. `root` stands for `/`. A folder on the way that is a link, or that others
 * may write to, is refused: what is written there could be swapped for something else.
 */
export class SafeFiles {
  readonly #root: string;
  readonly #uid: number;

  constructor(root: string, uid: number) {
    this.#root = root === '/' ? '' : root;
    this.#uid = uid;
  }

  real(path: string): string {
    return this.#root + path;
  }

  /** Undefined where there is none. Fails on what is no regular file, too large or no UTF-8. */
  read(path: string): Outcome<ReadFile | undefined, string> {
    return this.#tried<ReadFile | undefined>(path, () => {
      const real = this.real(path);
      const stats = lstatSync(real, { throwIfNoEntry: false });
      if (stats === undefined) return ok(undefined);
      if (!stats.isFile()) return fail(`${path} is not a regular file`);
      return contentOf(path, real, constants.O_NOFOLLOW);
    });
  }

  /**
   * The regular files of a folder. Links are followed: the folder is root's. Without text where one is too large, or cannot
   * be read; what is no UTF-8 is no policy to anybody, and left out.
   */
  list(path: string): readonly ListedFile[] {
    const listed = this.#tried(path, () => ok(readdirSync(this.real(path)).toSorted()));
    return (listed.ok ? listed.value : []).flatMap((name, at): readonly ListedFile[] => {
      const real = join(this.real(path), name);
      const isRegular = this.#tried(path, () => ok(statSync(real).isFile()));
      if (!isRegular.ok || !isRegular.value) return [];
      if (at >= foreignLimit) return [{ name, text: undefined }];
      const file = this.#tried(path, () => contentOf(name, real, 0));
      if (file.ok) return [{ name, text: file.value.text }];
      return file.fault.endsWith(notText) ? [] : [{ name, text: undefined }];
    });
  }

  /**
   * Makes what is missing of a folder, 0755. Answers with the folders made, parents first.
   */
  folder(path: string): Outcome<readonly string[], string> {
    return this.#tried(path, () => {
      const made: string[] = [];
      let at = '';
      for (const name of path.split('/').filter((part) => part !== '')) {
        at += `/${name}`;
        const stats = lstatSync(this.real(at), { throwIfNoEntry: false });
        if (stats === undefined) {
          mkdirSync(this.real(at), { mode: 0o755 });
          chmodSync(this.real(at), 0o755);
          made.push(at);
        } else {
          const why = this.#unsafe(stats);
          if (why !== undefined) return fail(`${at} ${why}`);
        }
      }
      return ok(made);
    });
  }

  /**
   * Writes a whole file: beside it first, in `via`, because browsers read whatever lies in a policy folder, and then renamed.
   * Owner and mode of a file that was there (`like`) are kept; fails where another has taken its place meanwhile.
   */
  write(
    path: string,
    content: string,
    how: { readonly via?: string; readonly mode?: number; readonly like?: Stats } = {},
  ): Outcome<undefined, string> {
    return this.#tried(path, () => {
      const temporary = join(this.real(how.via ?? dirname(path)), `.portvakt-${basename(path)}.new`);
      rmSync(temporary, { force: true });
      const file = openSync(temporary, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, 0o600);
      try {
        writeFileSync(file, content);
        if (how.like !== undefined) fchownSync(file, how.like.uid, how.like.gid);
        fchmodSync(file, how.like === undefined ? (how.mode ?? 0o644) : how.like.mode & 0o777);
        fsyncSync(file);
      } catch (error) {
        // A full disk must not leave half a file where nobody takes it away.
        rmSync(temporary, { force: true });
        throw error;
      } finally {
        closeSync(file);
      }
      if (how.like !== undefined && !isStill(this.real(path), how.like)) {
        rmSync(temporary, { force: true });
        return fail(`${path} was changed by somebody else meanwhile`);
      }
      try {
        renameSync(temporary, this.real(path));
      } catch (error) {
        rmSync(temporary, { force: true });
        throw error;
      }
      const folder = openSync(dirname(this.real(path)), 'r');
      try {
        fsyncSync(folder);
      } finally {
        closeSync(folder);
      }
      return ok(undefined);
    });
  }

  remove(path: string): Outcome<undefined, string> {
    return this.#tried(path, () => {
      rmSync(this.real(path), { force: true });
      return ok(undefined);
    });
  }

  /** Removes a folder if nothing is in it. */
  removeFolder(path: string): boolean {
    const real = this.real(path);
    if (lstatSync(real, { throwIfNoEntry: false })?.isDirectory() !== true) return true;
    if (readdirSync(real).length > 0) return false;
    rmdirSync(real);
    return true;
  }

  #unsafe(stats: Stats): string | undefined {
    if (stats.isSymbolicLink()) return 'is a symbolic link';
    if (!stats.isDirectory()) return 'is not a folder';
    if (stats.uid !== 0 && stats.uid !== this.#uid) return 'does not belong to root';
    const sharedGroup = (stats.mode & 0o020) !== 0 && stats.gid !== 0;
    return sharedGroup || (stats.mode & 0o002) !== 0 ? 'can be written to by others' : undefined;
  }

  #tried<T>(path: string, act: () => Outcome<T, string>): Outcome<T, string> {
    try {
      return act();
    } catch (error) {
      if (error instanceof Error && 'code' in error) return fail(`${path}: ${String(error.code)}`);
      throw error;
    }
  }
}

function isStill(real: string, { ino, mtimeMs, size }: Stats): boolean {
  const now = lstatSync(real, { throwIfNoEntry: false });
  return now?.ino === ino && now.mtimeMs === mtimeMs && now.size === size;
}

function contentOf(name: string, real: string, flags: number): Outcome<ReadFile, string> {
  const fd = openSync(real, constants.O_RDONLY | constants.O_NONBLOCK | flags);
  try {
    const stats = fstatSync(fd);
    if (!stats.isFile()) return fail(`${name} is not a regular file`);
    if (stats.size > readLimit) return fail(`${name} is too large`);
    const bytes = readFileSync(fd);
    const text = bytes.toString('utf8');
    return Buffer.from(text, 'utf8').equals(bytes) ? ok({ text, stats }) : fail(`${name} ${notText}`);
  } finally {
    closeSync(fd);
  }
}
