import type { ResponseOf } from '#protocol/console-server.ts';

type Draft = Pick<ResponseOf<'getDraft'>, 'diff' | 'content'>;

/** Catalogue apps of the bans that a draft adds or changes, at most the 50 that one preview takes. */
export function appsOfDraft({ diff, content }: Draft): readonly string[] {
  const touched = (diff?.bans ?? []).filter(({ change }) => change !== 'removed');
  const apps = touched.flatMap(({ unit, ban }) =>
    (content?.policies ?? [])
      .filter((policy) => policy.unit === unit)
      .flatMap(({ bans }) => bans.find(({ id }) => id === ban)?.apps ?? []),
  );
  return [...new Set(apps)].toSorted().slice(0, 50);
}

/** Whether a preview was about all of these apps. */
export const sameApps = (asked: readonly string[], wanted: readonly string[]): boolean =>
  wanted.length > 0 && wanted.every((app) => asked.includes(app));
