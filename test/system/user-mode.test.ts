import { spawn } from 'node:child_process';
import { chownSync, copyFileSync, chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { AgentStatus } from '#protocol/tray-agent.ts';
import { ban, organisation } from '#test/kit/policy-builder.ts';
import {
  Child,
  portvakt,
  startServerProcess,
  until,
  type ServerProcess,
} from '#test/kit/system-under-test.ts';

/** The agent of somebody who is not root: it works, with lower truth levels, and says so. */
const nobody = 65_534;
const base = mkdtempSync('/tmp/portvakt-user-');
const own = join(base, 'own');
const run = join(own, 'run');
let server: ServerProcess;
let agent: Child;

beforeAll(async () => {
  chmodSync(base, 0o755);
  mkdirSync(own, { mode: 0o700 });
  server = await startServerProcess(join(base, 'server'), 'usermode');
  const org = organisation({ id: 'usermode', name: 'User mode' });
  const files = {
    'organisation.yaml': { portvakt: 'organisation/1', organisation: org },
    'root.yaml': {
      portvakt: 'policy/1',
      unit: 'root',
      bans: [ban({ apps: ['portvakt-canary'], review: '2099-01-01' })],
    },
  };
  for (const [name, value] of Object.entries(files)) writeFileSync(join(base, name), stringify(value));
  const it_ = { PORTVAKT_SERVER: server.apiUrl, PORTVAKT_TOKEN_FILE: server.tokenFile };
  const applied = await portvakt(
    ['policy', 'apply', ...Object.keys(files).map((name) => join(base, name))],
    it_,
  );
  expect(applied, applied.stderr).toMatchObject({ code: 0 });
  const token = await portvakt(['token', 'create', '--uses', '1', '--expires-days', '1', '--json'], it_);
  const tokenFile = join(own, 'token');
  writeFileSync(tokenFile, (JSON.parse(token.stdout) as { text: string }).text, { mode: 0o600 });
  for (const path of [own, tokenFile]) chownSync(path, nobody, nobody);
  agent = new Child('/usr/bin/setpriv', [
    ...['--reuid', String(nobody), '--regid', String(nobody), '--clear-groups', '--no-new-privs', '--'],
    process.execPath,
    'src/agent/main.ts',
    ...['--state', join(own, 'state'), '--run', run, '--config', join(own, 'config')],
    ...['--server', server.url, '--token-file', tokenFile, '--log-level', 'warn'],
  ]);
});

afterAll(async () => {
  await agent?.end();
  await server?.[Symbol.asyncDispose]();
  rmSync(base, { recursive: true, force: true });
});

const status = async (): Promise<AgentStatus | undefined> => {
  if (!agent.running) throw new Error(agent.stderr());
  const done = await portvakt(['status', '--run', run, '--json'], {}, nobody);
  return done.code === 0 ? (JSON.parse(done.stdout) as AgentStatus) : undefined;
};
const startAs = (uid: number, program: string): ReturnType<typeof spawn> =>
  spawn(program, ['30'], { uid, gid: uid, stdio: 'ignore' });

it('its door is trusted by its own account only', async () => {
  await until('the agent to run', status);
  // Root would believe a stranger's agent: it refuses to.
  const stranger = await portvakt(['status', '--run', run]);
  expect(stranger.code).not.toBe(0);
});

it('enforces for its own account, claims no more, and leaves the programs of others alone', async () => {
  const found = await until('the agent to enforce', async () => {
    const now = await status();
    return now !== undefined && now.bans.length > 0 ? now : undefined;
  });
  expect(found.mode).toBe('user');
  const native = found.bans[0]?.truth.find(({ channel }) => channel === 'native');
  expect(native?.level).toBe('warned');
  expect(native?.why).toContain('without system rights');

  const canary = join(base, 'portvakt-canary');
  copyFileSync('/usr/bin/sleep', canary);
  chmodSync(canary, 0o755);
  const others = startAs(0, canary);
  const mine = startAs(nobody, canary);
  const [, signal] = (await once(mine, 'exit')) as [unknown, string | null];
  expect(signal).toBe('SIGKILL');
  expect(others.exitCode).toBeNull();
  expect(others.signalCode).toBeNull();
  others.kill('SIGKILL');
  await once(others, 'exit');
});
