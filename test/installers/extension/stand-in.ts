import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Sources } from '#installers/extension/sources.ts';

export const standInId = 'web-guard@portvakt.example';

/** A tiny extension with everything that the build wants; its sources lie in `folder`. */
export function standIn(folder: string, background = 'console.log(chrome.runtime.id);'): Sources {
  const file = (name: string, text: string): string => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  return {
    top: folder,
    background: {
      chromium: file('chromium.ts', `${background} export const family: string = 'chromium';`),
      firefox: file('firefox.ts', `${background} export const family: string = 'firefox';`),
    },
    page: {
      script: file('page.ts', 'document.title = `Portvakt – ${location.hash}`;'),
      html: file('page.html', '<!doctype html><title>Portvakt</title><script src="page.js"></script>\n'),
      style: file('page.css', 'body { margin: 0 }'),
    },
    icons: new Map([['app-16.png', file('app-16.png', 'no picture')]]),
    host: file('host.ts', 'process.stdin.pipe(process.stdout);'),
    manifest: (family, version, key) => ({
      manifest_version: 3,
      name: 'Portvakt stand-in',
      version,
      ...(family === 'chromium'
        ? { key, background: { service_worker: 'background.js' } }
        : {
            background: { scripts: ['background.js'] },
            browser_specific_settings: { gecko: { id: standInId } },
          }),
    }),
  };
}
