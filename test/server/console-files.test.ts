import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { silentLog } from '#runtime/log.ts';
import { startServer } from '#server/main.ts';
import { startTestServer, type TestServer } from '#test/kit/server-in-test.ts';
import { tempFolder } from '#test/kit/temp-folder.ts';

/** A build as `npm run build:console` leaves one. */
function build(folder: string): string {
  const path = join(folder, 'console');
  mkdirSync(join(path, 'assets'), { recursive: true });
  writeFileSync(join(path, 'index.html'), '<!doctype html><title>console</title>');
  writeFileSync(join(path, 'assets/index-C286mLqz.js'), 'export {};');
  writeFileSync(join(path, 'assets/index-C286mLqz.js.map'), '{}');
  writeFileSync(join(path, 'assets/inter-latin-Dx4kXJAl.woff2'), 'font');
  writeFileSync(join(path, 'robots.txt'), 'User-agent: *\nDisallow: /\n');
  return path;
}

describe('the console', () => {
  const folder = tempFolder();
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer(join(folder.path, 'data'), { consoleFolder: build(folder.path) });
  });
  afterAll(async () => {
    await server.stop();
    folder[Symbol.dispose]();
  });
  const get = (path: string, init: RequestInit = {}) => fetch(`${server.apiUrl}${path}`, init);

  it.each([
    '/',
    '/bans/kommune/tiktok',
    '/packs',
    '/packs/flanders',
    '/sign-in/link',
    '/index.html',
    '/?x=1',
  ])('has its page at %s', async (path) => {
    const answer = await get(path);
    expect([answer.status, await answer.text()]).toEqual([200, '<!doctype html><title>console</title>']);
    expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(answer.headers.get('cache-control')).toBe('no-cache');
  });

  it('lets a page do nothing but what its own files and this server do', async () => {
    const { headers } = await get('/devices');
    const policy = headers.get('content-security-policy') ?? '';
    expect(policy.split('; ').toSorted()).toEqual([
      "base-uri 'none'",
      "connect-src 'self'",
      "default-src 'none'",
      "font-src 'self'",
      "form-action 'self'",
      "frame-ancestors 'none'",
      "img-src 'self' data:",
      "manifest-src 'self'",
      "script-src 'self'",
      "style-src 'self'",
    ]);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('x-frame-options')).toBe('DENY');
  });

  it('has assets that a browser asks for once, and the rest again when it changed', async () => {
    const asset = await get('/assets/index-C286mLqz.js');
    expect(asset.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
    expect(asset.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect((await get('/assets/inter-latin-Dx4kXJAl.woff2')).headers.get('content-type')).toBe('font/woff2');
    expect((await get('/robots.txt')).headers.get('cache-control')).toBe('no-cache');
    const etag = (await get('/')).headers.get('etag') ?? '';
    expect((await get('/', { headers: { 'if-none-match': etag } })).status).toBe(304);
    const head = await get('/bans', { method: 'HEAD' });
    expect([head.status, await head.text()]).toEqual([200, '']);
  });

  it.each([
    ['/assets/index-XXXXXXXX.js', 404],
    ['/assets/index-C286mLqz.js.map', 404],
    ['/api/nothing', 404],
    ['/sign-in', 404],
    ['/sign-in/callback', 400],
    ['/extension/updates.xml', 404],
    ['/extension/x', 404],
    ['/..%2f..%2fetc%2fpasswd', 404],
    ['/assets/..%2f..%2fdata%2fadministrator-token.txt', 404],
  ])('answers no address of somebody else with its page: %s', async (path, status) => {
    const answer = await get(path);
    const text = await answer.text();
    expect(answer.status).toBe(status);
    expect(text).not.toContain('<title>console</title>');
    expect(text).not.toContain(server.token);
  });

  it('is changed by nobody', async () => {
    expect((await get('/', { method: 'POST' })).status).toBe(404);
    expect((await get('/bans', { method: 'DELETE' })).status).toBe(404);
  });
});

describe('without a built console', () => {
  it('the page at / says how to build it', async () => {
    using folder = tempFolder();
    await using server = await startTestServer(folder.path);
    const page = await (await fetch(`${server.apiUrl}/`)).text();
    expect(page).toContain('npm run build:console');
  });

  it('a folder that is none is refused, and nothing is left behind', async () => {
    using folder = tempFolder();
    const dataFolder = join(folder.path, 'data');
    const started = await startServer({ dataFolder, log: silentLog, consoleFolder: folder.path });
    expect(started).toEqual({ ok: false, fault: 'bad-console-folder' });
    await using _server = await startTestServer(dataFolder);
  });
});

describe('the address of the server', () => {
  it.each(['https://portvakt.example.org', 'portvakt.example.org', 'http://x.example/path', 'ftp://x'])(
    '%s is refused where browsers come by http',
    async (publicUrl) => {
      using folder = tempFolder();
      const started = await startServer({ dataFolder: folder.path, log: silentLog, publicUrl });
      expect(started).toEqual({ ok: false, fault: 'bad-public-url' });
    },
  );

  it('stands in links and at the identity provider, whatever a request calls the server', async () => {
    using folder = tempFolder();
    const publicUrl = 'https://portvakt.example.org';
    await using server = await startTestServer(folder.path, { publicUrl, tlsEndedByProxy: true });
    expect(server.bootstrap.signInLink).toMatch(/^https:\/\/portvakt\.example\.org\/sign-in\/link#pvl_/);
    expect((await server.must('getIdentityProvider')).redirectUri).toBe(`${publicUrl}/sign-in/callback`);
  });
});
