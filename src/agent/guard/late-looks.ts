/** Looks that one account's files, and everybody's together, may have under way beyond the time that a start waits. */
const mostPerAccount = 8;
const mostInAll = 64;

/**
 * Looks that take longer than anybody waits for them. A few are waited for, so that the next start of the same file is answered by what
 * they find; whoever has more files that take so long, is not let to fill the places of others.
 */
export class LateLooks {
  readonly #underWay = new Map<number, number>();
  #all = 0;

  /** The look if it may go on, undefined where too many do. */
  admit<T>(uid: number, look: Promise<T>): Promise<T> | undefined {
    const own = this.#underWay.get(uid) ?? 0;
    if (own >= mostPerAccount || this.#all >= mostInAll) return undefined;
    this.#underWay.set(uid, own + 1);
    this.#all += 1;
    return look.finally(() => {
      this.#all -= 1;
      const left = (this.#underWay.get(uid) ?? 1) - 1;
      if (left === 0) this.#underWay.delete(uid);
      else this.#underWay.set(uid, left);
    });
  }
}
