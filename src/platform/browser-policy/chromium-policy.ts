import type { ForeignChromium } from './chromium-foreign.ts';
import type { DesiredBrowserState } from './port.ts';
import { cleanBlockList, filterHost, isClosedBy } from './url-filter.ts';

/** After the company's own files in the alphabet, so that the union of merged lists is ours to say. */
export const chromiumFileName = 'zz-portvakt.json';

/** What is to be said in spite of the desired state, because of what was found on this PC. */
export type ChromiumCircumstances = {
  readonly foreign: ForeignChromium;
  /** A native host in somebody's own folder takes the place of ours. */
  readonly shadowed: boolean;
};

/** Values by policy name. */
export type ChromiumValues = Readonly<Record<string, readonly string[] | number | boolean>>;

/** Lists of ours, which must be merged with those of other files instead of hiding them. */
export const mergedLists = [
  'URLBlocklist',
  'URLAllowlist',
  'ExtensionInstallForcelist',
  'NativeMessagingAllowlist',
] as const;

/**
 * The desired state in Chromium's words. A host without dot stands for everything below it too, with a dot for itself.
 * `*.` is never written: Chromium takes it for nothing.
 */
export function chromiumValues(
  desired: DesiredBrowserState,
  { foreign, shadowed }: ChromiumCircumstances,
): ChromiumValues {
  const block = cleanBlockList(desired.block);
  const closed = foreign.blocked.map(filterHost);
  const allow = block.except.filter((host) => !isClosedBy(closed, host));
  const { chromium } = desired.extension;
  return {
    URLBlocklist: [...block.domains, ...block.hosts.map((host) => `.${host}`), ...block.paths],
    ...(allow.length === 0 ? {} : { URLAllowlist: allow }),
    ExtensionInstallForcelist: [`${chromium.id};${chromium.updateUrl}`],
    // A company that forbids native hosts by default forbids ours too, unless it is named.
    NativeMessagingAllowlist: [desired.nativeHost.name],
    PolicyListMultipleSourceMergeList: [...new Set([...mergedLists, ...foreign.mergeLists])].toSorted(),
    ...(desired.settings.privateWindows === 'forbid' ? { IncognitoModeAvailability: 1 } : {}),
    ...(desired.settings.guestProfiles === 'forbid' ? { BrowserGuestModeEnabled: false } : {}),
    ...(shadowed || desired.settings.userNativeHosts === 'forbid'
      ? { NativeMessagingUserLevelHosts: false }
      : {}),
  };
}

/**
 * Whence a running browser takes a newer version of the extension. The address in `ExtensionInstallForcelist` counts for
 * the first installation alone: measured, an extension without an address in its own manifest is never updated by it. What
 * the company says of other extensions in its own files is merged with this.
 */
export const chromiumUpdateSource = (
  desired: DesiredBrowserState,
  { mergeDictionaries }: ForeignChromium,
): Readonly<Record<string, unknown>> => ({
  ExtensionSettings: { [desired.extension.chromium.id]: chromiumExtensionSettings(desired) },
  PolicyDictionaryMultipleSourceMergeList: [
    ...new Set(['ExtensionSettings', ...mergeDictionaries]),
  ].toSorted(),
});

/** What `ExtensionSettings` says of our extension. */
export const chromiumExtensionSettings = ({
  extension: { chromium },
}: DesiredBrowserState): Readonly<Record<string, string | boolean>> => ({
  installation_mode: 'force_installed',
  update_url: chromium.updateUrl,
  override_update_url: true,
});

/** The content of our file. */
export const chromiumPolicy = (values: Readonly<Record<string, unknown>>): string =>
  `${JSON.stringify(values, undefined, 2)}\n`;
