import type { DesiredBrowserState } from './port.ts';
import { cleanBlockList, isClosedBy, isWithin, patternHost } from './url-filter.ts';

/** What `policies.json` is to contain beside what others wrote there. Lists are added to, the rest is set. */
export type FirefoxValues = { readonly policies: Readonly<Record<string, unknown>> };

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
  const domains = (hosts: readonly string[]): readonly string[] => hosts.map((host) => `*://*.${host}/*`);
  const { firefox } = desired.extension;
  return {
    policies: {
      WebsiteFilter: {
        Block: [
          ...domains(block.domains),
          ...block.hosts.map((host) => `*://${host}/*`),
          ...block.paths.map((entry) => `*://*.${entry}*`),
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
