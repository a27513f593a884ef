import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import type { ExtensionPackage } from '#protocol/extension-package.ts';
import { silentLog } from '#runtime/log.ts';
import { startServer } from '#server/main.ts';
import { startTestServer } from '#test/kit/server-in-test.ts';
import { tempFolder } from '#test/kit/temp-folder.ts';

const id = 'abcdefghijklmnopabcdefghijklmnop';
const described: ExtensionPackage = {
  version: '1.2.3',
  chromium: { id, crx: 'portvakt-1.2.3.crx', updates: 'updates.xml' },
  firefox: { id: 'guard@example', xpi: 'portvakt-1.2.3.xpi', updates: 'updates.json', signed: false },
  host: 'web-host.cjs',
};
const crx = Buffer.from('Cr24 not really');
const xpi = Buffer.from('PK not really');
const sha = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

function builtFolder(description: unknown = described): ReturnType<typeof tempFolder> {
  const folder = tempFolder();
  writeFileSync(join(folder.path, 'extension.json'), JSON.stringify(description));
  writeFileSync(join(folder.path, described.chromium.crx), crx);
  writeFileSync(join(folder.path, described.firefox.xpi), xpi);
  // Theirs name this folder, and are of no use to anybody else.
  writeFileSync(join(folder.path, 'updates.xml'), 'file:');
  writeFileSync(join(folder.path, 'secret.pem'), 'secret');
  return folder;
}

