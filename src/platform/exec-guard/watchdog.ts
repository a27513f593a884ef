import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { probing, probingLength, type ProberStart } from './keeper-messages.ts';

/** A probe is wanted this often. */
const probeEveryMs = 500;
/**
 * A probe that is not answered when it would be time for the third is lost: 1 s after it was wanted. Counted in turns and not
 * by a clock, so that an agent that was stopped for a while does not blame the guard when it goes on.
 */
const turnsToAnswer = 2;
/** The judge answers a call, even a busy one, within so many turns: 10 s. */
const turnsOfSilence = 20;
/** It is called this often: every 2.5 s. */
const turnsBetweenCalls = 5;

export type Suspicion = (why: string) => void;

/**
 * Finds out whether a guard process answers: by opening a file through its gate, as every program on this PC is started through it, and by
 * calling its judge. Watches from `begin` to `rest`; suspects once.
 */
export class Watchdog {
  readonly #words = new Int32Array(new SharedArrayBuffer(probingLength * 4));
  readonly #prober: Worker;
  readonly #call: () => void;
  readonly #suspect: Suspicion;
  #turns: NodeJS.Timeout | undefined;
  #unanswered = 0;
  #silent = 0;
  #isCalled = false;

  constructor(probe: string, call: () => void, suspect: Suspicion) {
    this.#call = call;
    this.#suspect = suspect;
    const start: ProberStart = { words: this.#words.buffer, probe };
    this.#prober = new Worker(new URL('./prober.ts', import.meta.url), {
      name: 'guard-prober',
      workerData: start,
      trackUnmanagedFds: false,
      execArgv: [],
      resourceLimits: { maxOldGenerationSizeMb: 16, maxYoungGenerationSizeMb: 1, stackSizeMb: 1 },
    });
    this.#prober.on('error', (error) => {
      throw error; // it ends the keeper, and with it the guard: better none than one that nobody watches
    });
  }

  /** A guard runs from now on: it is to answer. */
  begin(): void {
    this.rest();
    this.#unanswered = 0;
    this.#silent = 0;
    this.#isCalled = false;
    this.#turns = setInterval(() => this.#turn(), probeEveryMs);
  }

  /** No guard is to answer. */
  rest(): void {
    clearInterval(this.#turns);
    this.#turns = undefined;
  }

  /** The judge answered the call. */
  heard(): void {
    this.#isCalled = false;
    this.#silent = 0;
  }

  #turn(): void {
    const answered = Atomics.load(this.#words, probing.done) === Atomics.load(this.#words, probing.wanted);
    const why = this.#probes(answered) ?? this.#calls();
    if (why === undefined) return;
    this.rest();
    this.#suspect(why);
  }

  #probes(answered: boolean): string | undefined {
    if (!answered) {
      this.#unanswered += 1;
      return this.#unanswered < turnsToAnswer ? undefined : 'it did not answer for a second';
    }
    this.#unanswered = 0;
    if (Atomics.load(this.#words, probing.wrong) !== 0) return 'it did not let the watchdog open its file';
    Atomics.add(this.#words, probing.wanted, 1);
    Atomics.notify(this.#words, probing.wanted);
    return undefined;
  }

  #calls(): string | undefined {
    this.#silent += 1;
    if (this.#isCalled)
      return this.#silent < turnsOfSilence ? undefined : 'its judge did not answer for ten seconds';
    if (this.#silent < turnsBetweenCalls) return undefined;
    this.#isCalled = true;
    this.#silent = 0;
    this.#call();
    return undefined;
  }

  /** Ends the probing thread; the guard must have ended before, or it may hold the thread for ever. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.rest();
    if (this.#prober.threadId === -1) return;
    const ended = once(this.#prober, 'exit');
    Atomics.store(this.#words, probing.closing, 1);
    Atomics.add(this.#words, probing.wanted, 1);
    Atomics.notify(this.#words, probing.wanted);
    await ended;
  }
}
