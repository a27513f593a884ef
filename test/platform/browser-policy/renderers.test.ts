import { describe, expect, it } from 'vitest';
import {
  chromiumObstacle,
  foreignChromium,
  nothingForeign,
} from '#platform/browser-policy/chromium-foreign.ts';
import { chromiumPolicy, chromiumValues } from '#platform/browser-policy/chromium-policy.ts';
import { firefoxObstacle } from '#platform/browser-policy/firefox-foreign.ts';
import { firefoxValues } from '#platform/browser-policy/firefox-policy.ts';
import type { DesiredBrowserState } from '#platform/browser-policy/port.ts';
import { chromiumHostManifest, firefoxHostManifest } from '#platform/native-messaging/manifests.ts';
import { chromiumId, desiredState, firefoxId, hostName } from './desired-state.ts';

const bare = { foreign: nothingForeign, shadowed: false };
const company = (values: object, name = '10-company.json') =>
  foreignChromium([{ name, text: JSON.stringify(values) }]);

const telegram = {
  domains: ['web.telegram.org', 'tiktok.com', 'BÜCHER.example.'],
  hosts: ['t.me', 'www.tiktok.com'],
  paths: ['example.com/webclient/', 'no slash'],
  except: ['developers.tiktok.com', 'elsewhere.example', 'tiktok.com'],
};

describe('the policy file of Chromium', () => {
  it('says domains, single hosts, paths and exceptions in filter syntax', () => {
    expect(chromiumPolicy(chromiumValues(desiredState({ block: telegram }), bare))).toBe(`{
  "URLBlocklist": [
    "tiktok.com",
    "web.telegram.org",
    "xn--bcher-kva.example",
    ".t.me",
    "example.com/webclient/"
  ],
  "URLAllowlist": [
    "developers.tiktok.com"
  ],
  "ExtensionInstallForcelist": [
    "${chromiumId};file:///usr/lib/portvakt/extension/updates.xml"
  ],
  "NativeMessagingAllowlist": [
    "${hostName}"
  ],
  "PolicyListMultipleSourceMergeList": [
    "ExtensionInstallForcelist",
    "NativeMessagingAllowlist",
    "URLAllowlist",
    "URLBlocklist"
  ]
}
`);
  });

  it('takes private windows, guests and people’s native hosts away only where that is asked for', () => {
    const settings = {
      privateWindows: 'forbid',
      guestProfiles: 'forbid',
      userNativeHosts: 'forbid',
    } as const;
    expect(chromiumValues(desiredState({ settings }), bare)).toMatchObject({
      IncognitoModeAvailability: 1,
      BrowserGuestModeEnabled: false,
      NativeMessagingUserLevelHosts: false,
    });
    const shadowed = chromiumValues(desiredState(), { ...bare, shadowed: true });
    expect(shadowed).toMatchObject({ NativeMessagingUserLevelHosts: false });
    expect(shadowed).not.toHaveProperty('IncognitoModeAvailability');
  });

  it('merges what other files have merged, and opens nothing that they closed', () => {
    const foreign = company({
      PolicyListMultipleSourceMergeList: ['CookiesAllowedForUrls'],
      URLBlocklist: ['https://.developers.tiktok.com:443/x'],
    });
    const values = chromiumValues(desiredState({ block: telegram }), { foreign, shadowed: false });
    expect(values['PolicyListMultipleSourceMergeList']).toContain('CookiesAllowedForUrls');
    expect(values).not.toHaveProperty('URLAllowlist');
    const everything = chromiumValues(desiredState({ block: telegram }), {
      foreign: company({ URLBlocklist: ['*'] }),
      shadowed: false,
    });
    expect(everything).not.toHaveProperty('URLAllowlist');
  });

  it('keeps a single host that is banned within an exception', () => {
    const block = { hosts: ['live.developers.tiktok.com'], except: ['developers.tiktok.com'] };
    expect(chromiumValues(desiredState({ block }), bare)).toMatchObject({
      URLBlocklist: ['tiktok.com', '.live.developers.tiktok.com'],
      URLAllowlist: ['developers.tiktok.com'],
    });
  });

  it.each<[string, object, string | undefined, string?]>([
    ['an unrelated file', { HomepageLocation: 'https://x.example' }, undefined],
    ['a list of its own', { URLBlocklist: ['x.example'] }, undefined],
    ['the same entry allowed', { URLAllowlist: ['tiktok.com'] }, 'allows tiktok.com'],
    [
      'a host below allowed',
      { URLAllowlist: ['https://business.tiktok.com/'] },
      'allows business.tiktok.com',
    ],
    ['its own settings for our extension', { ExtensionSettings: { [chromiumId]: {} } }, 'ExtensionSettings'],
    [
      'a later file that merges something else',
      { PolicyListMultipleSourceMergeList: ['X'], URLBlocklist: [] },
      'does not let URLBlocklist be merged',
      'zzz.json',
    ],
    [
      'a later file that merges everything',
      { PolicyListMultipleSourceMergeList: ['*'], URLBlocklist: [] },
      undefined,
      'zzz.json',
    ],
    [
      'a later file that opens guests',
      { BrowserGuestModeEnabled: true },
      'sets BrowserGuestModeEnabled',
      'zzz.json',
    ],
  ])('knows what weakens it: %s', (_what, values, expected, name) => {
    const desired = desiredState({ settings: { guestProfiles: 'forbid' } });
    const foreign = company(values, name);
    const obstacle = chromiumObstacle(
      desired,
      chromiumValues(desired, { foreign, shadowed: false }),
      foreign,
    );
    if (expected === undefined) expect(obstacle).toBeUndefined();
    else expect(obstacle).toContain(expected);
  });

  it('reads other files as Chromium does: comments and trailing commas, and nothing of broken ones', () => {
    const foreign = foreignChromium([
      { name: 'a.json', text: '// ours\n{"URLBlocklist": ["a.example",],}' },
      { name: 'b.json', text: '{"URLBlocklist": ["b.example"' },
      { name: 'c.json', text: '["c.example"]' },
      { name: 'zz-portvakt.json', text: '{"URLBlocklist": ["own.example"]}' },
    ]);
    expect(foreign.blocked).toEqual(['a.example']);
  });
});

