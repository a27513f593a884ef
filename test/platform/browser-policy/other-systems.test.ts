import { existsSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { createBrowserPolicy as onDarwin } from '#platform/browser-policy/darwin.ts';
import { macProfile } from '#platform/browser-policy/mac-profile.ts';
import { regFile, registryKeys } from '#platform/browser-policy/registry.ts';
import { createBrowserPolicy as onWin32 } from '#platform/browser-policy/win32.ts';
import { chromiumId, desiredState, firefoxId, hostName } from './desired-state.ts';

const manifests = {
  chromiumManifest: 'C:\\Program Files\\Portvakt\\chromium-host.json',
  firefoxManifest: 'C:\\Program Files\\Portvakt\\firefox-host.json',
};
const desired = desiredState({
  block: { hosts: ['t.me'], except: ['developers.tiktok.com'] },
  settings: { privateWindows: 'forbid' },
});

describe('the registry of Windows', () => {
  it('has one policy for each browser, lists as numbered values that take nobody’s place', () => {
    const text = regFile(registryKeys(desired, manifests));
    expect(text.startsWith('Windows Registry Editor Version 5.00\r\n\r\n[HKEY_LOCAL_MACHINE\\')).toBe(true);
    const chrome = text.split('\r\n\r\n').filter((block) => block.includes('Policies\\Google\\Chrome'));
    expect(chrome.join('\n\n').replaceAll('\r\n', '\n'))
      .toBe(`[HKEY_LOCAL_MACHINE\\SOFTWARE\\Policies\\Google\\Chrome]
"IncognitoModeAvailability"=dword:00000001

[HKEY_LOCAL_MACHINE\\SOFTWARE\\Policies\\Google\\Chrome\\URLBlocklist]
"7001"="tiktok.com"
"7002"=".t.me"

[HKEY_LOCAL_MACHINE\\SOFTWARE\\Policies\\Google\\Chrome\\URLAllowlist]
"7001"="developers.tiktok.com"

[HKEY_LOCAL_MACHINE\\SOFTWARE\\Policies\\Google\\Chrome\\ExtensionInstallForcelist]
"7001"="${chromiumId};file:///usr/lib/portvakt/extension/updates.xml"

[HKEY_LOCAL_MACHINE\\SOFTWARE\\Policies\\Google\\Chrome\\NativeMessagingAllowlist]
"7001"="${hostName}"`);
    for (const browser of ['Microsoft\\Edge', 'BraveSoftware\\Brave', 'Vivaldi', 'YandexBrowser', 'Chromium'])
      expect(text).toContain(`Policies\\${browser}\\URLBlocklist]`);
  });

  it('has Firefox’s policies and the native hosts', () => {
    const text = regFile(registryKeys(desired, manifests));
    const firefox = text.split('\r\n\r\n').filter((block) => /Mozilla/.test(block));
    expect(firefox.join('\n\n').replaceAll('\r\n', '\n').trimEnd()).toBe(
      `[HKEY_LOCAL_MACHINE\\SOFTWARE\\Policies\\Mozilla\\Firefox]
"ExtensionSettings"="{\\"${firefoxId}\\":{\\"installation_mode\\":\\"force_installed\\",\\"install_url\\":\\"file:///usr/lib/portvakt/extension/portvakt.xpi\\",\\"private_browsing\\":true}}"
"Preferences"="{\\"xpinstall.signatures.required\\":{\\"Value\\":false,\\"Status\\":\\"locked\\"}}"
"DisablePrivateBrowsing"=dword:00000001

[HKEY_LOCAL_MACHINE\\SOFTWARE\\Policies\\Mozilla\\Firefox\\WebsiteFilter\\Block]
"7001"="*://*.tiktok.com/*"
"7002"="*://t.me/*"

[HKEY_LOCAL_MACHINE\\SOFTWARE\\Policies\\Mozilla\\Firefox\\WebsiteFilter\\Exceptions]
"7001"="*://*.developers.tiktok.com/*"

[HKEY_LOCAL_MACHINE\\SOFTWARE\\Mozilla\\NativeMessagingHosts\\${hostName}]
@="C:\\\\Program Files\\\\Portvakt\\\\firefox-host.json"
`.trimEnd(),
    );
    expect(text).toContain(
      `SOFTWARE\\Google\\Chrome\\NativeMessagingHosts\\${hostName}]\r\n@="C:\\\\Program`,
    );
  });
});

describe('the configuration profile of macOS', () => {
  it('has one payload for each browser', () => {
    const profile = macProfile(desired, 'Lillestrøm & co <kommune>');
    expect(profile).toContain('<string>Lillestrøm &amp; co &lt;kommune&gt;</string>');
    expect(profile.match(/<string>no\.portvakt\.browser-policy\.[^<]+/g)).toHaveLength(7);
    expect(profile).toContain(`		<dict>
			<key>PayloadType</key>
			<string>org.mozilla.firefox</string>
			<key>PayloadVersion</key>
			<integer>1</integer>
			<key>PayloadIdentifier</key>
			<string>no.portvakt.browser-policy.org.mozilla.firefox</string>`);
    expect(profile).toContain(`			<key>URLBlocklist</key>
			<array>
				<string>tiktok.com</string>
				<string>.t.me</string>
			</array>`);
    expect(profile).not.toContain('MultipleSource');
  });

  it('is the same for the same state, and new for another', () => {
    const uuids = (state: typeof desired) =>
      macProfile(state, 'x').match(/[0-9A-F]{8}(?:-[0-9A-F]{4}){3}-[0-9A-F]{12}/g);
    expect(uuids(desired)).toEqual(uuids(desired));
    expect(new Set(uuids(desired))).toHaveProperty('size', 8);
    expect(uuids(desiredState())).not.toEqual(uuids(desired));
  });

  it.skipIf(!existsSync('/usr/bin/python3'))('is a property list', () => {
    const script = 'import plistlib,sys,json; print(json.dumps(plistlib.loads(sys.stdin.buffer.read())))';
    const read: unknown = JSON.parse(
      execFileSync('/usr/bin/python3', ['-c', script], { input: macProfile(desired, 'x'), encoding: 'utf8' }),
    );
    expect(read).toMatchObject({ PayloadType: 'Configuration', PayloadScope: 'System' });
  });
});

it.each([
  ['win32', onWin32],
  ['darwin', onDarwin],
])('%s writes nothing yet, and knows of no browser', async (_os, create) => {
  await using policy = create();
  expect(await policy.browsers()).toEqual([]);
  expect(await policy.apply(desired)).toEqual([]);
});
