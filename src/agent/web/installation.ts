import { Compile } from 'typebox/compile';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Launched } from '#platform/native-messaging/launcher.ts';
import { nativeHostName } from '#protocol/browser-agent.ts';
import { ExtensionPackage } from '#protocol/extension-package.ts';
import { fail, ok, type Outcome } from '#policy/outcome.ts';
import type { WebInstallation } from './web-guard.ts';

const check = Compile(ExtensionPackage);

export type InstallationPlaces = {
  /** Where the packed extension lies; every account must be able to read it. */
  readonly extensionFolder: string;
  /** Where the program that browsers start is written. */
  readonly launcherFolder: string;
  /** Of the agent's doors. */
  readonly doorFolder: string;
  /** The program that runs the native host. */
  readonly node: string;
};

/** What the browsers are to install, from the text of `extension.json`. Addresses are of files on this PC. */
export function installationOf(text: string, places: InstallationPlaces): Outcome<WebInstallation, string> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return fail('extension.json is not JSON');
  }
  if (!check.Check(value)) return fail('extension.json is not as the build of the extension writes it');
  const { chromium, firefox, host, version } = value;
  const address = (name: string): string => pathToFileURL(join(places.extensionFolder, name)).href;
  const launcher: Launched = {
    node: places.node,
    script: join(places.extensionFolder, host),
    doorFolder: places.doorFolder,
  };
  return ok({
    extension: {
      version,
      chromium: { id: chromium.id, updateUrl: address(chromium.updates) },
      firefox: { id: firefox.id, installUrl: address(firefox.xpi), signed: firefox.signed },
    },
    nativeHost: { name: nativeHostName, program: join(places.launcherFolder, 'web-host'), launcher },
  });
}
