import type { AppSummary } from '#catalogue/app-summary.ts';

const plain = (text: string): string =>
  text
    .normalize('NFD')
    .replaceAll(/\p{Diacritic}/gu, '')
    .toLowerCase();

/**
 * Apps that a person may mean, best first: every word typed must begin a word of the app's name, maker, kind or id. An
 * app comes before its forks; what begins with the typed text comes before what only contains it.
 */
export function searchApps(apps: readonly AppSummary[], typed: string): readonly AppSummary[] {
  const words = plain(typed).split(/\s+/u).filter(Boolean);
  if (words.length === 0) return [];
  return apps
    .map((app) => ({ app, rank: rankOf(app, words) }))
    .filter(({ rank }) => rank > 0)
    .toSorted((a, b) => b.rank - a.rank || a.app.name.localeCompare(b.app.name))
    .map(({ app }) => app);
}

function rankOf(app: AppSummary, words: readonly string[]): number {
  const name = plain(app.name);
  const all = [name, plain(app.id), plain(app.vendor), ...app.categories, app.forkOf ?? ''].join(' ');
  const found = all.split(/[^\p{L}\p{N}]+/u);
  if (!words.every((word) => found.some((one) => one.startsWith(word)))) return 0;
  const [first = ''] = words;
  return 1 + (name.startsWith(first) ? 4 : 0) + (app.forkOf === undefined ? 2 : 0);
}

/** Other clients of an app, which a ban on it covers too. */
export const forksOf = (apps: readonly AppSummary[], id: string): readonly AppSummary[] =>
  apps.filter(({ forkOf }) => forkOf === id);
