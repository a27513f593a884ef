import { createServer } from 'node:http';
import { once } from 'node:events';
import { existsSync, readFileSync, statSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { RoleRule, WantedIdentityProvider } from '#protocol/console-sessions.ts';
import { FakeClock } from '#test/kit/fake-clock.ts';
import {
  providerSecret,
  signInAtProvider,
  startProvider,
  type RunningProvider,
} from '#test/kit/identity-provider.ts';
import { expectLocation, PlayedBrowser } from '#test/kit/played-browser.ts';
import { call, policyFiles, startTestServer, type TestServer } from '#test/kit/server-in-test.ts';
import { tempFolder } from '#test/kit/temp-folder.ts';

const accounts = {
  kari: { name: 'Kari Nordmann', preferred_username: 'kari', groups: ['it', 'approvers'] },
  kari2: { name: 'kari  nordmann', email: 'kari2@kommune.example', groups: ['approvers'] },
  ola: { name: 'Ola', groups: 'it' },
  per: { name: 'Per', realm_access: { roles: ['school-desk'] } },
  liv: { name: 'Liv', groups: ['it'] },
  siv: { name: '<img src=x onerror=alert(1)>', groups: ['cleaners'] },
  server: { name: 'Server', groups: ['it'] },
};
const rules: RoleRule[] = [
  { claim: 'groups', value: 'it', role: 'editor', unit: 'kommune' },
  { claim: 'groups', value: 'approvers', role: 'approver', unit: 'kommune' },
  { claim: 'realm_access.roles', value: 'school-desk', role: 'helpdesk', unit: 'school' },
  { claim: 'sub', value: 'siv', role: 'administrator', unit: 'a-unit-that-was' },
];

describe('the identity provider', () => {
  const folder = tempFolder();
  /** Each test has its turns at the door. */
  const pacing = new FakeClock(0);
  let server: TestServer;
  let provider: RunningProvider;
  const settings = () => ({
    redirectUris: [`${server.apiUrl}/sign-in/callback`],
    accounts,
    port: provider === undefined ? 0 : provider.port,
  });
  const wanted = (change: Partial<WantedIdentityProvider> = {}): WantedIdentityProvider => ({
    issuer: provider.issuer,
    clientId: 'portvakt',
    clientSecret: providerSecret,
    name: 'Kommune ID',
    scopes: ['groups'],
    rules: rules.filter(({ unit }) => unit !== 'a-unit-that-was'),
    ...change,
  });
  beforeAll(async () => {
    server = await startTestServer(folder.path, { pacing });
    await server.must('applyPolicy', { body: { files: policyFiles([]) } });
    provider = await startProvider({ ...settings(), port: 0 });
    await server.must('setIdentityProvider', { body: wanted() });
  });
  beforeEach(() => pacing.advance(60_000));
  afterAll(async () => {
    await provider.stop();
    await server.stop();
    folder[Symbol.dispose]();
  });

  /** To the provider's door. */
  const beginIn = async (browser: PlayedBrowser, to = ''): Promise<string> =>
    expectLocation(await browser.get(`${server.apiUrl}/sign-in${to}`));
  const signIn = async (browser: PlayedBrowser, account: string, to = ''): Promise<Response> =>
    browser.get(await signInAtProvider(browser, await beginIn(browser, to), account));
  const who = async (browser: PlayedBrowser) => {
    const answer = await browser.call(server.apiUrl, 'getSession');
    return 'body' in answer ? answer.body.operator : undefined;
  };

  it('signs a person in with the highest role of the groups, and back where it began', async () => {
    const browser = new PlayedBrowser();
    const back = await signIn(browser, 'kari', `?to=${encodeURIComponent('/drafts/7?x=1')}`);
    expect(back.status).toBe(303);
    expect(back.headers.get('location')).toBe('/drafts/7?x=1');
    expect(back.headers.get('cache-control')).toBe('no-store');
    const [session] = browser.lastCookies;
    expect(session?.text).toMatch(/^portvakt=pvs_[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/);
    expect(await who(browser)).toEqual({
      name: 'Kari Nordmann',
      role: 'approver',
      unit: 'kommune',
      scopeIsRoot: true,
    });
    const { operators } = await server.must('listOperators');
    expect(operators.find(({ name }) => name === 'Kari Nordmann')).toMatchObject({
      via: 'oidc',
      lastSeen: new Date().toISOString().slice(0, 10),
    });
  });

  it('asks with PKCE, state and nonce, by a cookie that survives the way back', async () => {
    const browser = new PlayedBrowser();
    const { searchParams } = new URL(await beginIn(browser));
    expect(Object.fromEntries(searchParams)).toMatchObject({
      response_type: 'code',
      code_challenge_method: 'S256',
      scope: 'openid profile email groups',
      redirect_uri: `${server.apiUrl}/sign-in/callback`,
    });
    for (const name of ['state', 'nonce', 'code_challenge'])
      expect(searchParams.get(name)?.length).toBeGreaterThanOrEqual(43);
    expect(browser.lastCookies[0]?.text).toMatch(
      /^portvakt-sign-in=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax; Max-Age=600$/,
    );
  });

  it.each([
    ['a claim that is one text', 'ola', { role: 'editor', unit: 'kommune' }],
    ['a claim inside another', 'per', { role: 'helpdesk', unit: 'school', scopeIsRoot: false }],
  ])('gives a role by %s', async (_what, account, expected) => {
    const browser = new PlayedBrowser();
    await signIn(browser, account);
    expect(await who(browser)).toMatchObject(expected);
  });

  it('tells apart two people of one name, and calls nobody as the server calls itself', async () => {
    const [first, second, third] = [new PlayedBrowser(), new PlayedBrowser(), new PlayedBrowser()];
    await signIn(first, 'kari');
    await signIn(second, 'kari2');
    await signIn(third, 'server');
    expect((await who(first))?.name).toBe('Kari Nordmann');
    expect((await who(second))?.name).toBe('kari  nordmann (kari2@kommune.example)');
    expect((await who(third))?.name).toMatch(/^person/);
  });

  it('takes somebody who has a token of that name for the same person', async () => {
    const { operator } = await server.must('createOperatorToken', {
      body: { name: 'liv', role: 'approver' },
    });
    const browser = new PlayedBrowser();
    await signIn(browser, 'liv');
    // Whoever counts approvers takes both for one.
    expect((await who(browser))?.name.toLowerCase()).toBe('liv');
    await server.must('revokeOperator', { params: { operator: operator.operator } });
    // The other way round it is refused, so that they stay one.
    const again = await call(server.apiUrl, server.token, 'createOperatorToken', {
      body: { name: 'LIV', role: 'approver' },
    });
    expect(again).toMatchObject({ status: 409 });
  });

  it('lets nobody in whom no rule names, and says whom to ask', async () => {
    const browser = new PlayedBrowser();
    const refused = await signIn(browser, 'siv');
    const page = await refused.text();
    expect(refused.status).toBe(403);
    expect(page).toContain('&lt;img src=x onerror=alert(1)&gt;');
    expect(page).not.toContain('<img');
    expect(page).toContain('Ask an administrator');
    expect(refused.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(await who(browser)).toBeUndefined();
    expect(browser.jar(server.apiUrl).size).toBe(0);
  });

  it('gives such people a role where there is one for everybody, and takes it away with the next sign-in', async () => {
    await server.must('setIdentityProvider', {
      body: wanted({ default: { role: 'viewer', unit: 'school' } }),
    });
    const browser = new PlayedBrowser();
    await signIn(browser, 'siv');
    expect(await who(browser)).toMatchObject({ role: 'viewer', unit: 'school' });
    await server.must('setIdentityProvider', { body: wanted() });
    expect((await signIn(browser, 'siv')).status).toBe(403);
  });

  it.each([
    'https://evil.example/',
    '//evil.example/',
    '/\\evil.example',
    '/.//evil.example/',
    '/a/..//evil.example/',
    'javascript:alert(1)',
  ])('leads nobody to another place: %s', async (to) => {
    const browser = new PlayedBrowser();
    const back = await signIn(browser, 'ola', `?to=${encodeURIComponent(to)}`);
    expect(new URL(expectLocation(back), server.apiUrl).origin).toBe(server.apiUrl);
    expect(back.headers.get('location')).not.toMatch(/^\/\//);
  });

  it('signs nobody in who was sent to a provider that is trusted no more', async () => {
    const browser = new PlayedBrowser();
    const back = await signInAtProvider(browser, await beginIn(browser), 'kari');
    await server.must('removeIdentityProvider');
    try {
      expect((await browser.get(back)).status).toBe(400);
      expect(await who(browser)).toBeUndefined();
    } finally {
      await server.must('setIdentityProvider', { body: wanted() });
    }
  });

  it('goes by the rules of the moment in which a person comes back', async () => {
    const browser = new PlayedBrowser();
    const back = await signInAtProvider(browser, await beginIn(browser), 'ola');
    await server.must('setIdentityProvider', {
      body: wanted({ rules: [{ claim: 'groups', value: 'it', role: 'viewer', unit: 'school' }] }),
    });
    try {
      await browser.get(back);
      expect(await who(browser)).toMatchObject({ role: 'viewer', unit: 'school' });
    } finally {
      await server.must('setIdentityProvider', { body: wanted() });
    }
  });

  it.each<[string, (address: URL) => void]>([
    ['another state', (address) => address.searchParams.set('state', 'x'.repeat(43))],
    ['no state', (address) => address.searchParams.delete('state')],
    ['another code', (address) => address.searchParams.set('code', 'x'.repeat(43))],
    ['another issuer', (address) => address.searchParams.set('iss', 'https://evil.example')],
    ['no code', (address) => address.searchParams.delete('code')],
  ])('does not accept what comes back with %s', async (_what, change) => {
    const browser = new PlayedBrowser();
    const back = new URL(await signInAtProvider(browser, await beginIn(browser), 'kari'));
    change(back);
    expect((await browser.get(back.href)).status).toBe(403);
    expect(await who(browser)).toBeUndefined();
  });

  it('does not accept an ID token for another nonce or another proof of who began', async () => {
    for (const name of ['nonce', 'code_challenge']) {
      const browser = new PlayedBrowser();
      const begun = new URL(await beginIn(browser));
      begun.searchParams.set(name, 'x'.repeat(43));
      const back = await signInAtProvider(browser, begun.href, 'kari');
      expect([name, (await browser.get(back)).status]).toEqual([name, 403]);
      expect(await who(browser)).toBeUndefined();
    }
  });

  it('does not accept the code of one sign-in in another', async () => {
    const [victim, thief] = [new PlayedBrowser(), new PlayedBrowser()];
    const stolen = new URL(await signInAtProvider(victim, await beginIn(victim), 'kari'));
    const own = new URL(await signInAtProvider(thief, await beginIn(thief), 'ola'));
    own.searchParams.set('code', stolen.searchParams.get('code') ?? '');
    expect((await thief.get(own.href)).status).toBe(403);
    expect(await who(thief)).toBeUndefined();
  });

  it('accepts each way back once, and in the browser that began it alone', async () => {
    const browser = new PlayedBrowser();
    const back = await signInAtProvider(browser, await beginIn(browser), 'kari');
    const thief = new PlayedBrowser();
    expect((await thief.get(back)).status).toBe(400);
    const kept = browser.jar(server.apiUrl).get('portvakt-sign-in') ?? '';
    expect((await browser.get(back)).status).toBe(303);
    browser.jar(server.apiUrl).set('portvakt-sign-in', kept);
    expect((await browser.get(back)).status).toBe(400);
  });

  it('speaks the language of the browser', async () => {
    const address = `${server.apiUrl}/sign-in/callback`;
    const titles = [];
    for (const language of ['nn-NO,nn;q=0.9,en;q=0.5', 'fr', 'xx', '']) {
      const page = await (await fetch(address, { headers: { 'accept-language': language } })).text();
      titles.push([/lang="(\w+)"/.exec(page)?.[1], /<h1>(.*)<\/h1>/.exec(page)?.[1]]);
    }
    expect(titles).toEqual([
      ['nn', 'Innlogginga kan ikkje fullførast'],
      ['fr', 'Cette connexion ne peut pas être terminée'],
      ['en', 'This sign-in cannot be finished'],
      ['en', 'This sign-in cannot be finished'],
    ]);
  });

  it('says what the provider says when it refuses', async () => {
    const browser = new PlayedBrowser();
    const begun = new URL(await beginIn(browser));
    const back = new URL(`${server.apiUrl}/sign-in/callback`);
    back.searchParams.set('error', 'access_denied');
    back.searchParams.set('error_description', '<script>alert(1)</script>');
    back.searchParams.set('state', begun.searchParams.get('state') ?? '');
    back.searchParams.set('iss', provider.issuer);
    const refused = await browser.get(back.href);
    const page = await refused.text();
    expect(refused.status).toBe(403);
    expect(page).toContain('access_denied');
    expect(page).not.toContain('<script');
  });

  it('signs out there too', async () => {
    const browser = new PlayedBrowser();
    await signIn(browser, 'ola');
    const session = await browser.call(server.apiUrl, 'getSession');
    browser.csrf = 'body' in session ? session.body.csrf : undefined;
    const ended = await browser.call(server.apiUrl, 'endSession');
    expect(ended).toMatchObject({ status: 200 });
    const url = new URL('body' in ended ? (ended.body.signOutUrl ?? '') : '');
    expect(url.origin).toBe(provider.issuer);
    expect((await browser.get(url.href)).status).toBe(200);
  });

  it('is not asked for people whose access was ended here, nor decides what its rules do not', async () => {
    const browser = new PlayedBrowser();
    await signIn(browser, 'per');
    const per = (await server.must('listOperators')).operators.find(({ name }) => name === 'Per');
    const params = { operator: per?.operator ?? '' };
    for (const refused of [
      await call(server.apiUrl, server.token, 'setOperator', { params, body: { role: 'administrator' } }),
      await call(server.apiUrl, server.token, 'makeSignInLink', { params }),
    ])
      expect(refused).toMatchObject({ status: 409 });
    await server.must('revokeOperator', { params });
    expect(await who(browser)).toBeUndefined();
    const again = await signIn(browser, 'per');
    expect(again.status).toBe(403);
    expect(await again.text()).toContain('Your access was ended');
  });

  it('that is away is said to be, and who is signed in goes on; when it is back, all is well', async () => {
    const browser = new PlayedBrowser();
    await signIn(browser, 'kari');
    const late = new PlayedBrowser();
    const back = await signInAtProvider(late, await beginIn(late), 'ola');
    await provider.stop();
    const other = new PlayedBrowser();
    const away = await other.get(`${server.apiUrl}/sign-in`);
    expect(away.status).toBe(502);
    expect(await away.text()).toContain('nothing answers there');
    expect((await late.get(back)).status).toBe(502);
    expect(await who(browser)).toMatchObject({ name: 'Kari Nordmann' });
    provider = await startProvider(settings());
    await signIn(other, 'ola');
    expect(await who(other)).toMatchObject({ name: 'Ola' });
  });

  it('is kept without its secret, which lies in a file of its owner', async () => {
    const shown = await server.must('getIdentityProvider');
    expect(shown).toMatchObject({ hasSecret: true, redirectUri: `${server.apiUrl}/sign-in/callback` });
    const file = join(folder.path, 'identity-provider-secret');
    expect(readFileSync(file, 'utf8')).toBe(providerSecret);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const everything =
      JSON.stringify([shown, await server.must('listAudit')]) +
      readFileSync(join(folder.path, 'server.sqlite'), 'latin1') +
      readFileSync(join(folder.path, 'server.sqlite-wal'), 'latin1');
    expect(everything).not.toContain(providerSecret);
    // Changed without giving it again, the present one stays.
    await server.must('setIdentityProvider', { body: { ...wanted(), clientSecret: undefined } as never });
    expect(readFileSync(file, 'utf8')).toBe(providerSecret);
  });
});

describe('setting the identity provider', () => {
  const redirectUris = ['http://127.0.0.1/none'];
  const body = (issuer: string): WantedIdentityProvider => ({
    issuer,
    clientId: 'portvakt',
    clientSecret: providerSecret,
    name: 'ID',
    rules: [],
  });

  it('is refused in a sentence where it does not answer, or names itself otherwise', async () => {
    using folder = tempFolder();
    await using server = await startTestServer(folder.path);
    await using liar = await startProvider({
      redirectUris,
      accounts: {},
      issuer: 'http://127.0.0.1:1/other',
    });
    const silent = createServer((_request, response) => response.writeHead(404).end('<h1>no</h1>'));
    silent.listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const { port } = silent.address() as AddressInfo;
    const gone = await startProvider({ redirectUris, accounts: {} });
    await gone.stop();
    const closed = gone.port;
    const reasons = [];
    for (const issuer of [
      `http://127.0.0.1:${liar.port}`,
      `http://127.0.0.1:${port}`,
      `http://127.0.0.1:${closed}`,
      'http://id.example.org',
    ]) {
      const answer = await call(server.apiUrl, server.token, 'setIdentityProvider', { body: body(issuer) });
      reasons.push('problem' in answer ? answer.problem.detail : 'accepted');
    }
    silent.close();
    expect(reasons).toEqual([
      expect.stringContaining('it names itself otherwise'),
      expect.stringContaining('it has no OpenID Connect document'),
      expect.stringContaining('nothing answers there (ECONNREFUSED)'),
      expect.stringContaining('must be reached by https'),
    ]);
    expect(await server.must('getIdentityProvider')).toMatchObject({ hasSecret: false, rules: [] });
    expect(existsSync(join(folder.path, 'identity-provider-secret'))).toBe(false);
    expect((await fetch(`${server.apiUrl}/sign-in`)).status).toBe(404);
  });

  it('does not send the secret of one provider to another, and ends what the old one vouched for', async () => {
    using folder = tempFolder();
    await using server = await startTestServer(folder.path);
    const uris = { redirectUris: [`${server.apiUrl}/sign-in/callback`], accounts };
    await using one = await startProvider(uris);
    await using two = await startProvider(uris);
    const everybody = { default: { role: 'viewer', unit: 'kommune' } } as const;
    await server.must('setIdentityProvider', { body: { ...body(one.issuer), ...everybody } });
    const browser = new PlayedBrowser();
    const begun = expectLocation(await browser.get(`${server.apiUrl}/sign-in`));
    await browser.get(await signInAtProvider(browser, begun, 'ola'));
    expect(await browser.call(server.apiUrl, 'getServerInfo')).toMatchObject({ status: 200 });
    const { clientSecret: _, ...without } = body(two.issuer);
    expect(await server.must('setIdentityProvider', { body: without })).toMatchObject({ hasSecret: false });
    expect(await browser.call(server.apiUrl, 'getServerInfo')).toMatchObject({ status: 401 });
    const removed = await server.must('removeIdentityProvider');
    expect(removed).not.toHaveProperty('issuer');
    expect(await browser.call(server.apiUrl, 'getSession')).not.toHaveProperty('body.identityProvider');
  });

  it('cannot be undone while nobody else could let people in', async () => {
    using folder = tempFolder();
    await using server = await startTestServer(folder.path);
    await using provider = await startProvider({
      redirectUris: [`${server.apiUrl}/sign-in/callback`],
      accounts,
    });
    await server.must('setIdentityProvider', {
      body: { ...body(provider.issuer), default: { role: 'administrator', unit: 'kommune' } },
    });
    const browser = new PlayedBrowser();
    const begun = expectLocation(await browser.get(`${server.apiUrl}/sign-in`));
    await browser.get(await signInAtProvider(browser, begun, 'ola'));
    const session = await browser.call(server.apiUrl, 'getSession');
    browser.csrf = 'body' in session ? session.body.csrf : undefined;
    const { operators } = await server.must('listOperators');
    const first = operators.find(({ via }) => via === 'bootstrap')?.operator ?? '';
    expect(
      await browser.call(server.apiUrl, 'revokeOperator', { params: { operator: first } }),
    ).toMatchObject({ status: 200 });
    expect(await browser.call(server.apiUrl, 'removeIdentityProvider')).toMatchObject({
      status: 409,
      problem: { detail: expect.stringContaining('make one with a token first') as string },
    });
  });

  it('forgives a clock that is a minute off, and no more', async () => {
    using folder = tempFolder();
    const clock = new FakeClock(Date.now());
    await using server = await startTestServer(folder.path, { clock });
    const statuses = [];
    // Its ID tokens are good for an hour: one of a clock that is 61.5 minutes late is over.
    for (const clockAheadMs of [45_000, -3_640_000, -3_690_000]) {
      await using provider = await startProvider({
        redirectUris: [`${server.apiUrl}/sign-in/callback`],
        accounts,
        clockAheadMs,
      });
      await server.must('setIdentityProvider', {
        body: { ...body(provider.issuer), default: { role: 'viewer', unit: 'kommune' } },
      });
      const browser = new PlayedBrowser();
      const begun = expectLocation(await browser.get(`${server.apiUrl}/sign-in`));
      statuses.push((await browser.get(await signInAtProvider(browser, begun, 'ola'))).status);
    }
    expect(statuses).toEqual([303, 303, 403]);
  });

  it('gives a person ten minutes at the provider', async () => {
    using folder = tempFolder();
    const clock = new FakeClock(Date.now());
    await using server = await startTestServer(folder.path, { clock });
    await using provider = await startProvider({
      redirectUris: [`${server.apiUrl}/sign-in/callback`],
      accounts,
    });
    await server.must('setIdentityProvider', {
      body: { ...body(provider.issuer), default: { role: 'viewer', unit: 'kommune' } },
    });
    const browser = new PlayedBrowser();
    const begun = expectLocation(await browser.get(`${server.apiUrl}/sign-in`));
    const back = await signInAtProvider(browser, begun, 'ola');
    await clock.advance(600_000);
    expect((await browser.get(back)).status).toBe(400);
  });
});
