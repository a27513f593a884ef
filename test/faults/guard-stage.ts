import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { createExecGuard } from '#platform/exec-guard/linux.ts';
import type { DeniedStart, ExecGuard, GuardState } from '#platform/exec-guard/port.ts';
import { scratchMount, type ScratchMount } from '#test/kit/scratch-mount.ts';
import { StartStorm, StormPrograms, type Book, type Books } from '#test/kit/start-storm.ts';
import { until } from '#test/kit/system-under-test.ts';
import { tempFolder } from '#test/kit/temp-folder.ts';
import type { FaultyBasis } from './guard-basis.ts';

/** No start may wait longer, whatever goes wrong. */
const longestMs = 2_000;

/** Prints the longest wait, and holds everybody to the promise: nobody waits long, nothing allowed is refused. */
export function expectUnhindered(name: string, { banned, fresh, known }: Books): void {
  const longest = Math.max(known.longestMs, fresh.longestMs, banned.longestMs);
  const starts = known.started + fresh.started;
  console.log(
    `guard, ${name}: longest wait ${longest.toFixed(0)} ms of ${starts} starts; banned: ${banned.refused} refused, ${banned.started} not`,
  );
  expect(longest).toBeLessThanOrEqual(longestMs);
  expect(known.refused + fresh.refused).toBe(0);
  expect(known.started).toBeGreaterThan(0);
  expect(fresh.started).toBeGreaterThan(0);
}

/** A scratch file system with programs, and a folder beside it that nobody is asked about. */
export class GuardPlace implements Disposable {
  readonly #folder = tempFolder();
  readonly #mount: ScratchMount = scratchMount('tmpfs', 64);
  readonly programs = new StormPrograms(this.#folder.path);

  constructor() {
    this.put('known', 'template', 'banned');
  }
  get mount(): string {
    return this.#mount.path;
  }
  get folder(): string {
    return this.#folder.path;
  }
  program(name: string): string {
    return join(this.mount, name);
  }
  put(...names: readonly string[]): void {
    this.programs.put(this.mount, ...names);
  }
  try(name: string, times = 1): Book {
    return this.programs.try(this.program(name), times);
  }
  storm(name: string, pace: { readonly paceUs?: number } = {}): StartStorm {
    return new StartStorm(this.programs, { folder: this.mount, books: join(this.folder, name), ...pace });
  }
  [Symbol.dispose](): void {
    this.#mount[Symbol.dispose]();
    this.#folder[Symbol.dispose]();
  }
}

export const isGone = (pid: number): boolean => !existsSync(`/proc/${pid}`);

/** A guard of this process, while programs are started without end. Held to the promise when it is over. */
export class GuardStage implements AsyncDisposable {
  readonly guard: ExecGuard<FaultyBasis>;
  readonly storm: StartStorm;
  readonly states: GuardState[] = [];
  readonly denied: DeniedStart[] = [];
  readonly #name: string;
  readonly #place: GuardPlace;

  private constructor(place: GuardPlace, name: string, { folder, paceUs, program }: StageOptions) {
    this.#name = name;
    this.#place = place;
    this.guard = createExecGuard({
      program: new URL(`./${program ?? 'guard-program'}.ts`, import.meta.url),
      folder: folder ?? join(place.folder, 'guard'),
      only: [place.mount],
      protectedPaths: [],
    });
    this.guard.onState((state) => this.states.push(state));
    this.guard.onDenied((denied) => this.denied.push(denied));
    this.storm = place.storm(name, paceUs === undefined ? {} : { paceUs });
  }

  static async open(
    place: GuardPlace,
    { name, basis, ...options }: StageOptions & { readonly name: string; readonly basis: FaultyBasis },
  ): Promise<GuardStage> {
    const stage = new GuardStage(place, name, options);
    try {
      await stage.guard.judgeBy(basis);
      await stage.storm.goesOn();
      return stage;
    } catch (error) {
      await stage[Symbol.asyncDispose]();
      throw error;
    }
  }

  get isGuarding(): boolean {
    return this.guard.state().kind === 'guarding';
  }
  /** Why there were gaps, oldest first. */
  get gaps(): readonly string[] {
    return this.states.flatMap((state) => (state.kind === 'gap' ? [state.why] : []));
  }
  async pid(): Promise<number> {
    return (await this.guard.counts()).pid;
  }

  /** Another guard is there, and refuses what is banned. */
  async isBack(old: number): Promise<void> {
    await until('another guard', async () => {
      const pid = await this.pid();
      return this.isGuarding && pid !== 0 && pid !== old;
    });
    expect(this.#place.try('banned', 3)).toMatchObject({ started: 0, refused: 3 });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.guard[Symbol.asyncDispose]();
    await this.storm[Symbol.asyncDispose]();
    expectUnhindered(this.#name, this.storm.books());
  }
}

type StageOptions = {
  /** The guard process's program, without its ending. */
  readonly program?: string;
  readonly folder?: string;
  /** Pause between starts of the storm. */
  readonly paceUs?: number;
};
