import { strictTree } from './json-additions.ts';
import type { DesiredBrowserState } from './port.ts';
import { cleanBlockList, isClosedBy, isWithin, patternHost } from './url-filter.ts';

const unsignedAllowed = 'xpinstall.signatures.required';

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
      ...(firefox.signed ? {} : { Preferences: { [unsignedAllowed]: { Value: false, Status: 'locked' } } }),
      ...(desired.settings.privateWindows === 'forbid' ? { DisablePrivateBrowsing: true } : {}),
    },
  };
}

/** What has Firefox uninstall the extension: leaving its entry out would not. */
export const firefoxLeaving = (extensionId: string): FirefoxValues => ({
  policies: { ExtensionSettings: { [extensionId]: { installation_mode: 'blocked' } } },
});

/** As a file that holds nothing else. */
export const firefoxPolicy = (values: FirefoxValues): string => `${JSON.stringify(values, undefined, 2)}\n`;

/**
 * Whether a file is one that we made, to the last byte as we write it, with an extension of ours and nothing that is not:
 * for where the record of it is lost. Into somebody else's file we write without spaces, so that one never looks like this.
 */
export function isFirefoxPolicyOfOurs(text: string, extensions: readonly string[]): boolean {
  if (strictTree(text) === undefined) return false;
  const all: unknown = JSON.parse(text);
  if (text !== `${JSON.stringify(all, undefined, 2)}\n` || keysOf(all).join() !== 'policies') return false;
  const policies = memberOf(all, 'policies');
  const [first, second, ...others] = keysOf(policies);
  const settings = memberOf(policies, 'ExtensionSettings');
  const [id = '', ...more] = keysOf(settings);
  return (
    first === 'WebsiteFilter' &&
    second === 'ExtensionSettings' &&
    others.every((name) => name === 'Preferences' || name === 'DisablePrivateBrowsing') &&
    (!others.includes('Preferences') ||
      keysOf(memberOf(policies, 'Preferences')).join() === unsignedAllowed) &&
    more.length === 0 &&
    extensions.includes(id) &&
    memberOf(memberOf(settings, id), 'installation_mode') === 'force_installed'
  );
}

const keysOf = (value: unknown): readonly string[] =>
  typeof value === 'object' && value !== null ? Object.keys(value) : [];
const memberOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Readonly<Record<string, unknown>>)[name]
    : undefined;
