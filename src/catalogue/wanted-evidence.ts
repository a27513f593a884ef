import type { Catalogue } from './compile.ts';

/** What must be looked for in and around a program file, because no path or package tells of it. */
export type WantedEvidence = {
  /** Strings of marker sets, `not` strings included; sorted, each once. */
  readonly markers: readonly string[];
  /** Smallest program file, in bytes, in which a string of `markers` means something. Absent: any. */
  readonly atLeastBytes: ReadonlyMap<string, number>;
  /** Names of folders that may lie beside the program. */
  readonly dataFolders: readonly string[];
};

/**
 * Of all apps, or of those given and of their families: what is found of one member decides between it and the others.
 */
export const wantedEvidence = (catalogue: Catalogue, apps?: ReadonlySet<string>): WantedEvidence => {
  const isWanted = membership(catalogue, apps);
  const atLeastBytes = new Map<string, number>();
  const want = (strings: readonly string[], bytes: number): void => {
    for (const string of strings)
      atLeastBytes.set(string, Math.min(bytes, atLeastBytes.get(string) ?? bytes));
  };
  for (const { app, not, sets } of catalogue.markers) {
    if (!isWanted(app)) continue;
    for (const set of sets) want(set.strings, set.atLeastBytes);
    want(not, Math.min(...sets.map((set) => set.atLeastBytes)));
  }
  const folders = catalogue.apps.flatMap(({ identifiers }, app) =>
    isWanted(app)
      ? identifiers.filter(({ kind, value }) => kind === 'data-folder' && !/[\\/]/.test(value))
      : [],
  );
  return {
    markers: [...atLeastBytes.keys()].toSorted(),
    atLeastBytes,
    dataFolders: [...new Set(folders.map(({ value }) => value))],
  };
};

const membership = (
  { ids, parents }: Catalogue,
  apps: ReadonlySet<string> | undefined,
): ((app: number) => boolean) => {
  if (apps === undefined) return () => true;
  const headOf = (app: number): number => parents[app] ?? app;
  const heads = new Set(ids.flatMap((id, app) => (apps.has(id) ? [headOf(app)] : [])));
  return (app) => heads.has(headOf(app));
};
