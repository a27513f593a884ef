import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { operations } from '#protocol/console-server.ts';
import { FakeClock } from '#test/kit/fake-clock.ts';
import { PlayedBrowser } from '#test/kit/played-browser.ts';
import { call, policyFiles, startTestServer, type TestServer } from '#test/kit/server-in-test.ts';
import { tempFolder } from '#test/kit/temp-folder.ts';

const begin = Date.UTC(2026, 10, 22, 8);
const secretOf = (url: string): string => new URL(url).hash.slice(1);

async function person(
  server: TestServer,
  name: string,
  role: 'viewer' | 'editor' | 'administrator' = 'viewer',
) {
  const { text, operator } = await server.must('createOperatorToken', { body: { name, role } });
  return { token: text, id: operator.operator };
}

describe('a browser', () => {
  it('signs in by a token, and the cookie is for this server and no script', async () => {
    using folder = tempFolder();
    await using server = await startTestServer(folder.path);
    const browser = new PlayedBrowser();
    const nobody = await browser.call(server.apiUrl, 'getSession');
    expect(nobody).toMatchObject({
      body: { signedIn: false, firstUse: true, organisation: { id: 'kommune' } },
    });
    expect(nobody).not.toHaveProperty('body.operator');
    expect(nobody).not.toHaveProperty('body.csrf');
    const opened = await browser.open(server.apiUrl, server.token);
    expect(opened).toMatchObject({
      body: { signedIn: true, operator: { name: 'administrator', unit: 'kommune', scopeIsRoot: true } },
    });
    const [cookie] = browser.lastCookies;
    expect(cookie?.name).toBe('portvakt');
    expect(cookie?.text.split('; ').slice(1)).toEqual(['Path=/', 'HttpOnly', 'SameSite=Strict']);
    expect(await browser.call(server.apiUrl, 'getSession')).toMatchObject({
      body: { signedIn: true, csrf: browser.csrf },
    });
    expect(await browser.call(server.apiUrl, 'getServerInfo')).toMatchObject({ status: 200 });
  });

  it('behind TLS has a cookie that no neighbour host can set, and is told to come by TLS', async () => {
    using folder = tempFolder();
    await using server = await startTestServer(folder.path, { tlsEndedByProxy: true });
    const browser = new PlayedBrowser();
    const answer = await browser.call(
      server.apiUrl,
      'openSession',
      { body: { token: server.token } },
      { origin: server.apiUrl.replace('http:', 'https:'), 'x-forwarded-for': '198.51.100.1, 192.0.2.7' },
    );
    expect(answer.status).toBe(200);
    expect(browser.lastCookies[0]?.name).toBe('__Host-portvakt');
    expect(browser.lastCookies[0]?.text.split('; ').slice(1)).toEqual([
      'Path=/',
      'HttpOnly',
      'SameSite=Strict',
      'Secure',
    ]);
    const sessions = await browser.call(server.apiUrl, 'listSessions');
    // The last entry is the proxy's own; what stands before it anybody can write.
    expect(sessions).toMatchObject({ body: { sessions: [{ address: '192.0.2.7', current: true }] } });
    const health = await fetch(`${server.apiUrl}/api/health`);
    expect(health.headers.get('strict-transport-security')).toBe('max-age=31536000');
  });

  it('gets a new secret at each sign-in, and the one before is worth nothing', async () => {
    using folder = tempFolder();
    await using server = await startTestServer(folder.path);
    const browser = new PlayedBrowser();
    // Somebody else has put a session of his own into this browser.
    const stranger = new PlayedBrowser();
    await stranger.open(server.apiUrl, (await person(server, 'stranger')).token);
    const planted = stranger.jar(server.apiUrl).get('portvakt') ?? '';
    browser.jar(server.apiUrl).set('portvakt', planted);
    await browser.open(server.apiUrl, server.token);
    expect(browser.jar(server.apiUrl).get('portvakt')).not.toBe(planted);
    expect(await stranger.call(server.apiUrl, 'getSession')).toMatchObject({ body: { signedIn: false } });
    expect(await browser.call(server.apiUrl, 'getSession')).toMatchObject({
      body: { operator: { name: 'administrator' } },
    });
  });

  it('is signed out after an hour without use, and after twelve hours in any case', async () => {
    using folder = tempFolder();
    const clock = new FakeClock(begin);
    await using server = await startTestServer(folder.path, { clock });
    const browser = new PlayedBrowser();
    await browser.open(server.apiUrl, server.token);
    const signedIn = async (): Promise<boolean> => {
      const answer = await browser.call(server.apiUrl, 'getSession');
      return 'body' in answer && answer.body.signedIn;
    };
    for (let hour = 1; hour <= 12; hour += 1) {
      await clock.advance(3_590_000);
      expect([hour, await signedIn()]).toEqual([hour, true]);
    }
    await clock.advance(130_000);
    expect(await signedIn()).toBe(false);
    await browser.open(server.apiUrl, server.token);
    await clock.advance(3_600_001);
    expect(await signedIn()).toBe(false);
  });

  it('is forgotten when it signs out, alone or everywhere', async () => {
    using folder = tempFolder();
    await using server = await startTestServer(folder.path);
    const [one, two, three] = [new PlayedBrowser(), new PlayedBrowser(), new PlayedBrowser()];
    for (const browser of [one, two, three]) await browser.open(server.apiUrl, server.token);
    const kept = one.jar(server.apiUrl).get('portvakt') ?? '';
    expect(await one.call(server.apiUrl, 'endSession')).toEqual({ status: 200, body: {} });
    expect(one.jar(server.apiUrl).size).toBe(0);
    one.jar(server.apiUrl).set('portvakt', kept);
    expect(await one.call(server.apiUrl, 'getServerInfo')).toMatchObject({ status: 401 });
    expect(await two.call(server.apiUrl, 'endSessions')).toEqual({ status: 200, body: { ended: 2 } });
    expect(await three.call(server.apiUrl, 'getServerInfo')).toMatchObject({ status: 401 });
  });

  it('keeps nothing in the store that would sign anybody in', async () => {
    using folder = tempFolder();
    const server = await startTestServer(folder.path);
    const browser = new PlayedBrowser();
    await browser.open(server.apiUrl, server.token);
    const { url } = await server.must('makeSignInLink', {
      params: { operator: (await person(server, 'kari')).id },
    });
    const audit = JSON.stringify(await server.must('listAudit'));
    await server.stop();
    const store = new DatabaseSync(join(folder.path, 'server.sqlite'));
    const rows = ['console_sessions', 'sign_in_links'].flatMap((table) =>
      store.prepare(`select * from ${table}`).all(),
    );
    store.close();
    // One session, the link of the first start, and the one that was asked for.
    expect(rows).toHaveLength(3);
    const cookie = browser.jar(server.apiUrl).get('portvakt') ?? '';
    for (const secret of [cookie, cookie.slice(4), browser.csrf ?? '', secretOf(url), secretOf(url).slice(4)])
      expect(JSON.stringify(rows) + audit).not.toContain(secret);
  });

  it('acts with the rights of this moment', async () => {
    using folder = tempFolder();
    await using server = await startTestServer(folder.path);
    await server.must('applyPolicy', { body: { files: policyFiles([]) } });
    const { token, id } = await person(server, 'kari', 'administrator');
    const browser = new PlayedBrowser();
    await browser.open(server.apiUrl, token);
    expect(await browser.call(server.apiUrl, 'listOperators')).toMatchObject({ status: 200 });
    await server.must('setOperator', { params: { operator: id }, body: { role: 'viewer', unit: 'school' } });
    expect(await browser.call(server.apiUrl, 'listOperators')).toMatchObject({ status: 403 });
    expect(await browser.call(server.apiUrl, 'getSession')).toMatchObject({
      body: { operator: { role: 'viewer', unit: 'school', scopeIsRoot: false } },
    });
    await server.must('revokeOperator', { params: { operator: id } });
    expect(await browser.call(server.apiUrl, 'getServerInfo')).toMatchObject({ status: 401 });
  });
});

