import { readFile, readlink } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { withoutDeletedMark } from '#platform/processes/proc-stat.ts';

/** A file that a dynamic loader runs as a program: nobody was asked about it, and its process has the loader's name. */
export type LoadedProgram = {
  /** As the kernel names it, ` (deleted)` taken off. */
  readonly path: string;
  /** Through which it is reached wherever it lies: `/proc/<pid>/map_files/<from>-<to>`. */
  readonly mapped: string;
};

/** Options of glibc's and musl's loaders that are followed by a value. */
const withValue = new Set([
  ...['--library-path', '--inhibit-rpath', '--audit', '--preload', '--argv0'],
  ...['--glibc-hwcaps-prepend', '--glibc-hwcaps-mask'],
]);
/** With these it only tells what it would load, as `ldd` has it do. */
const runsNothing = new Set([
  '--list',
  '--verify',
  '--list-tunables',
  '--list-diagnostics',
  '--help',
  '--version',
]);
const tracing = /(^|\0)LD_TRACE_LOADED_OBJECTS=[^\0]/;
const mostCandidates = 4;

/**
 * What the loader that runs as this process has loaded as its program; none as long as it has not, undefined where it never will: the process
 * is gone, or only tells what a program needs. Opens no file, so that nothing but `/proc` is waited for. See proc_pid_maps(5), ld.so(8).
 */
export async function loadedPrograms(pid: number): Promise<readonly LoadedProgram[] | undefined> {
  try {
    const of = `/proc/${pid}`;
    // One after the other: each may cost a thread.
    const maps = await readFile(`${of}/maps`, 'utf8');
    const environment = await readFile(`${of}/environ`, 'latin1');
    if (maps === '' || tracing.test(environment)) return undefined;
    const given = programIn((await readFile(`${of}/cmdline`, 'utf8')).split('\0').slice(1));
    if (given === undefined) return undefined;
    return programOf(
      mappedPrograms(maps, pid, await readlink(`${of}/exe`)),
      given,
      await readlink(`${of}/cwd`),
    );
  } catch (error) {
    if (error instanceof Error && 'code' in error) return undefined;
    throw error;
  }
}

/** The program among a loader's arguments; undefined where it runs none. */
export function programIn(words: readonly string[]): string | undefined {
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? '';
    if (!word.startsWith('--')) return word === '' ? undefined : word;
    if (runsNothing.has(word)) return undefined;
    if (withValue.has(word)) at += 1;
  }
  return undefined;
}

/** Files that are mapped to be run, each once, but for the loader itself. */
export function mappedPrograms(maps: string, pid: number, loader: string): readonly LoadedProgram[] {
  const found = new Map<string, LoadedProgram>();
  for (const [, range = '', name = ''] of maps.matchAll(
    /^([0-9a-f]+-[0-9a-f]+) ..x. \S+ \S+ \d+ +(\/.*)$/gm,
  )) {
    const path = withoutDeletedMark(name.replaceAll('\\012', '\n'));
    if (path !== withoutDeletedMark(loader) && !found.has(path))
      found.set(path, { path, mapped: `/proc/${pid}/map_files/${range}` });
  }
  return [...found.values()];
}

/** Its words say which it is; where they name a link, whatever does not look like a library may be it. */
function programOf(mapped: readonly LoadedProgram[], given: string, cwd: string): readonly LoadedProgram[] {
  const there = resolve(cwd, given);
  const named =
    mapped.find(({ path }) => path === there) ??
    mapped.find(({ path }) => basename(path) === basename(there));
  if (named !== undefined) return [named];
  return mapped.filter(({ path }) => !/\.so(\.[\d.]+)?$/.test(path)).slice(0, mostCandidates);
}
