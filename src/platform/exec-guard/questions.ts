import type { Libc } from '#platform/processes/libc.ts';
import { writeResponse } from './fanotify.ts';
import { FileLook, fileStamp, isSameStamp, stampLength } from './file-look.ts';
import { field, gateState, questionAt, questionLength, questionState } from './gate-messages.ts';
import { askAgain, askNoMoreWhenOpened, askWhenOpened, keepAllowed } from './gate-marks.ts';
import type { AheadFile, Answer, AskedFile, GateOptions } from './gate-port.ts';
import { everybody, known } from './known-answers.ts';
import { wantedFor } from './loader-name.ts';
import { openPathReader } from './open-path.ts';
import { protectedPath } from './protected-path.ts';

/** A file that changed this shortly before may change again without a new time of change: before Linux 6.13 clocks tick in jiffies. */
const coarseClockMs = 20;

type Question = {
  readonly words: Int32Array;
  /** The listener may give the place to another file once this one is answered. */
  readonly file: AskedFile;
  readonly words12: Uint32Array | undefined;
  readonly isOpen: boolean;
  readonly generation: number;
};

/** Files of an account whose opening is asked about; it can make any number of banned ones. */
const mostMarked = 2_048;

const allowOnce: Answer = { verdict: 'allow', scope: 'everybody', keep: false };

/** The judge's end of the questions: asks it, answers the kernel where the deadline has not, and sets the marks that follow. */
export class Questions {
  readonly #libc: Libc;
  readonly #group: number;
  readonly #keepFlags: number;
  readonly #state: Int32Array;
  readonly #options: GateOptions;
  readonly #places: readonly Int32Array[];
  readonly #pathOf: (fd: number) => string;
  readonly #howWanted: ReturnType<typeof wantedFor>;
  readonly #look: FileLook;
  readonly #isProtected: (path: string) => boolean;
  readonly #responseBytes = new Uint8Array(8);
  readonly #response = new DataView(this.#responseBytes.buffer);
  /** How many marks stand for files that accounts tried, root's own aside: nobody else can have many of these. */
  readonly #marked = new Map<number, number>();
  #generation = 0;
  #pauses = 0;
  #closed = false;

  constructor(
    libc: Libc,
    given: {
      group: number;
      keepFlags: number;
      questions: SharedArrayBuffer;
      state: Int32Array;
      options: GateOptions;
    },
  ) {
    this.#libc = libc;
    this.#group = given.group;
    this.#keepFlags = given.keepFlags;
    this.#state = given.state;
    this.#options = given.options;
    const places = Math.floor(given.questions.byteLength / (questionLength * 4));
    this.#places = Array.from({ length: places }, (_, place) => questionAt(given.questions, place));
    this.#pathOf = openPathReader(libc);
    this.#howWanted = wantedFor(libc);
    this.#look = new FileLook(libc);
    this.#isProtected = protectedPath(given.options.protectedPaths ?? []);
  }

  /** What is judged by the present rules must not be remembered until this is disposed of; nor what was asked before. */
  pauseRemembering(): Disposable {
    this.#generation += 1;
    this.#pauses += 1;
    return {
      [Symbol.dispose]: () => {
        this.#generation += 1;
        this.#pauses -= 1;
        this.#marked.clear();
      },
    };
  }

  /** No answer goes to the kernel any more; descriptors are closed as the judge answers. */
  close(): void {
    this.#closed = true;
  }

  ask(place: number): void {
    const words = this.#places[place];
    if (words === undefined) throw new Error(`no question has the place ${place}`);
    const question = this.#question(words);
    if (this.#closed) {
      this.#finish(question, allowOnce);
      return;
    }
    let answer: Answer | Promise<Answer>;
    try {
      answer = this.#options.judge(question.file);
    } catch (error) {
      this.#finish(question, allowOnce);
      this.#complain(error);
      return;
    }
    if (!(answer instanceof Promise)) {
      this.#finish(question, answer);
      return;
    }
    answer.then(
      (given) => this.#finish(question, given),
      (error: unknown) => {
        this.#finish(question, allowOnce);
        this.#complain(error);
      },
    );
  }

