import { field, questionAt, questionLength, questionState } from './gate-messages.ts';
import { isSameStamp, stampLength, type FileLook } from './file-look.ts';
import { everybody, known, type KnownAnswers } from './known-answers.ts';

export type WaitingFile = {
  readonly fd: number;
  readonly pid: number;
  readonly uid: number;
  readonly isOpen: boolean;
  readonly isKept: boolean;
};

/** The listener's end of the questions that the judge has not answered. */
export class WaitingFiles {
  readonly #questions: readonly Int32Array[];
  readonly #stamps: readonly Uint32Array[];
  readonly #deadlines: Float64Array;
  /** 1: asked before everything was forgotten. */
  readonly #outdated: Uint8Array;
  readonly #free: number[];
  readonly #used: number[] = [];
  #late = 0;

  constructor(questions: SharedArrayBuffer) {
    const places = Math.floor(questions.byteLength / (questionLength * 4));
    const all = Array.from({ length: places }, (_, place) => place);
    this.#questions = all.map((place) => questionAt(questions, place));
    this.#stamps = all.map(
      (place) => new Uint32Array(questions, (place * questionLength + field.stamp) * 4, stampLength),
    );
    this.#deadlines = new Float64Array(places);
    this.#outdated = new Uint8Array(places);
    this.#free = all.toReversed();
  }

  get isEmpty(): boolean {
    return this.#used.length === 0;
  }

  /** The place of the question, or undefined where all are taken. */
  add(file: WaitingFile, look: FileLook | undefined, deadline: number): number | undefined {
    const place = this.#free.pop();
    const question = place === undefined ? undefined : this.#questions[place];
    if (place === undefined || question === undefined) return undefined;
    question[field.fd] = file.fd;
    question[field.pid] = file.pid;
    question[field.uid] = file.uid;
    question[field.isOpen] = file.isOpen ? 1 : 0;
    question[field.isKept] = file.isKept ? 1 : 0;
    question[field.remember] = known.unknown;
    question[field.hasStamp] = look === undefined ? 0 : 1;
    if (look !== undefined) this.#stamps[place]?.set(look.stamp);
    this.#deadlines[place] = deadline;
    this.#outdated[place] = 0;
    Atomics.store(question, field.state, questionState.waiting);
    this.#used.push(place);
    return place;
  }

  /** The judge is at this very file for this account already, for longer than anybody waits. */
  isLate(stamp: Uint32Array, uid: number): boolean {
    if (this.#late === 0) return false;
    return this.#used.some((place) => {
      const question = this.#questions[place];
      const other = this.#stamps[place];
      return (
        question !== undefined &&
        other !== undefined &&
        Atomics.load(question, field.state) === questionState.late &&
        this.#outdated[place] === 0 &&
        question[field.hasStamp] === 1 &&
        (question[field.uid] ?? 0) >>> 0 === uid &&
        isSameStamp(other, stamp)
      );
    });
  }

  /** What is being judged is judged by what was before: it says nothing of later starts. */
  forget(): void {
    for (const place of this.#used) this.#outdated[place] = 1;
  }

  /**
   * Takes the judge's answers into the table and hands descriptors whose time is over to `allow`.
   * @returns ms until the next deadline, -1 without one.
   */
  settle(now: number, answers: KnownAnswers, allow: (fd: number) => void): number {
    let next = Number.POSITIVE_INFINITY;
    this.#late = 0;
    for (let at = this.#used.length - 1; at >= 0; at -= 1) {
      const place = this.#used[at] ?? 0;
      const question = this.#questions[place];
      const stamp = this.#stamps[place];
      if (question === undefined || stamp === undefined) continue;
      const deadline = this.#deadlines[place] ?? 0;
      let state = Atomics.load(question, field.state);
      if (state === questionState.waiting && deadline <= now) {
        state = Atomics.compareExchange(question, field.state, questionState.waiting, questionState.late);
        if (state === questionState.waiting) {
          allow(question[field.fd] ?? -1);
          state = questionState.late;
        }
      }
      if (state === questionState.waiting) next = Math.min(next, deadline);
      else if (state === questionState.late) this.#late += 1;
      else {
        const verdict = question[field.remember];
        if (verdict === known.allow || verdict === known.deny) {
          const uid = question[field.isForEverybody] === 1 ? everybody : (question[field.uid] ?? 0) >>> 0;
          answers.remember(stamp, uid, verdict);
        }
        Atomics.store(question, field.state, questionState.free);
        this.#used[at] = this.#used.at(-1) ?? place;
        this.#used.pop();
        this.#free.push(place);
      }
    }
    return next === Number.POSITIVE_INFINITY ? -1 : Math.max(0, Math.ceil(next - now));
  }
}