describe('a page of somebody else', () => {
  it('cannot make a browser act that is signed in', async () => {
    using folder = tempFolder();
    await using server = await startTestServer(folder.path);
    const browser = new PlayedBrowser();
    await browser.open(server.apiUrl, server.token);
    const other = await (async () => {
      const second = new PlayedBrowser();
      await second.open(server.apiUrl, server.token);
      return second.csrf ?? '';
    })();
    const body = { name: 'x', uses: 1, validHours: 1 };
    const statuses = [
      await browser.call(server.apiUrl, 'createToken', { body, csrf: null }),
      await browser.call(server.apiUrl, 'createToken', { body, csrf: other }),
      await browser.call(server.apiUrl, 'createToken', { body, csrf: 'wrong' }),
      await browser.call(server.apiUrl, 'createToken', { body }, { origin: 'https://evil.example' }),
      await browser.call(server.apiUrl, 'createToken', { body }, { origin: 'null' }),
      await browser.call(server.apiUrl, 'createToken', { body }, { 'sec-fetch-site': 'cross-site' }),
      await browser.call(server.apiUrl, 'createToken', { body }, { 'sec-fetch-site': 'same-site' }),
    ].map((answer) => ('problem' in answer ? answer.problem.type : answer.status));
    expect(new Set(statuses)).toEqual(new Set(['urn:portvakt:problem:foreign-page']));
    expect((await server.must('listTokens')).tokens).toEqual([]);
    expect(await browser.call(server.apiUrl, 'createToken', { body })).toMatchObject({ status: 200 });
  });

  it('cannot sign a browser in as somebody else', async () => {
    using folder = tempFolder();
    await using server = await startTestServer(folder.path);
    const browser = new PlayedBrowser();
    const answer = await browser.call(
      server.apiUrl,
      'openSession',
      { body: { token: server.token } },
      { origin: 'https://evil.example' },
    );
    expect(answer).toMatchObject({ status: 403 });
    expect(browser.lastCookies).toEqual([]);
  });

  it('has no part in what a script does with a token of its own', async () => {
    using folder = tempFolder();
    await using server = await startTestServer(folder.path);
    const browser = new PlayedBrowser();
    await browser.open(server.apiUrl, server.token);
    const answer = await browser.call(
      server.apiUrl,
      'createToken',
      { body: { name: 'x', uses: 1, validHours: 1 }, csrf: null },
      { authorization: `Bearer ${server.token}`, origin: 'https://tools.example' },
    );
    expect(answer.status).toBe(200);
    // A wrong token is not rescued by a good cookie.
    const wrong = await browser.call(
      server.apiUrl,
      'getServerInfo',
      {},
      { authorization: `Bearer pvo_${'A'.repeat(43)}` },
    );
    expect(wrong.status).toBe(401);
  });
});

