import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readlinkSync,
  rmSync,
  writeFileSync,
  chmodSync,
} from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { StoredEvent } from '#protocol/console-devices.ts';
import type { AgentStatus } from '#protocol/tray-agent.ts';
import { startProgram, startScreen } from '#test/kit/desktop.ts';
import { ban, organisation } from '#test/kit/policy-builder.ts';
import {
  Child,
  portvakt,
  startServerProcess,
  until,
  type Run,
  type ServerProcess,
} from '#test/kit/system-under-test.ts';

/** Debian's real telegram-desktop, a real server, a real agent as root, the real CLI: nothing here is a stand-in. */
const telegram = '/usr/bin/telegram-desktop';
const base = mkdtempSync('/tmp/portvakt-system-');
const home = join(base, 'home');
const run = join(base, 'run');

/** What people do with a program that is not allowed: rename it, unpack it, mount it, disguise it. */
const forms = [
  { shape: 'renamed, in a home folder', path: join(home, 'notes') },
  { shape: 'as the tarball unpacks it', path: join(home, 'Telegram', 'Telegram') },
  {
    shape: 'as a mounted AppImage runs it',
    path: join(base, '.mount_TelegrXXXXXX', 'usr', 'bin', 'telegram-desktop'),
  },
  { shape: 'under the name of another program', path: join(home, '.local', 'bin', 'bash') },
];

let server: ServerProcess;
let agent: Child;
let screen: Awaited<ReturnType<typeof startScreen>>;
let device = '';

const cli = (...args: readonly string[]): Promise<Run> =>
  portvakt(args, { PORTVAKT_SERVER: server.apiUrl, PORTVAKT_TOKEN_FILE: server.tokenFile });
const cliJson = async <T>(...args: readonly string[]): Promise<T> => {
  const done = await cli(...args, '--json');
  expect(done, done.stderr).toMatchObject({ code: 0 });
  return JSON.parse(done.stdout) as T;
};
const status = async (): Promise<AgentStatus> => cliJson<AgentStatus>('status', '--run', run);
const events = async (): Promise<readonly StoredEvent[]> =>
  (await cli('events', '--json')).stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as StoredEvent);

/** Pids of the user's programs that run from this file. */
const pidsOf = (exe: string): readonly number[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        return readlinkSync(`/proc/${pid}/exe`) === exe;
      } catch {
        return false;
      }
    })
    .map(Number);

/** Starts it and waits for what becomes of it: `stopped`, or `runs` once its window is up (it keeps its data folder open). */
async function fate(program: string): Promise<'stopped' | 'runs'> {
  const child = startProgram(program, screen, home);
  const seen = await until('the program to be stopped or to run on', async () => {
    if (!child.running) return 'stopped' as const;
    const [pid] = pidsOf(program);
    // Its user interface is up when it has opened its own data.
    if (pid === undefined || !opensItsData(pid)) return undefined;
    // On a busy machine that may be before the agent looked at it; by the time that it has answered somebody else, it has.
    await status();
    return child.running ? ('runs' as const) : ('stopped' as const);
  });
  await child.end();
  for (const pid of pidsOf(program)) process.kill(pid, 'SIGKILL');
  return seen;
}
function opensItsData(pid: number): boolean {
  try {
    return readdirSync(`/proc/${pid}/fd`).some((fd) => {
      try {
        return readlinkSync(`/proc/${pid}/fd/${fd}`).includes('/TelegramDesktop/');
      } catch {
        return false;
      }
    });
  } catch {
    return false;
  }
}

function writePolicy(): string {
  const folder = join(base, 'policy');
  mkdirSync(folder, { recursive: true });
  const org = organisation({ id: 'systemtest', name: 'System test' });
  writeFileSync(
    join(folder, 'organisation.yaml'),
    stringify({ portvakt: 'organisation/1', organisation: org }),
  );
  const bans = [ban({ exemptions: { allowed: true, longestDays: 30 }, review: '2099-01-01' })];
  writeFileSync(join(folder, 'root.yaml'), stringify({ portvakt: 'policy/1', unit: 'root', bans }));
  return folder;
}

