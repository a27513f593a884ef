import type { Catalogue } from '#catalogue/compile.ts';
import { matchApps } from '#catalogue/match.ts';
import type { Evidence } from '#policy/evidence.ts';
import type { AppMatch } from '#policy/facts.ts';

/** Which apps a program is; answers for the same evidence are remembered, the oldest forgotten. */
export type AppMatcher = (evidence: readonly Evidence[]) => readonly AppMatch[];

const remembered = 4_096;

export function createAppMatcher(catalogue: Catalogue): AppMatcher {
  const known = new Map<string, readonly AppMatch[]>();
  let { apps } = catalogue;
  return (evidence) => {
    if (catalogue.apps !== apps) {
      known.clear();
      ({ apps } = catalogue);
    }
    const key = evidence
      .map(({ kind, value }) => `${kind}\0${value}`)
      .sort()
      .join('\n');
    const before = known.get(key);
    if (before !== undefined) return before;
    const matches = matchApps(catalogue, evidence);
    if (known.size >= remembered) {
      const [oldest] = known.keys();
      if (oldest !== undefined) known.delete(oldest);
    }
    known.set(key, matches);
    return matches;
  };
}
