import type { ProgramIdentity } from '#platform/program-identity/port.ts';
import type { Refusal } from './gate-port.ts';
import type { DeniedStart } from './port.ts';

/** Further tries of an account with a file are gathered for so long. */
export const gatherMs = 5_000;
/** Files that are gathered for, in all and of one account, which must not silence the others; what comes beyond is only counted, by the gate. */
const pendingLimit = 1_024;
const accountLimit = 128;

type Pending = { readonly report: Omit<DeniedStart, 'times' | 'at'>; times: number; at: number; due: number };

/**
 * Makes few reports of many refusals: the first try of an account with a file is told at once, what follows within five seconds in one
 * report, and so on while it goes on. Reads no clock: `now` is epoch ms.
 */
export class RefusalReports {
  readonly #pending = new Map<string, Pending>();
  readonly #byAccount = new Map<number, number>();

  /** True where something is to be told at once. */
  note(refusal: Refusal, identity: ProgramIdentity | undefined, now: number): boolean {
    const { how, path, pid, stamp, uid } = refusal;
    // Reading the file is refused too, but starts nothing.
    if (how === 'open') return false;
    // The number of a file that is gone is soon another one's. Without a stamp (some FUSE file systems) the path says which file it is.
    const key = `${uid} ${how} ${stamp === undefined ? path : Object.values(stamp).join(' ')}`;
    const known = this.#pending.get(key);
    if (known !== undefined) {
      if (known.times === 0) known.at = now;
      known.times += 1;
      return false;
    }
    const own = this.#byAccount.get(uid) ?? 0;
    if (this.#pending.size >= pendingLimit || own >= accountLimit) return false;
    this.#byAccount.set(uid, own + 1);
    const report = { pid, uid, path, how, ...(identity === undefined ? {} : { identity }) };
    this.#pending.set(key, { report, times: 1, at: now, due: now });
    return true;
  }

  /** What is to be told now. */
  due(now: number): readonly DeniedStart[] {
    const reports: DeniedStart[] = [];
    for (const [key, pending] of this.#pending) {
      if (pending.due > now) continue;
      if (pending.times === 0) {
        this.#pending.delete(key);
        this.#letGo(pending.report.uid);
        continue;
      }
      reports.push({ ...pending.report, times: pending.times, at: pending.at });
      pending.times = 0;
      pending.due = now + gatherMs;
    }
    return reports;
  }

  #letGo(uid: number): void {
    const left = (this.#byAccount.get(uid) ?? 1) - 1;
    if (left === 0) this.#byAccount.delete(uid);
    else this.#byAccount.set(uid, left);
  }

  get isIdle(): boolean {
    return this.#pending.size === 0;
  }
}
