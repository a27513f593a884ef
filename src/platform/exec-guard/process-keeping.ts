import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startPartner, type Partner } from '#platform/exec.ts';
import { loadLibc } from '#platform/processes/libc.ts';
import type { GateKind } from './gate-port.ts';
import type { GuardOrder, GuardReport } from './guard-messages.ts';
import { keeping, type KeeperReport, type KeeperStart } from './keeper-messages.ts';
import { letGo, type LettingGo } from './let-go.ts';
import type { RemoteMounts } from './mounts-port.ts';
import type { GateCounted } from './port.ts';
import { SilentServers } from './silent-servers.ts';
import { Watchdog } from './watchdog.ts';

/** Waited before each further try; a guard that worked for a minute begins anew. */
const backOffMs = [100, 500, 2_000, 10_000, 60_000] as const;
const quietMs = 60_000;
/** A guard that is not there after so long is ended and started anew. */
const startLimitMs = 30_000;
/** Several times what it needs. It is the last that the kernel ends when memory runs out, so it must not be what takes it. */
const heapLimitMb = 256;
/** Namespaces that wait to be told of; further ones are found when a program runs from there again. */
const looksLimit = 64;

/** `gap` with an end of a sentence. */
export type ProcessState =
  | { readonly kind: 'off' }
  | { readonly kind: 'unsupported' | 'gap'; readonly why: string }
  | { readonly kind: 'guarding'; readonly unguarded: readonly string[]; readonly remote: RemoteMounts };

export type ProcessReport =
  | { readonly kind: 'state'; readonly state: ProcessState }
  | Extract<KeeperReport, { kind: 'denied' | 'judging' }>
  | Extract<GuardReport, { kind: 'fuse-soon' }>
  | { readonly kind: 'counts'; readonly ticket: number; readonly counts: GateCounted | undefined };

/** After so many gaps within a time it is left alone for as long: somebody brings it down at will. */
const restAfter = { gaps: 4, ms: 600_000 } as const;

/** A process that was ended is gone at once, unless a thread of it waits for a disk, or for somebody's file server: looked for this often. */
const heldUpMs: Readonly<Record<GateKind, number>> = { local: 1_000, remote: 75 };
/** Whoever closes the guard waits no longer for a process that cannot be ended. */
const closingMs = 2_000;

/** The thread that answers is gone by then. */
const lastReadMs = 20;

type Waiting = { readonly ticket: number; readonly turn: number };

/** The life of one gate's guard process, as seen by its keeper. One at a time: the next starts when the last has ended. */
export class ProcessKeeping {
  readonly #kind: GateKind;
  readonly #start: KeeperStart;
  readonly #report: (report: ProcessReport) => void;
  readonly #shared: Int32Array;
  readonly #places: { readonly pid: number; readonly gaps: number };
  readonly #probe: string;
  readonly #libc = loadLibc();
  #watchdog: Watchdog | undefined;
  #guard: Partner | undefined;
  #basis: Uint8Array | undefined;
  /** Counts what guards were told to judge by: those who wait, wait for one of these. */
  #turn = 0;
  #waiting: Waiting[] = [];
  #counting = new Set<number>();
  #tries = 0;
  #looking = 0;
  #gaps: readonly number[] = [];
  #restsUntil = -Infinity;
  #restsWhy = '';
  #watching: Promise<void> | undefined;
  #freeing: NodeJS.Timeout | undefined;
  /** It was ended and is still there. */
  #isHeldUp = false;
  #guarding: Extract<ProcessState, { kind: 'guarding' }> | undefined;
  #isJudging = false;
  /** Why the guard that runs is being ended. */
  #ending: 'not-wanted' | { readonly why: string } | undefined;
  #isUnsupported = false;
  #again: NodeJS.Timeout | undefined;
  #timer: NodeJS.Timeout | undefined;
  #ended: (() => void) | undefined;

  constructor(kind: GateKind, start: KeeperStart, report: (report: ProcessReport) => void) {
    this.#kind = kind;
    this.#start = start;
    this.#report = report;
    this.#shared = new Int32Array(start.shared);
    this.#places = keeping[kind];
    this.#probe = join(start.options.folder, `probe-${kind}`);
  }

