import type { Compiled } from './compile.ts';

/** A version's content never changes, and reading it takes long: what was asked for last is kept. */
export function newestContents(most = 4) {
  const kept = new Map<number, Compiled>();
  return {
    get: (version: number): Compiled | undefined => kept.get(version),
    put: (version: number, content: Compiled): void => {
      kept.set(version, content);
      const [oldest] = kept.keys();
      if (kept.size > most && oldest !== undefined) kept.delete(oldest);
    },
  };
}
