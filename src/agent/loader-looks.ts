import { isLoader } from '#platform/exec-guard/loader-name.ts';
import type { LoadedProgram } from '#platform/exec-guard/loaded-program.ts';
import type { ProcessSnapshot } from '#platform/processes/port.ts';
import type { Clock } from '#runtime/clock.ts';

export type LoaderLookParts = {
  readonly clock: Pick<Clock, 'after'>;
  /** What it has loaded as its program: none as long as it has not, undefined where it never will. */
  readonly loadedBy: (pid: number) => Promise<readonly LoadedProgram[] | undefined>;
  readonly alive: (process: ProcessSnapshot) => boolean;
  /** The process as one of the program that its loader runs. */
  readonly found: (process: ProcessSnapshot) => void;
  readonly onFault: (fault: unknown) => void;
};

/**
 * Finds out what dynamic loaders run that were started with a program as their argument (`ld.so ./program`): the kernel tells of the loader
 * alone, in the question before its start and of the process.
 */
export interface LoaderLooks extends Disposable {
  /** Looks now and again until the loader has loaded its program. */
  started(process: ProcessSnapshot): void;
  /** The process as it was found to be; a loader that nobody has looked at yet is looked at. */
  seenAs(process: ProcessSnapshot): ProcessSnapshot;
}

/** The first thing that a loader does is to map its program; on a busy PC it may be a while before it does anything. */
const looksAfterMs = [0, 4, 16, 64, 250, 1_000, 3_000];
const mostKnown = 1_024;
/** Whoever starts more of them at once has the others looked at in the next sweep. */
const mostAtOnce = 64;
/** A process can hold up whoever reads what it maps: that may cost no more threads. */
const mostReading = 2;

export function createLoaderLooks(parts: LoaderLookParts): LoaderLooks {
  /** By process; undefined while it is looked at, or where there was nothing to be found. */
  const known = new Map<string, ProcessSnapshot | undefined>();
  const timers = new Set<Disposable>();
  let underWay = 0;
  let reading = 0;
  let closed = false;

  const waited = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      const timer = parts.clock.after(ms, () => {
        timers.delete(timer);
        resolve();
      });
      timers.add(timer);
    });
  const look = async (process: ProcessSnapshot, key: string): Promise<void> => {
    for (const ms of looksAfterMs) {
      if (ms > 0) await waited(ms);
      if (reading >= mostReading) continue;
      reading += 1;
      const loaded = await parts.loadedBy(process.pid).finally(() => (reading -= 1));
      if (closed || loaded === undefined || !parts.alive(process)) return;
      const all = loaded.map(({ mapped, path }) => ({ ...process, exe: path, mapped }));
      if (all.length === 0) continue;
      known.set(key, all[0]);
      for (const one of all) parts.found(one);
      return;
    }
  };
  const isLoaderItself = ({ exe, mapped }: ProcessSnapshot): boolean =>
    exe !== undefined && mapped === undefined && isLoader(exe);
  const begin = (process: ProcessSnapshot, key: string): void => {
    if (closed || underWay >= mostAtOnce) return;
    if (known.size >= mostKnown) known.clear();
    known.set(key, undefined);
    underWay += 1;
    look(process, key)
      .catch(parts.onFault)
      .finally(() => (underWay -= 1));
  };

  return {
    // The same process may have been another loader before.
    started: (process) => {
      if (isLoaderItself(process)) begin(process, keyOf(process));
    },
    seenAs: (process) => {
      if (!isLoaderItself(process)) return process;
      const key = keyOf(process);
      if (!known.has(key)) begin(process, key);
      return known.get(key) ?? process;
    },
    [Symbol.dispose]: () => {
      closed = true;
      for (const timer of timers) timer[Symbol.dispose]();
      timers.clear();
    },
  };
}

const keyOf = ({ pid, startTicks }: ProcessSnapshot): string => `${pid} ${startTicks}`;
