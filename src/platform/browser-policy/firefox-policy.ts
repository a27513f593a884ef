import type { DesiredBrowserState } from './port.ts';
import { cleanBlockList, isClosedBy, isWithin, patternHost } from './url-filter.ts';

/** What `policies.json` is to contain beside what others wrote there. Lists are added to, the rest is set. */
export type FirefoxValues = { readonly policies: Readonly<Record<string, unknown>> };

/** Host names with a dot at the end are the same host to the network, and another one to Firefox. */
const bothSpellings = (host: string): readonly string[] => [host, `${host}.`];

/**
 * The desired state in Firefox's words. An exception always wins there, whatever is longer: one that would open a host
 * that is listed itself is left out. `closedByOthers`: match patterns of the company's own list; what it closed stays closed.
 */
export function firefoxValues(
  desired: DesiredBrowserState,
  closedByOthers: readonly string[] = [],
): FirefoxValues {
  const block = cleanBlockList(desired.block);
  const closed = closedByOthers.map(patternHost);
  const listed = [...block.hosts, ...block.paths.map((path) => path.slice(0, path.indexOf('/')))];
  const deeper = [...block.domains, ...listed];
  const except = block.except.filter(
    (host) => !isClosedBy(closed, host) && !deeper.some((entry) => isWithin(entry, host)),
  );
  const domains = (hosts: readonly string[]): readonly string[] =>
    hosts.flatMap(bothSpellings).map((host) => `*://*.${host}/*`);
  const { firefox } = desired.extension;
  return {
    policies: {
      WebsiteFilter: {
        Block: [
          ...domains(block.domains),
          ...block.hosts.flatMap(bothSpellings).map((host) => `*://${host}/*`),
          ...block.paths.flatMap((entry) => {
            const cut = entry.indexOf('/');
            return bothSpellings(entry.slice(0, cut)).map((host) => `*://*.${host}${entry.slice(cut)}*`);
          }),
        ],
        ...(except.length === 0 ? {} : { Exceptions: domains(except) }),
      },
      ExtensionSettings: {
        [firefox.id]: {
          installation_mode: 'force_installed',
          install_url: firefox.installUrl,
          private_browsing: true,
        },
      },
      ...(firefox.signed
        ? {}
        : { Preferences: { 'xpinstall.signatures.required': { Value: false, Status: 'locked' } } }),
      ...(desired.settings.privateWindows === 'forbid' ? { DisablePrivateBrowsing: true } : {}),
    },
  };
}

/** What has Firefox uninstall the extension: leaving its entry out would not. */
export const firefoxLeaving = (extensionId: string): FirefoxValues => ({
  policies: { ExtensionSettings: { [extensionId]: { installation_mode: 'blocked' } } },
});
