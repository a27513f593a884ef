import { errno, type Libc } from '#platform/processes/libc.ts';
import { parseRealUid, parseStat, withoutDeletedMark } from '#platform/processes/proc-stat.ts';
import { everybody } from './known-answers.ts';
import { FileLook } from './file-look.ts';

const O_CLOEXEC = 0o2000000;
const init = 1;

/** Who asks the kernel for a file: it waits for the answer, so its `/proc` entry stands still. Reads nothing outside of `/proc`. */
export class Asker {
  readonly #libc: Libc;
  readonly #look: FileLook;
  readonly #text = Buffer.alloc(4096);
  readonly #own: ReadonlySet<number>;
  /** Orphans become children of the first process; they are nobody's own. */
  readonly #parents: ReadonlySet<number>;

  constructor(libc: Libc, ownPids: readonly number[]) {
    this.#libc = libc;
    this.#look = new FileLook(libc);
    this.#own = new Set(ownPids);
    this.#parents = new Set(ownPids.filter((pid) => pid !== init));
  }

  /**
   * The real account: the owner of the folder is the effective one, and root where the program runs with root's rights or hides from
   * its account. `everybody`, which is no account, for one that is gone or in a pid namespace that we do not see.
   */
  accountOf(pid: number): number {
    if (pid <= 0 || !this.#look.atPath(`/proc/${pid}`)) return everybody;
    if (this.#look.uid !== 0) return this.#look.uid;
    const status = this.#read(`/proc/${pid}/status`);
    return (status === undefined ? undefined : parseRealUid(status)) ?? everybody;
  }

  /** One of our own processes, or a child that one of them starts. */
  isOwn(pid: number): boolean {
    if (this.#own.has(pid)) return true;
    const stat = this.#read(`/proc/${pid}/stat`);
    const parent = stat === undefined ? undefined : parseStat(stat)?.parent;
    return parent !== undefined && this.#parents.has(parent);
  }

  /** Path of an open file as we see it; empty where it is too long or cannot be told. */
  pathOf(fd: number): string {
    const length = this.#libc.readlink(`/proc/self/fd/${fd}`, this.#text, this.#text.length);
    if (length <= 0 || length >= this.#text.length) return '';
    return withoutDeletedMark(this.#text.toString('utf8', 0, length));
  }

  #read(path: string): string | undefined {
    const fd = this.#libc.open(path, O_CLOEXEC, 0);
    if (fd < 0) return undefined;
    let length = -1;
    do length = this.#libc.read(fd, this.#text, this.#text.length);
    while (length < 0 && this.#libc.lastErrno() === errno.EINTR);
    this.#libc.close(fd);
    return length <= 0 ? undefined : this.#text.toString('latin1', 0, length);
  }
}
