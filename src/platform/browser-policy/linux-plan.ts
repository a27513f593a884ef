import { dirname } from 'node:path';
import { launcherText } from '#platform/native-messaging/launcher.ts';
import { chromiumHostManifest, firefoxHostManifest } from '#platform/native-messaging/manifests.ts';
import { chromiumFileName, chromiumPolicy } from './chromium-policy.ts';
import { knownBrowsers, type KnownBrowser } from './known-browsers.ts';
import type { OwnFile } from './own-files.ts';
import type { DesiredBrowserState, FoundBrowser } from './port.ts';

/** What is known of a browser that was found and takes a policy. */
export const knownOf = ({ kind, takesPolicy }: FoundBrowser): KnownBrowser | undefined =>
  takesPolicy ? knownBrowsers.find((known) => known.kind === kind) : undefined;

const policyPath = (managedFolder: string): string => `${managedFolder}/${chromiumFileName}`;

/** Where a policy file of ours may lie, whoever wrote it and when. */
export const everyPolicyPath: readonly string[] = knownBrowsers.flatMap(({ family, managedFolder }) =>
  family === 'chromium' && managedFolder !== undefined ? [policyPath(managedFolder)] : [],
);

/** The policy file is written beside its folder: Chromium reads whatever lies in it, under any name. */
export const policyFile = (managedFolder: string, values: Readonly<Record<string, unknown>>): OwnFile => ({
  path: policyPath(managedFolder),
  content: chromiumPolicy(values),
  mode: 0o644,
  via: dirname(managedFolder),
});

/** `exists`: whether a folder is there; a second folder for libraries is used only where the system has one. */
export function hostFiles(
  browser: KnownBrowser,
  desired: DesiredBrowserState,
  exists: (folder: string) => boolean,
): readonly OwnFile[] {
  const { nativeHost, extension } = desired;
  const content =
    browser.family === 'firefox'
      ? firefoxHostManifest(nativeHost, extension.firefox.id)
      : chromiumHostManifest(nativeHost, extension.chromium.id);
  return browser.hostFolders
    .filter((folder) => !folder.startsWith('/usr/lib64/') || exists('/usr/lib64/mozilla'))
    .map((folder) => ({ path: `${folder}/${nativeHost.name}.json`, content, mode: 0o644 }));
}

export function launcherFiles({ nativeHost }: DesiredBrowserState): readonly OwnFile[] {
  const { launcher, program } = nativeHost;
  return launcher === undefined ? [] : [{ path: program, content: launcherText(launcher), mode: 0o755 }];
}
