import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import { Duplex, Readable, Writable } from 'node:stream';
import { describe, expect, it, vi } from 'vitest';
import { createInstalledApps } from '#platform/installed-apps/linux.ts';
import { pwaAppId } from '#platform/installed-apps/linux-pwa.ts';
import { fakeRoot } from './fake-root.ts';

const chromium = '/usr/bin/chromium';
const missing = !existsSync(chromium);
if (missing && process.env['CI'] === 'true') throw new Error('this suite needs the Debian package chromium');

/** A site that can be installed, on loopback. */
async function site() {
  const manifest = {
    name: 'A web app',
    start_url: '/start',
    display: 'standalone',
    icons: [{ src: '/icon.svg', sizes: '144x144', type: 'image/svg+xml' }],
  };
  const answers: Readonly<Record<string, readonly [type: string, body: string]>> = {
    '/manifest.json': ['application/manifest+json', JSON.stringify(manifest)],
    '/icon.svg': ['image/svg+xml', '<svg xmlns="http://www.w3.org/2000/svg" width="144" height="144"/>'],
  };
  const server = createServer((request, response) => {
    const page = ['text/html', '<!doctype html><link rel=manifest href=/manifest.json><h1>App</h1>'] as const;
    const [type, body] = answers[request.url ?? ''] ?? page;
    response.setHeader('content-type', type);
    response.end(body);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the site has no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** A headless Chromium of the fake account, spoken to over its debugging pipe. */
function browser(home: string) {
  const args = [
    '--headless=new',
    '--no-sandbox',
    '--disable-gpu',
    '--no-first-run',
    '--remote-debugging-pipe',
  ];
  const child = spawn(chromium, [...args, `--user-data-dir=${home}/.config/chromium`, 'about:blank'], {
    env: { PATH: '/usr/bin:/bin', HOME: home, XDG_DATA_HOME: `${home}/.local/share` },
    stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'],
  });
  const exited = once(child, 'exit');
  const [, , , input, output] = child.stdio;
  if (!(input instanceof Writable || input instanceof Duplex) || !(output instanceof Readable))
    throw new Error('no debugging pipe');
  let text = '';
  const waiting: ((answer: string) => void)[] = [];
  output.on('data', (chunk: Buffer) => {
    text += chunk.toString('utf8');
    for (let end = text.indexOf('\0'); end !== -1; end = text.indexOf('\0')) {
      const message = text.slice(0, end);
      text = text.slice(end + 1);
      if (message.startsWith('{"id":')) waiting.shift()?.(message);
    }
  });
  const call = (method: string, params: Readonly<Record<string, string>>): Promise<string> => {
    const answer = new Promise<string>((resolve) => {
      waiting.push(resolve);
    });
    input.write(`${JSON.stringify({ id: 1, method, params })}\0`);
    return answer;
  };
  return {
    call,
    [Symbol.asyncDispose]: async () => {
      child.kill('SIGKILL');
      await exited;
    },
  };
}

describe.skipIf(missing)('a real Chromium (needs the Debian package chromium)', () => {
  it(
    'has its web app found, with start URL and launcher, and gone when it is uninstalled',
    { timeout: 90_000 },
    async () => {
      using tree = fakeRoot();
      await using apps = createInstalledApps({ root: tree.root });
      expect((await apps.read()).apps).toEqual([]);
      await using web = await site();
      await using chrome = browser(tree.at('/home/anna'));
      const manifestId = `${web.url}/start`;
      const id = pwaAppId(manifestId);
      expect(
        await chrome.call('PWA.install', { manifestId, installUrlOrBundleUrl: `${web.url}/` }),
      ).toContain('"result":{}');
      await chrome.call('PWA.launch', { manifestId });
      await vi.waitFor(
        async () =>
          expect((await apps.read()).apps).toMatchObject([
            {
              source: 'pwa',
              key: `pwa:1001:.config/chromium/Default/${id}`,
              evidence: [
                { kind: 'pwa-app-id', value: id },
                { kind: 'pwa-start-url', value: manifestId },
              ],
            },
            {
              source: 'pwa',
              name: 'A web app',
              evidence: [
                { kind: 'desktop-id', value: `chrome-${id}-Default.desktop` },
                { kind: 'pwa-app-id', value: id },
              ],
            },
          ]),
        { timeout: 30_000, interval: 200 },
      );
      expect(await chrome.call('PWA.uninstall', { manifestId })).toContain('"result":{}');
      await vi.waitFor(async () => expect((await apps.read()).apps).toEqual([]), {
        timeout: 30_000,
        interval: 200,
      });
      expect((await apps.read()).faults).toEqual([]);
    },
  );
});
