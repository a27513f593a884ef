import { createHash } from 'node:crypto';
import { nothingForeign } from './chromium-foreign.ts';
import { chromiumExtensionSettings, chromiumValues } from './chromium-policy.ts';
import { firefoxValues } from './firefox-policy.ts';
import type { DesiredBrowserState } from './port.ts';

const identifier = 'no.portvakt.browser-policy';

const chromiumDomains = [
  'com.google.Chrome',
  'com.microsoft.Edge',
  'com.brave.Browser',
  'com.vivaldi.Vivaldi',
  'org.chromium.Chromium',
  'ru.yandex.desktop.yandex-browser',
] as const;

/**
 * The desired state as a configuration profile, one payload for each browser. Only device management can install it, or a
 * person who approves it; the same state gives the same bytes.
 */
export function macProfile(desired: DesiredBrowserState, organisation: string): string {
  const { PolicyListMultipleSourceMergeList: _oneSource, ...chromium } = chromiumValues(desired, {
    foreign: nothingForeign,
    shadowed: false,
  });
  const settings = { [desired.extension.chromium.id]: chromiumExtensionSettings(desired) };
  const payloads = [
    ...chromiumDomains.map((domain) => payload(domain, { ...chromium, ExtensionSettings: settings })),
    payload('org.mozilla.firefox', { EnterprisePoliciesEnabled: true, ...firefoxValues(desired).policies }),
  ];
  const content = {
    PayloadContent: payloads,
    PayloadDisplayName: 'Portvakt: web pages in browsers',
    PayloadIdentifier: identifier,
    PayloadOrganization: organisation,
    PayloadRemovalDisallowed: true,
    PayloadScope: 'System',
    PayloadType: 'Configuration',
    PayloadUUID: uuidOf(identifier, payloads),
    PayloadVersion: 1,
  };
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">',
    '<plist version="1.0">',
    ...plist(content, ''),
    '</plist>',
    '',
  ].join('\n');
}

const payload = (domain: string, values: object): object => ({
  PayloadType: domain,
  PayloadVersion: 1,
  PayloadIdentifier: `${identifier}.${domain}`,
  PayloadUUID: uuidOf(domain, values),
  PayloadEnabled: true,
  ...values,
});

/** From the content, so that a profile is new exactly when it says something new. */
function uuidOf(name: string, content: unknown): string {
  const hex = createHash('sha256')
    .update(JSON.stringify([name, content]))
    .digest('hex')
    .toUpperCase();
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `5${hex.slice(13, 16)}`,
    `8${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-');
}

function plist(value: unknown, indent: string): readonly string[] {
  const deeper = `${indent}\t`;
  if (typeof value === 'boolean') return [`${indent}<${value ? 'true' : 'false'}/>`];
  if (typeof value === 'number') return [`${indent}<integer>${value}</integer>`];
  if (typeof value === 'string') return [`${indent}<string>${escaped(value)}</string>`];
  if (Array.isArray(value))
    return [
      `${indent}<array>`,
      ...value.flatMap((entry: unknown) => plist(entry, deeper)),
      `${indent}</array>`,
    ];
  const entries = Object.entries(value ?? {}).flatMap(([key, inner]: [string, unknown]) => [
    `${deeper}<key>${escaped(key)}</key>`,
    ...plist(inner, deeper),
  ]);
  return [`${indent}<dict>`, ...entries, `${indent}</dict>`];
}

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
