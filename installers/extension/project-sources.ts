import { join } from 'node:path';
import { manifestFor } from '#extension/manifest.ts';
import type { Sources } from './sources.ts';

/** The extension of this project. */
export function projectSources(top: string): Sources {
  const extension = join(top, 'src/extension');
  const icon = (size: number): readonly [string, string] => [
    `app-${size}.png`,
    join(top, `electron/assets/icons/app-${size}.png`),
  ];
  return {
    top,
    background: {
      chromium: join(extension, 'background/chromium.ts'),
      firefox: join(extension, 'background/firefox.ts'),
    },
    page: {
      script: join(extension, 'page/page.ts'),
      html: join(extension, 'page/page.html'),
      style: join(extension, 'page/page.css'),
    },
    inPages: new Map([['stop', join(extension, 'stop/stop.ts')]]),
    icons: new Map([icon(48), icon(128)]),
    host: join(top, 'src/web-host/main.ts'),
    manifest: manifestFor,
  };
}
