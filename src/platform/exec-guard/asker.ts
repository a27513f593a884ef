import { errno, pidfdOpen, type Libc } from '#platform/processes/libc.ts';
import { parseRealUid, parseStat } from '#platform/processes/proc-stat.ts';
import { FileLook } from './file-look.ts';
import { everybody } from './known-answers.ts';

const O_CLOEXEC = 0o2000000;
const init = 1;

/** PIDFD_GET_INFO with the 64 bytes of its first version (linux/pidfd.h, Linux 6.13): a tenth of what reading `/proc` takes. */
const pidfdGetInfo = 0xc040_ff0b;
const infoWords = 16;
const infoPlace = { parent: 6, realUid: 7, effectiveUid: 9 } as const;

/** Who asks the kernel for a file: it waits for the answer, so what is found of it stands still. Opens nothing outside of `/proc`. */
export class Asker {
  /**
   * The account of the latest `look`: the effective one, but the real one of what runs with root's rights. `everybody`, which is no
   * account, for a process that is gone or in a pid namespace that we do not see.
   */
  account = everybody;
  /**
   * One of our own processes, or a child that one of them starts as root. What runs as an account is that account's: with a debugger
   * it can have the process start anything.
   */
  isOwn = false;
  readonly #libc: Libc;
  readonly #look: FileLook;
  readonly #own: ReadonlySet<number>;
  /** Orphans become children of the first process; they are nobody's own. */
  readonly #parents: ReadonlySet<number>;
  readonly #info = new Uint32Array(infoWords);
  readonly #infoBytes = new Uint8Array(this.#info.buffer);
  readonly #text = Buffer.alloc(4096);
  #hasInfo = true;

  constructor(libc: Libc, ownPids: readonly number[], { readsProc = false } = {}) {
    this.#libc = libc;
    this.#look = new FileLook(libc);
    this.#own = new Set(ownPids);
    this.#parents = new Set(ownPids.filter((pid) => pid !== init));
    this.#hasInfo = !readsProc;
  }

  look(pid: number): void {
    this.account = everybody;
    this.isOwn = this.#own.has(pid);
    if (pid <= 0) return;
    if (!this.#hasInfo || !this.#askKernel(pid)) this.#readProc(pid);
  }

  #askKernel(pid: number): boolean {
    const pidfd = pidfdOpen(this.#libc, pid);
    if (pidfd < 0) return false;
    const info = this.#info;
    info.fill(0);
    const isKnown = this.#libc.ioctl(pidfd, pidfdGetInfo, this.#infoBytes) === 0;
    // Before Linux 6.13 it always fails; a process that has ended meanwhile gives ESRCH.
    if (!isKnown && this.#libc.lastErrno() !== errno.ESRCH) this.#hasInfo = false;
    this.#libc.close(pidfd);
    if (!isKnown) return false;
    const effective = info[infoPlace.effectiveUid] ?? 0;
    this.account = effective === 0 ? (info[infoPlace.realUid] ?? 0) : effective;
    this.isOwn ||= this.account === 0 && this.#parents.has(info[infoPlace.parent] ?? 0);
    return true;
  }

  #readProc(pid: number): void {
    if (!this.#look.atPath(`/proc/${pid}`)) return;
    // Root's is also the folder of a program that hides from its account.
    const status = this.#look.uid === 0 ? this.#read(`/proc/${pid}/status`) : undefined;
    this.account = status === undefined ? this.#look.uid : (parseRealUid(status) ?? everybody);
    if (this.isOwn || this.account !== 0) return;
    const stat = this.#read(`/proc/${pid}/stat`);
    const parent = stat === undefined ? undefined : parseStat(stat)?.parent;
    this.isOwn = parent !== undefined && this.#parents.has(parent);
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