describe('the entries in Firefox’s policies.json', () => {
  const at = (desired: DesiredBrowserState, closed: readonly string[] = []) =>
    firefoxValues(desired, closed).policies;

  it('says domains, single hosts and paths as match patterns', () => {
    expect(at(desiredState({ block: telegram }))).toEqual({
      WebsiteFilter: {
        Block: [
          '*://*.tiktok.com/*',
          '*://*.web.telegram.org/*',
          '*://*.xn--bcher-kva.example/*',
          '*://t.me/*',
          '*://*.example.com/webclient/*',
        ],
        Exceptions: ['*://*.developers.tiktok.com/*'],
      },
      ExtensionSettings: {
        [firefoxId]: {
          installation_mode: 'force_installed',
          install_url: 'file:///usr/lib/portvakt/extension/portvakt.xpi',
          private_browsing: true,
        },
      },
      Preferences: { 'xpinstall.signatures.required': { Value: false, Status: 'locked' } },
    });
  });

  it('asks for no unsigned extensions where ours is signed, and forbids private windows only when asked', () => {
    expect(at(desiredState({ signed: true }))).not.toHaveProperty('Preferences');
    expect(at(desiredState())).not.toHaveProperty('DisablePrivateBrowsing');
    expect(at(desiredState({ settings: { privateWindows: 'forbid' } }))).toHaveProperty(
      'DisablePrivateBrowsing',
      true,
    );
  });

  it('leaves an exception out that would open a banned host, or what the company closed', () => {
    const block = { hosts: ['live.developers.tiktok.com'], except: ['developers.tiktok.com'] };
    expect(at(desiredState({ block }))['WebsiteFilter']).not.toHaveProperty('Exceptions');
    const open = { except: ['developers.tiktok.com'] };
    expect(at(desiredState({ block: open }), ['<all_urls>'])['WebsiteFilter']).not.toHaveProperty(
      'Exceptions',
    );
    expect(at(desiredState({ block: open }), ['*://*.x.example/*'])['WebsiteFilter']).toHaveProperty(
      'Exceptions',
    );
  });

  it('knows when the company’s own exceptions open what is blocked', () => {
    const opened = (patterns: readonly string[]) =>
      firefoxObstacle(desiredState(), { blocked: [], opened: patterns });
    expect(opened(['*://*.x.example/*'])).toBeUndefined();
    expect(opened(['*://ads.tiktok.com/*'])).toContain('ads.tiktok.com');
    expect(opened(['<all_urls>'])).toContain('every page');
  });
});

it('names the native host to our extension alone', () => {
  const host = { name: hostName, program: '/usr/lib/portvakt/web-host' };
  expect(JSON.parse(chromiumHostManifest(host, chromiumId))).toEqual({
    name: hostName,
    description: expect.any(String),
    type: 'stdio',
    path: '/usr/lib/portvakt/web-host',
    allowed_origins: [`chrome-extension://${chromiumId}/`],
  });
  expect(JSON.parse(firefoxHostManifest(host, firefoxId))).toMatchObject({ allowed_extensions: [firefoxId] });
});
