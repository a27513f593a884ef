import { Compile } from 'typebox/compile';
import { join } from 'node:path';
import type { Launched } from '#platform/native-messaging/launcher.ts';
import { nativeHostName } from '#protocol/browser-agent.ts';
import { ExtensionPackage } from '#protocol/extension-package.ts';
import { fileAddress } from '#protocol/extension-updates.ts';
import { fail, ok, type Outcome } from '#policy/outcome.ts';
import type { WebInstallation } from './web-guard.ts';

const check = Compile(ExtensionPackage);

export type InstallationPlaces = {
  /** Where the packed extension was published: every account can read it. */
  readonly extensionFolder: string;
  /** Where the program that browsers start is written. */
  readonly launcherFolder: string;
  /** Of the agent's doors. */
  readonly doorFolder: string;
  /** The program that runs the native host; every account can start it. */
  readonly node: string;
};

/** What the build of the extension left, from the text of `extension.json`. */
export function packageOf(text: string): Outcome<ExtensionPackage, string> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return fail('extension.json is not JSON');
  }
  if (!check.Check(value)) return fail('extension.json is not as the build of the extension writes it');
  return ok(value);
}

/** What the browsers are to install. Addresses are of files on this PC. */
export function installationOf(
  { chromium, firefox, host, version }: ExtensionPackage,
  places: InstallationPlaces,
): WebInstallation {
  const address = (name: string): string => fileAddress(join(places.extensionFolder, name));
  const launcher: Launched = {
    node: places.node,
    script: join(places.extensionFolder, host),
    doorFolder: places.doorFolder,
  };
  return {
    extension: {
      version,
      chromium: { id: chromium.id, updateUrl: address(chromium.updates) },
      firefox: { id: firefox.id, installUrl: address(firefox.xpi), signed: firefox.signed },
    },
    nativeHost: { name: nativeHostName, program: join(places.launcherFolder, 'web-host'), launcher },
  };
}
