import { once } from 'node:events';
import { serialize } from 'node:v8';
import { fileURLToPath } from 'node:url';
import { MessageChannel, SHARE_ENV, Worker, type MessagePort } from 'node:worker_threads';
import { loadLibc } from '#platform/processes/libc.ts';
import {
  keeping,
  keepingLength,
  type KeeperOrder,
  type KeeperReport,
  type KeeperStart,
} from './keeper-messages.ts';
import type { ExecGuardOptions } from './options.ts';
import type { DeniedStart, ExecGuard, GateCounted, GuardCounts, GuardState } from './port.ts';

/** Reports kept for a listener that is not there yet. */
const keptReports = 64;
const WNOHANG = 1;
/** Waited before a keeper thread that failed is replaced. */
const keeperAgainMs = 1_000;
const noCounts: GateCounted = {
  asked: 0,
  denied: 0,
  judged: 0,
  timedOut: 0,
  crowded: 0,
  markedFileSystems: 0,
};

/** The agent's end of the guard: a keeper thread that has the guard process, from the first thing to judge by. */
export class KeptGuard<Basis> implements ExecGuard<Basis> {
  readonly #options: KeeperStart['options'];
  readonly #shared = new Int32Array(new SharedArrayBuffer(keepingLength * 4));
  readonly #listeners = new Set<(state: GuardState) => void>();
  readonly #awaited = new Map<number, () => void>();
  readonly #counted = new Map<number, (counts: GateCounted) => void>();
  readonly #leave = (): void => this.#endGuard();
  #keeper: { readonly thread: Worker; readonly orders: MessagePort } | undefined;
  #again: NodeJS.Timeout | undefined;
  #state: GuardState = { kind: 'off' };
  #basis: Uint8Array | undefined;
  #denied: ((denied: DeniedStart) => void) | undefined;
  #kept: DeniedStart[] = [];
  #ticket = 0;
  #closed = false;

