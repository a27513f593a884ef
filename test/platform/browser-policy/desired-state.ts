import type { DesiredBrowserState } from '#platform/browser-policy/port.ts';

export const chromiumId = 'abcdefghijklmnopabcdefghijklmnop';
export const firefoxId = 'web-guard@portvakt.example';
export const hostName = 'portvakt.web_guard';

type Parts = {
  readonly block?: Partial<DesiredBrowserState['block']>;
  readonly settings?: Partial<DesiredBrowserState['settings']>;
  readonly signed?: boolean;
};

/** TikTok blocked, with all that a test does not say left at its plainest. */
export const desiredState = ({ block, settings, signed = false }: Parts = {}): DesiredBrowserState => ({
  block: { domains: ['tiktok.com'], hosts: [], paths: [], except: [], ...block },
  extension: {
    version: '1.0.0',
    chromium: { id: chromiumId, updateUrl: 'file:///usr/lib/portvakt/extension/updates.xml' },
    firefox: { id: firefoxId, installUrl: 'file:///usr/lib/portvakt/extension/portvakt.xpi', signed },
  },
  nativeHost: {
    name: hostName,
    program: '/usr/lib/portvakt/web-host',
    launcher: {
      node: '/usr/lib/portvakt/node',
      script: '/usr/lib/portvakt/web-host.mjs',
      doorFolder: '/run/portvakt',
    },
  },
  settings: { privateWindows: 'leave', guestProfiles: 'leave', userNativeHosts: 'leave', ...settings },
});
