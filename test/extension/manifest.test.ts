import { describe, expect, it } from 'vitest';
import { firefoxId, manifestFor } from '#extension/manifest.ts';

describe('the manifest', () => {
  it.each(['chromium', 'firefox'] as const)('%s: asks for what is justified, and opens no door', (family) => {
    const manifest = manifestFor(family, '1.2.3');
    expect(manifest).toMatchObject({ manifest_version: 3, version: '1.2.3' });
    const { extension_pages: policy } = manifest['content_security_policy'] as { extension_pages: string };
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toMatch(/unsafe|https?:|\*/);
    expect(manifest['content_scripts']).toBeUndefined();
    expect(manifest['web_accessible_resources']).toEqual([
      { resources: ['page.html'], matches: ['http://*/*', 'https://*/*'] },
    ]);
  });
  it('the permissions, each family its own', () => {
    const shared = ['nativeMessaging', 'storage', 'alarms', 'webNavigation', 'scripting'];
    expect(manifestFor('chromium', '1.0')['permissions']).toEqual([
      ...shared,
      'declarativeNetRequestWithHostAccess',
    ]);
    expect(manifestFor('firefox', '1.0')['permissions']).toEqual([
      ...shared,
      'webRequest',
      'webRequestBlocking',
    ]);
  });
  it('nobody else may send messages, and an unpacked copy has the id of the packed one', () => {
    const manifest = manifestFor('chromium', '1.0', 'AAAA');
    expect(manifest['externally_connectable']).toEqual({ ids: [] });
    expect(manifest['key']).toBe('AAAA');
    expect(manifestFor('chromium', '1.0')).not.toHaveProperty('key');
    expect(manifestFor('firefox', '1.0')).toMatchObject({
      browser_specific_settings: { gecko: { id: firefoxId } },
    });
  });
});