describe('a one-time link', () => {
  it('of the first start signs one browser in, once, and lies in a file of its owner', async () => {
    using folder = tempFolder();
    await using server = await startTestServer(folder.path);
    const file = join(folder.path, 'sign-in-link');
    const link = readFileSync(file, 'utf8').trim();
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(link).toBe(server.bootstrap.signInLink);
    expect(link).toMatch(new RegExp(`^${server.apiUrl}/sign-in/link#pvl_[\\w-]{43}$`));
    const [first, second] = [new PlayedBrowser(), new PlayedBrowser()];
    const both = await Promise.all(
      [first, second].map((browser) => browser.open(server.apiUrl, secretOf(link))),
    );
    expect(both.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 401]);
    expect(await second.open(server.apiUrl, secretOf(link))).toMatchObject({
      status: 401,
      problem: { detail: expect.stringContaining('was used') as string },
    });
    const { sessions } = await server.must('listSessions');
    expect(sessions).toMatchObject([{ by: 'link' }]);
    expect((await server.must('listOperators')).operators).toMatchObject([{ via: 'bootstrap' }]);
  });

  it('ends after a day, one that was asked for after a quarter of an hour', async () => {
    using folder = tempFolder();
    const clock = new FakeClock(begin);
    await using server = await startTestServer(folder.path, { clock });
    const [self] = (await server.must('listOperators')).operators;
    const made = await server.must('makeSignInLink', { params: { operator: self?.operator ?? '' } });
    expect(made.expiresAt).toBe(begin + 900_000);
    clock.setLocal(begin + 900_000);
    const browser = new PlayedBrowser();
    expect((await browser.open(server.apiUrl, secretOf(made.url))).status).toBe(401);
    clock.setLocal(begin + 86_399_999);
    const link = server.bootstrap.signInLink ?? '';
    expect((await browser.open(server.apiUrl, secretOf(link))).status).toBe(200);
  });

  it('is worth nothing once its person may not act any more', async () => {
    using folder = tempFolder();
    await using server = await startTestServer(folder.path);
    const { id } = await person(server, 'kari');
    const { url } = await server.must('makeSignInLink', { params: { operator: id } });
    await server.must('revokeOperator', { params: { operator: id } });
    expect((await new PlayedBrowser().open(server.apiUrl, secretOf(url))).status).toBe(401);
    expect(
      await call(server.apiUrl, server.token, 'makeSignInLink', { params: { operator: id } }),
    ).toMatchObject({ status: 409 });
  });

  it('leads to a page that works without the console, whose script stands in a file', async () => {
    using folder = tempFolder();
    await using server = await startTestServer(folder.path);
    const page = await fetch(`${server.apiUrl}/sign-in/link`);
    const html = await page.text();
    expect(page.headers.get('content-security-policy')).toContain("script-src 'self'");
    expect(page.headers.get('referrer-policy')).toBe('no-referrer');
    expect(html).toContain('src="/sign-in/link.js"');
    expect(html).not.toMatch(/<script(?![^>]* src=)/);
    const script = await fetch(`${server.apiUrl}/sign-in/link.js`);
    expect(script.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
    expect(await script.text()).toContain(operations.openSession.path);
  });
});

