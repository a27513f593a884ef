import { execFileSync, spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { expect, it } from 'vitest';
import { Child, portvakt, until } from '#test/kit/system-under-test.ts';

/** `npm start`, as a newcomer meets it. */
const tryFolders = (): readonly string[] =>
  readdirSync(tmpdir()).filter((name) => /^portvakt-[A-Za-z0-9]{6}$/.test(name));
const doors = '/run/portvakt';
/** What the web guard puts there while it runs as root. */
const browserTraces = (): readonly string[] =>
  ['/etc/chromium/policies', '/etc/firefox', '/var/lib/portvakt-web-guard'].filter((path) =>
    existsSync(path),
  );

it('runs the main job on this machine, and Ctrl-C leaves nothing behind', async () => {
  // As `npm start` does first.
  execFileSync(process.execPath, ['installers/extension/build.ts', '--quiet']);
  const foldersBefore = tryFolders();
  const doorsBefore = existsSync(doors);
  const tracesBefore = browserTraces();
  await using up = new Child(process.execPath, ['src/cli/main.ts', 'up', '--no-guard'], { LANG: 'C.UTF-8' });
  let screen = '';
  up.process.stdout?.on('data', (chunk: Buffer) => (screen += chunk.toString('utf8')));
  const shows = (text: string | RegExp): Promise<string> =>
    until(`the screen to show ${text}`, () => {
      if (!up.running) throw new Error(`it ended:\n${screen}\n${up.stderr()}`);
      return typeof text === 'string'
        ? screen.includes(text)
          ? text
          : undefined
        : (text.exec(screen)?.[0] ?? undefined);
    });

  await shows('What happens now');
  expect(screen).toMatch(/Server {4}http:\/\/127\.0\.0\.1:\d+/);
  const [, installed, running] = /(\d+) installed applications, (\d+) running programs/.exec(screen) ?? [];
  expect(Number(installed)).toBeGreaterThan(50);
  expect(Number(running)).toBeGreaterThan(3);

  if (process.getuid?.() === 0)
    await until('the browsers to have their policy', () => browserTraces().length > tracesBefore.length);

  if (process.getuid?.() === 0) expect(screen).toContain('http://try.portvakt.example');
  const link = await shows(/http:\/\/127\.0\.0\.1:\d+/);
  expect(await (await fetch(link)).text()).toContain('Portvakt');
  const [, secret] = /\/sign-in\/link#(pvl_[\w-]{43})/.exec(screen) ?? [];
  const opened = await fetch(`${link}/api/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ token: secret }),
  });
  expect(await opened.json()).toMatchObject({ signedIn: true, operator: { role: 'administrator' } });

  const canary = (await shows(/\/\S+\/portvakt-canary 600/)).split(' ')[0] ?? '';
  for (const time of ['first', 'second']) {
    const child = spawn(canary, ['600']);
    const [, signal] = (await once(child, 'exit')) as [unknown, string];
    expect(`${time}: ${signal}`).toBe(`${time}: SIGKILL`);
  }
  await shows('you are told: Portvakt test program cannot be used on this PC');
  await shows(/IT sees: .* hit {2}canary: portvakt-canary/);
  const status = await portvakt(['status']);
  expect(status).toMatchObject({ code: 0 });
  expect(status.stdout).toContain('[canary]');

  // A second one would stand beside the first: it says so instead.
  const second = await portvakt(['up']);
  expect(second.code).toBe(7);
  expect(second.stderr).toContain('an agent already runs on this PC');

  // One Ctrl-C under npm arrives twice.
  up.process.kill('SIGINT');
  up.process.kill('SIGTERM');
  expect(await up.ended()).toBe(0);
  expect(tryFolders()).toEqual(foldersBefore);
  expect(existsSync(doors)).toBe(doorsBefore);
  expect(browserTraces()).toEqual(tracesBefore);
});

it('puts things in order also when whoever reads its screen goes away', async () => {
  const foldersBefore = tryFolders();
  const doorsBefore = existsSync(doors);
  const tracesBefore = browserTraces();
  await using up = new Child(process.execPath, ['src/cli/main.ts', 'up', '--no-guard'], { LANG: 'C.UTF-8' });
  await up.firstLine();
  up.process.stdout?.destroy();
  expect(await up.ended()).toBe(0);
  expect(tryFolders()).toEqual(foldersBefore);
  expect(existsSync(doors)).toBe(doorsBefore);
  expect(browserTraces()).toEqual(tracesBefore);
});
