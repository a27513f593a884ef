/** Browsers that the extension is built for. */
export type Family = 'chromium' | 'firefox';

/** The extension's id in Firefox; in Chromium it follows from the key. */
export const firefoxId = 'web-guard@portvakt.org';

/**
 * `manifest.json` of one browser family. Pure.
 *
 * `version`: two to four numbers with dots. `chromiumKey`: the public key, base64, so that an unpacked copy has the id of
 * the packed one. Why each permission is asked for stands in this folder's README.
 */
export function manifestFor(
  family: Family,
  version: string,
  chromiumKey?: string,
): Readonly<Record<string, unknown>> {
  const shared = {
    manifest_version: 3,
    name: 'Portvakt',
    short_name: 'Portvakt',
    version,
    description: 'Explains in the page why a web site is not allowed on this work PC.',
    icons: { 48: 'icons/app-48.png', 128: 'icons/app-128.png' },
    host_permissions: ['http://*/*', 'https://*/*'],
    content_security_policy: {
      extension_pages:
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    },
    // A redirect may lead only to what web pages may lead to.
    web_accessible_resources: [{ resources: ['page.html'], matches: ['http://*/*', 'https://*/*'] }],
  };
  const permissions = ['nativeMessaging', 'storage', 'alarms', 'webNavigation', 'scripting'];
  switch (family) {
    case 'chromium':
      return {
        ...shared,
        minimum_chrome_version: '120',
        ...(chromiumKey === undefined ? {} : { key: chromiumKey }),
        permissions: [...permissions, 'declarativeNetRequestWithHostAccess'],
        background: { service_worker: 'background.js' },
        // Nobody but its own pages speaks to it.
        externally_connectable: { ids: [] },
        // Where somebody allows it in private windows, its page can be shown there.
        incognito: 'split',
      };
    case 'firefox':
      return {
        ...shared,
        permissions: [...permissions, 'webRequest', 'webRequestBlocking'],
        background: { scripts: ['background.js'] },
        browser_specific_settings: {
          gecko: {
            id: firefoxId,
            strict_min_version: '128.0',
            data_collection_permissions: { required: ['none'] },
          },
        },
      };
  }
}