beforeAll(async () => {
  mkdirSync(home, { mode: 0o755 });
  screen = await startScreen();
  server = await startServerProcess(join(base, 'server'), 'systemtest');
  const applied = await cli('policy', 'apply', writePolicy());
  expect(applied, applied.stderr).toMatchObject({ code: 0 });
  const { text: token } = await cliJson<{ text: string }>(
    'token',
    'create',
    '--uses',
    '1',
    '--expires-days',
    '1',
  );
  const tokenFile = join(base, 'token');
  writeFileSync(tokenFile, token, { mode: 0o600 });
  agent = new Child(process.execPath, [
    'src/agent/main.ts',
    ...['--state', join(base, 'agent'), '--run', run, '--config', join(base, 'config')],
    ...['--server', server.url, '--token-file', tokenFile, '--log-level', 'warn'],
  ]);
  await until('the agent to have applied the release', async () => {
    if (!agent.running) throw new Error(agent.stderr());
    const done = await cli('status', '--run', run, '--json');
    if (done.code !== 0) return undefined;
    const found = JSON.parse(done.stdout) as AgentStatus;
    device = found.device ?? '';
    return found.release > 1 && found.bans.length > 0 ? true : undefined;
  });
});

afterAll(async () => {
  await agent?.end();
  await server?.[Symbol.asyncDispose]();
  await screen?.[Symbol.asyncDispose]();
  rmSync(base, { recursive: true, force: true });
});

describe("Debian's telegram-desktop under a ban", () => {
  it('is found installed, and the truth about the ban is told', async () => {
    const found = await status();
    expect(found.watch).toEqual({ kind: 'announced' });
    expect(found.bans).toMatchObject([{ ban: 'telegram-ban', effect: 'block', found: true }]);
    expect(found.bans[0]?.truth.find(({ channel }) => channel === 'native')).toMatchObject({
      level: 'stopped-after-start',
    });
  });

  it('is stopped when it starts', async () => {
    expect(await fate(telegram)).toBe('stopped');
  });

  it.each(forms)('is stopped $shape', async ({ path }) => {
    mkdirSync(join(path, '..'), { recursive: true });
    copyFileSync(telegram, path);
    chmodSync(path, 0o755);
    expect(await fate(path)).toBe('stopped');
    // The second start is answered by the listener itself.
    expect(await fate(path)).toBe('stopped');
  });

  it('the person is told, and only then IT: kinds and identifiers, never a path', async () => {
    const shown = await cli('notices', '--run', run);
    expect(shown.stdout).toContain('Telegram');
    const hits = await until('the hits at the server', async () => {
      const found = (await events()).filter(({ body }) => body.type === 'hit');
      return found.some(
        ({ body }) => body.type === 'hit' && body.evidence.some(({ kind }) => kind === 'binary-marker'),
      )
        ? found
        : undefined;
    });
    // One event, one hit: no copy was warned about first and stopped afterwards.
    expect(hits.flatMap(({ body }) => (body.type === 'hit' ? [body.action] : []))).not.toContain('warned');
    const text = JSON.stringify(hits);
    expect(text).toContain('"deb-package"');
    expect(text).toContain('telegram-desktop');
    for (const secret of [home, base, 'notes', '.mount_', '/usr/bin']) expect(text).not.toContain(secret);
  });

  it('runs in every form while an exemption holds, and is stopped again when it has expired', async () => {
    const end = new Date(Date.now() + 40_000).toISOString();
    const grant = ['exemptions', 'grant', device, 'telegram-ban', '--purpose', 'press watch', '--until', end];
    const granted = await cli(...grant);
    expect(granted, granted.stderr).toMatchObject({ code: 0 });
    const all = [telegram, ...forms.map(({ path }) => path)];
    await until('the exemption on the PC', async () =>
      (await status()).bans[0]?.reason === 'exempt' ? true : undefined,
    );
    for (const program of all) expect(await fate(program), program).toBe('runs');
    await until('the end of the exemption', async () =>
      (await status()).bans[0]?.effect === 'block' ? true : undefined,
    );
    for (const program of all) expect(await fate(program), program).toBe('stopped');
  });

  it('everything that left is in the ledger, whose chain holds', async () => {
    const ledger = await cliJson<{ entries: readonly { kind: string; body: string }[]; intact: boolean }>(
      ...['ledger', '--run', run],
    );
    expect(ledger.intact).toBe(true);
    const sent = ledger.entries.filter(({ kind }) => kind === 'sent').map(({ body }) => body);
    for (const { body } of await events())
      expect(sent.join('\n')).toContain(JSON.stringify(body).slice(0, 80));
  });
});
