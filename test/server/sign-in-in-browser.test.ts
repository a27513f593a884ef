import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { SessionState } from '#protocol/console-sessions.ts';
import { providerSecret, startProvider } from '#test/kit/identity-provider.ts';
import { startTestServer } from '#test/kit/server-in-test.ts';
import { tempFolder } from '#test/kit/temp-folder.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--headless=new', '--no-sandbox', '--disable-gpu'],
  });
});
afterAll(() => browser.close());

/** A console that says what it learns: who is signed in, and what it hears first. */
function tinyConsole(folder: string): string {
  const path = join(folder, 'console');
  mkdirSync(path);
  writeFileSync(
    join(path, 'index.html'),
    `<!doctype html><title>console</title><script src="/console.js" defer></script><script>document.title='inline'</script>
     <p id="session"></p><p id="heard"></p>`,
  );
  writeFileSync(
    join(path, 'console.js'),
    `fetch('/api/session').then((answer) => answer.text()).then((text) => { session.textContent = text; });
     const socket = new WebSocket(location.origin.replace('http', 'ws') + '/api/live', 'portvakt-console.1');
     socket.onmessage = ({ data }) => { heard.textContent = data; };`,
  );
  return path;
}
async function sessionIn(page: Page): Promise<SessionState> {
  const shown = page.locator('#session:not(:empty)');
  return JSON.parse((await shown.textContent()) ?? '') as SessionState;
}

it('a browser signs in at a provider of another site, stays signed in, and does nothing for that site', async () => {
  using folder = tempFolder();
  await using server = await startTestServer(join(folder.path, 'data'), {
    consoleFolder: tinyConsole(folder.path),
  });
  await using provider = await startProvider({
    host: 'localhost',
    redirectUris: [`${server.apiUrl}/sign-in/callback`],
    accounts: { kari: { name: 'Kari' } },
  });
  await server.must('setIdentityProvider', {
    body: {
      issuer: provider.issuer,
      clientId: 'portvakt',
      clientSecret: providerSecret,
      name: 'ID',
      rules: [],
      default: { role: 'administrator', unit: 'kommune' },
    },
  });
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(`${server.apiUrl}/sign-in?to=/devices`);
  await page.fill('[name=login]', 'kari');
  await page.fill('[name=password]', 'any');
  await page.click('[type=submit]');
  await page.click('[type=submit]');
  await page.waitForURL(`${server.apiUrl}/devices`);
  expect((await sessionIn(page)).operator?.name).toBe('Kari');
  expect(await page.locator('#heard:not(:empty)').textContent()).toContain('"hello"');
  // The inline script did not run.
  expect(await page.title()).toBe('console');
  const [cookie] = await context.cookies(server.apiUrl);
  expect(cookie).toMatchObject({ name: 'portvakt', httpOnly: true, sameSite: 'Strict' });

  // The other site's pages can lead here, and cannot act or listen as the person.
  await page.goto(`${provider.issuer}/.well-known/openid-configuration`);
  const tried = await page.evaluate(async (address) => {
    await fetch(`${address}/api/tokens`, {
      method: 'POST',
      mode: 'no-cors',
      credentials: 'include',
      body: '{"name":"x","uses":1,"validHours":1}',
      // What is answered is kept from that page; what matters is what was done.
    }).catch(() => undefined);
    const socket = new WebSocket(`${address.replace('http', 'ws')}/api/live`, 'portvakt-console.1');
    return new Promise<string>((resolve) => {
      socket.onmessage = () => resolve('heard');
      socket.onclose = () => resolve('refused');
    });
  }, server.apiUrl);
  expect(tried).toBe('refused');
  expect((await server.must('listTokens')).tokens).toEqual([]);
  await page.evaluate((address) => location.assign(`${address}/bans`), server.apiUrl);
  await page.waitForURL(`${server.apiUrl}/bans`);
  expect((await sessionIn(page)).operator?.name).toBe('Kari');
  await context.close();
});

it('a one-time link signs in, leaves no secret in the address, and says so when it was used', async () => {
  using folder = tempFolder();
  await using server = await startTestServer(folder.path);
  const link = server.bootstrap.signInLink ?? '';
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(link);
  await page.waitForURL(`${server.apiUrl}/`);
  expect(await (await context.request.get(`${server.apiUrl}/api/session`)).json()).toMatchObject({
    operator: { name: 'administrator' },
  });
  const second = await (await browser.newContext({ locale: 'nb-NO' })).newPage();
  await second.goto(link);
  const state = second.locator('#state', { hasText: 'was used' });
  await state.waitFor();
  expect(second.url()).toBe(`${server.apiUrl}/sign-in/link`);
  expect(await second.title()).toContain('Logg inn');
  await context.close();
});
