import { isSameInode, isSameStamp, stampLength } from './file-look.ts';

/** What is known of a file: `perAccount` means that the account must be found out, see `lookUpFor`. */
export const known = { unknown: 0, allow: 1, deny: 2, perAccount: 3 } as const;
export type Known = (typeof known)[keyof typeof known];

/** No account has this number: `(uid_t) -1`. */
export const everybody = 0xffff_ffff;

const none = -1;

/**
 * Answers by file and account. Holds a fixed number of them, the oldest goes first, and a file that changed is another one. Looking up
 * makes no garbage: everything lies in typed arrays, chained by a hash of device and inode number.
 */
export class KnownAnswers {
  readonly #capacity: number;
  readonly #buckets: Int32Array;
  readonly #next: Int32Array;
  readonly #stamps: Uint32Array;
  readonly #uids: Uint32Array;
  /** `known.unknown` where the place is empty. */
  readonly #verdicts: Uint8Array;
  #place = 0;
  #size = 0;

  /** `capacity` is a power of two. */
  constructor(capacity = 65_536) {
    this.#capacity = capacity;
    this.#buckets = new Int32Array(capacity).fill(none);
    this.#next = new Int32Array(capacity);
    this.#stamps = new Uint32Array(capacity * stampLength);
    this.#uids = new Uint32Array(capacity);
    this.#verdicts = new Uint8Array(capacity);
  }

  get size(): number {
    return this.#size;
  }

  lookUp(stamp: Uint32Array): Known {
    let found: Known = known.unknown;
    for (let at = this.#first(stamp); at !== none; at = this.#next[at] ?? none) {
      if (!this.#holds(at, stamp)) continue;
      if (this.#uids[at] === everybody) return this.#verdicts[at] === known.deny ? known.deny : known.allow;
      found = known.perAccount;
    }
    return found;
  }

  lookUpFor(stamp: Uint32Array, uid: number): Known {
    for (let at = this.#first(stamp); at !== none; at = this.#next[at] ?? none) {
      if (this.#uids[at] === uid && this.#holds(at, stamp))
        return this.#verdicts[at] === known.deny ? known.deny : known.allow;
    }
    return known.unknown;
  }

  /** Takes the place of what was known of this account and file, and of whatever the file was before. `uid` may be `everybody`. */
  remember(stamp: Uint32Array, uid: number, verdict: typeof known.allow | typeof known.deny): void {
    this.#dropOutdated(stamp, uid);
    const at = this.#place;
    this.#place = (at + 1) % this.#capacity;
    if (this.#verdicts[at] !== known.unknown) this.#unlink(at);
    this.#stamps.set(stamp, at * stampLength);
    this.#uids[at] = uid;
    this.#verdicts[at] = verdict;
    const bucket = this.#bucket(stamp);
    this.#next[at] = this.#buckets[bucket] ?? none;
    this.#buckets[bucket] = at;
    this.#size += 1;
  }

  clear(): void {
    this.#buckets.fill(none);
    this.#verdicts.fill(known.unknown);
    this.#size = 0;
  }

  #bucket(stamp: Uint32Array): number {
    const mixed = (stamp[0] ?? 0) ^ Math.imul(stamp[11] ?? 0, 0x9e37_79b1) ^ (stamp[1] ?? 0);
    return (mixed ^ (mixed >>> 16)) & (this.#capacity - 1);
  }

  #first(stamp: Uint32Array): number {
    return this.#buckets[this.#bucket(stamp)] ?? none;
  }

  #holds(at: number, stamp: Uint32Array): boolean {
    const from = at * stampLength;
    for (let word = 0; word < stampLength; word += 1)
      if (this.#stamps[from + word] !== stamp[word]) return false;
    return true;
  }

  #stampAt(at: number): Uint32Array {
    return this.#stamps.subarray(at * stampLength, (at + 1) * stampLength);
  }

  #dropOutdated(stamp: Uint32Array, uid: number): void {
    let at = this.#first(stamp);
    while (at !== none) {
      const following = this.#next[at] ?? none;
      const old = this.#stampAt(at);
      if (isSameInode(old, stamp) && (this.#uids[at] === uid || !isSameStamp(old, stamp))) this.#unlink(at);
      at = following;
    }
  }

  #unlink(gone: number): void {
    const bucket = this.#bucket(this.#stampAt(gone));
    const following = this.#next[gone] ?? none;
    if (this.#buckets[bucket] === gone) this.#buckets[bucket] = following;
    else {
      let at = this.#buckets[bucket] ?? none;
      while (at !== none && this.#next[at] !== gone) at = this.#next[at] ?? none;
      if (at !== none) this.#next[at] = following;
    }
    this.#verdicts[gone] = known.unknown;
    this.#size -= 1;
  }
}
