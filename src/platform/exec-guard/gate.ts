import { once } from 'node:events';
import { MessageChannel, SHARE_ENV, Worker } from 'node:worker_threads';
import { fail, ok, type Outcome } from '#policy/outcome.ts';
import { errno, loadLibc, type Libc } from '#platform/processes/libc.ts';
import { lowerThread, thisThread } from '#platform/processes/thread-priority.ts';
import { descriptorLimit } from './descriptor-limit.ts';
import { eventLength, fanotify, readLength } from './fanotify.ts';
import { fileStamp } from './file-look.ts';
import {
  gateState,
  gateStateLength,
  questionLength,
  type GateCommand,
  type GateReport,
  type GateStart,
} from './gate-messages.ts';
import { forgetInodes, ignoreFlags, markFileSystem, type Marked } from './gate-marks.ts';
import type { AheadFile, Answer, Gate, GateCounts, GateFault, GateOptions } from './gate-port.ts';
import { Questions } from './questions.ts';
import type { SparedFiles } from './spared-files.ts';
import { StandingMarks } from './standing-marks.ts';

const EFD_NONBLOCK_CLOEXEC = 0o4000 | 0o2000000;
/** Longest that closing waits for a thread that hangs in a file system; the kernel allows all when the process ends. */
const closingMs = 2000;

/**
 * Opens a group and starts its listener thread; nothing is marked yet. A fault is a value: without CAP_SYS_ADMIN, or on a kernel
 * without permission events (CONFIG_FANOTIFY_ACCESS_PERMISSIONS, Linux 5.0). See fanotify_init(2).
 */
export async function openGate(options: GateOptions): Promise<Outcome<Gate, GateFault>> {
  const libc = loadLibc();
  const { FAN_CLOEXEC, FAN_NONBLOCK, FAN_CLASS_CONTENT, FAN_UNLIMITED_QUEUE, FAN_UNLIMITED_MARKS } = fanotify;
  const group = libc.fanotifyInit(
    FAN_CLOEXEC | FAN_NONBLOCK | FAN_CLASS_CONTENT | FAN_UNLIMITED_QUEUE | FAN_UNLIMITED_MARKS,
    fanotify.eventFlags,
  );
  if (group < 0) {
    const code = libc.lastErrno();
    return code === errno.EPERM
      ? fail({ code: 'not-permitted', why: 'only root (CAP_SYS_ADMIN) may answer before programs start' })
      : fail({ code: 'unsupported', why: `the kernel has no fanotify (errno ${code})` });
  }
  const keepFlags = ignoreFlags(libc, group);
  if (keepFlags === undefined) {
    const code = libc.lastErrno();
    libc.close(group);
    return fail({
      code: 'unsupported',
      why: `the kernel does not ask before programs start (errno ${code})`,
    });
  }
  const gate = new FanotifyGate(libc, { group, keepFlags, options });
  await gate.ready();
  return ok(gate);
}

class FanotifyGate implements Gate {
  readonly fd: number;
  readonly #libc: Libc;
  readonly #worker: Worker;
  readonly #commands;
  readonly #wakeFd: number;
  readonly #state = new Int32Array(new SharedArrayBuffer(gateStateLength * 4));
  readonly #questions: Questions;
  readonly #standing: StandingMarks;
  readonly #options: GateOptions;
  readonly #obeyed = new Map<number, () => void>();
  readonly #leave = (): void => this.#close();
  readonly #thread = thisThread();
  #ticket = 0;
  #isReady = false;
  #closed = false;

  constructor(
    libc: Libc,
    { group, keepFlags, options }: { group: number; keepFlags: number; options: GateOptions },
  ) {
    this.#libc = libc;
    this.#options = options;
    this.fd = group;
    this.#wakeFd = libc.eventfd(0, EFD_NONBLOCK_CLOEXEC);
    if (this.#wakeFd < 0) throw new Error(`eventfd: errno ${libc.lastErrno()}`);
    const limit = descriptorLimit().soft;
    // Without a descriptor for an event the kernel refuses the start: files that wait get a quarter, one read gets an eighth.
    const places = Math.max(1, Math.min(options.queueLimit ?? 256, Math.floor(limit / 4)));
    const questions = new SharedArrayBuffer(places * questionLength * 4);
    this.#questions = new Questions(libc, { group, keepFlags, questions, state: this.#state, options });
    this.#standing = new StandingMarks(libc, group);
    const { port1, port2 } = new MessageChannel();
    this.#commands = port1;
    port1.unref();
    const start: GateStart = {
      kind: options.kind,
      groupFd: group,
      wakeFd: this.#wakeFd,
      commands: port2,
      questions,
      state: this.#state.buffer,
      judgeThread: this.#thread,
      ownPids: [...new Set([process.pid, ...options.ownPids])],
      protectedPaths: options.protectedPaths ?? [],
      deadlineMs: options.deadlineMs ?? 1000,
      places,
      eventsAtATime: Math.max(1, Math.min(Math.floor(readLength / eventLength), Math.floor(limit / 8))),
      ignoreFlags: keepFlags,
    };
    this.#worker = new Worker(options.listener ?? new URL('./gate-listener.ts', import.meta.url), {
      name: `gate-${options.kind}`,
      workerData: start,
      transferList: [port2],
      trackUnmanagedFds: false,
      execArgv: [],
      env: SHARE_ENV,
      resourceLimits: { maxOldGenerationSizeMb: 24, maxYoungGenerationSizeMb: 2, stackSizeMb: 1 },
    });
    // A thread that sleeps in the kernel would hold up the end of the process for ever.
    process.once('exit', this.#leave);
  }