describe('the packed extension on the server', () => {
  it('is served with the types that browsers want, to whoever asks', async () => {
    using extension = builtFolder();
    using data = tempFolder();
    await using server = await startTestServer(data.path, { extensionFolder: extension.path });
    for (const [name, type, bytes] of [
      [described.chromium.crx, 'application/x-chrome-extension', crx],
      [described.firefox.xpi, 'application/x-xpinstall', xpi],
    ] as const) {
      const answer = await fetch(`${server.apiUrl}/extension/${name}`);
      expect(answer.status).toBe(200);
      expect(answer.headers.get('content-type')).toBe(type);
      expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
      expect(Buffer.from(await answer.arrayBuffer())).toEqual(bytes);
    }
  });

  it('is named by update manifests with the address by which the server was called', async () => {
    using extension = builtFolder();
    using data = tempFolder();
    await using server = await startTestServer(data.path, { extensionFolder: extension.path });
    for (const origin of [server.apiUrl, server.apiUrl.replace('127.0.0.1', 'localhost')]) {
      const xml = await (await fetch(`${origin}/extension/updates.xml`)).text();
      expect(xml).toContain(`appid="${id}"`);
      expect(xml).toContain(`codebase="${origin}/extension/${described.chromium.crx}" version="1.2.3"`);
      expect(xml).toContain(`hash_sha256="${sha(crx)}"`);
      const json: unknown = await (await fetch(`${origin}/extension/updates.json`)).json();
      const update = {
        version: '1.2.3',
        update_link: `${origin}/extension/${described.firefox.xpi}`,
        update_hash: `sha256:${sha(xpi)}`,
      };
      expect(json).toEqual({ addons: { 'guard@example': { updates: [update] } } });
    }
  });

  it('is named by https where a proxy ends TLS', async () => {
    using extension = builtFolder();
    using data = tempFolder();
    const options = { extensionFolder: extension.path, tlsEndedByProxy: true };
    await using server = await startTestServer(data.path, options);
    const xml = await (await fetch(`${server.apiUrl}/extension/updates.xml`)).text();
    expect(xml).toContain(`codebase="${server.apiUrl.replace('http:', 'https:')}/extension/`);
  });

  it('is named whatever the browser says of itself in the query', async () => {
    using extension = builtFolder();
    using data = tempFolder();
    await using server = await startTestServer(data.path, { extensionFolder: extension.path });
    const query = `?os=linux&prodversion=156.0&x=id%3D${id}%26v%3D0.0.0.0%26uc`;
    const xml = await (await fetch(`${server.apiUrl}/extension/updates.xml${query}`)).text();
    expect(xml).toContain(`appid="${id}"`);
    expect(xml).not.toContain('prodversion');
  });

  it('answers HEAD, and says when nothing is new', async () => {
    using extension = builtFolder();
    using data = tempFolder();
    await using server = await startTestServer(data.path, { extensionFolder: extension.path });
    for (const name of [described.chromium.crx, described.firefox.xpi, 'updates.xml', 'updates.json']) {
      const url = `${server.apiUrl}/extension/${name}`;
      const head = await fetch(url, { method: 'HEAD' });
      expect(head.status).toBe(200);
      expect(await head.text()).toBe('');
      const whole = Buffer.from(await (await fetch(url)).arrayBuffer());
      expect(head.headers.get('content-length')).toBe(String(whole.length));
      const etag = head.headers.get('etag') ?? '';
      expect((await fetch(url, { headers: { 'if-none-match': etag } })).status).toBe(304);
      expect((await fetch(url, { headers: { 'if-none-match': `"x", ${etag}` } })).status).toBe(304);
      expect((await fetch(url, { headers: { 'if-none-match': '"x"' } })).status).toBe(200);
    }
  });

  it('is read once: what happens to the folder later changes nothing', async () => {
    using extension = builtFolder();
    using data = tempFolder();
    await using server = await startTestServer(data.path, { extensionFolder: extension.path });
    rmSync(extension.path, { recursive: true });
    const answer = await fetch(`${server.apiUrl}/extension/${described.chromium.crx}`);
    expect(Buffer.from(await answer.arrayBuffer())).toEqual(crx);
  });

  it('is all that is served from there, whatever the request says', async () => {
    using extension = builtFolder();
    using data = tempFolder();
    await using server = await startTestServer(data.path, { extensionFolder: extension.path });
    const { host, port } = server.address;
    const ask = async (line: string, hostHeader = `${host}:${port}`): Promise<string> => {
      const socket = connect(port, host);
      await once(socket, 'connect');
      socket.write(`${line} HTTP/1.1\r\nHost: ${hostHeader}\r\nConnection: close\r\n\r\n`);
      return (await text(socket)).split('\r\n')[0] ?? '';
    };
    for (const path of [
      '/extension/secret.pem',
      '/extension/extension.json',
      '/extension/',
      '/extension',
      '/extension/../extension/updates.xml',
      '/extension/%2e%2e/etc/passwd',
      '/extension/updates.xml%00',
      '/extension//etc/passwd',
      '/extension/__proto__',
      '/extension/constructor',
    ])
      expect([path, await ask(`GET ${path}`)]).toEqual([path, 'HTTP/1.1 404 Not Found']);
    expect(await ask('POST /extension/updates.xml')).toMatch(/^HTTP\/1\.1 40[45]/);
    expect(await ask('GET /extension/updates.xml', 'evil.example"/><x')).toMatch(/^HTTP\/1\.1 40[04]/);
    expect(await ask('GET /extension/updates.xml')).toBe('HTTP/1.1 200 OK');
  });

  it('is not there where no folder was given', async () => {
    using data = tempFolder();
    await using server = await startTestServer(data.path);
    const answer = await fetch(`${server.apiUrl}/extension/updates.xml`);
    expect(answer.status).toBe(404);
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
  });
});

describe('a folder that cannot be served', () => {
  it.each<[string, unknown]>([
    ['that describes nothing', {}],
    ['that names a file elsewhere', { ...described, chromium: { ...described.chromium, crx: '../x.crx' } }],
    [
      'that names a file that is not there',
      { ...described, chromium: { ...described.chromium, crx: 'x.crx' } },
    ],
  ])('%s is refused at the start, and the data folder stays usable', async (_what, description) => {
    using extension = builtFolder(description);
    using data = tempFolder();
    const wanted = { dataFolder: join(data.path, 'data'), extensionFolder: extension.path, log: silentLog };
    expect(await startServer(wanted)).toEqual({ ok: false, fault: 'bad-extension-folder' });
    const { extensionFolder: _without, ...rest } = wanted;
    const started = await startServer({ ...rest, organisation: { id: 'town' } });
    expect(started.ok).toBe(true);
    if (started.ok) await started.value.stop();
  });
});
