import { fail, ok } from '#policy/outcome.ts';
import type {
  ArmedProgram,
  ProcessEvent,
  Processes,
  ProcessRef,
  ProcessSnapshot,
} from '#platform/processes/port.ts';
import { descendantsAmong } from '#platform/processes/proc-sweep.ts';
import type { FileStamp } from '#platform/program-identity/port.ts';

/** A program to be started in the fake. */
export type FakeProgram = {
  readonly exe: string;
  /** The kernel cannot name its file. */
  readonly nameless?: true;
  readonly uid?: number;
  readonly parent?: number;
  /** What an armed program is recognised by. */
  readonly stamp?: FileStamp;
  /** Epoch ms; now by default. */
  readonly startedAt?: number;
  /** Does not go when asked politely. */
  readonly stubborn?: boolean;
  /** The agent has no right to end it. */
  readonly untouchable?: boolean;
};

export type FakeEnd = {
  readonly pid: number;
  readonly exe: string;
  readonly how: 'polite' | 'kill' | 'armed';
};

/** Processes without an operating system: journeys start and end programs in it, and read what the agent ended. */
export class FakeProcesses implements Processes {
  source: Processes['source'] = { kind: 'announced' };
  /** Every end that the agent brought about, oldest first. */
  readonly ends: FakeEnd[] = [];
  readonly #running = new Map<number, { readonly process: ProcessSnapshot; readonly program: FakeProgram }>();
  #listener: ((event: ProcessEvent) => void) | undefined;
  #armed: readonly ArmedProgram[] = [];
  #nextPid = 1000;
  #ticks = 0n;

  /** Starts a program: announced, or stopped at once where it is armed. */
  start(program: FakeProgram): ProcessSnapshot {
    const pid = this.#nextPid;
    this.#nextPid += 1;
    this.#ticks += 1n;
    const process: ProcessSnapshot = {
      pid,
      startTicks: this.#ticks,
      parent: program.parent ?? 1,
      uid: program.uid ?? 1000,
      ...(program.nameless === true ? { nameless: true } : { exe: program.exe }),
      startedAt: program.startedAt ?? Date.now(),
    };
    const armed = this.#listener === undefined ? undefined : this.#armedFor(program, process.uid);
    if (armed !== undefined) {
      this.ends.push({ pid, exe: program.exe, how: 'armed' });
      this.#listener?.({
        kind: 'stopped',
        process,
        token: armed.token,
        knownAfterNs: 50_000,
        goneAfterNs: 60_000,
      });
      return process;
    }
    this.#running.set(pid, { process, program });
    this.#listener?.({ kind: 'started', process });
    return process;
  }

  /** It and its parents, as far as they run. */
  lineOf(pid: number): readonly ProcessSnapshot[] {
    const line: ProcessSnapshot[] = [];
    for (let one = this.#running.get(pid); one !== undefined; one = this.#running.get(one.process.parent))
      line.push(one.process);
    return line;
  }

  /** The person closes it. */
  close(process: ProcessRef): void {
    if (this.alive(process)) this.#running.delete(process.pid);
  }

  /** The kernel's queue overflowed. */
  lose(): void {
    this.#listener?.({ kind: 'lost' });
  }

  get armed(): readonly ArmedProgram[] {
    return this.#armed;
  }

  #armedFor(program: FakeProgram, uid: number): ArmedProgram | undefined {
    const { stamp } = program;
    if (stamp === undefined) return undefined;
    return this.#armed.find(
      (armed) =>
        armed.stamp.dev === stamp.dev &&
        armed.stamp.ino === stamp.ino &&
        armed.stamp.size === stamp.size &&
        armed.stamp.ctimeNs === stamp.ctimeNs &&
        armed.stamp.mtimeNs === stamp.mtimeNs &&
        (armed.uids === 'all' || armed.uids.includes(uid)),
    );
  }

  watch(listener: (event: ProcessEvent) => void): Promise<void> {
    if (this.#listener !== undefined) throw new Error('watch: called twice');
    this.#listener = listener;
    return Promise.resolve();
  }
  sweep(): Promise<readonly ProcessSnapshot[]> {
    return Promise.resolve([...this.#running.values()].map(({ process }) => process));
  }
  arm(programs: readonly ArmedProgram[]): Promise<void> {
    this.#armed = programs;
    return Promise.resolve();
  }
  alive(process: ProcessRef): boolean {
    return this.#running.get(process.pid)?.process.startTicks === process.startTicks;
  }
  descendants(process: ProcessRef): readonly ProcessRef[] {
    if (!this.alive(process)) return [];
    return descendantsAmong(
      [...this.#running.values()].map((running) => running.process),
      process,
    );
  }
  end(process: ProcessRef, how: 'polite' | 'kill'): ReturnType<Processes['end']> {
    const running = this.#running.get(process.pid);
    if (running === undefined || running.process.startTicks !== process.startTicks)
      return fail({ code: 'gone' });
    if (running.program.untouchable === true) return fail({ code: 'not-permitted' });
    this.ends.push({ pid: process.pid, exe: running.program.exe, how });
    if (how === 'kill' || running.program.stubborn !== true) this.#running.delete(process.pid);
    return ok(undefined);
  }
  [Symbol.asyncDispose](): Promise<void> {
    this.#listener = undefined;
    return Promise.resolve();
  }
}