describe('attempts', () => {
  it('that fail run out after ten a minute; good ones do not', async () => {
    using folder = tempFolder();
    const pacing = new FakeClock(begin);
    await using server = await startTestServer(folder.path, { pacing });
    const browser = new PlayedBrowser();
    for (let count = 0; count < 12; count += 1)
      expect((await browser.open(server.apiUrl, server.token)).status).toBe(200);
    const wrong = `pvo_${'A'.repeat(43)}`;
    for (let count = 0; count < 10; count += 1)
      expect((await browser.open(server.apiUrl, wrong)).status).toBe(401);
    const refused = await fetch(`${server.apiUrl}/api/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ token: wrong }),
    });
    expect(refused.status).toBe(429);
    expect(refused.headers.get('retry-after')).toBe('6');
    await pacing.advance(6_000);
    expect((await browser.open(server.apiUrl, wrong)).status).toBe(401);
    expect((await browser.open(server.apiUrl, wrong)).status).toBe(429);
    // What is signed in goes on.
    expect(await browser.call(server.apiUrl, 'getServerInfo')).toMatchObject({ status: 200 });
  });

  it('to call anything are bounded, and who is over it hears when to come again', async () => {
    using folder = tempFolder();
    const pacing = new FakeClock(begin);
    await using server = await startTestServer(folder.path, { pacing });
    const ask = async (): Promise<string | number | null> => {
      const answer = await fetch(`${server.apiUrl}/api/session`);
      await answer.arrayBuffer();
      return answer.status === 429 ? answer.headers.get('retry-after') : answer.status;
    };
    const asked = [];
    for (let count = 0; count < 202; count += 1) asked.push(await ask());
    expect(asked.slice(0, 200)).toEqual(Array.from({ length: 200 }, () => 200));
    expect(asked.slice(200)).toEqual(['1', '1']);
    await pacing.advance(20);
    expect([await ask(), await ask(), await ask()]).toEqual([200, 200, '1']);
    // Another caller has turns of its own.
    expect((await server.must('getServerInfo')).organisation.id).toBe('kommune');
  });
});