  /**
   * As if the account of the file had asked for it; nobody waits, and only a denial is remembered. `deny` is told of it in the same turn in
   * which it is found to be still good.
   */
  async askAhead(
    { fd, path, uid }: AheadFile,
    deny: (stamp: Uint32Array, uid: number) => void,
  ): Promise<false | Answer['scope']> {
    try {
      if (this.#closed || !this.#look.at(fd)) return false;
      const generation = this.#generation;
      const words12 = this.#look.stamp.slice();
      const kept = this.#options.kind === 'local' && this.#look.isRootKept();
      if (kept && this.#isProtected(path)) return false;
      const file = { fd, path, uid, pid: process.pid, stamp: fileStamp(words12), kept };
      const answer = await this.#options.judge(file);
      if (this.#closed || answer.verdict === 'allow') return false;
      if (!this.#mayRemember({ file, generation, words12 }, answer)) return false;
      this.#guardOpening(file);
      deny(words12, answer.scope === 'everybody' ? everybody : uid);
      return answer.scope;
    } catch (error) {
      this.#complain(error);
      return false;
    } finally {
      this.#libc.close(fd);
    }
  }

  #question(words: Int32Array): Question {
    const fd = words[field.fd] ?? -1;
    const words12 =
      words[field.hasStamp] === 1
        ? new Uint32Array(words.subarray(field.stamp, field.stamp + stampLength))
        : undefined;
    const file: AskedFile = {
      fd,
      path: this.#pathOf(fd),
      pid: words[field.pid] ?? 0,
      uid: (words[field.uid] ?? 0) >>> 0,
      ...(words12 === undefined ? {} : { stamp: fileStamp(words12) }),
      kept: words[field.isKept] === 1,
    };
    return { words, file, words12, isOpen: words[field.isOpen] === 1, generation: this.#generation };
  }

  #complain(error: unknown): void {
    if (this.#options.onFault === undefined) throw error;
    this.#options.onFault({
      kind: 'judge-threw',
      why: error instanceof Error ? error.message : String(error),
    });
  }

  #finish(question: Question, answer: Answer): void {
    const { words, file, isOpen } = question;
    const { fd } = file;
    if (this.#closed) {
      this.#libc.close(fd);
      return;
    }
    const isDenied = answer.verdict === 'deny';
    const isRemembered = this.#mayRemember(question, answer);
    if (isRemembered) this.#setMarks(question, answer);
    // Known to the listener before the kernel is: whoever is refused may try again at once.
    words[field.isForEverybody] = answer.scope === 'everybody' ? 1 : 0;
    words[field.remember] = isRemembered ? known[answer.verdict] : known.unknown;
    const { pid, uid, path, stamp } = file;
    // Before the answer: a loader that is refused ends at once.
    const how = isDenied ? this.#howWanted(pid, isOpen) : 'exec';
    const before = Atomics.exchange(words, field.state, questionState.answered);
    if (before === questionState.waiting) {
      writeResponse(this.#response, fd, !isDenied);
      // Fails where the one who asked was killed meanwhile: nobody waits then.
      this.#libc.write(this.#group, this.#responseBytes, this.#responseBytes.length);
    }
    this.#libc.close(fd);
    if (!isDenied || before !== questionState.waiting) return;
    Atomics.add(this.#state, gateState.denied, 1);
    this.#options.onRefusal({
      pid,
      uid,
      path,
      how,
      ...(stamp === undefined ? {} : { stamp }),
    });
  }

  #mayRemember(
    { file, generation, words12 }: Pick<Question, 'file' | 'generation' | 'words12'>,
    answer: Answer,
  ): boolean {
    if (answer.keep === false || words12 === undefined || file.stamp === undefined) return false;
    if (answer.scope === 'account' && file.uid === everybody) return false;
    if (this.#pauses > 0 || generation !== this.#generation) return false;
    // The judge may have read the file before it changed.
    if (!this.#look.at(file.fd) || !isSameStamp(this.#look.stamp, words12)) return false;
    if (answer.verdict === 'deny' || file.kept) return true;
    return Date.now() - Number(file.stamp.ctimeNs / 1_000_000n) > coarseClockMs;
  }

  /** A mark keeps its file in the kernel's memory. Without one, starting the file is refused all the same, as its file system is marked. */
  #guardOpening({ fd, kept, uid }: AskedFile): void {
    const marked = kept ? 0 : (this.#marked.get(uid) ?? 0);
    if (marked >= mostMarked) {
      askAgain(this.#libc, this.#group, fd);
      return;
    }
    if (!kept) this.#marked.set(uid, marked + 1);
    askWhenOpened(this.#libc, this.#group, fd);
  }

  #setMarks({ file, isOpen, words12 }: Question, answer: Answer): void {
    const { fd } = file;
    if (answer.verdict === 'deny') {
      this.#guardOpening(file);
      return;
    }
    if (answer.scope !== 'everybody') return;
    if (isOpen) askNoMoreWhenOpened(this.#libc, this.#group, fd);
    else if (file.kept && words12 !== undefined) {
      keepAllowed(this.#libc, this.#group, { fd, flags: this.#keepFlags });
      // Written to between the look and the mark: the mark would hold for what nobody has seen.
      if (!this.#look.at(fd) || !isSameStamp(this.#look.stamp, words12))
        askAgain(this.#libc, this.#group, fd);
    }
  }
}
