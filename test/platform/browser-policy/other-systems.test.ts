import { existsSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createBrowserPolicy as onDarwin } from '#platform/browser-policy/darwin.ts';
import { macProfile } from '#platform/browser-policy/mac-profile.ts';
import { regFile, registryKeys } from '#platform/browser-policy/registry.ts';
import { createBrowserPolicy as onWin32 } from '#platform/browser-policy/win32.ts';
import { desiredState, hostName } from './desired-state.ts';

const golden = join(import.meta.dirname, 'golden');
const manifests = {
  chromiumManifest: 'C:\\Program Files\\Portvakt\\chromium-host.json',
  firefoxManifest: 'C:\\Program Files\\Portvakt\\firefox-host.json',
};
const desired = desiredState({
  block: { hosts: ['t.me'], except: ['developers.tiktok.com'] },
  settings: { privateWindows: 'forbid' },
});

describe('the registry of Windows', () => {
  it('has one policy for each browser, lists as numbered values that take nobody’s place', async () => {
    const text = regFile(registryKeys(desired, manifests));
    await expect(text.replaceAll('\r\n', '\n')).toMatchFileSnapshot(join(golden, 'windows.reg'));
    expect(text.startsWith('Windows Registry Editor Version 5.00\r\n\r\n[HKEY_LOCAL_MACHINE\\')).toBe(true);
    for (const browser of ['Microsoft\\Edge', 'BraveSoftware\\Brave', 'Vivaldi', 'YandexBrowser', 'Chromium'])
      expect(text).toContain(`Policies\\${browser}\\URLBlocklist]`);
  });

  it('has the native hosts', () => {
    const text = regFile(registryKeys(desired, manifests));
    expect(text).toContain(
      `SOFTWARE\\Google\\Chrome\\NativeMessagingHosts\\${hostName}]\r\n@="C:\\\\Program`,
    );
  });
});

describe('the configuration profile of macOS', () => {
  it('has one payload for each browser', async () => {
    const profile = macProfile(desired, 'Lillestrøm & co <kommune>');
    await expect(profile).toMatchFileSnapshot(join(golden, 'macos.mobileconfig'));
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

  it.skipIf(!existsSync('/usr/bin/python3') && process.env['CI'] !== 'true')('is a property list', () => {
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