  constructor({ program, ...options }: ExecGuardOptions) {
    this.#options = { ...options, program: fileURLToPath(program) };
    // A guard that hangs would hold up the thread that probes it, and so the end of this process.
    process.once('exit', this.#leave);
  }

  state(): GuardState {
    return this.#state;
  }

  onState(listener: (state: GuardState) => void): Disposable {
    this.#listeners.add(listener);
    return { [Symbol.dispose]: () => void this.#listeners.delete(listener) };
  }

  onDenied(listener: (denied: DeniedStart) => void): void {
    if (this.#denied !== undefined) throw new Error('onDenied: called twice');
    this.#denied = listener;
    for (const denied of this.#kept.splice(0)) listener(denied);
  }

  judgeBy(basis: Basis | undefined): Promise<void> {
    if (this.#closed) return Promise.resolve();
    const bytes = basis === undefined ? undefined : serialize(basis);
    // Whoever said it before may still be waiting for it: the keeper answers both.
    if (bytes === undefined ? this.#keeper === undefined : this.#isSettled(bytes)) {
      this.#basis = bytes;
      return Promise.resolve();
    }
    this.#basis = bytes;
    // A new keeper is about to take what is to be judged by; until then nothing is.
    if (this.#again !== undefined) return Promise.resolve();
    if (this.#keeper === undefined) this.#startKeeper();
    return this.#tell(bytes);
  }

  /** The guard judges by just this, and nobody waits for it to. */
  #isSettled(bytes: Buffer): boolean {
    return (
      this.#state.kind === 'guarding' &&
      this.#awaited.size === 0 &&
      this.#basis !== undefined &&
      bytes.equals(this.#basis)
    );
  }

  #tell(basis: Uint8Array | undefined): Promise<void> {
    return new Promise((resolve) => {
      const ticket = this.#nextTicket();
      this.#awaited.set(ticket, resolve);
      this.#order({ kind: 'judge-by', ticket, basis });
    });
  }

  lookAtNamespaceOf(pid: number): void {
    if (this.#state.kind === 'guarding') this.#order({ kind: 'look', pid });
  }

  async counts(): Promise<GuardCounts> {
    const counts =
      this.#keeper === undefined || this.#closed
        ? noCounts
        : await new Promise<GateCounted>((resolve) => {
            const ticket = this.#nextTicket();
            this.#counted.set(ticket, resolve);
            this.#order({ kind: 'counts', ticket });
          });
    return {
      ...counts,
      gaps: Atomics.load(this.#shared, keeping.local.gaps),
      remoteGaps: Atomics.load(this.#shared, keeping.remote.gaps),
      pid: Atomics.load(this.#shared, keeping.local.pid),
      remotePid: Atomics.load(this.#shared, keeping.remote.pid),
    };
  }

  #nextTicket(): number {
    this.#ticket += 1;
    return this.#ticket;
  }

  #order(order: KeeperOrder): void {
    this.#keeper?.orders.postMessage(order);
    // Somebody who waits keeps this process alive; a guard alone does not.
    this.#holdOn();
  }

  #holdOn(): void {
    if (this.#awaited.size + this.#counted.size > 0) this.#keeper?.orders.ref();
    else this.#keeper?.orders.unref();
  }

  #startKeeper(): void {
    const { port1, port2 } = new MessageChannel();
    const start: KeeperStart = { orders: port2, shared: this.#shared.buffer, options: this.#options };
    const thread = new Worker(new URL('./keeper.ts', import.meta.url), {
      name: 'guard-keeper',
      workerData: start,
      transferList: [port2],
      trackUnmanagedFds: false,
      execArgv: [],
      env: SHARE_ENV,
      resourceLimits: { maxOldGenerationSizeMb: 32, maxYoungGenerationSizeMb: 2, stackSizeMb: 1 },
    });
    thread.unref();
    this.#keeper = { thread, orders: port1 };
    port1.on('message', (report: KeeperReport) => this.#take(report));
    port1.unref();
    let cause = 'it ended';
    thread.on('error', (error) => {
      cause = error instanceof Error ? error.message : String(error);
      this.#endGuard();
    });
    thread.once('exit', () => {
      this.#endGuard();
      port1.close();
      this.#keeper = undefined;
      if (!this.#closed) this.#replaceKeeper(cause);
    });
  }

  /** The guard ended with the thread that kept it: nothing is judged, and a new thread starts a new one. */
  #replaceKeeper(cause: string): void {
    const orphans = pidPlaces.map((place) => Atomics.exchange(this.#shared, place, 0));
    Atomics.add(this.#shared, keeping.local.gaps, 1);
    this.#letGo();
    this.#change({ kind: 'gap', why: `the thread that keeps it failed: ${cause}` });
    this.#again = setInterval(() => {
      // Nobody else waits for them any more. While they live their marks stand, and new ones could not be started past them.
      if (orphans.filter(isAlive).length > 0) return;
      clearInterval(this.#again);
      this.#again = undefined;
      if (this.#basis === undefined) this.#change({ kind: 'off' });
      else {
        this.#startKeeper();
        void this.#tell(this.#basis);
      }
    }, keeperAgainMs);
    this.#again.unref();
  }

  #take(report: KeeperReport): void {
    switch (report.kind) {
      case 'state':
        this.#change(report.state);
        break;
      case 'denied':
        if (this.#denied !== undefined) this.#denied(report.denied);
        else if (this.#kept.length < keptReports) this.#kept.push(report.denied);
        break;
      case 'judging':
        this.#awaited.get(report.ticket)?.();
        this.#awaited.delete(report.ticket);
        break;
      case 'counts':
        this.#counted.get(report.ticket)?.(report.counts);
        this.#counted.delete(report.ticket);
        break;
      default:
        report satisfies never;
    }
    this.#holdOn();
  }

  #change(state: GuardState): void {
    if (JSON.stringify(state) === JSON.stringify(this.#state)) return;
    this.#state = state;
    for (const listener of this.#listeners) listener(state);
  }

  #letGo(): void {
    for (const resolve of this.#awaited.values()) resolve();
    this.#awaited.clear();
    for (const resolve of this.#counted.values()) resolve(noCounts);
    this.#counted.clear();
  }

  /** Whatever hangs in the guard's hands goes on. */
  #endGuard(): void {
    for (const place of pidPlaces) {
      const pid = Atomics.load(this.#shared, place);
      // A child that nobody has waited for keeps its pid: nobody else is hit.
      if (isAlive(pid)) process.kill(pid, 'SIGKILL');
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    clearInterval(this.#again);
    process.off('exit', this.#leave);
    if (this.#keeper !== undefined) {
      const { orders, thread } = this.#keeper;
      thread.ref();
      const ended = once(thread, 'exit');
      orders.postMessage({ kind: 'close' } satisfies KeeperOrder);
      await ended;
    }
    this.#letGo();
    this.#change({ kind: 'off' });
  }
}

const pidPlaces = [keeping.local.pid, keeping.remote.pid];

/** Whether a child of this process still runs; one that has ended is waited for. */
const isAlive = (pid: number): boolean => pid !== 0 && loadLibc().waitpid(pid, null, WNOHANG) === 0;
