import type { KnownBrowser } from './known-browsers.ts';
import type { LinuxBrowsers } from './linux-browsers.ts';

/** A native host of our name in somebody's own folder, which browsers start instead of ours. */
export type Shadow = {
  /** Absent for Firefox, which has no switch against it. */
  readonly browser?: KnownBrowser;
  readonly path: string;
};

/** Folders in which a shadow could lie, and the shadows that do. Folders chosen by `--user-data-dir` are not known. */
export function lookForShadows(
  browsers: LinuxBrowsers,
  hostName: string,
): { readonly places: readonly string[]; readonly shadows: readonly Shadow[] } {
  const file = `${hostName}.json`;
  const places = [
    ...browsers.userData().map(({ browser, path }) => ({ browser, folder: `${path}/NativeMessagingHosts` })),
    ...browsers.firefoxHostFolders().map((path) => ({ browser: undefined, folder: path })),
  ];
  return {
    places: places.map(({ folder }) => `${folder}/${file}`),
    shadows: places
      .filter(({ folder }) => browsers.mayHold(folder, file))
      .map(({ browser, folder }) => ({
        ...(browser === undefined ? {} : { browser }),
        path: `${folder}/${file}`,
      })),
  };
}