  /** Rejects where the thread cannot start. */
  ready(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#worker.on('message', (report: GateReport) => {
        if (typeof report === 'number') this.#take(report);
        else if (report.kind === 'ready') {
          this.#isReady = true;
          resolve();
        } else this.#hear(report);
      });
      let cause = 'it ended';
      this.#worker.on('error', (error) => {
        cause = error instanceof Error ? error.message : String(error);
      });
      this.#worker.once('exit', () => {
        reject(new Error(`the gate's thread could not start: ${cause}`));
        this.#ended(cause);
      });
    });
  }

  #take(place: number): void {
    try {
      this.#questions.ask(place);
    } finally {
      if (Atomics.sub(this.#state, gateState.notTakenUp, 1) === 1) lowerThread(this.#libc, this.#thread);
    }
  }

  #hear(report: Exclude<GateReport, number | { readonly kind: 'ready' }>): void {
    switch (report.kind) {
      case 'obeyed':
        this.#obeyed.get(report.ticket)?.();
        this.#obeyed.delete(report.ticket);
        break;
      case 'refused': {
        Atomics.sub(this.#state, gateState.refusalsUnderWay, 1);
        const { pid, uid, path, how, stamp } = report;
        this.#options.onRefusal({ pid, uid, path, how, stamp: fileStamp(stamp) });
        break;
      }
      default:
        report satisfies never;
    }
  }

  /** Nobody answers any more: everybody must go on at once, and the owner must know. */
  #ended(cause: string): void {
    for (const done of this.#obeyed.values()) done();
    this.#obeyed.clear();
    if (this.#closed) return;
    this.#closeGroup();
    const why = `the thread that answers the kernel failed: ${cause}`;
    if (!this.#isReady) return;
    if (this.#options.onFault === undefined) throw new Error(why);
    this.#options.onFault({ kind: 'listener-ended', why });
  }

  #wake(): void {
    this.#libc.write(this.#wakeFd, new Uint8Array(new BigUint64Array([1n]).buffer), 8);
  }

  #command(command: GateCommand): Promise<void> {
    if (this.#closed) return Promise.resolve();
    const obeyed = new Promise<void>((resolve) => this.#obeyed.set(command.ticket, resolve));
    this.#commands.postMessage(command);
    Atomics.store(this.#state, gateState.commanded, 1);
    this.#wake();
    return obeyed;
  }

  #nextTicket(): number {
    this.#ticket += 1;
    return this.#ticket;
  }

  mark(path: string): Marked {
    return markFileSystem(this.#libc, this.fd, path);
  }

  async forget(): Promise<void> {
    // The table first: the listener renews marks of the kernel from it.
    const remembering = this.#questions.pauseRemembering();
    await this.#command({ kind: 'forget', ticket: this.#nextTicket() });
    if (!this.#closed) {
      forgetInodes(this.#libc, this.fd);
      this.#standing.renew();
    }
    remembering[Symbol.dispose]();
  }

  async refuseAlways(path: string): Promise<Marked> {
    const added = this.#standing.add(path, 'started');
    if (!added.ok) return added;
    await this.#command({
      kind: 'standing',
      ticket: this.#nextTicket(),
      what: 'refuse',
      stamp: added.stamp,
    });
    return { ok: true };
  }

  markProbe(path: string): Marked {
    const added = this.#standing.add(path, 'opened', (stamp) => {
      // Taken before the mark stands, so that the listener knows of the file when the first question comes.
      void this.#command({ kind: 'standing', ticket: this.#nextTicket(), what: 'probe', stamp });
    });
    return added.ok ? { ok: true } : added;
  }

  judgeAhead(file: AheadFile): Promise<false | Answer['scope']> {
    return this.#questions.askAhead(file, (stamp, uid) => {
      // Behind every `forget` that came before, ahead of every one that comes after.
      void this.#command({ kind: 'deny', ticket: this.#nextTicket(), stamp, uid });
    });
  }

  spare(files: SparedFiles | undefined): Promise<void> {
    return this.#command({ kind: 'spare', ticket: this.#nextTicket(), files });
  }

  counts(): GateCounts {
    const at = (place: number): number => Atomics.load(this.#state, place) >>> 0;
    return {
      asked: at(gateState.asked),
      denied: at(gateState.denied),
      judged: at(gateState.judged),
      timedOut: at(gateState.timedOut),
      crowded: at(gateState.crowded),
    };
  }

  #close(): void {
    Atomics.store(this.#state, gateState.closing, 1);
    this.#wake();
  }

  /** The kernel allows whatever still waits. */
  #closeGroup(): void {
    this.#closed = true;
    process.off('exit', this.#leave);
    lowerThread(this.#libc, this.#thread);
    this.#questions.close();
    this.#standing.close();
    this.#libc.close(this.fd);
    this.#commands.close();
    this.#libc.close(this.#wakeFd);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    const signal = AbortSignal.timeout(closingMs);
    const ended = this.#worker.threadId === -1 ? undefined : once(this.#worker, 'exit', { signal });
    this.#close();
    try {
      await ended;
    } catch (error) {
      if (!signal.aborted) throw error;
    }
    this.#closeGroup();
  }
}
