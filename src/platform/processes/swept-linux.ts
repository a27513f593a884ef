import { endProcess } from './end-process.ts';
import { loadLibc, type Libc } from './libc.ts';
import type { ArmedProgram, ProcessEvent, Processes, ProcessRef, ProcessSnapshot } from './port.ts';
import { descendantsOf, isAlive, sweepProc } from './proc-sweep.ts';
import { SweepWatch } from './sweep-watch.ts';

/** Linux without announcements: containers, and agents without privileges. */
export class SweptLinux implements Processes {
  readonly source: Processes['source'];
  readonly #libc: Libc = loadLibc();
  readonly #watch: SweepWatch;

  constructor(why: string, everyMs: number) {
    this.source = { kind: 'swept', why };
    this.#watch = new SweepWatch(this.#libc, everyMs);
  }

  watch(listener: (event: ProcessEvent) => void): Promise<void> {
    this.#watch.watch(listener);
    return Promise.resolve();
  }
  sweep(): Promise<readonly ProcessSnapshot[]> {
    return Promise.resolve(sweepProc());
  }
  arm(programs: readonly ArmedProgram[]): Promise<void> {
    this.#watch.arm(programs);
    return Promise.resolve();
  }
  alive(process: ProcessRef): boolean {
    return isAlive(process);
  }
  descendants(process: ProcessRef): readonly ProcessRef[] {
    return descendantsOf(process);
  }
  end(process: ProcessRef, how: 'polite' | 'kill'): ReturnType<Processes['end']> {
    return endProcess(this.#libc, process, how);
  }
  [Symbol.asyncDispose](): Promise<void> {
    this.#watch[Symbol.dispose]();
    return Promise.resolve();
  }
}