  judgeBy(ticket: number, basis: Uint8Array | undefined): void {
    this.#basis = basis;
    this.#turn += 1;
    this.#waiting.push({ ticket, turn: this.#turn });
    if (this.#isUnsupported) this.#nobodyJudges();
    else if (basis === undefined) this.#stop();
    // No thread of it runs any more that could refuse anything, even where one cannot go.
    else if (this.#isHeldUp) this.#nobodyJudges();
    // One that is on its way out starts its successor when it is gone.
    else if (this.#guard !== undefined) this.#tell({ kind: 'judge-by', ticket: this.#turn, basis });
    // Between two tries nothing is judged by what was before.
    else if (this.#again !== undefined) this.#nobodyJudges();
    else if (performance.now() < this.#restsUntil) this.#rests();
    else this.#begin();
  }

  look(pid: number): void {
    if (this.#guard === undefined || this.#looking >= looksLimit) return;
    this.#looking += 1;
    this.#guard.send({ kind: 'look', pid }, () => {
      this.#looking -= 1;
    });
  }

  /** See `GuardOrder`. */
  remoteIs(stands: boolean): void {
    this.#tell({ kind: 'remote', stands });
  }

  counts(ticket: number): void {
    if (this.#guard === undefined) {
      this.#report({ kind: 'counts', ticket, counts: undefined });
      return;
    }
    this.#counting.add(ticket);
    this.#tell({ kind: 'counts', ticket });
  }

  /** Resolves when no guard is left. */
  async close(): Promise<void> {
    this.#basis = undefined;
    await new Promise<void>((resolve) => {
      const late = setTimeout(resolve, closingMs);
      this.#ended = () => {
        clearTimeout(late);
        resolve();
      };
      this.#stop();
    });
    clearInterval(this.#freeing);
    await this.#watching;
  }

  #begin(): void {
    this.#again = undefined;
    if (this.#basis === undefined) return;
    this.#ending = undefined;
    this.#guarding = undefined;
    this.#isJudging = false;
    const { canary, deadlineMs, folder, only, program, protectedPaths } = this.#start.options;
    try {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      writeFileSync(this.#probe, '', { mode: 0o600, flag: 'a' });
      this.#guard = startPartner({
        program,
        args: [String(process.pid), this.#kind],
        heapMb: heapLimitMb,
        // Compiled code is kept on disk only where the agent itself does.
        env:
          'NODE_COMPILE_CACHE' in process.env
            ? { NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'] ?? '' }
            : {},
        onMessage: (message) => this.#take(message as GuardReport),
        onEnd: (how) => this.#over(how),
      });
    } catch (error) {
      this.#over(`could not be started: ${error instanceof Error ? error.message : String(error)}`);
      return;
    }
    if (this.#guard === undefined) return; // `onEnd` follows
    Atomics.store(this.#shared, this.#places.pid, this.#guard.pid);
    this.#watchdog ??= new Watchdog(
      this.#probe,
      () => this.#tell({ kind: 'counts', ticket: 0 }),
      (why) => this.#giveUp(why),
    );
    this.#watchdog.begin();
    this.#timer = setTimeout(() => this.#giveUp('it did not get ready in half a minute'), startLimitMs);
    this.#tell({
      kind: 'start',
      protectedPaths,
      canary,
      probe: this.#probe,
      ...(only === undefined ? {} : { only }),
      ...(deadlineMs === undefined ? {} : { deadlineMs }),
    });
    this.#tell({ kind: 'judge-by', ticket: this.#turn, basis: this.#basis });
  }

  #tell(order: GuardOrder<Uint8Array>): void {
    this.#guard?.send(order);
  }

  #take(report: GuardReport): void {
    switch (report.kind) {
      case 'guarding':
        this.#guarding = report;
        this.#settle();
        break;
      case 'judging':
        this.#isJudging = true;
        this.#settle();
        this.#answer(({ turn }) => turn <= report.ticket);
        break;
      case 'denied':
      case 'fuse-soon':
        this.#report(report);
        break;
      case 'counts':
        this.#watchdog?.heard();
        if (this.#counting.delete(report.ticket)) this.#report(report);
        break;
      case 'unavailable':
        this.#isUnsupported = true;
        this.#state({ kind: 'unsupported', why: report.why });
        this.#stop();
        break;
      default:
        report satisfies never;
    }
  }

  /** Guarding is what marks and judges; what it says on its way out no longer counts. */
  #settle(): void {
    if (this.#guarding === undefined || !this.#isJudging || this.#ending !== undefined) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#tries = 0;
    }, quietMs);
    this.#state(this.#guarding);
  }

  /** It is wanted, but not this one. */
  #giveUp(why: string): void {
    if (this.#guard === undefined || this.#ending !== undefined) return;
    this.#ending = { why };
    this.#end();
    this.#state({ kind: 'gap', why });
  }

  /** None is wanted. */
  #stop(): void {
    clearTimeout(this.#again);
    this.#again = undefined;
    if (this.#guard === undefined) this.#rest();
    else {
      this.#ending = 'not-wanted';
      this.#end();
    }
  }

  #end(): void {
    if (this.#guard === undefined) return;
    // Not the remote one's: a question that it has not read leads to a file whose server may not answer.
    const waiting = this.#kind === 'local' ? letGo(this.#libc, this.#guard.pid) : undefined;
    this.#guard.kill();
    waiting?.allowAll();
    if (waiting !== undefined) setTimeout(() => letLastGo(waiting), lastReadMs);
    if (this.#freeing !== undefined) return;
    const servers = this.#kind === 'remote' ? new SilentServers(this.#start.options.only) : undefined;
    servers?.cutOff(); // notes who is waited for
    this.#freeing = setInterval(() => {
      servers?.cutOff();
      this.#isHeldUp = true;
      // No thread of it runs any more that could refuse anything, even where one cannot go.
      this.#nobodyJudges();
    }, heldUpMs[this.#kind]);
  }

  #over(how: string): void {
    this.#guard = undefined;
    Atomics.store(this.#shared, this.#places.pid, 0);
    this.#watchdog?.rest();
    clearInterval(this.#freeing);
    this.#freeing = undefined;
    this.#isHeldUp = false;
    clearTimeout(this.#timer);
    for (const ticket of this.#counting) this.#report({ kind: 'counts', ticket, counts: undefined });
    this.#counting.clear();
    this.#looking = 0;
    if (this.#basis === undefined || this.#isUnsupported) this.#rest();
    else if (this.#ending === 'not-wanted') {
      // Wanted again while the last one was ending: whoever waits, waits for the next.
      this.#state({ kind: 'off' });
      this.#answer(({ turn }) => turn < this.#turn);
      this.#begin();
    } else this.#tryAgain(this.#ending?.why ?? `it ${how}`);
  }

  #tryAgain(why: string): void {
    Atomics.add(this.#shared, this.#places.gaps, 1);
    const now = performance.now();
    this.#gaps = [...this.#gaps.filter((at) => at > now - restAfter.ms), now];
    if (this.#kind === 'remote' && this.#gaps.length >= restAfter.gaps) {
      this.#gaps = [];
      this.#restsUntil = now + restAfter.ms;
      this.#restsWhy = `${why}, ${restAfter.gaps} times within ten minutes`;
      this.#rests();
      return;
    }
    this.#state({ kind: 'gap', why });
    this.#nobodyJudges();
    const wait = backOffMs[Math.min(this.#tries, backOffMs.length - 1)];
    this.#tries += 1;
    this.#again = setTimeout(() => this.#begin(), wait);
  }

  /** Also where it was not wanted in between. */
  #rests(): void {
    this.#state({ kind: 'gap', why: this.#restsWhy });
    this.#nobodyJudges();
    this.#again = setTimeout(() => this.#begin(), this.#restsUntil - performance.now());
  }

  #rest(): void {
    if (!this.#isUnsupported) this.#state({ kind: 'off' });
    this.#nobodyJudges();
    // Its process has ended, so that its thread is held up by nobody.
    this.#watching = this.#watchdog?.[Symbol.asyncDispose]() ?? this.#watching;
    this.#watchdog = undefined;
    this.#ended?.();
  }

  #nobodyJudges(): void {
    this.#answer(() => true);
  }

  #answer(whom: (waiting: Waiting) => boolean): void {
    for (const waiting of this.#waiting)
      if (whom(waiting)) this.#report({ kind: 'judging', ticket: waiting.ticket });
    this.#waiting = this.#waiting.filter((waiting) => !whom(waiting));
  }

  #state(state: ProcessState): void {
    this.#report({ kind: 'state', state });
  }
}

function letLastGo(waiting: LettingGo): void {
  waiting.allowAll();
  waiting[Symbol.dispose]();
}
