import type { App } from '#catalogue/app.ts';
import type { LikelyDenied } from '#platform/exec-guard/look-ahead.ts';
import type { Evidence } from '#policy/evidence.ts';
import { bearingOnStarts, stops, type GuardBasis } from './basis.ts';

/** More accounts are not asked about one by one. */
const mostAccounts = 64;
const mostPlaces = 1_024;
/** What no account has for a number: judged as somebody nothing is known of. */
const anybody = 4_294_967_295;

/**
 * Places of programs that blocking bans name: installed ones, what their packages hold, and paths by which the catalogue knows the
 * apps. Only where to look: what lies there is judged as every start is.
 */
export function likelyDenied(
  { accounts, installed, loaded = [], policy }: GuardBasis,
  apps: readonly App[],
  programsOf: (evidence: Evidence) => readonly string[],
): readonly LikelyDenied[] {
  const bans = policy.bans.filter(stops);
  const everyone = accounts.length === 0 ? [anybody] : accounts.slice(0, mostAccounts).map(({ uid }) => uid);
  const uidsOf = (name: string | undefined): readonly number[] =>
    name === undefined ? everyone : accounts.filter((account) => account.name === name).map(({ uid }) => uid);
  const places = new Map<string, ReadonlySet<number>>();
  const add = (path: string, uids: readonly number[]): void => {
    if (places.size < mostPlaces || places.has(path))
      places.set(path, new Set([...(places.get(path) ?? []), ...uids]));
  };

  for (const { path, uid } of loaded) add(path, [uid]);
  for (const { account, evidence, path } of bearingOnStarts({ bans }, installed ?? [])) {
    for (const program of evidence.flatMap(programsOf)) add(program, everyone);
    if (path !== undefined) add(path, uidsOf(account));
  }
  const named = new Set(bans.flatMap(({ ban }) => ban.apps ?? []));
  for (const { forkOf, id, identifiers } of apps) {
    if (!named.has(id) && (forkOf === undefined || !named.has(forkOf))) continue;
    for (const { kind, match = 'exact', value } of identifiers) {
      if (kind !== 'exe-path' || match !== 'exact') continue;
      if (value.startsWith('/')) add(value, everyone);
      else if (value.startsWith('~/'))
        for (const { home, uid } of accounts.slice(0, mostAccounts)) add(home + value.slice(1), [uid]);
    }
  }
  return [...places].map(([path, uids]) => ({ path, uids: [...uids] }));
}
