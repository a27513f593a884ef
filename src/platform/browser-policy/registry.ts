import { chromiumExtensionSettings, chromiumValues, type ChromiumValues } from './chromium-policy.ts';
import { nothingForeign } from './chromium-foreign.ts';
import { firefoxValues } from './firefox-policy.ts';
import type { DesiredBrowserState } from './port.ts';

export type RegistryValue =
  | { readonly name: string; readonly type: 'REG_SZ'; readonly data: string }
  | { readonly name: string; readonly type: 'REG_DWORD'; readonly data: number };

/** Below `HKEY_LOCAL_MACHINE`: what stands below `HKEY_CURRENT_USER` could be changed by the person. */
export type RegistryKey = { readonly path: string; readonly values: readonly RegistryValue[] };

/**
 * Browsers read a list's values in the order of their numbers and leave gaps out. Ours begin here, so that they take the
 * place of nobody's.
 */
const firstNumber = 7001;

const chromiumKeys: readonly { readonly policies: string; readonly hosts: string }[] = [
  { policies: 'Google\\Chrome', hosts: 'Google\\Chrome' },
  { policies: 'Microsoft\\Edge', hosts: 'Microsoft\\Edge' },
  // Brave, Vivaldi and Yandex look for native hosts where Chrome does.
  { policies: 'BraveSoftware\\Brave', hosts: 'Google\\Chrome' },
  { policies: 'Vivaldi', hosts: 'Google\\Chrome' },
  { policies: 'YandexBrowser', hosts: 'Google\\Chrome' },
  { policies: 'Chromium', hosts: 'Chromium' },
];

export type WindowsPaths = {
  /** Manifest files of the native host, absolute. */
  readonly chromiumManifest: string;
  readonly firefoxManifest: string;
};

/** The desired state of every browser as registry keys. Lists of other origin in the same keys are not ours to merge here. */
export function registryKeys(desired: DesiredBrowserState, paths: WindowsPaths): readonly RegistryKey[] {
  const values = chromiumValues(desired, { foreign: nothingForeign, shadowed: false });
  const { name } = desired.nativeHost;
  const hosts = [...new Set(chromiumKeys.map(({ hosts: key }) => key))];
  return [
    ...chromiumKeys.flatMap(({ policies }) => [
      ...policyKeys(`SOFTWARE\\Policies\\${policies}`, values),
      updateKey(`SOFTWARE\\Policies\\${policies}`, desired),
    ]),
    ...firefoxKeys(desired),
    ...hosts.map((key) => hostKey(`SOFTWARE\\${key}\\NativeMessagingHosts\\${name}`, paths.chromiumManifest)),
    hostKey(`SOFTWARE\\Mozilla\\NativeMessagingHosts\\${name}`, paths.firefoxManifest),
  ];
}

/** The same as a file that `reg import` takes. */
export function regFile(keys: readonly RegistryKey[]): string {
  const lines = keys.flatMap(({ path, values }) => [
    `[HKEY_LOCAL_MACHINE\\${path}]`,
    ...values.map((value) => `${value.name === '' ? '@' : quoted(value.name)}=${dataOf(value)}`),
    '',
  ]);
  return ['Windows Registry Editor Version 5.00', '', ...lines].join('\r\n');
}

/** There is one source on Windows, so that there is nothing to merge. */
function policyKeys(path: string, values: ChromiumValues): readonly RegistryKey[] {
  const entries = Object.entries(values).filter(([name]) => name !== 'PolicyListMultipleSourceMergeList');
  const single = entries.flatMap(([name, value]): RegistryValue[] =>
    typeof value === 'number' || typeof value === 'boolean'
      ? [{ name, type: 'REG_DWORD', data: Number(value) }]
      : [],
  );
  return [
    ...(single.length === 0 ? [] : [{ path, values: single }]),
    ...entries.flatMap(([name, value]) =>
      typeof value === 'object' ? [{ path: `${path}\\${name}`, values: numbered(value) }] : [],
    ),
  ];
}

/** A key for our extension alone, beside those of others. */
function updateKey(path: string, desired: DesiredBrowserState): RegistryKey {
  const { id } = desired.extension.chromium;
  const settings = Object.entries(chromiumExtensionSettings(desired));
  return {
    path: `${path}\\ExtensionSettings\\${id}`,
    values: settings.map(([name, value]): RegistryValue =>
      typeof value === 'boolean'
        ? { name, type: 'REG_DWORD', data: Number(value) }
        : { name, type: 'REG_SZ', data: value },
    ),
  };
}

function firefoxKeys(desired: DesiredBrowserState): readonly RegistryKey[] {
  const path = 'SOFTWARE\\Policies\\Mozilla\\Firefox';
  const policies = Object.entries(firefoxValues(desired).policies);
  const single = policies.flatMap(([name, value]): RegistryValue[] => {
    if (typeof value === 'boolean') return [{ name, type: 'REG_DWORD', data: Number(value) }];
    return name === 'WebsiteFilter' ? [] : [{ name, type: 'REG_SZ', data: JSON.stringify(value) }];
  });
  const lists = policies.flatMap(([name, value]) =>
    name === 'WebsiteFilter' && typeof value === 'object' && value !== null ? Object.entries(value) : [],
  );
  return [
    { path, values: single },
    ...lists.map(([name, entries]: [string, unknown]) => ({
      path: `${path}\\WebsiteFilter\\${name}`,
      values: numbered(Array.isArray(entries) ? entries.map(String) : []),
    })),
  ];
}

const numbered = (entries: readonly string[]): readonly RegistryValue[] =>
  entries.map((data, index) => ({ name: String(firstNumber + index), type: 'REG_SZ', data }));

const hostKey = (path: string, manifest: string): RegistryKey => ({
  path,
  values: [{ name: '', type: 'REG_SZ', data: manifest }],
});

const quoted = (text: string): string => `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;

const dataOf = (value: RegistryValue): string =>
  value.type === 'REG_SZ' ? quoted(value.data) : `dword:${value.data.toString(16).padStart(8, '0')}`;
