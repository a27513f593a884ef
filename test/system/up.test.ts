import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { describe, expect, it } from 'vitest';
import { startDeadMan } from '#test/kit/dead-man.ts';
import { canRunAsRoot } from '#test/kit/needs-root.ts';
import { processTree } from '#test/kit/process-tree.ts';
import { aloneOnTheMachine } from '#test/kit/root-lock.ts';
import { Child, portvakt, until } from '#test/kit/system-under-test.ts';

/** `npm start`, as a newcomer meets it. */
const tryFolders = (): readonly string[] =>
  readdirSync(tmpdir()).filter((name) => /^portvakt-(try-)?[A-Za-z0-9]{6}$/.test(name));
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

const guards = canRunAsRoot('npm start with its guard');
/** Owns nothing, and is not who runs `up`. */
const nobody = 65_534;
/** What becomes of a start. */
function tries(program: string, uid: number): string {
  const { error } = spawnSync(program, ['600'], { uid, gid: uid, stdio: 'ignore', timeout: 10_000 });
  return error !== undefined && 'code' in error ? String(error.code) : 'started';
}

describe.runIf(guards)('with its guard, on the whole machine', () => {
  it('refuses the harmless program before it starts, says so, and Ctrl-C leaves nothing behind', async () => {
    await using _ = await aloneOnTheMachine();
    const foldersBefore = tryFolders();
    const doorsBefore = existsSync(doors);
    await using dead = await startDeadMan();
    await using up = new Child(process.execPath, ['src/cli/main.ts', 'up'], { LANG: 'C.UTF-8' });
    let screen = '';
    up.process.stdout?.on('data', (chunk: Buffer) => (screen += chunk.toString('utf8')));
    await dead.watchWhileStartsWork([up.pid], 15);
    const shows = (text: string): Promise<unknown> =>
      until(`the screen to show ${text}`, () => {
        if (!up.running) throw new Error(`it ended:\n${screen}\n${up.stderr()}`);
        return screen.includes(text) || undefined;
      });

    await shows('What happens now');
    expect(screen).toContain('; starts of what is banned are refused');
    // Claimed because its own canary was seen to be refused.
    expect(screen).toContain('[denied-before-start]');
    const [canary = ''] = /\/\S+\/portvakt-canary(?= 600)/.exec(screen) ?? [];
    expect(tries(canary, nobody)).toBe('EPERM');
    expect(tries(canary, 0)).toBe('EPERM');
    await shows('you are told: Portvakt test program cannot be used on this PC');
    await until('IT to see it', () => /IT sees: .* hit {2}canary: .*denied-before-start/.test(screen));
    await until('IT to see the proof', () => /IT sees: .* receipt {2}exec-guard: blocked/.test(screen));
    const status = await portvakt(['status']);
    expect(status.stdout).toContain('Portvakt is asked before a program starts.');
    expect(status.stdout).toContain('[denied-before-start]');
    const explained = await portvakt(['app', 'explain', canary]);
    expect(explained.stdout).toContain('portvakt-canary');

    const all = processTree(up.pid).map(({ pid }) => pid);
    expect(all.length).toBeGreaterThan(1);
    up.process.kill('SIGINT');
    expect(await up.ended()).toBe(0);
    // Marks are the guard's: they are gone with its process.
    await until('its processes to be gone', () => all.every((pid) => processTree(pid).length === 0));
    expect(tryFolders()).toEqual(foldersBefore);
    expect(existsSync(doors)).toBe(doorsBefore);
    expect(dead.struck).toBe(false);
  });
});
